namespace ZetDard.Recommenders;

/// <summary>What an experiment measured.</summary>
/// <param name="Metrics">By name, such as <c>recall@20</c>: means over the users, and the coverage.</param>
/// <param name="Intervals">The 95 % intervals of the metrics that are means over users.</param>
/// <param name="UserCount">How many users were measured: those with something to find.</param>
/// <param name="FitSeconds">Time of the fit; 0 where a fitted model was given.</param>
/// <param name="RecommendSeconds">Time to recommend for all users.</param>
public sealed record ExperimentResult(
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, Interval> Intervals,
    int UserCount,
    double FitSeconds,
    double RecommendSeconds);
