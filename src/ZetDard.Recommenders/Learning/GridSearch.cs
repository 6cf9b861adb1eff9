namespace ZetDard.Recommenders;

/// <summary>Chooses between trainers by cross-validation.</summary>
public static class GridSearch
{
    /// <summary>
    /// Fits each candidate on each fold of <see cref="Examples{TSource}.Folds"/>, several at once, and compares how well they classify
    /// what they have not seen.
    /// </summary>
    /// <param name="candidates">The trainers, one or more, each with a name of its own.</param>
    /// <param name="examples">The examples; groups are never split.</param>
    /// <param name="foldCount">How many folds, 2 or more, at most the number of groups.</param>
    /// <param name="seed">The same seed gives the same folds, which all candidates share.</param>
    /// <param name="measure">What is to be large; <see cref="ClassificationResult.Accuracy"/> where <see langword="null"/>.</param>
    /// <param name="threadCount">
    /// How many fits run at once, 0 for as many as there are processors. The result is the same. Each fit may take threads of its own.
    /// </param>
    /// <param name="progress">Receives a report for each fit, from any thread.</param>
    /// <param name="cancellationToken">Stops the search; nothing is left behind.</param>
    /// <remarks>
    /// The mean of the best candidate is too good an estimate of how well it does, because it was chosen by it: measure
    /// <see cref="BestOf"/> by <see cref="CrossValidation.CrossValidateAsync"/> instead.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="foldCount"/> is below 2 or above the number of groups.</exception>
    /// <exception cref="ArgumentException">
    /// There is no candidate, two have one name, a label has no examples outside of one fold, or a candidate cannot be fitted; the message
    /// says which.
    /// </exception>
    public static async Task<GridSearchResult<TSource>> SearchAsync<TSource>(
        IReadOnlyList<GridCandidate<TSource>> candidates,
        Examples<TSource> examples,
        int foldCount = 5,
        int seed = 42,
        Func<ClassificationResult, double>? measure = null,
        int threadCount = 0,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        RequireCandidates(candidates);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        var folds = examples.Folds(foldCount, seed);
        RequireLabels(examples, folds);
        const string Stage = "Comparing classifiers";
        var (scores, done, total) = (new double[candidates.Count][], 0, candidates.Count * folds.Count);
        for (var candidate = 0; candidate < scores.Length; candidate++)
        {
            scores[candidate] = new double[folds.Count];
        }

        progress?.Report(new(Stage, 0, total));
        await Parallel.ForAsync(
            0,
            total,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = threadCount == 0 ? Environment.ProcessorCount : threadCount,
                CancellationToken = cancellationToken,
            },
            async (fit, token) =>
            {
                var (candidate, fold) = (fit / folds.Count, fit % folds.Count);
                scores[candidate][fold] = await ScoreAsync(candidates[candidate], folds[fold], measure, token).ConfigureAwait(false);
                progress?.Report(new(Stage, Interlocked.Increment(ref done), total));
            }).ConfigureAwait(false);
        GridSearchRow[] rows = [.. candidates.Select((candidate, i) => new GridSearchRow(candidate.Name, scores[i]))];
        return new(rows, candidates[Enumerable.Range(0, rows.Length).MaxBy(i => rows[i].Mean)]);
    }

    /// <summary>
    /// Makes a trainer that searches among candidates at each fit and then fits the best one to all examples: what cross-validation
    /// measures honestly.
    /// </summary>
    /// <inheritdoc cref="SearchAsync" path="/param[@name='candidates' or @name='foldCount' or @name='seed']"/>
    /// <exception cref="ArgumentException">There is no candidate, or two have one name.</exception>
    public static IClassifierTrainer<TSource> BestOf<TSource>(
        IReadOnlyList<GridCandidate<TSource>> candidates, int foldCount = 5, int seed = 42)
    {
        RequireCandidates(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(foldCount, 2);
        return new BestTrainer<TSource>([.. candidates], foldCount, seed);
    }

    private static async Task<double> ScoreAsync<TSource>(
        GridCandidate<TSource> candidate,
        (Examples<TSource> Train, Examples<TSource> Test) fold,
        Func<ClassificationResult, double>? measure,
        CancellationToken cancellationToken)
    {
        try
        {
            using var classifier = await candidate.Trainer.FitAsync(fold.Train, progress: null, cancellationToken).ConfigureAwait(false);
            var predicted = await classifier.PredictAsync(fold.Test, cancellationToken: cancellationToken).ConfigureAwait(false);
            var result = new ClassificationResult([.. fold.Test.Classes.Select(c => fold.Test.Labels[c])], predicted);
            var score = measure?.Invoke(result) ?? result.Accuracy;
            return double.IsFinite(score) ? score : throw new ArgumentException($"The measure is {score} on a fold; it must be finite.");
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The candidate '{candidate.Name}' cannot be compared: {e.Message}", e);
        }
    }

    private static void RequireCandidates<TSource>(IReadOnlyList<GridCandidate<TSource>> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            throw new ArgumentException("There is nothing to choose from; give one candidate or more.", nameof(candidates));
        }

        var names = new HashSet<string>();
        if (candidates.FirstOrDefault(candidate => !names.Add(candidate.Name)) is { } twice)
        {
            throw new ArgumentException($"Two candidates are called '{twice.Name}'; give each a name of its own.", nameof(candidates));
        }
    }

    // A label that a fold leaves nothing of is never predicted there: every candidate would look worse than it is.
    private static void RequireLabels<TSource>(
        Examples<TSource> examples, IReadOnlyList<(Examples<TSource> Train, Examples<TSource> Test)> folds)
    {
        var present = examples.Classes.Distinct().ToArray();
        foreach (var (train, _) in folds)
        {
            if (present.Except(train.Classes).ToArray() is [var missing, ..])
            {
                throw new ArgumentException(
                    $"All examples labelled '{examples.Labels[missing]}' are in one fold, which leaves none of them to learn from. Give this label examples of more groups, or leave it out.",
                    nameof(examples));
            }
        }
    }

    private sealed class BestTrainer<TSource>(GridCandidate<TSource>[] candidates, int foldCount, int seed) : IClassifierTrainer<TSource>
    {
        public string Description => string.Join(
            ' ',
            [$"best of {foldCount} folds with seed {seed}:", .. candidates.Select(candidate => $"[{candidate.Trainer.Description}]")]);

        public async Task<IClassifier<TSource>> FitAsync(
            Examples<TSource> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            var result = await SearchAsync(
                candidates, examples, foldCount, seed, progress: progress, cancellationToken: cancellationToken).ConfigureAwait(false);
            return await result.Best.Trainer.FitAsync(examples, progress, cancellationToken).ConfigureAwait(false);
        }
    }
}
