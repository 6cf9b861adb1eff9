namespace ZetDard.Recommenders;

/// <summary>Shorter ways to fit and ask a classifier.</summary>
public static class ClassifierExtensions
{
    /// <summary>
    /// Fits a classifier: <see cref="IClassifierTrainer{TSource}.FitAsync"/>, also where a trainer has it from its interface only.
    /// </summary>
    public static Task<IClassifier<TSource>> FitAsync<TSource>(
        this IClassifierTrainer<TSource> trainer,
        Examples<TSource> examples,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return trainer.FitAsync(examples, progress, cancellationToken);
    }

    /// <summary>The label with the largest score; the first of equal ones.</summary>
    public static string Predict<TSource>(this IClassifier<TSource> classifier, TSource source)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var scores = new float[classifier.Labels.Count];
        classifier.Score(source, scores);
        return classifier.Labels[Best(scores)];
    }

    /// <summary>Predicts the labels of examples, a batch at a time.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="examples">What to look at; their labels are not read.</param>
    /// <param name="batchSize">How many are in memory at once, 1 or more.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A label for each example.</returns>
    /// <exception cref="IOException">An example cannot be read; the message names it.</exception>
    public static async Task<IReadOnlyList<string>> PredictAsync<TSource>(
        this IClassifier<TSource> classifier, Examples<TSource> examples, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var labels = new List<string>(examples.Count);
        await foreach (var batch in examples.ReadManyAsync(Enumerable.Range(0, examples.Count), cancellationToken: cancellationToken)
            .Chunk(batchSize).ConfigureAwait(false))
        {
            var scores = new float[batch.Length * classifier.Labels.Count];
            classifier.ScoreMany(batch, scores);
            labels.AddRange(
                batch.Select((_, i) => classifier.Labels[Best(scores.AsSpan(i * classifier.Labels.Count, classifier.Labels.Count))]));
        }

        return labels;
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var label = 1; label < scores.Length; label++)
        {
            if (scores[label] > scores[best])
            {
                best = label;
            }
        }

        return best;
    }
}
