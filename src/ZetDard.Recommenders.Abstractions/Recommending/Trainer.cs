namespace ZetDard.Recommenders;

/// <summary>Makes and combines trainers.</summary>
/// <example>
/// <code>
/// IRecommenderTrainer&lt;SongId&gt; trainer = Trainer.From&lt;SongId&gt;(data =&gt; new MyRecommender(data.Interactions), "mine");
/// </code>
/// </example>
public static class Trainer
{
    /// <summary>Makes a trainer from a function: the shortest way to try a recommender of your own.</summary>
    /// <param name="fit">Fits a recommender; runs on the thread pool.</param>
    /// <param name="description">
    /// See <see cref="IRecommenderTrainer{TItem}.Description"/>; the name of the function where <see langword="null"/>, which does not
    /// tell the values that the function captures.
    /// </param>
    public static IRecommenderTrainer<TItem> From<TItem>(Func<TrainingData<TItem>, IRecommender<TItem>> fit, string? description = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(fit);
        return new FunctionTrainer<TItem>(
            (data, _, cancellationToken) => Task.Run(() => fit(data), cancellationToken), description ?? fit.Method.Name);
    }

    /// <summary>Makes a trainer from an asynchronous function that reports its progress and can be cancelled.</summary>
    /// <param name="fit">Fits a recommender; see <see cref="IRecommenderTrainer{TItem}.FitAsync"/>.</param>
    /// <param name="description">
    /// See <see cref="IRecommenderTrainer{TItem}.Description"/>; the name of the function where <see langword="null"/>, which does not
    /// tell the values that the function captures.
    /// </param>
    public static IRecommenderTrainer<TItem> From<TItem>(
        Func<TrainingData<TItem>, IProgress<TrainingProgress>?, CancellationToken, Task<IRecommender<TItem>>> fit,
        string? description = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(fit);
        return new FunctionTrainer<TItem>(fit, description ?? fit.Method.Name);
    }

    /// <summary>A trainer that first learns features from the same training data, adds them to the item features, then fits.</summary>
    /// <remarks>
    /// The two tables are joined: an item that is missing in one of them gets the means of the training items in its columns, and 1 in a
    /// mask column.
    /// </remarks>
    public static IRecommenderTrainer<TItem> With<TItem>(this IRecommenderTrainer<TItem> trainer, IFeatureLearner<TItem> learner)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(learner);
        return new FunctionTrainer<TItem>(
            async (data, progress, cancellationToken) =>
            {
                var learned = await learner.LearnAsync(data, progress, cancellationToken).ConfigureAwait(false);
                var features = data.ItemFeatures is null
                    ? learned
                    : FeatureTable.Join([data.ItemFeatures, learned], data.Interactions.Items.Contains);
                return await trainer.FitAsync(data with { ItemFeatures = features }, progress, cancellationToken).ConfigureAwait(false);
            },
            $"{trainer.Description} with {learner.Description}");
    }

    private sealed class FunctionTrainer<TItem>(
        Func<TrainingData<TItem>, IProgress<TrainingProgress>?, CancellationToken, Task<IRecommender<TItem>>> fit, string description)
        : IRecommenderTrainer<TItem>
        where TItem : struct, IId<TItem>
    {
        public string Description => description;

        public Task<IRecommender<TItem>> FitAsync(
            TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(data);
            return fit(data, progress, cancellationToken);
        }
    }
}
