namespace ZetDard.Recommenders;

/// <summary>What was measured of one model.</summary>
/// <param name="Name">The model's name in the table.</param>
/// <param name="Metrics">Its metrics; none where it failed.</param>
public sealed record ModelResult(string Name, IReadOnlyList<MetricResult> Metrics)
{
    /// <summary>How long the fit took; <see langword="null"/> where it failed or a fitted model was given.</summary>
    public TimeSpan? FitTime { get; init; }

    /// <summary>How long it took to recommend for all cases; <see langword="null"/> where the model failed.</summary>
    public TimeSpan? RecommendTime { get; init; }

    /// <summary>Why there are no metrics; <see langword="null"/> where all went well.</summary>
    public Exception? Failure { get; init; }

    /// <summary>A metric by its name, such as <c>recall</c>, and its length, where it has one.</summary>
    /// <exception cref="KeyNotFoundException">The model has no such metric; the message says which it has, or why it failed.</exception>
    public MetricResult this[string name, int? k = null] => Metrics.FirstOrDefault(metric => metric.Name == name && metric.K == k)
        ?? throw new KeyNotFoundException(
            $"{Name} has no {MetricResult.LabelOf(name, k)}. " +
            (Failure is null ? $"It has: {string.Join(", ", Metrics.Select(metric => metric.Label))}." : $"It failed: {Failure.Message}"));

    /// <summary>The name and all metrics, or why there are none.</summary>
    public override string ToString() => $"{Name}: {(Failure is null ? string.Join(", ", Metrics) : $"failed: {Failure.Message}")}";
}
