using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Reporting;

/// <summary>Intervals of the area under the ROC curve.</summary>
internal static class AucInterval
{
    /// <summary>The 95 % interval of the bootstrap over groups; draws of cases of one label only are left out.</summary>
    public static Interval Of(double[] scores, bool[] labels, string[] groups, int seed) =>
        GroupBootstrap.Of(
            groups,
            seed,
            drawn =>
            {
                var byLabel = drawn.ToLookup(i => labels[i], i => scores[i]);
                return byLabel.Count < 2 ? double.NaN : RankingMetrics.Auc([.. byLabel[true]], [.. byLabel[false]]);
            }
        );
}
