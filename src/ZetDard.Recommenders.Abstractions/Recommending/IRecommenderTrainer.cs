namespace ZetDard.Recommenders;

/// <summary>Fits a recommender to data.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>Implementations hold options and no data: one instance serves any number of fits, also at the same time. The same data, options and seed give the same recommender.</remarks>
public interface IRecommenderTrainer<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>The method and its options in one line, equal only for equal ones: named in logs, result tables and model files, and compared when a host loads a file.</summary>
    string Description => GetType().Name;

    /// <summary>Fits a new recommender; <paramref name="data"/> is not changed.</summary>
    /// <param name="data">What to learn from.</param>
    /// <param name="progress">Told at least once a stage.</param>
    /// <param name="cancellationToken">Stops the fit; nothing is left behind.</param>
    /// <exception cref="ArgumentException">Side data that this trainer needs is missing; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    Task<IRecommender<TItem>> FitAsync(TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default);
}
