namespace ZetDard.Recommenders;

/// <summary>Scores items for users from item-item neighbour lists: the score of item j is the sum of the weights i → j over the items i of the user's history.</summary>
/// <remarks>
/// The weights of one item are added in ascending order of i, in single precision: the scores are the same bits from every member, whatever the number of threads.
/// </remarks>
public static class NeighbourScoring
{
    /// <summary>Scores every item for one history.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="history">The items that the user has, strictly ascending.</param>
    /// <param name="scores">Receives the score of each item, those of the history included; 0 for items that nothing points to. Of length <c>neighbours.ColumnCount</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="history"/> does not ascend strictly within the rows, or <paramref name="scores"/> has another length.</exception>
    public static void Score(NeighbourLists neighbours, ReadOnlySpan<int> history, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        if (scores.Length != neighbours.ColumnCount)
        {
            throw new ArgumentException($"There is room for {scores.Length} scores; {neighbours.ColumnCount} are needed, one for each column of the lists.", nameof(scores));
        }

        var last = -1;
        foreach (var item in history)
        {
            if (item <= last || item >= neighbours.RowCount)
            {
                throw new ArgumentException($"A history must ascend strictly and be in 0 … {neighbours.RowCount - 1}; it has {item} after {last}.", nameof(history));
            }

            last = item;
        }

        scores.Clear();
        NeighbourScoringReference.Add(neighbours, history, scores);
    }

    /// <summary>The <paramref name="n"/> items with the highest scores for every user, of those that he does not have.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="histories">Users × items, read as a pattern.</param>
    /// <param name="n">Most items of a user, 1 or more; only items with a score above 0 are taken.</param>
    /// <param name="threadCount">Most threads to use; 0 takes one a processor.</param>
    /// <param name="progress">Told of the users done about a hundred times, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Users × items; the weights are the scores, descending, ties by ascending index.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1, or <paramref name="threadCount"/> below 0.</exception>
    /// <exception cref="ArgumentException">The lists are not square, the histories have another number of items, or the result would not fit into an array.</exception>
    public static NeighbourLists TopItems(
        NeighbourLists neighbours, CsrMatrix histories, int n, int threadCount = 0, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Validate(neighbours, histories, n, threadCount);
        return NeighbourScoringKernel.TopItems(neighbours, histories, users: null, n, threadCount, progress, cancellationToken);
    }

    /// <summary>The <paramref name="n"/> items with the highest scores for some users, of those that each does not have.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="histories">Users × items, read as a pattern.</param>
    /// <param name="users">The rows of <paramref name="histories"/> that are wanted, in any order.</param>
    /// <param name="n">Most items of a user, 1 or more; only items with a score above 0 are taken.</param>
    /// <param name="threadCount">Most threads to use; 0 takes one a processor.</param>
    /// <param name="progress">Told of the users done about a hundred times, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One row for each of <paramref name="users"/>, in their order; the weights are the scores, descending, ties by ascending index.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A user is outside the histories, <paramref name="n"/> is below 1, or <paramref name="threadCount"/> below 0.</exception>
    /// <exception cref="ArgumentException">The lists are not square, the histories have another number of items, or the result would not fit into an array.</exception>
    public static NeighbourLists TopItems(
        NeighbourLists neighbours, CsrMatrix histories, ReadOnlySpan<int> users, int n, int threadCount = 0, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Validate(neighbours, histories, n, threadCount);
        foreach (var user in users)
        {
            if ((uint)user >= (uint)histories.RowCount)
            {
                throw new ArgumentOutOfRangeException(nameof(users), user, $"A user must be in 0 … {histories.RowCount - 1}, the rows of the histories.");
            }
        }

        return NeighbourScoringKernel.TopItems(neighbours, histories, users.ToArray(), n, threadCount, progress, cancellationToken);
    }

    private static void Validate(NeighbourLists neighbours, CsrMatrix histories, int n, int threadCount)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        if (neighbours.RowCount != neighbours.ColumnCount || neighbours.RowCount != histories.ColumnCount)
        {
            throw new ArgumentException(
                $"Neighbour lists of items x items are needed for histories of {histories.ColumnCount} items; these are {neighbours.RowCount} x {neighbours.ColumnCount}.", nameof(neighbours));
        }
    }
}
