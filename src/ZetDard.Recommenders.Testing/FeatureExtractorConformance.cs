using System.Reflection;

namespace ZetDard.Recommenders.Testing;

/// <summary>What every feature extractor must do, as plain calls for any test framework.</summary>
public static class FeatureExtractorConformance
{
    private const int Rounds = 4;
    private const int Spare = 3;        // room behind the features, to see whether it stays untouched

    /// <summary>Checks every promise of <see cref="IFeatureExtractor{TSource}"/>.</summary>
    /// <param name="create">Makes the extractor. It is called twice, and both extractors must give the same features.</param>
    /// <param name="sources">Things to look at, awkward ones among them: silence, one sample, an empty text.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static void Check<TSource>(Func<IFeatureExtractor<TSource>> create, IReadOnlyList<TSource> sources)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count);
        var broken = new Broken();
        var extractor = create();
        var dimension = extractor.Dimension;
        broken.When(
            dimension < 1 || extractor.Names.Count != dimension,
            $"There is a feature, and a name for each: {extractor.Names.Count} names, {dimension} features.");
        if (dimension < 1)
        {
            broken.ThrowIfAny(extractor.GetType().Name);
        }

        broken.When(
            extractor.Names.Distinct().Count() != extractor.Names.Count,
            $"Names are distinct: '{extractor.Names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key}' occurs twice.");
        broken.When(extractor.Names.Any(name => FeatureTable.FamilyOf(name).Length == 0), "Every name begins with a family: one is empty.");
        var other = create();
        broken.When(other.CacheKey != extractor.CacheKey, "Extractors made alike have the same cache key: they differ.");
        broken.When(!other.Names.SequenceEqual(extractor.Names), "Extractors made alike have the same names: they differ.");
        var rows = sources.Select((source, index) => Extract(extractor, source, index, broken)).ToArray();
        var again = new float[sources.Count * Rounds][];
        Parallel.For(0, again.Length, i =>
        {
            // From several threads, in another order, by either extractor.
            var index = sources.Count - 1 - (i % sources.Count);
            var row = new float[dimension + Spare];
            (i / sources.Count % 2 == 0 ? other : extractor).Extract(sources[index], row);
            again[i] = row[..dimension];
        });
        for (var index = 0; index < rows.Length; index++)
        {
            var differs = Enumerable.Range(0, Rounds).Any(round =>
                !again[(round * sources.Count) + sources.Count - 1 - index].AsSpan().SequenceEqual(rows[index]));
            broken.When(differs, $"The same source gives the same bits, on any thread: those of source {index} differ.");
        }

        broken.When(extractor.BatchSize < 1, $"A batch is of 1 source or more: {extractor.BatchSize}.");
        var together = new float[sources.Count * dimension];
        extractor.ExtractMany(sources, together);
        broken.When(!together.SequenceEqual(rows.SelectMany(row => row)), "ExtractMany gives what Extract gives one by one: it differs.");
        broken.WhenNotThrown<ArgumentException>(
            () => extractor.ExtractMany(sources, new float[together.Length - 1]),
            "Room for too few features is an ArgumentException in a batch too");
        broken.WhenNotThrown<ArgumentException>(
            () => extractor.Extract(sources[0], new float[dimension - 1]), "Room for too few features is an ArgumentException");
        if (default(TSource) is null)
        {
            broken.WhenNotThrown<ArgumentNullException>(
                () => extractor.Extract(default!, new float[dimension]), "A null source is an ArgumentNullException");
        }

        broken.ThrowIfAny(extractor.GetType().Name);
    }

    /// <summary>The feature extractors in an assembly, for a test that demands a check of each.</summary>
    public static IReadOnlyList<Type> ExtractorsOf(Assembly assembly) => Common.ImplementationsOf(typeof(IFeatureExtractor<>), assembly);

    private static float[] Extract<TSource>(IFeatureExtractor<TSource> extractor, TSource source, int index, Broken broken)
    {
        const float Untouched = -12345.678f;
        var features = new float[extractor.Dimension + Spare];
        features.AsSpan().Fill(Untouched);
        extractor.Extract(source, features);
        broken.When(
            features.AsSpan(extractor.Dimension).IndexOfAnyExcept(Untouched) >= 0,
            $"Nothing is written behind the last feature: source {index} wrote there.");
        var row = features[..extractor.Dimension];
        broken.When(
            row.Contains(Untouched),
            $"Every feature is written: that of source {index}, '{extractor.Names[Math.Max(0, Array.IndexOf(row, Untouched))]}', was not.");
        if (Array.FindIndex(row, value => !float.IsFinite(value)) is >= 0 and var bad)
        {
            broken.When(true, $"Features are finite: '{extractor.Names[bad]}' of source {index} is {row[bad]}.");
        }

        return row;
    }
}
