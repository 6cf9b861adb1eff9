namespace ZetDard.Recommenders;

/// <summary>Learns features of items from interactions: embeddings, factors, clusters.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>Runs inside the fold, on training data only, by <see cref="Trainer.With{TItem}"/>: features learned before a split leak the answers into the question.</remarks>
public interface IFeatureLearner<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>Learns one row of features for each item of the data.</summary>
    Task<FeatureTable<TItem>> LearnAsync(TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default);
}
