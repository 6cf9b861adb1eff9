namespace ZetDard.Recommenders;

/// <summary>
/// Fits classifiers on rows of features so cheaply that a request can wait for it: kernel machines, logistic regression. Many fits over
/// the same rows share what is dear.
/// </summary>
public interface IRowClassifierTrainer : IClassifierTrainer<FeatureRow>
{
    /// <summary>Prepares rows for any number of fits (listeners, folds, points of a grid): scaling, a kernel matrix.</summary>
    /// <param name="rows">The rows, numbered as they stand; all with the same names, all values finite.</param>
    /// <param name="trainingCount">
    /// So many from the beginning may be learned from, and scaling looks at them alone; the others are only scored.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The rows have different names, or a value is not finite; the message names the place.
    /// </exception>
    IPreparedRows Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount);

    async Task<IClassifier<FeatureRow>> IClassifierTrainer<FeatureRow>.FitAsync(
        Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
        {
            throw new ArgumentException("There are no examples to learn from.", nameof(examples));
        }

        var rows = new List<FeatureRow>(examples.Count);
        for (var example = 0; example < examples.Count; example++)
        {
            rows.Add(await examples.ReadAsync(example, cancellationToken).ConfigureAwait(false));
        }

        progress?.Report(new("Fitting a classifier", 0, rows.Count));
        var classifier = await Task.Run(() => Prepare(rows, rows.Count)
            .Fit([.. Enumerable.Range(0, rows.Count)], [.. examples.Classes], examples.Labels, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        progress?.Report(new("Fitting a classifier", rows.Count, rows.Count));
        return classifier;
    }
}
