namespace ZetDard.Recommenders;

/// <summary>Fits a classifier to examples.</summary>
/// <typeparam name="TSource">
/// What the classifier sees of a thing: a <see cref="FeatureRow"/>, a <see cref="Waveform"/>, or a record of several.
/// </typeparam>
/// <remarks>
/// Implementations hold options and no data: one instance serves any number of fits, also at the same time. The same examples, options
/// and seed give the same classifier.
/// </remarks>
public interface IClassifierTrainer<TSource>
{
    /// <summary>
    /// The method and its options in one line, equal only for equal ones. A trainer with options overrides it, without what changes no
    /// result (threads, caches).
    /// </summary>
    string Description => GetType().Name;

    /// <summary>Fits a classifier. The caller owns it: <c>using var classifier = await trainer.FitAsync(examples);</c></summary>
    /// <param name="examples">What to learn from.</param>
    /// <param name="progress">Reports progress at least once for each stage; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the fit; nothing is left behind.</param>
    /// <exception cref="ArgumentException">
    /// The examples are of fewer than two classes, or one cannot be used; the message says which.
    /// </exception>
    /// <exception cref="IOException">An example cannot be read; nothing is left behind.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    Task<IClassifier<TSource>> FitAsync(
        Examples<TSource> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default);
}
