using ZetDard.Recommenders;

namespace ZetDard.Lyrics.Tests;

/// <summary>The area under the ROC curve of labelled scores.</summary>
internal static class Auc
{
    public static double Of(IReadOnlyList<double> scores, IReadOnlyList<bool> labels) =>
        RankingMetrics.Auc([.. scores.Where((_, i) => labels[i])], [.. scores.Where((_, i) => !labels[i])]);
}
