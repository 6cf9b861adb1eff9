using System.Diagnostics;
using System.Globalization;
using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>What classifiers learn from and what they are tested on: one division, or the folds of a cross-validation.</summary>
/// <param name="All">All things, those of the test included.</param>
/// <param name="Divisions">
/// By repeat, the things to learn from and those to test on, each a list of numbers of <paramref name="All"/>.
/// </param>
internal sealed record ClassifierTest<TSource>(Examples<TSource> All, IReadOnlyList<IReadOnlyList<(int[] Train, int[] Test)>> Divisions)
{
    /// <summary>The folds of the inner cross-validation of <c>--tune</c>.</summary>
    private const int TuningFolds = 5;

    /// <summary>Whether things belong together, so that groups have a row of metrics of their own.</summary>
    public bool HasGroups { get; } = All.Groups.Any(group => group is not null);

    /// <summary>A test on things that stand apart.</summary>
    public static ClassifierTest<TSource> Of(Examples<TSource> train, Examples<TSource> test) =>
        new(
            train.Concat(test),
            [
                [([.. Enumerable.Range(0, train.Count)], [.. Enumerable.Range(train.Count, test.Count)])],
            ]
        );

    /// <summary>A cross-validation that is repeated with the seeds <paramref name="seed"/>, seed + 1, …</summary>
    public static ClassifierTest<TSource> CrossValidation(Examples<TSource> all, int foldCount, int repeatCount, int seed) =>
        new(all, [.. Enumerable.Range(seed, repeatCount).Select(own => Folds(all, foldCount, own))]);

    /// <summary>Fits a model on the first division, as the child process does that measures memory.</summary>
    public async Task FitAsync(ClassifierModel<TSource> model, RunContext context, bool isTuned, CancellationToken cancellationToken)
    {
        var train = All.Part(Divisions[0][0].Train);
        var chosen = await ChooseAsync(model, train, context, isTuned, cancellationToken);
        using var classifier = await chosen.Trainer.FitAsync(train, null, cancellationToken);
        GC.KeepAlive(classifier);
    }

    /// <summary>Fits a model on each division and scores what it was not given.</summary>
    /// <returns>
    /// The scores, and the row with the times and the options; where folds chose different ones, the most frequent of each.
    /// </returns>
    public async Task<(Outcome Outcome, Row Row)> RunAsync(
        ClassifierModel<TSource> model,
        RunContext context,
        bool isTuned,
        CancellationToken cancellationToken
    )
    {
        int[] tested = [.. Divisions[0].SelectMany(division => division.Test).Order()];
        var places = tested.Index().ToDictionary(thing => thing.Item, thing => thing.Index);
        var scores = Divisions.Select(_ => new float[tested.Length][]).ToArray();
        var (fitTime, scoreTime, chosen) = (new Stopwatch(), new Stopwatch(), new List<Candidate<TSource>>());
        foreach (var (repeat, divisions) in Divisions.Index())
        {
            foreach (var (trainThings, testThings) in divisions)
            {
                var train = All.Part(trainThings);
                fitTime.Start();
                var candidate = await ChooseAsync(model, train, context, isTuned, cancellationToken);
                using var classifier = await candidate.Trainer.FitAsync(train, context.Progress, cancellationToken);
                fitTime.Stop();
                chosen.Add(candidate);
                scoreTime.Start();
                var own = await ScoresAsync(classifier, All.Part(testThings), cancellationToken);
                scoreTime.Stop();
                foreach (var (i, thing) in testThings.Index())
                {
                    scores[repeat][places[thing]] = own[i];
                }
            }
        }

        var groupNumbers = new Dictionary<string, int>();
        var groups = Array.ConvertAll(
            tested,
            thing => NumberOf(All.Groups[thing] ?? string.Create(CultureInfo.InvariantCulture, $"\0{thing}"))
        );
        var row = new Row(model.Name, OptionsOf(model, chosen, isTuned))
        {
            FitSeconds = fitTime.Elapsed.TotalSeconds / chosen.Count,
            RecommendSeconds = scoreTime.Elapsed.TotalSeconds / chosen.Count,
        };
        return (new(All.Labels, Array.ConvertAll(tested, thing => All.Classes[thing]), groups, scores), row);

        int NumberOf(string group) => groupNumbers.TryAdd(group, groupNumbers.Count) ? groupNumbers.Count - 1 : groupNumbers[group];
    }

    private static List<(int[] Train, int[] Test)> Folds(Examples<TSource> all, int foldCount, int seed)
    {
        // The folds of numbers: what is divided is their classes and groups, not what they stand for.
        var numbers = Examples.From(
            ItemSource.From(Enumerable.Range(0, all.Count), (i, _) => new ValueTask<int>(i)),
            Enumerable.Range(0, all.Count).Select(i => new Example<int>(i, all.Labels[all.Classes[i]], all.Groups[i]))
        );
        return [.. numbers.Folds(foldCount, seed).Select(fold => (Numbers(fold.Train), Numbers(fold.Test)))];

        static int[] Numbers(Examples<int> part) =>
            [.. Enumerable.Range(0, part.Count).Select(i => part.ReadAsync(i).AsTask().GetAwaiter().GetResult())];
    }

    // The candidate that is right most often on folds of the training things; the first of equal ones.
    private static async Task<Candidate<TSource>> ChooseAsync(
        ClassifierModel<TSource> model,
        Examples<TSource> train,
        RunContext context,
        bool isTuned,
        CancellationToken cancellationToken
    )
    {
        if (!isTuned || model.Grid.Count == 1)
        {
            return model.Grid[0];
        }

        var grid = model
            .Grid.Index()
            .Select(one => new GridCandidate<TSource>(string.Create(CultureInfo.InvariantCulture, $"{one.Index}"), one.Item.Trainer));
        var found = await GridSearch.SearchAsync(
            [.. grid],
            train,
            TuningFolds,
            context.Seed,
            progress: context.Progress,
            cancellationToken: cancellationToken
        );
        return model.Grid[int.Parse(found.Best.Name, CultureInfo.InvariantCulture)];
    }

    private async Task<float[][]> ScoresAsync(IClassifier<TSource> classifier, Examples<TSource> test, CancellationToken cancellationToken)
    {
        var sources = new List<TSource>(test.Count);
        await foreach (var source in test.ReadManyAsync(Enumerable.Range(0, test.Count), cancellationToken: cancellationToken))
        {
            sources.Add(source);
        }

        var flat = new float[sources.Count * classifier.Labels.Count];
        classifier.ScoreMany(sources, flat);

        // Labels that only the test has score below all others.
        var columns = classifier.Labels.Select(label => All.Labels.ToList().IndexOf(label)).ToArray();
        return
        [
            .. Enumerable
                .Range(0, sources.Count)
                .Select(i =>
                {
                    var scores = new float[All.Labels.Count];
                    scores.AsSpan().Fill(classifier.ScoresAreProbabilities ? 0 : float.MinValue);
                    for (var label = 0; label < columns.Length; label++)
                    {
                        scores[columns[label]] = flat[(i * columns.Length) + label];
                    }

                    return scores;
                }),
        ];
    }

    private static Dictionary<string, object> OptionsOf(ClassifierModel<TSource> model, List<Candidate<TSource>> chosen, bool isTuned)
    {
        var options = model
            .Grid[0]
            .Options.Keys.ToDictionary(
                name => name,
                name => chosen.CountBy(candidate => candidate.Options[name]).MaxBy(count => count.Value).Key
            );
        if (isTuned && model.Grid.Count > 1)
        {
            options["grid"] = string.Join(
                "; ",
                options.Keys.Select(name =>
                    $"{name} {string.Join("|", model.Grid.Select(candidate => candidate.Options[name]).Distinct().Select(Text))}"
                )
            );
        }

        return options;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
