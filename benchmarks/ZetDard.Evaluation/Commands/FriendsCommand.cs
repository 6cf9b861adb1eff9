using ZetDard.Evaluation.Models;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well models tell friends from strangers.</summary>
internal static class FriendsCommand
{
    public static async Task<int> RunAsync(
        RunContext context,
        string trainFile,
        string? knownFile,
        string testFile,
        int negativeCount,
        CancellationToken cancellationToken
    )
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

        var negatives = FriendSplit.SampleStrangers(users, known.Concat(test), negativeCount, context.Seed);
        if (negatives.Count < negativeCount)
        {
            context.Note($"There are only {negatives.Count} pairs that are in neither file; all of them are the negatives.");
        }

        var lack = knownFile is null ? "no --known was named" : $"no pair of {knownFile} is of two users of {trainFile}";
        if (known.Count == 0)
        {
            context = WithoutSocial(context, lack);
        }

        var relation = known.Count == 0 ? null : Relation.FromPairs(known.SelectMany(pair => new[] { pair, (pair.B, pair.A) }));
        var split = new FriendSplit(users, relation, [.. test], negatives);
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
            model =>
                !model.UsesFriends || known.Count > 0
                    ? train.TrainingData with
                    {
                        Friends = model.UsesFriends ? split.Known : null,
                    }
                    : throw new ArgumentException($"This model uses known friends, and {lack}; name a file of such pairs with --known."),
            (name, fitted) =>
                Experiments.MeasureFriends(name, fitted.Friends!, split, context.Experiment, context.Progress, cancellationToken),
            [
                "auc = chance that a hidden pair scores above a sampled one, ties half; negatives sampled among all pairs of users of the training file that are in neither file;",
                "recall@k = found friends / friends to be found, of each user; known friends masked; users without test friends left out;",
                "pairs have no direction; .../interests uses no known pair, .../social uses them; intervals by bootstrap over users (1,000 resamples, seeded), 95 %",
            ],
            cancellationToken
        );

        async Task<HashSet<(UserId A, UserId B)>> PairsAsync(string path)
        {
            var file = await InteractionFile.ReadAsync<UserId>(path, null, context.Progress, cancellationToken);
            FileNotes.Write(context, path, file);
            var pairs = new HashSet<(UserId, UserId)>();
            var leftOut = 0;
            foreach (var row in file.TrainingData.Interactions.ToInteractions())
            {
                var a = train.Users.Find(file.Users.NameOf(row.User));
                var b = train.Users.Find(file.Items.NameOf(row.Item));
                if (a is not null && b is not null && a != b)
                {
                    pairs.Add(a.Value.Value < b.Value.Value ? (a.Value, b.Value) : (b.Value, a.Value));
                }
                else
                {
                    leftOut++;
                }
            }

            if (leftOut > 0)
            {
                context.Note(
                    $"{path}: {leftOut} pairs left out; a user of theirs does not occur in {trainFile}, or they pair a user with themselves."
                );
            }

            return pairs;
        }
    }

    // A run must not end as failed because of a model that the user did not name.
    private static RunContext WithoutSocial(RunContext context, string lack)
    {
        var left = ModelRegistry
            .Select(context.Command, context.Models)
            .ToLookup(model => model.UsesFriends && !context.Models.Contains(model.Name), model => model.Name);
        foreach (var name in left[true])
        {
            context.Note($"{name} is left out: it uses known friends, and {lack}.");
        }

        return context with
        {
            Models = [.. left[false]],
        };
    }
}
