namespace ZetDard.Recommenders;

/// <summary>Which items share users: the sparse product XᵀX of an interaction matrix, of which the best columns of each row are kept.</summary>
/// <remarks>
/// The matrix is read as a pattern: whether a user has an item, never how much.
/// For users who share items pass the transpose, and read "user" for "item" and the reverse. All pairs of users are far more work than all pairs of items
/// (about 20 times on listening data): prefer the overload for some rows.
/// The result is the same bits whatever the number of threads.
/// </remarks>
public static class CoOccurrence
{
    /// <summary>The <paramref name="k"/> strongest neighbours of every item.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="weight">The weight of a pair.</param>
    /// <param name="k">Most neighbours of an item, 1 or more; items that share users with fewer have fewer.</param>
    /// <param name="threadCount">Most threads to use; 0 takes one a processor.</param>
    /// <param name="progress">Told of the rows done about a hundred times, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Items × items; weights descend, ties by ascending index.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1, <paramref name="threadCount"/> below 0, or <paramref name="weight"/> not one of its values.</exception>
    /// <exception cref="ArgumentException">The lists would not fit into an array.</exception>
    /// <remarks>Memory beside the result: about 4 bytes an interaction, and for each user 4 bytes for every 65,536 items.</remarks>
    public static NeighbourLists TopNeighbours(
        CsrMatrix interactions, NeighbourWeight weight, int k, int threadCount = 0, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Validate(interactions, weight, k, threadCount);

        // Segments of 65,536 items pay while the table of segments is no longer than the lists; on a matrix that is nearly empty the clear version does less.
        var segmentCount = (interactions.ColumnCount + 65_535L) / 65_536;
        return segmentCount <= 1 || interactions.RowCount * segmentCount <= interactions.EntryCount
            ? CoOccurrenceKernel.TopNeighbours(interactions, weight, k, threadCount, progress, cancellationToken)
            : CoOccurrenceReference.TopNeighbours(interactions, interactions.Transpose(), null, weight, k, threadCount, progress, cancellationToken);
    }

    /// <summary>The <paramref name="k"/> strongest neighbours of some items, to answer for a few or to renew those that new interactions touch: the same bits as the rows of all.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="transpose">The transpose of <paramref name="interactions"/>, items × users.</param>
    /// <param name="items">The items whose neighbours are wanted, in any order. Time follows the interactions of their users.</param>
    /// <param name="weight">The weight of a pair.</param>
    /// <param name="k">Most neighbours of an item, 1 or more.</param>
    /// <param name="threadCount">Most threads to use; 0 takes one a processor.</param>
    /// <param name="progress">Told of the rows done about a hundred times, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One row for each of <paramref name="items"/>, in their order; columns are items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An item is outside the matrix, <paramref name="k"/> is below 1, <paramref name="threadCount"/> below 0, or <paramref name="weight"/> not one of its values.</exception>
    /// <exception cref="ArgumentException"><paramref name="transpose"/> has other sizes than the transpose, or the lists would not fit into an array.</exception>
    public static NeighbourLists TopNeighbours(
        CsrMatrix interactions, CsrMatrix transpose, ReadOnlySpan<int> items, NeighbourWeight weight, int k, int threadCount = 0, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Validate(interactions, weight, k, threadCount);
        ArgumentNullException.ThrowIfNull(transpose);
        if (transpose.RowCount != interactions.ColumnCount || transpose.ColumnCount != interactions.RowCount || transpose.EntryCount != interactions.EntryCount)
        {
            throw new ArgumentException(
                $"The transpose of a {interactions.RowCount} x {interactions.ColumnCount} matrix of {interactions.EntryCount} entries was expected, " +
                $"but the one given is {transpose.RowCount} x {transpose.ColumnCount} with {transpose.EntryCount}; pass interactions.Transpose().", nameof(transpose));
        }

        foreach (var item in items)
        {
            if ((uint)item >= (uint)interactions.ColumnCount)
            {
                throw new ArgumentOutOfRangeException(nameof(items), item, $"An item must be in 0 … {interactions.ColumnCount - 1}, the columns of the matrix.");
            }
        }

        return CoOccurrenceReference.TopNeighbours(interactions, transpose, items.ToArray(), weight, k, threadCount, progress, cancellationToken);
    }

    private static void Validate(CsrMatrix interactions, NeighbourWeight weight, int k, int threadCount)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        if (weight is not (NeighbourWeight.Directed or NeighbourWeight.Cosine))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "The weight must be Directed or Cosine.");
        }
    }
}
