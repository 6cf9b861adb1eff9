namespace ZetDard.Recommenders;

/// <summary>Combines feature extractors, and runs them on single things.</summary>
public static class FeatureExtractorExtensions
{
    /// <summary>The features of one thing with their names.</summary>
    public static FeatureRow RowOf<TSource>(this IFeatureExtractor<TSource> extractor, TSource source)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        var values = new float[extractor.Dimension];
        extractor.Extract(source, values);
        return new(extractor.Names, values);
    }

    /// <summary>The features of several things, in their order.</summary>
    public static IReadOnlyList<FeatureRow> RowsOf<TSource>(this IFeatureExtractor<TSource> extractor, IReadOnlyList<TSource> sources)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(sources);
        var values = new float[sources.Count * extractor.Dimension];
        extractor.ExtractMany(sources, values);
        return
        [
            .. sources.Select((_, i) =>
                new FeatureRow(extractor.Names, values.AsMemory(i * extractor.Dimension, extractor.Dimension))),
        ];
    }

    /// <summary>An extractor that looks at one part of a thing, such as the words of a record of sound and words.</summary>
    /// <param name="extractor">The extractor of the part.</param>
    /// <param name="part">Takes the part; called from any thread.</param>
    public static IFeatureExtractor<TSource> On<TSource, TPart>(this IFeatureExtractor<TPart> extractor, Func<TSource, TPart> part)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(part);
        return new PartExtractor<TSource, TPart>(extractor, part);
    }

    /// <summary>An extractor of the features of this one and of others, side by side.</summary>
    /// <param name="extractor">The first extractor.</param>
    /// <param name="others">The others, in the order of their features.</param>
    /// <exception cref="ArgumentException">Two of them have a feature of the same name.</exception>
    public static IFeatureExtractor<TSource> Join<TSource>(
        this IFeatureExtractor<TSource> extractor, params IReadOnlyList<IFeatureExtractor<TSource>> others)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(others);
        IFeatureExtractor<TSource>[] parts = [extractor, .. others];
        string[] names = [.. parts.SelectMany(part => part.Names)];
        return names.CountBy(name => name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice }
            ? throw new ArgumentException($"Two extractors have a feature '{twice}'; names must be distinct.", nameof(others))
            : new JoinedExtractor<TSource>(parts, names);
    }

    /// <summary>The standardizer as an extractor: to be put on the part of a thing that is a row, and joined with others.</summary>
    public static IFeatureExtractor<FeatureRow> AsExtractor(this Standardizer standardizer)
    {
        ArgumentNullException.ThrowIfNull(standardizer);
        return new StandardizedRows(standardizer);
    }

    private sealed class StandardizedRows(Standardizer standardizer) : IFeatureExtractor<FeatureRow>
    {
        public IReadOnlyList<string> Names => standardizer.Names;

        public void Extract(FeatureRow source, Span<float> features) => standardizer.Apply(source.ValuesOf(Names), features);
    }

    private sealed class PartExtractor<TSource, TPart>(IFeatureExtractor<TPart> extractor, Func<TSource, TPart> part)
        : IFeatureExtractor<TSource>
    {
        public IReadOnlyList<string> Names => extractor.Names;

        public int BatchSize => extractor.BatchSize;

        public void Extract(TSource source, Span<float> features) => extractor.Extract(part(source), features);

        public void ExtractMany(IReadOnlyList<TSource> sources, Span<float> features) =>
            extractor.ExtractMany([.. sources.Select(part)], features);
    }

    private sealed class JoinedExtractor<TSource>(IFeatureExtractor<TSource>[] parts, string[] names) : IFeatureExtractor<TSource>
    {
        public IReadOnlyList<string> Names => names;

        public string? CacheKey { get; } =
            parts.All(part => part.CacheKey is not null) ? string.Join(" + ", parts.Select(part => part.CacheKey)) : null;

        public int BatchSize { get; } = parts.Max(part => part.BatchSize);

        public void Extract(TSource source, Span<float> features)
        {
            var start = 0;
            foreach (var part in parts)
            {
                part.Extract(source, features.Slice(start, part.Dimension));
                start += part.Dimension;
            }
        }

        public void ExtractMany(IReadOnlyList<TSource> sources, Span<float> features)
        {
            var start = 0;
            foreach (var part in parts)
            {
                var own = new float[sources.Count * part.Dimension];
                part.ExtractMany(sources, own);
                for (var i = 0; i < sources.Count; i++)
                {
                    own.AsSpan(i * part.Dimension, part.Dimension).CopyTo(features[((i * names.Length) + start)..]);
                }

                start += part.Dimension;
            }
        }
    }
}
