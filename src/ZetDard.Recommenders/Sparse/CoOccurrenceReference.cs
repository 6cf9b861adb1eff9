using System.Numerics;

namespace ZetDard.Recommenders;

/// <summary>The clear version of the sparse product XᵀX with the top k of each row: Gustavson's row-by-row product (ACM TOMS
/// 4(3), 1978) with a heap.</summary>
/// <remarks>
/// With sums in double precision it is the definition; with those of the kernel (<see cref="int"/> for counts,
/// <see cref="float"/> for weights)
/// it gives the same bits as <see cref="CoOccurrenceKernel"/>, which is several times faster once all rows are wanted.
/// This one prepares nothing of its own, so it serves where few rows are wanted, and its time depends on the entries only, so it
/// serves matrices that are nearly empty.
/// </remarks>
internal static class CoOccurrenceReference
{
    /// <summary>The neighbours of <paramref name="rows"/>, in that order; of every item where it is <see langword="null"/>.</summary>
    public static NeighbourLists TopNeighbours(
        WeightedInteractions interactions, CsrMatrix transpose, int[]? rows, int k, int threadCount,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        interactions.AreCounts
            ? TopNeighbours<int>(interactions, transpose, rows, k, threadCount, progress, cancellationToken)
            : TopNeighbours<float>(interactions, transpose, rows, k, threadCount, progress, cancellationToken);

    /// <summary>The same with sums of a type; <see cref="int"/> is for counts only.</summary>
    public static NeighbourLists TopNeighbours<TSum>(
        WeightedInteractions interactions, CsrMatrix transpose, int[]? rows, int k, int threadCount,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        where TSum : struct, INumber<TSum>
    {
        var matrix = interactions.Matrix;
        var itemCount = matrix.ColumnCount;
        var (rowParts, columnParts) = (new double[itemCount], new double[itemCount]);
        for (var item = 0; item < itemCount; item++)
        {
            var square = interactions.Square(item, transpose.Degree(item));
            (rowParts[item], columnParts[item]) = (interactions.Part(interactions.RowNorm(square)), interactions.Part(interactions.ColumnNorm(square)));
        }

        var bounds = new int[rows?.Length ?? itemCount];
        for (var row = 0; row < bounds.Length; row++)
        {
            var others = 0L;                            // entries that the row adds up: it has no more neighbours
            foreach (var user in transpose.Row(rows is null ? row : rows[row]))
            {
                others += matrix.Degree(user) - 1;
            }

            bounds[row] = (int)Math.Min(others, Math.Min(k, itemCount - 1));
        }

        var builder = new NeighbourListsBuilder(itemCount, bounds);
        Workers.Run(bounds.Length, 16, threadCount, "neighbours", progress, () => new State<TSum>(itemCount), (state, row) =>
        {
            var item = rows is null ? row : rows[row];
            var (sums, touched, best) = (state.Sums, state.Touched, state.Best);
            foreach (var user in transpose.Row(item))
            {
                AddRow(interactions, user, item, sums, touched);
            }

            foreach (var other in touched)
            {
                if (other != item && sums[other] > TSum.Zero)
                {
                    var weight = WeightedInteractions.Weight(
                        WeightedInteractions.Finite(sums[other]), rowParts[item], columnParts[other], interactions.Shrinkage);
                    var key = TopKey.Of(weight, other);
                    if (weight > 0 && best.Count < k)
                    {
                        best.Enqueue(key, key);
                    }
                    else if (weight > 0 && key > best.Peek())
                    {
                        best.EnqueueDequeue(key, key);
                    }
                }

                sums[other] = TSum.Zero;
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

    /// <summary>Adds a user's entries to the row of an item that the user has, and notes each column that is new to the row. A
    /// column whose sum underflows to 0 may be noted again.</summary>
    private static void AddRow<TSum>(WeightedInteractions interactions, int user, int item, TSum[] sums, List<int> touched)
        where TSum : struct, INumber<TSum>
    {
        var start = interactions.Matrix.Offsets[user];
        var others = interactions.Matrix.Row(user);
        var factor = interactions.AreCounts ? TSum.One : TSum.CreateChecked(interactions.Factor(user, start + others.BinarySearch(item)));
        for (var i = 0; i < others.Length; i++)
        {
            ref var sum = ref sums[others[i]];
            if (TSum.IsZero(sum))
            {
                touched.Add(others[i]);
            }

            sum += interactions.HasValues ? factor * TSum.CreateChecked(interactions.Values[start + i]) : factor;
        }
    }

    private sealed class State<TSum>(int itemCount)
    {
        public TSum[] Sums { get; } = new TSum[itemCount];

        public List<int> Touched { get; } = [];

        public PriorityQueue<ulong, ulong> Best { get; } = new();
    }
}
