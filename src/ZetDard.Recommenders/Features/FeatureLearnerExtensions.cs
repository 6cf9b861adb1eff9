namespace ZetDard.Recommenders;

/// <summary>Makes feature learners of extractors.</summary>
public static class FeatureLearnerExtensions
{
    /// <summary>A learner that computes the features of <see cref="TrainingData{TItem}.Waveforms"/>, cold items included.</summary>
    /// <param name="extractor">What computes them. It learns nothing; in a fold it costs its time again, unless the options have a cache.</param>
    /// <param name="options">Threads and cache.</param>
    /// <remarks>An item whose sound cannot be read has no row; the learner fails where none can be read.</remarks>
    public static IFeatureLearner<TItem> AsLearner<TItem>(this IFeatureExtractor<Waveform> extractor, FeatureExtractionOptions? options = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(extractor);
        return FeatureLearner.From<TItem>(
            async (data, progress, cancellationToken) =>
            {
                var sound = data.Waveforms ?? throw new ArgumentException("These features are computed of sound: give TrainingData.Waveforms.", nameof(data));
                var extraction = await sound.ExtractAsync(extractor, options, progress, cancellationToken).ConfigureAwait(false);
                return extraction is { Table.Keys.Count: 0, Failures: [var first, ..] }
                    ? throw new InvalidDataException($"None of the {extraction.Failures.Count} items could be heard. The first, {first.Item}: {first.Reason}")
                    : extraction.Table;
            },
            extractor.CacheKey ?? extractor.GetType().Name);
    }
}
