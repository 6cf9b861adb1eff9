using System.Diagnostics;
using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Measures how well recommenders find what was hidden from them.</summary>
/// <remarks>
/// Conventions: log2 discount; ideal DCG over min(k, |relevant|); recall = hits / |relevant|; known items masked; users without test
/// items left out; coverage = share of candidates in some list; novelty = mean of −log2(share of training users who have the item), first
/// over a user's list, then over the users who got one; intervals by bootstrap over users. The candidates are the items of the training
/// data; relevant items outside it stay in the denominators. Models are fitted and asked one after the other, so that their times can be
/// compared.
/// </remarks>
/// <example>
/// <code>
/// var result = await Experiments.CompareAsync(
///     data,
///     HoldOut.Fraction(data.Interactions, 0.2, seed: 42),
///     [("popularity", new PopularityTrainer&lt;SongId&gt;()), ("graph", new GraphTrainer())]);
/// Console.WriteLine(result);
/// Console.WriteLine(result.Difference("graph", "popularity", "ndcg", 10));
/// </code>
/// </example>
public static class Experiments
{
    private const string ArtistRecall = "artistRecall";

    /// <summary>Fits models to the training part of a split and measures them on those for whom something was hidden.</summary>
    /// <param name="data">
    /// The data that was split: its side data goes to the models, its artists also tell which artists should be found. Its interactions
    /// are replaced by the training part.
    /// </param>
    /// <param name="split">What may be learned and what should be found, of known or of unseen listeners.</param>
    /// <param name="models">The models by distinct names.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Receives reports of the fits and of the users served; stages begin with the name of the model.</param>
    /// <param name="cancellationToken">
    /// Stops the experiment; what was measured until then is lost. Call once for each model to keep finished results.
    /// </param>
    /// <returns>
    /// Recall, nDCG, precision, hit, MRR, coverage and novelty of each length; artist recall where the data has artists and the model
    /// recommends them (<c>Find&lt;IRecommender&lt;ArtistId&gt;&gt;()</c>). A model that fails says why in its row, and the others are
    /// there.
    /// </returns>
    /// <exception cref="ArgumentException">Two models have one name, there is nothing to measure, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The experiment was stopped.</exception>
    public static Task<ExperimentResult<TItem>> CompareAsync<TItem>(
        TrainingData<TItem> data,
        Split<TItem> split,
        IReadOnlyList<(string Name, IRecommenderTrainer<TItem> Trainer)> models,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(split);
        return CompareAsync(
            data with { Interactions = split.Train }, split.Cases(data.Artists), models, options, progress, cancellationToken);
    }

    /// <summary>Fits models to all of the same training data, and measures them on cases of your own.</summary>
    /// <param name="train">What they learn from.</param>
    /// <param name="cases">The listeners to measure on; those without relevant items are left out.</param>
    /// <param name="models">The models by distinct names.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Receives reports of the fits and of the users served; stages begin with the name of the model.</param>
    /// <param name="cancellationToken">
    /// Stops the experiment; what was measured until then is lost. Call once for each model to keep finished results.
    /// </param>
    /// <returns>The same as for a split; artist recall where the cases name new artists.</returns>
    /// <exception cref="ArgumentException">Two models have one name, there is nothing to measure, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The experiment was stopped.</exception>
    public static Task<ExperimentResult<TItem>> CompareAsync<TItem>(
        TrainingData<TItem> train,
        IReadOnlyList<RankingCase<TItem>> cases,
        IReadOnlyList<(string Name, IRecommenderTrainer<TItem> Trainer)> models,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(train);
        var measured = Measurable(cases);
        options = Validated(options);       // before the fits, which may take long
        return RunAsync(
            train,
            measured,
            models,
            (name, model, named) => Measure(name, model, train.Interactions, measured, options, named, cancellationToken),
            options,
            ConventionsOf,
            progress,
            cancellationToken);

        IReadOnlyList<string> ConventionsOf(IReadOnlyList<ModelResult> results) =>
            results.SelectMany(result => result.Metrics).Any(metric => metric.Name == ArtistRecall)
            ? [.. Conventions(options), "artistRecall = recall of the artists of the relevant items, as far as they are new to the listener; listeners without such artists left out"]
            : Conventions(options);
    }

    /// <summary>
    /// Fits models to data in which some friends are hidden, and measures how well their friend recommendations find those.
    /// </summary>
    /// <param name="data">What they learn from; its friends are replaced by those that may be known.</param>
    /// <param name="split">The friends that may be known, those that should be found, and strangers.</param>
    /// <param name="models">
    /// The models by distinct names; each must recommend users (<c>Find&lt;IRecommender&lt;UserId&gt;&gt;()</c>).
    /// </param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Receives reports of the fits and of the pairs scored; stages begin with the name of the model.</param>
    /// <param name="cancellationToken">
    /// Stops the experiment; what was measured until then is lost. Call once for each model to keep finished results.
    /// </param>
    /// <returns>AUC and the recall of each length. A model that fails says why in its row, and the others are there.</returns>
    /// <exception cref="ArgumentException">Two models have one name, there is nothing to measure, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The experiment was stopped.</exception>
    public static Task<ExperimentResult<UserId>> CompareFriendsAsync<TItem>(
        TrainingData<TItem> data,
        FriendSplit split,
        IReadOnlyList<(string Name, IRecommenderTrainer<TItem> Trainer)> models,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(split);
        options = Validated(options);
        return RunAsync(
            data with { Friends = split.Known },
            split.Cases(),
            models,
            MeasureFound,
            options,
            _ => FriendConventions(options),
            progress,
            cancellationToken);

        ModelResult MeasureFound(string name, IRecommender<TItem> model, IProgress<TrainingProgress>? named) => MeasureFriends(
            name,
            model.Find<IRecommender<UserId>>()
                ?? throw new InvalidOperationException("This model recommends no friends: it has no IRecommender<UserId>."),
            split,
            options,
            named,
            cancellationToken);
    }

    /// <summary>Measures a fitted model.</summary>
    /// <param name="name">What the result is called.</param>
    /// <param name="recommender">The model.</param>
    /// <param name="train">What it was fitted to.</param>
    /// <param name="cases">
    /// The listeners to measure on; those without relevant items are left out, and have no place among the values.
    /// </param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Receives reports of the users served.</param>
    /// <param name="cancellationToken">
    /// Stops the experiment; what was measured until then is lost. Call once for each model to keep finished results.
    /// </param>
    /// <exception cref="ArgumentException">No case has a relevant item, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model recommends what the listener knows.</exception>
    public static ModelResult Measure<TItem>(
        string name,
        IRecommender<TItem> recommender,
        InteractionDataset<TItem> train,
        IReadOnlyList<RankingCase<TItem>> cases,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(train);
        var measured = Measurable(cases);
        options = Validated(options);
        var lists = TopLists.Of(recommender, measured, options.K.Max(), progress, cancellationToken);
        lists.ThrowIfAnyIsKnown(train);
        var result = new ModelResult(name, lists.Metrics(train, options)) { RecommendTime = lists.Time };
        if (recommender.Find<IRecommender<ArtistId>>() is not { } artists)
        {
            return result;
        }

        var ofArtists = MeasureArtists(name, artists, measured, options, progress, cancellationToken);
        return result with
        {
            Metrics = [.. result.Metrics, .. ofArtists.Metrics],
            RecommendTime = result.RecommendTime + ofArtists.RecommendTime,
        };
    }

    /// <summary>
    /// Measures how well a fitted model finds the artists who are new to its listeners; those without such artists have no value.
    /// </summary>
    /// <param name="name">What the result is called.</param>
    /// <param name="recommender">Recommends artists.</param>
    /// <param name="cases">
    /// The listeners to measure on; those without relevant items are left out, and have no place among the values.
    /// </param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Receives reports of the users served.</param>
    /// <param name="cancellationToken">
    /// Stops the experiment; what was measured until then is lost. Call once for each model to keep finished results.
    /// </param>
    /// <returns>The recall of each length, <c>artistRecall</c>; nothing where no case has new artists.</returns>
    /// <exception cref="ArgumentException">No case has a relevant item, or an option is out of range.</exception>
    public static ModelResult MeasureArtists<TItem>(
        string name,
        IRecommender<ArtistId> recommender,
        IReadOnlyList<RankingCase<TItem>> cases,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(recommender);
        var measured = Measurable(cases);
        options = Validated(options);
        RankingCase<ArtistId>[] ofArtists = [.. measured
            .Where(HasNewArtists)
            .Select(one => new RankingCase<ArtistId>(one.Profile, one.NewArtists!))];
        if (ofArtists.Length == 0)
        {
            return new(name, []) { RecommendTime = TimeSpan.Zero };
        }

        var lists = TopLists.Of(recommender, ofArtists, options.K.Max(), progress, cancellationToken);
        var metrics = options.K.Distinct().Select(k =>
        {
            var recalls = new Queue<double?>(lists.ByCase(RankingMetrics.Recall, k));
            return MetricBuilder.Mean(ArtistRecall, k, [.. measured.Select(one => HasNewArtists(one) ? recalls.Dequeue() : null)]);
        });
        return new(name, MetricBuilder.WithIntervals([.. metrics], options)) { RecommendTime = lists.Time };

        static bool HasNewArtists(RankingCase<TItem> one) => one.NewArtists is { Count: > 0 };
    }

    /// <summary>Measures how well a fitted model finds hidden friends and tells them from strangers.</summary>
    /// <param name="name">What the result is called.</param>
    /// <param name="recommender">Recommends users.</param>
    /// <param name="split">The hidden friends, and the strangers.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Receives reports of the pairs scored and of the users served.</param>
    /// <param name="cancellationToken">
    /// Stops the experiment; what was measured until then is lost. Call once for each model to keep finished results.
    /// </param>
    /// <remarks>
    /// The model is asked for all users, for each user who has a hidden friend or a stranger: the time grows with the square of the users.
    /// A pair's score is the mean of its scores in both users' lists, or that of the one list that has it; a pair in neither list has the
    /// lowest score.
    /// </remarks>
    /// <returns>
    /// <c>auc</c>, over the hidden pairs, whose value for a user is the mean over their pairs; the recall of each length, by user, known
    /// friends masked.
    /// </returns>
    /// <exception cref="ArgumentException">No pair is hidden, there are no strangers, or an option is out of range.</exception>
    public static ModelResult MeasureFriends(
        string name,
        IRecommender<UserId> recommender,
        FriendSplit split,
        ExperimentOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(split);
        options = Validated(options);
        var auc = FriendAuc.Of(recommender, split, options, progress, cancellationToken);
        var lists = TopLists.Of(recommender, split.Cases(), options.K.Max(), progress, cancellationToken);
        var recalls = options.K.Distinct().Select(k => MetricBuilder.Mean("recall", k, lists.ByCase(RankingMetrics.Recall, k)));
        return new(name, [auc, .. MetricBuilder.WithIntervals([.. recalls], options)]) { RecommendTime = lists.Time };
    }

    /// <summary>The conventions of the metrics of items and artists, a line each, for a report.</summary>
    /// <param name="options">What is measured; the default options where it is left out.</param>
    public static IReadOnlyList<string> Conventions(ExperimentOptions? options = null) =>
    [
        "log2 discount; ideal DCG over min(k, |relevant|); recall = hits / |relevant|; known items masked; users without test items left out;",
        "coverage = share of candidates in some list; novelty = mean of -log2(share of training users who have the item);",
        IntervalConvention(options),
    ];

    /// <summary>The conventions of the metrics of friends, a line each, for a report.</summary>
    /// <param name="options">What is measured; the default options where it is left out.</param>
    public static IReadOnlyList<string> FriendConventions(ExperimentOptions? options = null) =>
    [
        "auc = chance that a hidden pair scores above a pair of strangers, ties half; strangers sampled among all pairs of users who are no friends;",
        "recall = found friends / friends to be found, of each user; known friends masked; users without test friends left out; pairs have no direction;",
        IntervalConvention(options),
    ];

    private static string IntervalConvention(ExperimentOptions? options) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"intervals by bootstrap over users ({(options ?? new()).ResampleCount:N0} resamples, seeded), 95 %");

    private static async Task<ExperimentResult<TMeasured>> RunAsync<TItem, TMeasured>(
        TrainingData<TItem> train,
        IReadOnlyList<RankingCase<TMeasured>> cases,
        IReadOnlyList<(string Name, IRecommenderTrainer<TItem> Trainer)> models,
        Func<string, IRecommender<TItem>, IProgress<TrainingProgress>?, ModelResult> measure,
        ExperimentOptions options,
        Func<IReadOnlyList<ModelResult>, IReadOnlyList<string>> conventions,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
        where TMeasured : struct, IId<TMeasured>
    {
        CheckModels(models);
        var results = new List<ModelResult>();
        foreach (var (name, trainer) in models)
        {
            var named = progress is null ? null : new NamedProgress(name, progress);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var watch = Stopwatch.StartNew();
                var model = await trainer.FitAsync(train, named, cancellationToken).ConfigureAwait(false);
                var fitTime = watch.Elapsed;
                results.Add(measure(name, model, named) with { FitTime = fitTime });
            }
            catch (Exception failure)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Whatever one model does wrong, the rows of the others are worth having.
                results.Add(new(name, []) { Failure = failure });
            }
        }

        return new(cases, results) { Options = options, Conventions = conventions(results) };
    }

    private static void CheckModels<TItem>(IReadOnlyList<(string Name, IRecommenderTrainer<TItem> Trainer)> models)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
        {
            throw new ArgumentException(
                "There is no model to measure; give one or more, such as (\"popularity\", new PopularityTrainer<SongId>()).",
                nameof(models));
        }

        var names = new HashSet<string>();
        foreach (var (name, trainer) in models)
        {
            if (string.IsNullOrWhiteSpace(name) || trainer is null)
            {
                throw new ArgumentException(
                    $"Each model needs a name and a trainer; one has {(trainer is null ? $"no trainer: '{name}'" : "no name")}.",
                    nameof(models));
            }

            if (!names.Add(name))
            {
                throw new ArgumentException(
                    $"Two models are named '{name}'; results are found by name, so give each its own, such as '{name}' and '{name} 2'.",
                    nameof(models));
            }
        }
    }

    private static RankingCase<TItem>[] Measurable<TItem>(IReadOnlyList<RankingCase<TItem>> cases)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(cases);
        RankingCase<TItem>[] measured = [.. cases.Where(one => one.Relevant.Count > 0)];
        return measured.Length > 0 ? measured
            : throw new ArgumentException(
                cases.Count > 0
                    ? $"None of the {cases.Count} cases has a relevant item, so there is nothing to measure."
                    : "There is no case to measure; of a split these are the users of the test part of whom the training part (or the history) knows something.",
                    nameof(cases));
    }

    private static ExperimentOptions Validated(ExperimentOptions? options)
    {
        options = new ExperimentOptionsValidator().Validated(options is null ? new() : options with { K = [.. options.K] });
        return options.K.Count > 0 && options.K.All(k => k >= 1)
            ? options
            : throw new ArgumentException(
                $"K must name at least one length, each 1 or more; it is [{string.Join(", ", options.K)}].", nameof(options));
    }

    private sealed class NamedProgress(string name, IProgress<TrainingProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(value with { Stage = $"{name}: {value.Stage}" });
    }
}
