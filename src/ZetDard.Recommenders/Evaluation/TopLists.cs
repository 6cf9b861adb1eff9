using System.Diagnostics;

namespace ZetDard.Recommenders;

/// <summary>What a model recommends for each case, and what follows from it.</summary>
internal sealed class TopLists<TItem>(IReadOnlyList<RankingCase<TItem>> cases, TItem[][] lists, TimeSpan time)
    where TItem : struct, IId<TItem>
{
    /// <summary>How long the recommending took.</summary>
    public TimeSpan Time => time;

    /// <summary>A metric of each case's list against what should be found.</summary>
    public double?[] ByCase(Func<IReadOnlyList<TItem>, IReadOnlySet<TItem>, int, double> metric, int k) =>
        [.. lists.Select((list, i) => (double?)metric(list, cases[i].Relevant, k))];

    /// <summary>The metrics of item lists.</summary>
    public IReadOnlyList<MetricResult> Metrics(InteractionDataset<TItem> train, ExperimentOptions options)
    {
        var information = Information(train);
        var metrics = new List<MetricResult>();
        foreach (var k in options.K.Distinct())
        {
            metrics.Add(MetricBuilder.Mean("recall", k, ByCase(RankingMetrics.Recall, k)));
            metrics.Add(MetricBuilder.Mean("ndcg", k, ByCase(RankingMetrics.Ndcg, k)));
            metrics.Add(MetricBuilder.Mean("precision", k, ByCase(RankingMetrics.Precision, k)));
            metrics.Add(MetricBuilder.Mean("hit", k, ByCase(RankingMetrics.Hit, k)));
            metrics.Add(MetricBuilder.Mean("mrr", k, ByCase(RankingMetrics.ReciprocalRank, k)));
            metrics.Add(new("coverage", k, Coverage(train, k), [], Interval: null));
            double?[] novelties = [.. lists.Select(list => Novelty(train, information, list, k))];
            if (novelties.Any(novelty => novelty is not null))
            {
                metrics.Add(MetricBuilder.Mean("novelty", k, novelties));
            }
        }

        return MetricBuilder.WithIntervals([.. metrics], options);
    }

    /// <exception cref="InvalidOperationException">
    /// A list has an item that the listener knows: it takes the place of another item, and the metrics would be those of another task.
    /// </exception>
    public void ThrowIfAnyIsKnown(InteractionDataset<TItem> train)
    {
        for (var i = 0; i < lists.Length; i++)
        {
            var known = cases[i].Profile is HistoryProfile<TItem> history ? history.Items.ToHashSet()
                : train.CanServe(cases[i].Profile) ? [.. train.KnownItems(cases[i].Profile).ToArray().Select(item => train.Items[item])]
                : new HashSet<TItem>();
            foreach (var item in lists[i].Where(known.Contains))
            {
                throw new InvalidOperationException(
                    $"It recommended {IdKind<TItem>.Name} {item.Value} to {(cases[i].User is { } user ? $"user {user.Value}" : $"case {i}")}, who has it already. " +
                    "A recommender leaves out what the listener knows; Ranking.Top does, when it is given the known items.");
            }
        }
    }

    // −log2 of the share of the users who have each item.
    private static double[] Information(InteractionDataset<TItem> train)
    {
        var counts = new double[train.Items.Count];
        foreach (var column in train.Matrix.Columns)
        {
            counts[column]++;
        }

        return Array.ConvertAll(counts, count => -Math.Log2(count / train.Users.Count));
    }

    private static double? Novelty(InteractionDataset<TItem> train, double[] information, TItem[] list, int k)
    {
        double[] values = [.. list
            .Take(k)
            .Select(train.Items.IndexOf)
            .Where(item => item >= 0)
            .Select(item => information[item])
            .Where(double.IsFinite)];
        return values.Length > 0 ? values.Average() : null;
    }

    private double Coverage(InteractionDataset<TItem> train, int k) =>
        (double)lists.SelectMany(list => list.Take(k)).Where(train.Items.Contains).Distinct().Count() / train.Items.Count;
}

/// <summary>Asks a model for its lists.</summary>
internal static class TopLists
{
    private const int BatchSize = 1024;

    public static TopLists<TItem> Of<TItem>(
        IRecommender<TItem> recommender,
        IReadOnlyList<RankingCase<TItem>> cases,
        int n,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        var lists = new List<TItem[]>(cases.Count);
        var watch = new Stopwatch();
        foreach (var batch in cases.Chunk(BatchSize))
        {
            var requests = Array.ConvertAll(batch, one => new RecommendationRequest<TItem>(one.Profile, n) { Deny = one.Deny });
            watch.Start();
            var recommended = recommender.RecommendMany(requests, cancellationToken);
            watch.Stop();
            lists.AddRange(recommended.Select(list => (TItem[])[.. list.Select(line => line.Item)]));
            progress?.Report(new("Recommending", lists.Count, cases.Count));
        }

        return new(cases, [.. lists], watch.Elapsed);
    }
}
