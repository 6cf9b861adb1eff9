namespace ZetDard.Recommenders;

/// <summary>Learns features of items from training data: factors, embeddings, the layer of a network.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// <see cref="Trainer.With{TItem}"/> runs it inside the fold, on training data only: features that are learned before a split leak the
/// held-out items into the training data. An implementation holds options and no data; the same data, options and seed give the same
/// features.
/// </remarks>
public interface IFeatureLearner<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>
    /// The method and its options in one line; equal only where method and options are equal. A learner with options overrides it.
    /// </summary>
    string Description => GetType().Name;

    /// <summary>
    /// Learns a row of features for each item that it can describe: those of the dataset, and those of
    /// <see cref="TrainingData{TItem}.ItemFeatures"/>, <see cref="TrainingData{TItem}.Waveforms"/>
    /// and <see cref="TrainingData{TItem}.Artists"/> to which nobody has listened yet.
    /// </summary>
    /// <param name="data">What to learn from; not changed.</param>
    /// <param name="progress">Receives a report at least once in each stage; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// The features. Items without a row get the means of the training items and a mask column when the table is joined to others.
    /// </returns>
    /// <exception cref="ArgumentException">Side data is missing that this method needs; the message names it.</exception>
    Task<FeatureTable<TItem>> LearnAsync(
        TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default);
}
