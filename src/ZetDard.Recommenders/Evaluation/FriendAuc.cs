namespace ZetDard.Recommenders;

/// <summary>How well friend recommendations tell friends from strangers.</summary>
internal static class FriendAuc
{
    private const int LinesPerBatch = 1_000_000;

    /// <summary>The area under the ROC curve over the hidden pairs; its interval draws users, each with all of their pairs.</summary>
    public static MetricResult Of(
        IRecommender<UserId> recommender,
        FriendSplit split,
        ExperimentOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var scores = Scores(recommender, split.Users.Count, [.. split.Hidden, .. split.Strangers], progress, cancellationToken);
        var areas = RankingMetrics.AucByPositive(scores.AsSpan(0, split.Hidden.Count), scores.AsSpan(split.Hidden.Count));
        var byUser = split.Hidden
            .SelectMany((pair, i) => new[] { (User: pair.A, Area: areas[i]), (User: pair.B, Area: areas[i]) })
            .ToLookup(end => end.User, end => end.Area);
        double[] sums = [.. byUser.Select(user => user.Sum())];
        double[] counts = [.. byUser.Select(user => (double)user.Count())];
        return new(
            "auc",
            K: null,
            areas.Average(),
            [.. byUser.Select(user => (double?)user.Average())],
            Bootstrap.OfRatio(sums, counts, options.Seed, options.ResampleCount))
        {
            Weights = counts,
        };
    }

    // A pair's score is the mean of both users' lists, or that of the one that names the other; a pair in neither list has the lowest
    // score.
    private static double[] Scores(
        IRecommender<UserId> recommender,
        int userCount,
        (UserId A, UserId B)[] pairs,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var sums = new double[pairs.Length];
        var counts = new int[pairs.Length];
        var byUser = pairs
            .SelectMany((pair, i) => new[] { (User: pair.A, Other: pair.B, Pair: i), (User: pair.B, Other: pair.A, Pair: i) })
            .ToLookup(end => end.User);
        var done = 0;
        foreach (var batch in byUser.Chunk(Math.Max(1, LinesPerBatch / userCount)))
        {
            var lists = recommender.RecommendMany(
                Array.ConvertAll(batch, user => new RecommendationRequest<UserId>(Profile.Of(user.Key), userCount)), cancellationToken);
            foreach (var (user, list) in batch.Zip(lists))
            {
                var scores = list.DistinctBy(line => line.Item).ToDictionary(line => line.Item, line => line.Score);
                foreach (var end in user)
                {
                    if (scores.TryGetValue(end.Other, out var score))
                    {
                        sums[end.Pair] += score;
                        counts[end.Pair]++;
                    }
                }
            }

            progress?.Report(new("Scoring pairs", done += batch.Length, byUser.Count));
        }

        return [.. sums.Select((sum, pair) => counts[pair] > 0 ? sum / counts[pair] : double.NegativeInfinity)];
    }
}
