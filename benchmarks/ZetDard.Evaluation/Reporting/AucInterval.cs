using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Reporting;

/// <summary>Intervals of the area under the ROC curve.</summary>
internal static class AucInterval
{
    /// <summary>The 95 % interval of the bootstrap over groups: groups are drawn with replacement, each with all its cases.</summary>
    public static Interval Of(double[] scores, bool[] labels, string[] groups, int seed, int resampleCount = Bootstrap.DefaultResampleCount)
    {
        var members = Enumerable.Range(0, groups.Length).GroupBy(i => groups[i], (_, cases) => cases.ToArray()).ToArray();
        var random = new Random(seed);
        var values = new List<double>(resampleCount);
        for (var resample = 0; resample < resampleCount; resample++)
        {
            int[] drawn = [.. Enumerable.Range(0, members.Length).SelectMany(_ => members[random.Next(members.Length)])];
            if (drawn.Any(i => labels[i]) && drawn.Any(i => !labels[i]))
            {
                values.Add(
                    RankingMetrics.Auc(
                        [.. drawn.Where(i => labels[i]).Select(i => scores[i])],
                        [.. drawn.Where(i => !labels[i]).Select(i => scores[i])]
                    )
                );
            }
        }

        values.Sort();
        return new(values[(int)(.025 * (values.Count - 1))], values[(int)(.975 * (values.Count - 1))]);
    }
}
