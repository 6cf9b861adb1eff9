using System.Diagnostics;
using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Measures how well a recommender finds what was hidden from it.</summary>
/// <remarks>
/// Conventions: log2 discount; ideal DCG over min(k, |relevant|); recall = hits / |relevant|; known items masked; users without test items left out;
/// coverage = share of candidates in some list; novelty = mean of −log2(share of training users who have the item), first over a user's list, then over the users who got one;
/// intervals by bootstrap over users. The candidates are the items of the training data; relevant items outside it stay in the denominators.
/// </remarks>
public static class Experiment
{
    private const int BatchSize = 1024;

    /// <summary>The conventions of the metrics, in one line each, for a report.</summary>
    public static IReadOnlyList<string> Conventions { get; } =
    [
        "log2 discount; ideal DCG over min(k, |relevant|); recall = hits / |relevant|; known items masked; users without test items left out;",
        "coverage = share of candidates in some list; novelty = mean of -log2(share of training users who have the item);",
        string.Create(CultureInfo.InvariantCulture, $"intervals by bootstrap over users ({Bootstrap.DefaultResampleCount:N0} resamples where the options name no other number, seeded), 95 %"),
    ];

    /// <summary>The cases of a split: each user (or playlist) of the test part who is in the training data, with what he should find.</summary>
    public static IReadOnlyList<RankingCase<TItem>> Cases<TItem>(InteractionDataset<TItem> train, InteractionDataset<TItem> test)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(train);
        return CasesOf(test, user => train.Users.IndexOf(user) is >= 0 and var row ? train.ProfileOf(row) : null);
    }

    /// <summary>The cases of a split with unseen users: each with his history and what he should find.</summary>
    public static IReadOnlyList<RankingCase<TItem>> Cases<TItem>(UnseenSplit<TItem> split)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(split);
        return CasesOf(split.Test, user =>
        {
            var row = split.History.Users.IndexOf(user);
            return row < 0 ? null : Profile.FromHistory(split.History.Matrix.Row(row).ToArray().Select(column => split.History.Items[column]));
        });
    }

    /// <summary>Fits a model and measures it.</summary>
    /// <param name="trainer">Makes the model.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="cases">Whom it is measured on; those without relevant items are left out.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Told of the fit and of the users served.</param>
    /// <param name="cancellationToken">Stops the experiment.</param>
    /// <exception cref="ArgumentException">No case has a relevant item, or an option is out of range.</exception>
    public static async Task<ExperimentResult> RunAsync<TItem>(
        IRecommenderTrainer<TItem> trainer,
        TrainingData<TItem> data,
        IReadOnlyList<RankingCase<TItem>> cases,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(data);
        options = Validated(options);       // before the fit, which may take long
        var watch = Stopwatch.StartNew();
        var recommender = await trainer.FitAsync(data, progress, cancellationToken).ConfigureAwait(false);
        var fitSeconds = watch.Elapsed.TotalSeconds;
        return Measure(recommender, data.Interactions, cases, options, progress, cancellationToken) with { FitSeconds = fitSeconds };
    }

    /// <summary>Measures a fitted model.</summary>
    /// <param name="recommender">The model.</param>
    /// <param name="train">What it was fitted to.</param>
    /// <param name="cases">Whom it is measured on; those without relevant items are left out.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Told of the users served.</param>
    /// <param name="cancellationToken">Stops the experiment.</param>
    /// <exception cref="ArgumentException">No case has a relevant item, or an option is out of range.</exception>
    public static ExperimentResult Measure<TItem>(
        IRecommender<TItem> recommender,
        InteractionDataset<TItem> train,
        IReadOnlyList<RankingCase<TItem>> cases,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(cases);
        options = Validated(options);
        var measured = cases.Where(one => one.Relevant.Count > 0).ToArray();
        if (measured.Length == 0)
        {
            throw new ArgumentException($"None of the {cases.Count} cases has a relevant item, so there is nothing to measure.", nameof(cases));
        }

        var (lists, seconds) = Recommend(recommender, measured, options.K.Max(), progress, cancellationToken);
        var metrics = new Dictionary<string, double>();
        var intervals = new Dictionary<string, Interval>();
        var information = Information(train);
        foreach (var k in options.K.Distinct())
        {
            Add("recall", RankingMetrics.Recall);
            Add("ndcg", RankingMetrics.Ndcg);
            Add("precision", RankingMetrics.Precision);
            Add("hit", RankingMetrics.Hit);
            Add("mrr", RankingMetrics.Mrr);
            metrics[Name("coverage")] = Coverage();
            var novelties = lists.Select(NoveltyOf).OfType<double>().ToArray();
            if (novelties.Length > 0)
            {
                AddMean("novelty", novelties);
            }

            string Name(string metric) => string.Create(CultureInfo.InvariantCulture, $"{metric}@{k}");

            void Add(string metric, Func<IReadOnlyList<TItem>, IReadOnlySet<TItem>, int, double> of) =>
                AddMean(metric, [.. lists.Select((list, i) => of(list, measured[i].Relevant, k))]);

            void AddMean(string metric, double[] values)
            {
                metrics[Name(metric)] = values.Average();
                intervals[Name(metric)] = Bootstrap.OfMean(values, options.Seed, options.ResampleCount);
            }

            double Coverage() => (double)lists.SelectMany(list => list.Take(k)).Where(train.Items.Contains).Distinct().Count() / train.Items.Count;

            double? NoveltyOf(TItem[] list)
            {
                var values = list.Take(k).Where(train.Items.Contains).Select(item => information[train.Items.IndexOf(item)]).Where(double.IsFinite).ToArray();
                return values.Length > 0 ? values.Average() : null;
            }
        }

        return new(metrics, intervals, measured.Length, FitSeconds: 0, seconds);
    }

    private static ExperimentOptions Validated(ExperimentOptions? options)
    {
        options = new ExperimentOptionsValidator().Validated(options ?? new());
        return options.K.Count > 0 && options.K.All(k => k >= 1)
            ? options
            : throw new ArgumentException($"K must name at least one length, each 1 or more; it is [{string.Join(", ", options.K)}].", nameof(options));
    }

    private static (TItem[][] Lists, double Seconds) Recommend<TItem>(
        IRecommender<TItem> recommender, RankingCase<TItem>[] cases, int n, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        var lists = new TItem[cases.Length][];
        var watch = new Stopwatch();
        for (var first = 0; first < cases.Length; first += BatchSize)
        {
            var requests = Array.ConvertAll(cases[first..Math.Min(first + BatchSize, cases.Length)], one => new RecommendationRequest<TItem>(one.Profile, n));
            watch.Start();
            var batch = recommender.RecommendMany(requests, cancellationToken);
            watch.Stop();
            for (var i = 0; i < batch.Length; i++)
            {
                lists[first + i] = [.. batch[i].Select(line => line.Item)];
            }

            progress?.Report(new("Recommending", first + batch.Length, cases.Length));
        }

        return (lists, watch.Elapsed.TotalSeconds);
    }

    // −log2 of the share of the users who have each item.
    private static double[] Information<TItem>(InteractionDataset<TItem> train)
        where TItem : struct, IId<TItem>
    {
        var counts = new double[train.Items.Count];
        foreach (var column in train.Matrix.Columns)
        {
            counts[column]++;
        }

        return Array.ConvertAll(counts, count => -Math.Log2(count / train.Users.Count));
    }

    private static List<RankingCase<TItem>> CasesOf<TItem>(InteractionDataset<TItem> test, Func<UserId, Profile?> profileOf)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(test);
        var cases = new List<RankingCase<TItem>>();
        for (var row = 0; row < test.Users.Count; row++)
        {
            if (profileOf(test.Users[row]) is { } profile)
            {
                cases.Add(new(profile, test.Matrix.Row(row).ToArray().Select(column => test.Items[column]).ToHashSet()));
            }
        }

        return cases;
    }
}
