namespace ZetDard.Recommenders;

/// <summary>Finds clusters among rows of features.</summary>
/// <remarks>
/// Implementations hold options and no data: one instance serves any number of fits. The same rows, options and seed give the same
/// clusters.
/// </remarks>
public interface IClustererTrainer
{
    /// <summary>
    /// The method and its options in one line, equal only for equal ones. A trainer with options overrides it, without what changes no
    /// result (threads, caches).
    /// </summary>
    string Description => GetType().Name;

    /// <summary>Finds clusters.</summary>
    /// <param name="rows">The rows, such as <see cref="FeatureTable{TKey}.Rows"/>; all with the same names, all values finite.</param>
    /// <param name="progress">Reports progress at least once for each stage; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer rows than clusters asked for, or a row cannot be used; the message says which.
    /// </exception>
    Task<IClusterer> FitAsync(
        IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default);
}
