namespace ZetDard.Recommenders;

/// <summary>Fits a recommender to data.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// An implementation holds options and no data: one instance can make any number of fits, also at the same time. The same data, options and
/// seed give the same recommender.
/// </remarks>
public interface IRecommenderTrainer<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>
    /// The method and its options in one line; the descriptions of two trainers are equal only where method and options are equal. Logs,
    /// tables of results and model files show it, and a host compares it when it loads a file.
    /// </summary>
    string Description => GetType().Name;

    /// <summary>Fits a new recommender; <paramref name="data"/> is not changed.</summary>
    /// <param name="data">What to learn from.</param>
    /// <param name="progress">Receives a report at least once in each stage; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <exception cref="ArgumentException">Side data that this trainer needs is missing; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    Task<IRecommender<TItem>> FitAsync(
        TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default);
}
