namespace ZetDard.Recommenders;

/// <summary>Scores items for users from item-item neighbour lists: the score of item j is the sum of the weights i → j over the
/// items i of the user's history.</summary>
/// <remarks>
/// The weights of one item are added in ascending order of i, in single precision: the scores are the same bits from every
/// member, whatever the number of threads.
/// </remarks>
public static class NeighbourScoring
{
    /// <summary>Scores every item for one history.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="history">The items that the user has, strictly ascending.</param>
    /// <param name="scores">Receives the score of each item, those of the history included; 0 for items that nothing points to.
    /// Of length <c>neighbours.ColumnCount</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="history"/> does not ascend strictly within the rows, or
    /// <paramref name="scores"/> has another length.</exception>
    public static void Score(NeighbourLists neighbours, ReadOnlySpan<int> history, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        if (scores.Length != neighbours.ColumnCount)
        {
            throw new ArgumentException(
                $"There is room for {scores.Length} scores; {neighbours.ColumnCount} are needed, one for each column of the lists.",
                nameof(scores));
        }

        var last = -1;
        foreach (var item in history)
        {
            if (item <= last || item >= neighbours.RowCount)
            {
                throw new ArgumentException(
                    $"A history must ascend strictly and be in 0 … {neighbours.RowCount - 1}; it has {item} after {last}.",
                    nameof(history));
            }

            last = item;
        }

        scores.Clear();
        NeighbourScoringReference.Add(neighbours, history, scores);
    }

    /// <summary>The <paramref name="n"/> items with the highest scores for every user, of those that the user does not have.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="histories">Users × items, read as a pattern.</param>
    /// <param name="n">Maximum number of items of a user, 1 or more; only items with a score above 0 are taken.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="progress">Receives the number of users done, about a hundred times; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Users × items; the weights are the scores, descending, ties by ascending index.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1, or <paramref name="threadCount"/> below
    /// 0.</exception>
    /// <exception cref="ArgumentException">The lists are not square, the histories have another number of items, or the result
    /// would not fit into an array.</exception>
    public static NeighbourLists TopItems(
        NeighbourLists neighbours, CsrMatrix histories, int n, int threadCount = 0, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Validate(neighbours, histories, n, threadCount);
        return NeighbourScoringKernel.TopItems(neighbours, histories, users: null, n, threadCount, progress, cancellationToken);
    }

    /// <summary>The <paramref name="n"/> items with the highest scores for some users, of those that each does not have.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="histories">Users × items, read as a pattern.</param>
    /// <param name="users">The rows of <paramref name="histories"/> that are wanted, in any order.</param>
    /// <param name="n">Maximum number of items of a user, 1 or more; only items with a score above 0 are taken.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="progress">Receives the number of users done, about a hundred times; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One row for each of <paramref name="users"/>, in their order; the weights are the scores, descending, ties by
    /// ascending index.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A user is outside the histories, <paramref name="n"/> is below 1, or
    /// <paramref name="threadCount"/> below 0.</exception>
    /// <exception cref="ArgumentException">The lists are not square, the histories have another number of items, or the result
    /// would not fit into an array.</exception>
    public static NeighbourLists TopItems(
        NeighbourLists neighbours, CsrMatrix histories, ReadOnlySpan<int> users, int n, int threadCount = 0,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Validate(neighbours, histories, n, threadCount);
        foreach (var user in users)
        {
            if ((uint)user >= (uint)histories.RowCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(users), user, $"A user must be in 0 … {histories.RowCount - 1}, the rows of the histories.");
            }
        }

        return NeighbourScoringKernel.TopItems(neighbours, histories, users.ToArray(), n, threadCount, progress, cancellationToken);
    }

    /// <summary>Why a history leads to an item: the items of the history whose lists have it, by their weights.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="items">The ids of the items.</param>
    /// <param name="history">The items that the user has, distinct.</param>
    /// <param name="item">The item to explain.</param>
    /// <param name="count">Maximum number of contributions, 0 or more.</param>
    /// <param name="users">Items × users, the transpose of the interactions, where contributions are to have their counts: so
    /// many of the users of the one also have the other.</param>
    /// <returns>The heaviest contributions with their shares of the score, equal ones in the order of the history;
    /// <see cref="Reason.None"/> where nothing points to the item.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An item is outside the lists, or <paramref name="count"/> is negative.</exception>
    /// <exception cref="ArgumentException">The vocabulary or <paramref name="users"/> has another number of items than the
    /// lists.</exception>
    public static Reason Explain<TItem>(
        NeighbourLists neighbours, Vocabulary<TItem> items, ReadOnlySpan<int> history, int item, int count, CsrMatrix? users = null)
        where TItem : struct, IId<TItem>
    {
        RequireSquare(neighbours, items);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        RequireItem(item, items.Count, nameof(item));
        if (users is not null && users.RowCount != items.Count)
        {
            throw new ArgumentException(
                $"The matrix of items x users has {users.RowCount} rows for {items.Count} items; pass the transpose of the interactions.",
                nameof(users));
        }

        using var weights = ScoreBuffer.Rent(history.Length);
        for (var i = 0; i < history.Length; i++)
        {
            RequireItem(history[i], items.Count, nameof(history));
            if (neighbours.Neighbours(history[i]).IndexOf(item) is >= 0 and var place)
            {
                weights.Span[i] = neighbours.Weights(history[i])[place];
            }
        }

        // Counting shared users is expensive, so that it is done only for the contributions that are shown.
        var reasons = new ReasonBuilder();
        foreach (var (i, weight) in Ranking.Top(weights.Span, Math.Max(1, count)))
        {
            reasons.Add(items[history[i]], weight, users is null ? null : SupportOf(users, history[i], item));
            weights.Span[i] = 0;
        }

        foreach (var weight in weights.Span)
        {
            reasons.AddUnnamed(weight);
        }

        return reasons.Build(count);
    }

    /// <summary>The items that an item points to most, as <see cref="ISimilarItems{TItem}"/> wants them.</summary>
    /// <param name="neighbours">Items × items.</param>
    /// <param name="items">The ids of the items.</param>
    /// <param name="item">The item; where it is unknown, none is similar.</param>
    /// <param name="n">Maximum number of items, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The vocabulary has another number of items than the lists.</exception>
    public static IReadOnlyList<Recommendation<TItem>> Similar<TItem>(NeighbourLists neighbours, Vocabulary<TItem> items, TItem item, int n)
        where TItem : struct, IId<TItem>
    {
        RequireSquare(neighbours, items);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var row = items.IndexOf(item);
        var list = row < 0 ? [] : new Recommendation<TItem>[Math.Min(n, neighbours.Neighbours(row).Length)];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = new(items[neighbours.Neighbours(row)[i]], neighbours.Weights(row)[i]);
        }

        return list;
    }

    private static Support SupportOf(CsrMatrix users, int item, int other)
    {
        var mine = users.Row(item);
        var theirs = users.Row(other);
        var both = 0;
        for (int i = 0, j = 0; i < mine.Length && j < theirs.Length;)
        {
            var step = mine[i].CompareTo(theirs[j]);
            both += step == 0 ? 1 : 0;
            i += step <= 0 ? 1 : 0;
            j += step >= 0 ? 1 : 0;
        }

        return new(both, mine.Length);
    }

    private static void RequireItem(int item, int itemCount, string name)
    {
        if ((uint)item >= (uint)itemCount)
        {
            throw new ArgumentOutOfRangeException(name, item, $"An item must be in 0 … {itemCount - 1}, the rows of the lists.");
        }
    }

    private static void RequireSquare<TItem>(NeighbourLists neighbours, Vocabulary<TItem> items)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        ArgumentNullException.ThrowIfNull(items);
        if (neighbours.RowCount != items.Count || neighbours.ColumnCount != items.Count)
        {
            throw new ArgumentException(
                $"Neighbour lists of items x items are needed for a vocabulary of {items.Count}; these are {neighbours.RowCount} x {neighbours.ColumnCount}.",
                nameof(neighbours));
        }
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
