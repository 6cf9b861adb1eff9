namespace ZetDard.Recommenders;

/// <summary>The clear version of the sparse product XᵀX with the top k of each row: Gustavson's row-by-row product (ACM TOMS 4(3), 1978) with a heap.</summary>
/// <remarks>
/// The oracle of <see cref="CoOccurrenceKernel"/>, which gives the same bits several times faster once all rows are wanted.
/// This one prepares nothing, so it serves where few rows are wanted, and its time depends on the entries only, so it serves matrices that are nearly empty.
/// </remarks>
internal static class CoOccurrenceReference
{
    /// <summary>The inverse norm of each item: weights are <c>(float)(count · (left[i] · right[j]))</c>. Items without users get 0; no pair asks for them.</summary>
    public static (double[] Left, double[] Right) InverseNorms(ReadOnlySpan<int> degrees, NeighbourWeight weight)
    {
        var left = new double[degrees.Length];
        var right = weight == NeighbourWeight.Directed ? new double[degrees.Length] : left;
        for (var item = 0; item < degrees.Length; item++)
        {
            if (degrees[item] > 0)
            {
                left[item] = weight == NeighbourWeight.Directed ? 1.0 / degrees[item] : 1.0 / Math.Sqrt(degrees[item]);
                right[item] = weight == NeighbourWeight.Directed ? 1.0 : left[item];
            }
        }

        return (left, right);
    }

    /// <summary>The neighbours of <paramref name="rows"/>, in that order; of every item where it is <see langword="null"/>.</summary>
    public static NeighbourLists TopNeighbours(
        CsrMatrix interactions, CsrMatrix transpose, int[]? rows, NeighbourWeight weight, int k, int threadCount, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var itemCount = interactions.ColumnCount;
        var degrees = new int[itemCount];
        for (var item = 0; item < itemCount; item++)
        {
            degrees[item] = transpose.Degree(item);
        }

        var (left, right) = InverseNorms(degrees, weight);
        var bounds = new int[rows?.Length ?? itemCount];
        for (var row = 0; row < bounds.Length; row++)
        {
            var others = 0L;                            // entries that the row adds up: it has no more neighbours
            foreach (var user in transpose.Row(rows is null ? row : rows[row]))
            {
                others += interactions.Degree(user) - 1;
            }

            bounds[row] = (int)Math.Min(others, Math.Min(k, itemCount - 1));
        }

        var builder = new NeighbourListsBuilder(itemCount, bounds);
        Workers.Run(bounds.Length, 16, threadCount, "neighbours", progress, () => new State(itemCount), (state, row) =>
        {
            var item = rows is null ? row : rows[row];
            var (counts, touched, best) = (state.Counts, state.Touched, state.Best);
            foreach (var user in transpose.Row(item))
            {
                foreach (var other in interactions.Row(user))
                {
                    if (counts[other]++ == 0)
                    {
                        touched.Add(other);
                    }
                }
            }

            foreach (var other in touched)
            {
                if (other != item)
                {
                    var key = TopKeys.Key((float)(counts[other] * (left[item] * right[other])), other);
                    if (best.Count < k)
                    {
                        best.Enqueue(key, key);
                    }
                    else if (key > best.Peek())
                    {
                        best.EnqueueDequeue(key, key);
                    }
                }

                counts[other] = 0;
            }

            touched.Clear();
            var keys = new ulong[best.Count];
            for (var place = 0; place < keys.Length; place++)
            {
                keys[place] = best.Dequeue();
            }

            builder.Set(row, keys);
        }, cancellationToken);
        return builder.Build();
    }

    private sealed class State(int itemCount)
    {
        public int[] Counts { get; } = new int[itemCount];

        public List<int> Touched { get; } = [];

        public PriorityQueue<ulong, ulong> Best { get; } = new();
    }
}
