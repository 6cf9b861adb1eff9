using ZetDard.Recommenders;

namespace ZetDard.Evaluation;

/// <summary>The metrics of song lists that this program reports.</summary>
internal static class RankingMeasure
{
    private static readonly string[] Reported = ["recall", "ndcg", "hit", "mrr", "coverage", "novelty"];

    public static ExperimentResult OfItems(
        RunContext context, IRecommender<SongId> recommender, InteractionDataset<SongId> train, IReadOnlyList<RankingCase<SongId>> cases, CancellationToken cancellationToken)
    {
        var result = Experiment.Measure(recommender, train, cases, new() { K = context.K, Seed = context.Seed }, context.Progress, cancellationToken);
        return result with { Metrics = Chosen(result.Metrics), Intervals = Chosen(result.Intervals) };
    }

    private static Dictionary<string, T> Chosen<T>(IReadOnlyDictionary<string, T> all) =>
        all.Where(pair => Reported.Contains(pair.Key[..pair.Key.IndexOf('@', StringComparison.Ordinal)])).ToDictionary();
}
