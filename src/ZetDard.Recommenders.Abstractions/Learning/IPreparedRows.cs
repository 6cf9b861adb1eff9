namespace ZetDard.Recommenders;

/// <summary>Rows that are ready for fits. Safe for concurrent use; what fits share is computed once and bounded in memory.</summary>
public interface IPreparedRows
{
    /// <summary>Fits a classifier to some of the rows. The same rows and classes give the same classifier.</summary>
    /// <param name="rows">Numbers of training rows, distinct.</param>
    /// <param name="classes">The class of each, an index into <paramref name="labels"/>.</param>
    /// <param name="labels">The labels, in the order of the scores.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <exception cref="ArgumentException">
    /// The rows are of fewer than two classes, or one may not be learned from; the message says which.
    /// </exception>
    IRowClassifier Fit(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> classes, IReadOnlyList<string> labels, CancellationToken cancellationToken = default);
}
