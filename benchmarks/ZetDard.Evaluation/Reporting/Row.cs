using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Reporting;

/// <summary>One line of the report.</summary>
internal sealed record Row(string Model, IReadOnlyDictionary<string, object> Options)
{
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, Interval> Intervals { get; init; } = new Dictionary<string, Interval>();

    public double? FitSeconds { get; init; }

    public double? RecommendSeconds { get; init; }

    public double? PeakMegabytes { get; init; }

    public string? Error { get; init; }

    /// <summary>Makes a row of what was measured. Precision is left out: the tables of this program do not have it.</summary>
    public Row With(ModelResult result)
    {
        var reported = result.Metrics.Where(metric => metric.Name != "precision").ToArray();
        return this with
        {
            Metrics = reported.ToDictionary(metric => metric.Label, metric => metric.Value),
            Intervals = reported
                .Where(metric => metric.Interval is not null)
                .ToDictionary(metric => metric.Label, metric => metric.Interval!.Value),
            RecommendSeconds = result.RecommendTime?.TotalSeconds,
        };
    }
}
