namespace ZetDard.Recommenders;

/// <summary>Makes metrics of values by case.</summary>
internal static class MetricBuilder
{
    /// <summary>The mean over the cases that have a value, of which there must be one; without its interval.</summary>
    public static MetricResult Mean(string name, int k, double?[] values) =>
        new(name, k, Defined(values).Average(), values, Interval: null);

    /// <summary>
    /// The same metrics with the intervals of those that have values by case. Metrics with the same number of values share the resamples,
    /// because drawing them is most of the work.
    /// </summary>
    public static IReadOnlyList<MetricResult> WithIntervals(MetricResult[] metrics, ExperimentOptions options)
    {
        var results = metrics.ToArray();
        var byCount = Enumerable.Range(0, metrics.Length)
            .Select(i => (Index: i, Values: Defined(metrics[i].Values)))
            .Where(one => one.Values.Length > 0)
            .GroupBy(one => one.Values.Length);
        foreach (var group in byCount)
        {
            var intervals = Bootstrap.OfMeans([.. group.Select(one => one.Values)], options.Seed, options.ResampleCount);
            foreach (var ((index, _), interval) in group.Zip(intervals))
            {
                results[index] = metrics[index] with { Interval = interval };
            }
        }

        return results;
    }

    private static double[] Defined(IReadOnlyList<double?> values) => [.. values.OfType<double>()];
}
