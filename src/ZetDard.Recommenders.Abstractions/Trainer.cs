namespace ZetDard.Recommenders;

/// <summary>Makes and combines trainers.</summary>
public static class Trainer
{
    /// <summary>Makes a trainer of a function: the shortest way to try a recommender of one's own.</summary>
    /// <param name="fit">Fits a recommender; runs on the thread pool.</param>
    public static IRecommenderTrainer<TItem> From<TItem>(Func<TrainingData<TItem>, IRecommender<TItem>> fit)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(fit);
        return new FunctionTrainer<TItem>((data, _, cancellationToken) => Task.Run(() => fit(data), cancellationToken));
    }

    /// <summary>A trainer that first learns features from the same training data, adds them to the item features, then fits.</summary>
    public static IRecommenderTrainer<TItem> With<TItem>(this IRecommenderTrainer<TItem> trainer, IFeatureLearner<TItem> learner)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(learner);
        return new FunctionTrainer<TItem>(async (data, progress, cancellationToken) =>
        {
            var learned = await learner.LearnAsync(data, progress, cancellationToken).ConfigureAwait(false);
            var features = data.ItemFeatures is null ? learned : FeatureTable.Concat(data.ItemFeatures, learned);
            return await trainer.FitAsync(data with { ItemFeatures = features }, progress, cancellationToken).ConfigureAwait(false);
        });
    }

    private sealed class FunctionTrainer<TItem>(Func<TrainingData<TItem>, IProgress<TrainingProgress>?, CancellationToken, Task<IRecommender<TItem>>> fit)
        : IRecommenderTrainer<TItem>
        where TItem : struct, IId<TItem>
    {
        public Task<IRecommender<TItem>> FitAsync(TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(data);
            return fit(data, progress, cancellationToken);
        }
    }
}
