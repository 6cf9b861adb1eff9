namespace ZetDard.Recommenders;

/// <summary>Measures classifiers on examples that they have not seen.</summary>
public static class CrossValidation
{
    /// <summary>
    /// Fits a classifier for each fold of <see cref="Examples{TSource}.Folds"/> and lets it predict the examples of that fold; groups are
    /// never split.
    /// </summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="foldCount">How many folds, 2 or more, at most the number of groups.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <param name="progress">Receives a report for each fold.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="foldCount"/> is below 2 or above the number of groups.</exception>
    /// <exception cref="ArgumentException">The examples of a fold are of fewer than two labels, or one cannot be used.</exception>
    public static async Task<ClassificationResult> CrossValidateAsync<TSource>(
        this IClassifierTrainer<TSource> trainer,
        Examples<TSource> examples,
        int foldCount = 5,
        int seed = 42,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(examples);
        var (actual, predicted) = (new List<string>(examples.Count), new List<string>(examples.Count));
        var folds = examples.Folds(foldCount, seed);
        foreach (var (train, test) in folds)
        {
            if (train.Classes.Distinct().Count() < 2)
            {
                throw new ArgumentException(
                    $"A fold leaves only examples labelled '{train.Labels[train.Classes[0]]}' to learn from: all others are in the fold that is tested. Give other labels examples of more groups, or leave this label out.",
                    nameof(examples));
            }

            progress?.Report(new("Cross-validating", actual.Count, examples.Count));
            using var classifier = await trainer.FitAsync(train, progress: null, cancellationToken).ConfigureAwait(false);
            predicted.AddRange(await classifier.PredictAsync(test, cancellationToken: cancellationToken).ConfigureAwait(false));
            actual.AddRange(test.Classes.Select(c => test.Labels[c]));
        }

        progress?.Report(new("Cross-validating", actual.Count, examples.Count));
        return new(actual, predicted);
    }
}
