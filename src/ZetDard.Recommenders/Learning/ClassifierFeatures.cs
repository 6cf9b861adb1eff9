using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders;

/// <summary>Classifiers of things by features that are computed of them.</summary>
public static class ClassifierFeatures
{
    /// <summary>A trainer that learns from the features of things, such as sounds or texts.</summary>
    /// <param name="trainer">Learns from the features.</param>
    /// <param name="extractor">Computes them, whenever a thing is learned from or scored.</param>
    public static IClassifierTrainer<TSource> WithFeatures<TSource>(
        this IClassifierTrainer<FeatureRow> trainer, IFeatureExtractor<TSource> extractor)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(extractor);
        return trainer.On<TSource, FeatureRow>(extractor.RowOf, extractor.CacheKey ?? extractor.GetType().Name);
    }

    /// <summary>
    /// A trainer whose features are learned too, from the things of each fit alone: what is tested has no part in them.
    /// </summary>
    /// <param name="trainer">Learns from the features.</param>
    /// <param name="learn">
    /// Learns an extractor from the things that the trainer is given, all of which are in memory then.
    /// </param>
    /// <param name="name">
    /// Names the features in <see cref="IClassifierTrainer{TSource}.Description"/>; the text of <paramref name="learn"/> in the source
    /// code where it is left out.
    /// </param>
    /// <example>
    /// <code>
    /// var trainer = new SvmTrainer(new() { Kernel = Kernel.Linear(), Standardize = false })
    ///     .WithFeatures&lt;string&gt;((texts, cancel) =&gt; TfIdfFeatureExtractor.Fit(texts, cancellationToken: cancel));
    /// var result = await trainer.CrossValidateAsync(examples);        // term weights of each fold's training texts
    /// </code>
    /// </example>
    public static IClassifierTrainer<TSource> WithFeatures<TSource>(
        this IClassifierTrainer<FeatureRow> trainer,
        Func<IReadOnlyList<TSource>, CancellationToken, IFeatureExtractor<TSource>> learn,
        [CallerArgumentExpression(nameof(learn))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(learn);
        return new FeatureTrainer<TSource>(trainer, learn, ClassifierRecommender.OneLine(name));
    }

    private sealed class FeatureTrainer<TSource>(
        IClassifierTrainer<FeatureRow> trainer,
        Func<IReadOnlyList<TSource>, CancellationToken, IFeatureExtractor<TSource>> learn,
        string name) : IClassifierTrainer<TSource>
    {
        public string Description => $"{trainer.Description} with {name}";

        public async Task<IClassifier<TSource>> FitAsync(
            Examples<TSource> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(examples);
            var sources = new List<TSource>(examples.Count);
            await foreach (var source in examples.ReadManyAsync(
                Enumerable.Range(0, examples.Count), cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                sources.Add(source);
            }

            progress?.Report(new("Learning features", 0, sources.Count));
            var extractor = await Task.Run(() => learn(sources, cancellationToken), cancellationToken).ConfigureAwait(false);
            return await trainer.WithFeatures(extractor).FitAsync(examples, progress, cancellationToken).ConfigureAwait(false);
        }
    }
}
