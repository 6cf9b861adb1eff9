using System.Diagnostics;
using System.Globalization;
using ZetDard.Evaluation.Models;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well models tell friends from strangers.</summary>
internal static class FriendsCommand
{
    public static async Task<int> RunAsync(
        RunContext context, string trainFile, string? knownFile, string testFile, int negativeCount, CancellationToken cancellationToken)
    {
        var train = await InteractionFile.ReadAsync<SongId>(trainFile, null, context.Progress, cancellationToken);
        FileNotes.Write(context, trainFile, train);
        var users = train.TrainingData.Interactions.Users;
        var known = knownFile is null ? [] : await PairsAsync(knownFile);
        var test = await PairsAsync(testFile);
        var alsoKnown = test.RemoveWhere(known.Contains);
        if (alsoKnown > 0)
        {
            context.Note($"{alsoKnown} pairs of {testFile} are in {knownFile} too; they are left out of the test.");
        }

        if (test.Count == 0)
        {
            throw new InvalidDataException($"{testFile} has no pair to find whose users both occur in {trainFile}.");
        }

        var negatives = Negatives(users.Count, negativeCount, known, test, context.Seed);
        if (negatives.Count == 0)
        {
            throw new InvalidDataException($"All pairs of the {users.Count} users are known or to be found; there is none to sample as a negative.");
        }

        if (negatives.Count < negativeCount)
        {
            context.Note($"There are only {negatives.Count} pairs that are in neither file; all of them are the negatives.");
        }

        var lack = knownFile is null ? "no --known was named" : $"no pair of {knownFile} is of two users of {trainFile}";
        if (known.Count == 0)
        {
            context = WithoutSocial(context, lack);
        }

        var strangers = train.TrainingData with { Friends = null };
        var friends = known.Count == 0
            ? strangers
            : strangers with { Friends = Relation.FromPairs(known.SelectMany(pair => new[] { (users[pair.A], users[pair.B]), (users[pair.B], users[pair.A]) })) };
        var summary = new Dictionary<string, object>
        {
            ["users"] = users.Count,
            ["items"] = train.TrainingData.Interactions.Items.Count,
            ["train"] = train.TrainingData.Interactions.Matrix.EntryCount,
            ["test"] = test.Count,
            ["dropped"] = train.ProblemCount,
            ["known"] = known.Count,
            ["negatives"] = negatives.Count,
        };
        return await ModelRun.RunAsync(
            context,
            summary,
            model => !model.UsesFriends ? strangers
                : known.Count > 0 ? friends
                : throw new ArgumentException($"This model uses known friends, and {lack}; name a file of such pairs with --known."),
            fitted => Measure(context, fitted, users, known, [.. test], negatives, cancellationToken),
            [
                "auc = chance that a hidden pair scores above a sampled one, ties half; negatives sampled among all pairs of users of the training file that are in neither file;",
                "recall@k = found friends / friends to be found, of each user; known friends masked; users without test friends left out;",
                "pairs have no direction; .../interests uses no known pair, .../social uses them; intervals by bootstrap over users (1,000 resamples, seeded), 95 %",
            ],
            cancellationToken);

        async Task<HashSet<(int A, int B)>> PairsAsync(string path)
        {
            var file = await InteractionFile.ReadAsync<UserId>(path, null, context.Progress, cancellationToken);
            FileNotes.Write(context, path, file);
            var pairs = new HashSet<(int, int)>();
            var leftOut = 0;
            foreach (var row in file.TrainingData.Interactions.ToInteractions())
            {
                var a = train.Users.Find(file.Users.NameOf(row.User));
                var b = train.Users.Find(file.Items.NameOf(row.Item));
                if (a is not null && b is not null && a != b)
                {
                    var (first, second) = (users.IndexOf(a.Value), users.IndexOf(b.Value));
                    pairs.Add((Math.Min(first, second), Math.Max(first, second)));
                }
                else
                {
                    leftOut++;
                }
            }

            if (leftOut > 0)
            {
                context.Note($"{path}: {leftOut} pairs left out; a user of theirs does not occur in {trainFile}, or they pair a user with himself.");
            }

            return pairs;
        }
    }

    /// <summary>Distinct pairs that are in neither set, drawn at random, as many as asked or as exist.</summary>
    internal static List<(int A, int B)> Negatives(int userCount, int count, HashSet<(int A, int B)> known, HashSet<(int A, int B)> test, int seed)
    {
        var available = ((long)userCount * (userCount - 1) / 2) - known.Count - test.Count;
        var random = new Random(seed);
        if (available <= 2L * count)        // drawing until enough are found would take long: list them all
        {
            var all = Enumerable.Range(0, userCount).SelectMany(a => Enumerable.Range(a + 1, userCount - a - 1).Select(b => (a, b)))
                .Where(pair => !known.Contains(pair) && !test.Contains(pair)).ToArray();
            random.Shuffle(all);
            return [.. all.Take(count)];
        }

        var chosen = new HashSet<(int, int)>();
        while (chosen.Count < count)
        {
            var (a, b) = (random.Next(userCount), random.Next(userCount));
            var pair = (Math.Min(a, b), Math.Max(a, b));
            if (a != b && !known.Contains(pair) && !test.Contains(pair))
            {
                chosen.Add(pair);
            }
        }

        return [.. chosen];
    }

    // A run that asked for no such model by name should not end as failed because of it.
    private static RunContext WithoutSocial(RunContext context, string lack)
    {
        var left = ModelRegistry.Select(context.Command, context.Models).ToLookup(model => model.UsesFriends && !context.Models.Contains(model.Name), model => model.Name);
        foreach (var name in left[true])
        {
            context.Note($"{name} is left out: it uses known friends, and {lack}.");
        }

        return context with { Models = [.. left[false]] };
    }

    private static ExperimentResult Measure(
        RunContext context,
        FittedModel fitted,
        Vocabulary<UserId> users,
        HashSet<(int A, int B)> known,
        IReadOnlyList<(int A, int B)> test,
        IReadOnlyList<(int A, int B)> negatives,
        CancellationToken cancellationToken)
    {
        var model = fitted.Friends ?? throw new ArgumentException("This model recommends no friends.");
        var metrics = new Dictionary<string, double>();
        var intervals = new Dictionary<string, Interval>();

        var areas = RankingMetrics.AucByPositive(Scores(model, users, test, context, cancellationToken), Scores(model, users, negatives, context, cancellationToken));
        metrics["auc"] = areas.Average();
        var byUser = test.SelectMany((pair, i) => new[] { (User: pair.A, Area: areas[i]), (User: pair.B, Area: areas[i]) }).GroupBy(end => end.User).ToArray();
        intervals["auc"] = Bootstrap.OfRatio([.. byUser.Select(user => user.Sum(end => end.Area))], [.. byUser.Select(user => (double)user.Count())], context.Seed);

        var relevant = Neighbours(test);
        var friendsOf = Neighbours(known);
        var requests = relevant.Keys
            .Select(user => new RecommendationRequest<UserId>(Profile.Of(users[user]), context.K.Max()) { Deny = friendsOf.GetValueOrDefault(user) })
            .ToArray();
        var watch = Stopwatch.StartNew();
        var lists = model.RecommendMany(requests, cancellationToken);
        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var k in context.K)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"recall@{k}");
            var values = relevant.Values.Select((friends, i) => RankingMetrics.Recall([.. lists[i].Select(line => line.Item)], friends, k)).ToArray();
            metrics[name] = values.Average();
            intervals[name] = Bootstrap.OfMean(values, context.Seed);
        }

        return new(metrics, intervals, relevant.Count, FitSeconds: 0, seconds);

        Dictionary<int, HashSet<UserId>> Neighbours(IEnumerable<(int A, int B)> pairs)
        {
            var neighbours = new Dictionary<int, HashSet<UserId>>();
            foreach (var (a, b) in pairs.SelectMany(pair => new[] { (pair.A, pair.B), (pair.B, pair.A) }))
            {
                if (!neighbours.TryGetValue(a, out var friends))
                {
                    neighbours.Add(a, friends = []);
                }

                friends.Add(users[b]);
            }

            return neighbours;
        }
    }

    // A pair's score is the mean of both users' lists, or that of the one that names the other; without any it is the least.
    private static double[] Scores(
        IRecommender<UserId> model, Vocabulary<UserId> users, IReadOnlyList<(int A, int B)> pairs, RunContext context, CancellationToken cancellationToken)
    {
        var sums = new double[pairs.Count];
        var counts = new int[pairs.Count];
        var byUser = pairs.SelectMany((pair, i) => new[] { (User: pair.A, Other: pair.B, Pair: i), (User: pair.B, Other: pair.A, Pair: i) }).ToLookup(end => end.User);
        var done = 0;
        foreach (var user in byUser)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scores = model.Recommend(Profile.Of(users[user.Key]), users.Count).ToDictionary(line => line.Item, line => line.Score);
            foreach (var end in user)
            {
                if (scores.TryGetValue(users[end.Other], out var score))
                {
                    sums[end.Pair] += score;
                    counts[end.Pair]++;
                }
            }

            context.Progress.Report(new("Scoring pairs", ++done, byUser.Count));
        }

        return [.. sums.Select((sum, pair) => counts[pair] > 0 ? sum / counts[pair] : double.NegativeInfinity)];
    }
}
