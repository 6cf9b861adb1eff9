using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Reporting;

/// <summary>The chance that a positive scores above a negative, ties half.</summary>
internal static class Auc
{
    /// <param name="scores">One for each case.</param>
    /// <param name="labels">Which are positive; both kinds must occur.</param>
    public static double Of(double[] scores, bool[] labels) => Of(scores, labels, [.. Enumerable.Range(0, scores.Length)]);

    /// <summary>The 95 % interval of the bootstrap over groups: groups are drawn with replacement, each with all its cases.</summary>
    public static Interval IntervalOf(double[] scores, bool[] labels, string[] groups, int seed, int resampleCount = Bootstrap.DefaultResampleCount)
    {
        var members = Enumerable.Range(0, groups.Length).GroupBy(i => groups[i], (_, cases) => cases.ToArray()).ToArray();
        var random = new Random(seed);
        var values = new List<double>(resampleCount);
        for (var resample = 0; resample < resampleCount; resample++)
        {
            int[] drawn = [.. Enumerable.Range(0, members.Length).SelectMany(_ => members[random.Next(members.Length)])];
            if (drawn.Any(i => labels[i]) && drawn.Any(i => !labels[i]))
            {
                values.Add(Of(scores, labels, drawn));
            }
        }

        values.Sort();
        return new(values[(int)(.025 * (values.Count - 1))], values[(int)(.975 * (values.Count - 1))]);
    }

    // Mann and Whitney's statistic by ranks.
    private static double Of(double[] scores, bool[] labels, int[] cases)
    {
        Array.Sort(cases, (left, right) => scores[left].CompareTo(scores[right]));
        var (positives, ranks) = (0L, 0.0);
        for (var first = 0; first < cases.Length;)
        {
            var end = first;
            while (end < cases.Length && scores[cases[end]] == scores[cases[first]])
            {
                end++;
            }

            for (var i = first; i < end; i++)
            {
                if (labels[cases[i]])
                {
                    positives++;
                    ranks += (first + end + 1) / 2.0;
                }
            }

            first = end;
        }

        return (ranks - (positives * (positives + 1) / 2.0)) / (positives * (cases.Length - (double)positives));
    }
}
