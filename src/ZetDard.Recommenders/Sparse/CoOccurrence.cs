namespace ZetDard.Recommenders;

/// <summary>Which items share users: the sparse product XᵀX of an interaction matrix, weighted by an
/// <see cref="ItemSimilarity"/>, of which the best columns of each row are kept.</summary>
/// <remarks>
/// Row i is an item of a history, its columns are the candidates that it points to: <see cref="NeighbourScoring"/> adds up rows.
/// For users who share items pass the transpose, and read "user" for "item" and the reverse. All pairs of users are far more work
/// than all pairs of items
/// (about 20 times on listening data): prefer the overload for some rows.
/// Sums of weights are in single precision and in ascending order of the users; sums of counts are exact. The result is the same
/// bits whatever the number of threads.
/// A weight above <see cref="float.MaxValue"/> is that, and one that rounds to 0 is none.
/// </remarks>
public static class CoOccurrence
{
    /// <summary>The <paramref name="k"/> strongest neighbours of every item.</summary>
    /// <param name="interactions">Users × items; values are looked at where the similarity weighs entries, and must be 0 or more
    /// there.</param>
    /// <param name="similarity">The weight of a pair.</param>
    /// <param name="k">Maximum number of neighbours of an item, 1 or more. An item that shares users with fewer items has fewer.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="progress">Receives the number of rows done, about a hundred times; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Items × items; weights descend, ties by ascending index.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1, or <paramref name="threadCount"/> below
    /// 0.</exception>
    /// <exception cref="ArgumentException">A property of <paramref name="similarity"/> is out of its range, a value is negative
    /// where entries are weighed, or the lists would not fit into an array.</exception>
    /// <remarks>
    /// Time grows with the sum of the squared lengths of the users' lists: one list of 100,000 items takes as long as 100 lists
    /// of 10,000. Where single lists are that long,
    /// shorten them first, as <c>GraphOptions.MaxListLength</c> does.
    /// Memory beside the result: about 4 bytes an interaction, and for each user 4 bytes for every 65,536 items; 12 bytes an
    /// interaction more where entries have weights.
    /// </remarks>
    public static NeighbourLists TopNeighbours(
        CsrMatrix interactions, ItemSimilarity similarity, int k, int threadCount = 0, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var weighted = Validate(interactions, similarity, k, threadCount);

        // Segments of 65,536 items pay while the table of segments is no longer than the lists; on a matrix that is nearly empty
        // the clear version does less.
        var segmentCount = (interactions.ColumnCount + 65_535L) / 65_536;
        return segmentCount <= 1 || interactions.RowCount * segmentCount <= interactions.EntryCount
            ? CoOccurrenceKernel.TopNeighbours(weighted, k, threadCount, progress, cancellationToken)
            : CoOccurrenceReference.TopNeighbours(weighted, interactions.Transpose(), null, k, threadCount, progress, cancellationToken);
    }

    /// <summary>The <paramref name="k"/> strongest neighbours of some items, to answer for a few or to renew those that new
    /// interactions touch: the same bits as the rows of all.</summary>
    /// <param name="interactions">Users × items; values are looked at where the similarity weighs entries, and must be 0 or more
    /// there.</param>
    /// <param name="transpose">The transpose of <paramref name="interactions"/>, items × users.</param>
    /// <param name="items">The items whose neighbours are wanted, in any order. Time follows the interactions of their users;
    /// where entries or users have weights, all interactions are read once.</param>
    /// <param name="similarity">The weight of a pair.</param>
    /// <param name="k">Maximum number of neighbours of an item, 1 or more.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="progress">Receives the number of rows done, about a hundred times; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One row for each of <paramref name="items"/>, in their order; columns are items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An item is outside the matrix, <paramref name="k"/> is below 1, or
    /// <paramref name="threadCount"/> below 0.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="transpose"/> has other sizes than the transpose, a property of <paramref name="similarity"/> is out of its
    /// range, a value is negative where entries are weighed,
    /// or the lists would not fit into an array.
    /// </exception>
    public static NeighbourLists TopNeighbours(
        CsrMatrix interactions, CsrMatrix transpose, ReadOnlySpan<int> items, ItemSimilarity similarity, int k, int threadCount = 0,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var weighted = Validate(interactions, similarity, k, threadCount);
        ArgumentNullException.ThrowIfNull(transpose);
        if (transpose.RowCount != interactions.ColumnCount || transpose.ColumnCount != interactions.RowCount
            || transpose.EntryCount != interactions.EntryCount)
        {
            throw new ArgumentException(
                $"The transpose of a {interactions.RowCount} x {interactions.ColumnCount} matrix of {interactions.EntryCount} entries was expected, " +
                $"but the one given is {transpose.RowCount} x {transpose.ColumnCount} with {transpose.EntryCount}; pass interactions.Transpose().", nameof(transpose));
        }

        foreach (var item in items)
        {
            if ((uint)item >= (uint)interactions.ColumnCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(items), item, $"An item must be in 0 … {interactions.ColumnCount - 1}, the columns of the matrix.");
            }
        }

        return CoOccurrenceReference.TopNeighbours(weighted, transpose, items.ToArray(), k, threadCount, progress, cancellationToken);
    }

    private static WeightedInteractions Validate(CsrMatrix interactions, ItemSimilarity similarity, int k, int threadCount)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(similarity);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        return WeightedInteractions.Of(interactions, new ItemSimilarityValidator().Validated(similarity));
    }
}
