namespace ZetDard.Recommenders;

/// <summary>Fits <see cref="PopularityRecommender{TItem}"/>.</summary>
public static class PopularityTrainer
{
    /// <summary>The key of the popularity trainer in a container.</summary>
    public const string Key = "popularity";
}

/// <summary>Fits the baseline that recommends what most listeners have. It has no options.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <example>
/// <code>
/// var popularity = await new PopularityTrainer&lt;SongId&gt;().FitAsync(data);
/// var list = popularity.Recommend(Profile.Of(new UserId(1)), n: 10);
/// </code>
/// </example>
public sealed class PopularityTrainer<TItem> : IRecommenderTrainer<TItem>
    where TItem : struct, IId<TItem>
{
    /// <inheritdoc/>
    public string Description => PopularityTrainer.Key;

    /// <inheritdoc/>
    public Task<IRecommender<TItem>> FitAsync(
        TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        cancellationToken.ThrowIfCancellationRequested();
        IRecommender<TItem> recommender = new PopularityRecommender<TItem>(data.Interactions);
        progress?.Report(new("Counting listeners", data.Interactions.Matrix.EntryCount, data.Interactions.Matrix.EntryCount));
        return Task.FromResult(recommender);
    }
}
