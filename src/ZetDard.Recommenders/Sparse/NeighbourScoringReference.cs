namespace ZetDard.Recommenders;

/// <summary>The clear version of scoring from neighbour lists: the oracle of <see cref="NeighbourScoringKernel"/>.</summary>
internal static class NeighbourScoringReference
{
    /// <summary>Adds the weights of the lists of <paramref name="history"/>, in its order, to <paramref name="scores"/>.</summary>
    public static void Add(NeighbourLists neighbours, ReadOnlySpan<int> history, Span<float> scores)
    {
        foreach (var item in history)
        {
            var columns = neighbours.Neighbours(item);
            var weights = neighbours.Weights(item);
            for (var i = 0; i < columns.Length; i++)
            {
                scores[columns[i]] += weights[i];
            }
        }
    }

    /// <summary>The maximum number of entries in the row of each user: at most n, the number of items that the user does not
    /// have, and the number of entries in the lists of the user's items.</summary>
    public static int[] Bounds(NeighbourLists neighbours, CsrMatrix histories, int[]? users, int n)
    {
        var bounds = new int[users?.Length ?? histories.RowCount];
        for (var row = 0; row < bounds.Length; row++)
        {
            var history = histories.Row(users is null ? row : users[row]);
            var most = Math.Min(n, histories.ColumnCount - history.Length);
            var entries = 0;
            for (var i = 0; i < history.Length && entries < most; i++)
            {
                entries += neighbours.Neighbours(history[i]).Length;
            }

            bounds[row] = Math.Min(most, entries);
        }

        return bounds;
    }

    public static NeighbourLists TopItems(
        NeighbourLists neighbours, CsrMatrix histories, int[]? users, int n, int threadCount, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var bounds = Bounds(neighbours, histories, users, n);
        var builder = new NeighbourListsBuilder(histories.ColumnCount, bounds);
        Workers.Run(
            bounds.Length, 16, threadCount, "scores", progress,
            () => (Scores: new float[histories.ColumnCount], Best: new PriorityQueue<ulong, ulong>()), (state, row) =>
        {
            var (scores, best) = state;
            var history = histories.Row(users is null ? row : users[row]);
            Array.Clear(scores);
            Add(neighbours, history, scores);
            foreach (var item in history)
            {
                scores[item] = 0;
            }

            for (var item = 0; item < scores.Length; item++)
            {
                if (scores[item] > 0)
                {
                    var key = TopKey.Of(scores[item], item);
                    if (best.Count < n)
                    {
                        best.Enqueue(key, key);
                    }
                    else if (key > best.Peek())
                    {
                        best.EnqueueDequeue(key, key);
                    }
                }
            }

            var keys = new ulong[best.Count];
            for (var place = 0; place < keys.Length; place++)
            {
                keys[place] = best.Dequeue();
            }

            builder.Set(row, keys);
        }, cancellationToken);
        return builder.Build();
    }
}
