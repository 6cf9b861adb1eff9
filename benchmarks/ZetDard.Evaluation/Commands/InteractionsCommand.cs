using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well models find what was hidden from plain interaction files.</summary>
internal static class InteractionsCommand
{
    public static async Task<int> RunAsync(
        RunContext context,
        string trainFile,
        string testFile,
        string itemName,
        InteractionFileFormat? format,
        CancellationToken cancellationToken
    )
    {
        var options = new InteractionFileOptions { Format = format };
        context.Progress.Begin("Reading");
        var train = await InteractionFile.ReadAsync<SongId>(trainFile, options, context.Progress, cancellationToken);
        var test = await InteractionFile.ReadAsync<SongId>(testFile, options, context.Progress, cancellationToken);
        FileNotes.Write(context, trainFile, train);
        FileNotes.Write(context, testFile, test);

        // Ids are those of the training file; items that it lacks get new ones, so that they count as misses.
        var items = train.Items.Clone();
        var interactions = train.TrainingData.Interactions;
        var hidden = test.TrainingData.Interactions;
        var pairs =
            from row in hidden.ToInteractions()
            let user = train.Users.Find(test.Users.NameOf(row.User))
            where user is not null
            select (user.Value, items.GetOrAdd(test.Items.NameOf(row.Item)));
        var split = new Split<SongId>(interactions, InteractionDataset.FromPairs(pairs));
        var cases = split.Cases();
        var leftOut = hidden.Users.Count - cases.Count;
        if (leftOut > 0)
        {
            context.Note($"{leftOut} of {hidden.Users.Count} test users were left out: they are not in {trainFile}.");
        }

        if (cases.Count == 0)
        {
            throw new InvalidDataException($"No user of {testFile} occurs in {trainFile}.");
        }

        FileNotes.WriteKnown(context, testFile, split);
        var summary = new Dictionary<string, object>
        {
            ["item"] = itemName,
            ["users"] = interactions.Users.Count,
            ["items"] = interactions.Items.Count,
            ["train"] = interactions.Matrix.EntryCount,
            ["test"] = cases.Sum(one => one.Relevant.Count),
            ["dropped"] = train.ProblemCount + test.ProblemCount,
            ["testUsers"] = cases.Count,
            ["testUsersLeftOut"] = leftOut,
            ["testItemsNeverSeen"] = cases.Sum(one => one.Relevant.Count(item => !interactions.Items.Contains(item))),
        };
        return await ModelRun.RunAsync(
            context,
            summary,
            _ => train.TrainingData,
            (name, fitted) =>
                Experiments.Measure(name, fitted.Songs!, interactions, cases, context.Experiment, context.Progress, cancellationToken),
            [
                .. Experiments.Conventions(),
                "candidates are the items of the training file; test items that it lacks stay in the denominators",
            ],
            cancellationToken
        );
    }
}
