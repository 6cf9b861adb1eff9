namespace ZetDard.Recommenders;

/// <summary>Makes feature learners from feature extractors.</summary>
public static class FeatureLearnerExtensions
{
    /// <summary>
    /// Returns a learner that computes the features of <see cref="TrainingData{TItem}.Waveforms"/>, including those of cold items.
    /// </summary>
    /// <param name="extractor">
    /// The extractor. It learns nothing; without a cache in the options, it computes its features again in every fold.
    /// </param>
    /// <param name="options">Processors, memory, cache and pauses.</param>
    /// <remarks>An item whose sound cannot be read has no row. The learner fails if no item can be read.</remarks>
    public static IFeatureLearner<TItem> AsLearner<TItem>(
        this IFeatureExtractor<Waveform> extractor, FeatureExtractionOptions? options = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(extractor);
        return FeatureLearner.From<TItem>(
            async (data, progress, cancellationToken) =>
            {
                var sound = data.Waveforms
                    ?? throw new ArgumentException("These features are computed from sound; set TrainingData.Waveforms.", nameof(data));
                var steps = progress is null ? null : new Steps(progress);
                var extraction = await sound.ExtractAsync(extractor, options, steps, cancellationToken).ConfigureAwait(false);
                return extraction is { Table.Keys.Count: 0, Failures: [var first, ..] }
                    ? throw new InvalidDataException(
                        $"The sound of none of the {extraction.Failures.Count} items could be read. The first, {first.Item}: {first.Reason}")
                    : extraction.Table;
            },
            extractor.CacheKey ?? extractor.GetType().Name);
    }

    private sealed class Steps(IProgress<TrainingProgress> progress) : IProgress<FeatureExtractionProgress>
    {
        public void Report(FeatureExtractionProgress value) => progress.Report(new("Extracting features", value.Done, value.Total));
    }
}
