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
}
