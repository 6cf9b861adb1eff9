using System.Reflection;

namespace ZetDard.Recommenders.Testing;

/// <summary>What every classifier must do, as plain calls for any test framework.</summary>
public static class ClassifierConformance
{
    // A label without examples; it comes before others in ordinal order, so that classes are no numbers of learned labels.
    private const string Unseen = "!unseen";
    private const int MaxSources = 40;
    private const int Spare = 3;                    // room behind the scores, to see whether it stays untouched
    private const int MaxWorldSongs = 120;

    /// <summary>
    /// Fits the trainer several times and checks every promise of <see cref="IClassifierTrainer{TSource}"/> and
    /// <see cref="IClassifier{TSource}"/>; of an <see cref="IRowClassifierTrainer"/> those of prepared rows too.
    /// </summary>
    /// <typeparam name="TSource">What the classifiers see of a thing.</typeparam>
    /// <param name="create">
    /// Makes the trainer for a number of threads (0 for as many as there are); one that has no such option ignores it.
    /// </param>
    /// <param name="examples">
    /// What to learn from, of two labels or more that can be told apart; songs of a <see cref="MusicWorld"/> by taste group where
    /// <see langword="null"/>, which feature rows and waveforms have.
    /// </param>
    /// <param name="formats">The formats of the parts, where the classifier is made of other classifiers; its own format is known.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="ArgumentException">No examples were given, and the world has none of this kind.</exception>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static async Task CheckAsync<TSource>(
        Func<int, IClassifierTrainer<TSource>> create,
        Examples<TSource>? examples = null,
        IReadOnlyCollection<ModelFormat>? formats = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        examples ??= ExamplesOfWorld<TSource>();
        var sources = await ReadAsync(examples.Part(Shuffled(examples.Count).Take(MaxSources)), cancellationToken).ConfigureAwait(false);
        var learned = examples.Concat(Examples.From([(sources[0], Unseen)]).Part([]));
        var broken = new Broken();
        Common.CheckDescription(threadCount => create(threadCount).Description, broken);
        using var classifier = await create(1).FitAsync(learned, progress: null, cancellationToken).ConfigureAwait(false);
        if (!classifier.Labels.SequenceEqual(learned.Labels))
        {
            broken.When(
                true,
                $"Labels are those of the examples, also one without any: {string.Join(", ", classifier.Labels)} instead of {string.Join(", ", learned.Labels)}.");
            broken.ThrowIfAny(classifier.GetType().Name);
        }

        var scores = CheckScores(classifier, sources, broken);
        var said = await classifier.PredictAsync(examples, cancellationToken: cancellationToken).ConfigureAwait(false);
        var (right, most) = (
            said.Where((label, i) => label == examples.Labels[examples.Classes[i]]).Count(),
            examples.Classes.CountBy(c => c).Max(pair => pair.Value));
        broken.When(
            right <= most,
            $"It tells what it learned from better apart than the most frequent label does: {right} of {examples.Count} are right, with that label {most}.");
        foreach (var threadCount in new[] { 1, 2, 0 })
        {
            var again = await create(threadCount).FitAsync(learned, progress: null, cancellationToken).ConfigureAwait(false);
            broken.When(
                !ScoresOf(again, sources).SequenceEqual(scores),
                $"The same examples, options and seed give the same bits: a fit with {threadCount} threads (0: all) differs from one with 1.");
            CheckDisposal(again, sources[0], broken);
        }

        broken.When(
            !ScoresOf(classifier, sources).SequenceEqual(scores),
            "A classifier outlives others of its trainer: it scores otherwise since they were disposed.");
        await Common.CheckCancellationAsync(
            (progress, token) => create(0).FitAsync(learned, progress, token), broken).ConfigureAwait(false);
        await CheckBadExamplesAsync(create(0), learned, broken, cancellationToken).ConfigureAwait(false);
        if (classifier is ISaveable saveable)
        {
            Common.CheckSaveAndLoad(
                saveable, path => ModelFile.LoadClassifier<TSource>(path, [saveable.Format, .. formats ?? []]), IsSame, broken);
        }

        if (create(1) is ISaveable trainer)
        {
            Common.CheckSaveAndLoad(
                trainer,
                path => ModelFile.LoadModel<ISaveable>(path, trainer.Format),
                loaded => (loaded as IClassifierTrainer<TSource>)?.Description == create(1).Description,
                broken);
        }

        if (create(1) is IRowClassifierTrainer rows)
        {
            var all = await ReadAsync((Examples<FeatureRow>)(object)learned, cancellationToken).ConfigureAwait(false);
            CheckPreparedRows(rows, all, [.. learned.Classes], learned.Labels, (IClassifier<FeatureRow>)classifier, broken);
        }

        broken.ThrowIfAny(classifier.GetType().Name);

        bool IsSame(IClassifier<TSource> loaded)
        {
            using (loaded)
            {
                return loaded.Labels.SequenceEqual(classifier.Labels)
                    && loaded.ScoresAreProbabilities == classifier.ScoresAreProbabilities
                    && ScoresOf(loaded, sources).SequenceEqual(scores);
            }
        }
    }

    /// <summary>The classifier trainers in an assembly, for a test that demands a check of each.</summary>
    public static IReadOnlyList<Type> TrainersOf(Assembly assembly) => Common.ImplementationsOf(typeof(IClassifierTrainer<>), assembly);

    private static Examples<TSource> ExamplesOfWorld<TSource>()
    {
        var world = Common.World();
        var data = world.ToTrainingData();
        var source = data.ItemFeatures as IItemSource<SongId, TSource> ?? data.Waveforms as IItemSource<SongId, TSource>
            ?? throw new ArgumentException(
                $"The world has feature rows and waveforms, but no {typeof(TSource).Name}: give examples.", "examples");
        return Examples.From(
            source,
            world.Songs.Take(MaxWorldSongs).Select(song => new Example<SongId>(song.Id, $"group {song.Group}", song.Artists[0].Name)));
    }

    // Examples may come label by label, or the labels by turns.
    private static int[] Shuffled(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(1).Shuffle(order);
        return order;
    }

    private static async Task<TSource[]> ReadAsync<TSource>(Examples<TSource> examples, CancellationToken cancellationToken)
    {
        var sources = new TSource[examples.Count];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = await examples.ReadAsync(i, cancellationToken).ConfigureAwait(false);
        }

        return sources;
    }

    private static float[] ScoresOf<TSource>(IClassifier<TSource> classifier, IReadOnlyList<TSource> sources)
    {
        var scores = new float[sources.Count * classifier.Labels.Count];
        for (var i = 0; i < sources.Count; i++)
        {
            classifier.Score(sources[i], scores.AsSpan(i * classifier.Labels.Count, classifier.Labels.Count));
        }

        return scores;
    }

    private static float[] CheckScores<TSource>(IClassifier<TSource> classifier, TSource[] sources, Broken broken)
    {
        const float Untouched = -12345.678f;
        var (width, unseen) = (classifier.Labels.Count, classifier.Labels.ToList().IndexOf(Unseen));
        var scores = new float[sources.Length * width];
        for (var i = 0; i < sources.Length; i++)
        {
            var room = new float[width + Spare];
            room.AsSpan().Fill(Untouched);
            classifier.Score(sources[i], room);
            var own = room[..width];
            own.CopyTo(scores, i * width);
            broken.When(
                own.Contains(Untouched),
                $"Every label is scored: that of source {i}, '{classifier.Labels[Math.Max(0, Array.IndexOf(own, Untouched))]}', was not.");
            broken.When(
                room.AsSpan(width).IndexOfAnyExcept(Untouched) >= 0, $"Nothing is written behind the last score: source {i} wrote there.");
            broken.When(own.Any(score => !float.IsFinite(score)), $"Scores are finite: one of source {i} is not.");
            broken.When(
                own[unseen] >= own.Where((_, label) => label != unseen).Max(),
                $"A label without examples is never predicted: it has the largest score for source {i}.");
            broken.When(
                classifier.ScoresAreProbabilities && (own.Any(score => score is < 0 or > 1) || Math.Abs(own.Sum() - 1) > 1e-4),
                $"Scores that are probabilities are 0 … 1 and add up to 1: those of source {i} are {string.Join(", ", own)}.");
        }

        var together = new float[scores.Length];
        classifier.ScoreMany(sources, together);
        broken.When(!together.SequenceEqual(scores), "ScoreMany gives what Score gives one by one: it differs.");
        var concurrent = new float[4 * sources.Length][];
        Parallel.For(0, concurrent.Length, i => concurrent[i] = ScoresOf(classifier, [sources[i % sources.Length]]));
        broken.When(
            concurrent.Where((own, i) => !own.AsSpan().SequenceEqual(scores.AsSpan(i % sources.Length * width, width))).Any(),
            "Concurrent calls give what single ones give: one differs.");
        broken.WhenNotThrown<ArgumentException>(
            () => classifier.Score(sources[0], new float[width - 1]), "Room for too few scores is an ArgumentException");
        broken.WhenNotThrown<ArgumentException>(
            () => classifier.ScoreMany(sources, new float[scores.Length - 1]),
            "Room for too few scores is an ArgumentException in a batch too");
        foreach (var (what, unlike) in UnlikeOf<TSource>())
        {
            broken.WhenNotThrown<ArgumentException>(
                () => classifier.Score(unlike(sources[0]), new float[width]), $"Scoring a row with {what} is an ArgumentException");
        }

        return scores;
    }

    private static void CheckDisposal<TSource>(IClassifier<TSource> classifier, TSource source, Broken broken)
    {
        classifier.Dispose();
        try
        {
            classifier.Dispose();
        }
#pragma warning disable CA1031 // any exception is a broken promise, to be listed with the rest
        catch (Exception e)
#pragma warning restore CA1031
        {
            broken.When(true, $"Disposing twice is allowed: {e.GetType().Name} was thrown.");
        }

        try
        {
            broken.When(
                ScoresOf(classifier, [source]).Any(score => !float.IsFinite(score)),
                "A disposed classifier scores as before or throws ObjectDisposedException: a score is not finite.");
        }
        catch (ObjectDisposedException)
        {
        }
#pragma warning disable CA1031 // any other exception is a broken promise
        catch (Exception e)
#pragma warning restore CA1031
        {
            broken.When(true, $"A disposed classifier scores as before or throws ObjectDisposedException: {e.GetType().Name} was thrown.");
        }
    }

    private static async Task CheckBadExamplesAsync<TSource>(
        IClassifierTrainer<TSource> trainer, Examples<TSource> examples, Broken broken, CancellationToken cancellationToken)
    {
        var (middle, open) = (examples.Count / 2, 0);
        var oneClass = examples.Part(
            Enumerable.Range(0, examples.Count).Where(example => examples.Classes[example] == examples.Classes[0]));
        var failing = Read(examples, async (example, token) =>
        {
            Interlocked.Increment(ref open);
            try
            {
                var source = await examples.ReadAsync(example, token).ConfigureAwait(false);
                return example == middle ? throw new IOException("It is gone.") : source;
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
        await FailsAsync<ArgumentNullException>(null!, "A fit on null is an ArgumentNullException").ConfigureAwait(false);
        await FailsAsync<ArgumentException>(examples.Part([]), "A fit on no examples is an ArgumentException").ConfigureAwait(false);
        await FailsAsync<ArgumentException>(oneClass, "A fit on examples of one label is an ArgumentException").ConfigureAwait(false);
        await FailsAsync<IOException>(failing, "A fit on examples of which one cannot be read is an IOException").ConfigureAwait(false);
        broken.When(Volatile.Read(ref open) > 0, $"A fit that fails leaves nothing behind: {open} examples are still being read.");
        foreach (var (what, unlike) in UnlikeOf<TSource>())
        {
            var one = Read(
                examples,
                async (example, token) => await examples.ReadAsync(example, token).ConfigureAwait(false) is var source && example == middle
                    ? unlike(source)
                    : source);
            await FailsAsync<ArgumentException>(
                one, $"A fit on examples of which one has {what} is an ArgumentException").ConfigureAwait(false);
        }

        Task FailsAsync<TException>(Examples<TSource> bad, string promise)
            where TException : Exception => broken.WhenNotThrownAsync<TException>(
                async () =>
                {
                    using var none = await trainer.FitAsync(bad, progress: null, cancellationToken).ConfigureAwait(false);
                },
                promise);
    }

    // The same examples, read in another way.
    private static Examples<TSource> Read<TSource>(Examples<TSource> examples, Func<int, CancellationToken, ValueTask<TSource>> read) =>
        Examples.From(
        ItemSource.From(Enumerable.Range(0, examples.Count), read),
        Enumerable.Range(0, examples.Count).Select(example =>
            new Example<int>(example, examples.Labels[examples.Classes[example]], examples.Groups[example])));

    // What no classifier can use, of the sources that we know.
    private static (string What, Func<TSource, TSource> Change)[] UnlikeOf<TSource>() => typeof(TSource) != typeof(FeatureRow) ? [] :
        [.. RowChanges.Unlike.Select(unlike => (unlike.What, (Func<TSource, TSource>)(object)unlike.Change))];

    private static void CheckPreparedRows(
        IRowClassifierTrainer trainer,
        FeatureRow[] rows,
        int[] classes,
        IReadOnlyList<string> labels,
        IClassifier<FeatureRow> fitted,
        Broken broken)
    {
        var all = Enumerable.Range(0, rows.Length).ToArray();
        broken.When(
            !ScoresOf(trainer.Prepare(rows, rows.Length).Fit(all, classes, labels), rows).SequenceEqual(ScoresOf(fitted, rows)),
            "Prepare and Fit give what FitAsync gives: it differs.");

        var order = Shuffled(rows.Length);
        (rows, classes) = (Array.ConvertAll(order, row => rows[row]), Array.ConvertAll(order, row => classes[row]));
        var trainingCount = rows.Length * 3 / 4;
        int[] mine = [.. all[..trainingCount].Where(row => row % 2 == 0)], theirs = [.. all[..trainingCount].Where(row => row % 3 != 0)];
        var prepared = trainer.Prepare(rows, trainingCount);
        var classifier = Fit(prepared, mine);
        var scores = ScoresOf(classifier, rows);
        var byNumber = new float[scores.Length];
        classifier.ScoreRows(all, byNumber);
        broken.When(!classifier.Labels.SequenceEqual(labels), "A fit on prepared rows keeps the labels: it has others.");
        broken.When(!byNumber.SequenceEqual(scores), "ScoreRows gives what Score gives, also of rows that are only scored: it differs.");
        var otherTail = trainer.Prepare(
            [.. rows.Select((row, i) => i < trainingCount ? row : RowChanges.Scaled(row, 1_000))], trainingCount);
        broken.When(
            !ScoresOf(Fit(otherTail, mine), rows).SequenceEqual(scores),
            "Rows that are only scored do not influence a fit: with others it differs.");
        var busy = trainer.Prepare(rows, trainingCount);
        _ = Fit(busy, theirs);
        _ = busy.Fit(mine, [.. mine.Select(row => classes[^(row + 1)])], labels);
        broken.When(!ScoresOf(Fit(busy, mine), rows).SequenceEqual(scores), "Fits do not influence each other: after others it differs.");
        var concurrent = new bool[12];
        Parallel.For(0, concurrent.Length, i => concurrent[i] = i % 2 == 0 ? ScoresOf(Fit(prepared, mine), rows)
            .SequenceEqual(scores) : Fit(prepared, theirs).Labels.Count == labels.Count);
        broken.When(concurrent.Contains(false), "Concurrent fits give what single ones give: one differs.");

        broken.WhenNotThrown<ArgumentException>(
            () => Fit(prepared, [.. mine, trainingCount]), "Learning from a row that is only to be scored is an ArgumentException");
        broken.WhenNotThrown<ArgumentException>(
            () => prepared.Fit(mine, new int[mine.Length], labels), "A fit on rows of one class is an ArgumentException");
        broken.WhenNotThrown<ArgumentException>(
            () => prepared.Fit(mine, classes.AsSpan(0, 1), labels), "A fit with fewer classes than rows is an ArgumentException");
        broken.WhenNotThrown<OperationCanceledException>(
            () => prepared.Fit(mine, [.. mine.Select(row => classes[row])], labels, new(canceled: true)),
            "A fit on prepared rows that is cancelled ends with OperationCanceledException");
        broken.WhenNotThrown<ArgumentException>(
            () => classifier.ScoreRows(all, new float[scores.Length - 1]),
            "Room for too few scores is an ArgumentException in ScoreRows too");
        foreach (var (what, change) in RowChanges.Unlike)
        {
            broken.WhenNotThrown<ArgumentException>(
                () => trainer.Prepare([.. rows.Select((row, i) => i == trainingCount / 2 ? change(row) : row)], trainingCount),
                $"Preparing rows of which one has {what} is an ArgumentException");
        }

        IRowClassifier Fit(IPreparedRows prepared, int[] numbers) =>
            prepared.Fit(numbers, Array.ConvertAll(numbers, row => classes[row]), labels);
    }
}
