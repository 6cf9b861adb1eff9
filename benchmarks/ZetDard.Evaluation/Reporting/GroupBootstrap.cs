using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Reporting;

/// <summary>Intervals by the bootstrap over groups: groups are drawn with replacement, each with all its cases.</summary>
internal static class GroupBootstrap
{
    /// <summary>The 95 % percentile interval of a metric; a draw of which the metric is not a number counts for nothing.</summary>
    /// <param name="groups">The group of each case.</param>
    /// <param name="seed">Chooses the draws.</param>
    /// <param name="metric">Computes the metric of the drawn cases, which may occur several times.</param>
    /// <param name="resampleCount">How many draws.</param>
    public static Interval Of<TGroup>(
        IReadOnlyList<TGroup> groups,
        int seed,
        Func<int[], double> metric,
        int resampleCount = Bootstrap.DefaultResampleCount
    )
    {
        var members = Enumerable.Range(0, groups.Count).GroupBy(i => groups[i], (_, cases) => cases.ToArray()).ToArray();
        var random = new Random(seed);
        var values = new List<double>(resampleCount);
        for (var resample = 0; resample < resampleCount; resample++)
        {
            var value = metric([.. Enumerable.Range(0, members.Length).SelectMany(_ => members[random.Next(members.Length)])]);
            if (!double.IsNaN(value))
            {
                values.Add(value);
            }
        }

        values.Sort();
        return values.Count == 0
            ? new(double.NaN, double.NaN)
            : new(values[(int)(.025 * (values.Count - 1))], values[(int)(.975 * (values.Count - 1))]);
    }
}
