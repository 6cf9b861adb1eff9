using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>The songs of one cluster: finds the nearest ones, and scores all of them by several songs at once.</summary>
/// <remarks>
/// Lists of the best are made of all scores. <see cref="NearestRows{TKey}"/> would leave most songs out, but for each song of the listener
/// by itself: for 50 songs in clusters of a thousand that takes three times as long as this plain loop, which also serves blends.
/// Sums are of single precision, in a fixed order: the same bits on every machine.
/// </remarks>
internal sealed class Cluster
{
    private const int Lanes = 16;                   // partial sums
    private const float LargestValue = 1e15f;       // sums of squares of larger values may be infinite in single precision

    private readonly int[] _rows;                   // of the pool, ascending
    private readonly int _width;                    // columns, rounded up to whole lanes
    private readonly float[]? _values;              // (row, width), of length 1 for cosines; null where values are too large

    private Cluster(int[] rows, NearestRows<int> nearest)
    {
        (_rows, Nearest) = (rows, nearest);
        var (dimension, similarity) = (nearest.Table.Dimension, nearest.Similarity);
        _width = (dimension + Lanes - 1) / Lanes * Lanes;
        if (similarity != Similarity.Cosine
            && nearest.Table.Rows.Any(row => row.Values.Span.ContainsAnyExceptInRange(-LargestValue, LargestValue)))
        {
            return;
        }

        _values = new float[(long)rows.Length * _width];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = _values.AsSpan(i * _width, dimension);
            Nearest.Table.Row(i).CopyTo(row);
            if (similarity == Similarity.Cosine)
            {
                ToLengthOne(row);
            }
        }
    }

    public int Count => _rows.Length;

    /// <summary>Indexes a cluster.</summary>
    /// <param name="pool">The songs of all clusters.</param>
    /// <param name="rows">Those of this one, ascending.</param>
    /// <param name="similarity">How near songs are to each other.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Cluster Create<TItem>(FeatureTable<TItem> pool, int[] rows, Similarity similarity, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        var values = new float[(long)rows.Length * pool.Dimension];
        for (var i = 0; i < rows.Length; i++)
        {
            pool.Row(rows[i]).CopyTo(values.AsSpan(i * pool.Dimension));
        }

        return new(rows, new FeatureTable<int>(new(rows), pool.Names, values).Nearest(similarity, cancellationToken: cancellationToken));
    }

    /// <summary>Finds the nearest songs, by their rows of the pool.</summary>
    public NearestRows<int> Nearest { get; }

    /// <summary>Raises the score of each song to its similarity to the nearest of some songs of the cluster, itself left out.</summary>
    /// <param name="own">These songs, by their rows of the pool.</param>
    /// <param name="end">Only rows of the pool before it are scored.</param>
    /// <param name="best">The scores of the pool.</param>
    public void RaiseToBest(ReadOnlySpan<int> own, int end, Span<float> best)
    {
        if (_values is null)
        {
            RaiseToBestReference(own, end, best);
            return;
        }

        // Side by side, they stay in the nearest cache while the rows of the cluster pass.
        var theirs = new float[own.Length * _width];
        for (var i = 0; i < own.Length; i++)
        {
            _values.AsSpan(Nearest.Table.Keys.IndexOf(own[i]) * _width, _width).CopyTo(theirs.AsSpan(i * _width));
        }

        var byDistance = Nearest.Similarity == Similarity.Euclidean;
        for (var i = 0; i < _rows.Length && _rows[i] < end; i++)
        {
            ref var row = ref _values[i * _width];
            ref var score = ref best[_rows[i]];
            for (var place = 0; place < own.Length; place++)
            {
                ref var other = ref theirs[place * _width];
                var similarity = byDistance ? 0 - MathF.Sqrt(Squares(ref other, ref row, _width)) : Products(ref other, ref row, _width);
                if (similarity > score && own[place] != _rows[i])
                {
                    score = similarity;
                }
            }
        }
    }

    /// <summary>The definition of <see cref="RaiseToBest"/>, in double precision.</summary>
    internal void RaiseToBestReference(ReadOnlySpan<int> own, int end, Span<float> best)
    {
        foreach (var row in own)
        {
            foreach (var (near, similarity) in Nearest.Find(row, Math.Max(1, Count), other => other < end))
            {
                best[near] = Math.Max(best[near], Single(similarity));
            }
        }
    }

    /// <summary>A similarity in single precision, finite.</summary>
    public static float Single(double similarity) => (float)Math.Clamp(similarity, -float.MaxValue, float.MaxValue);

    /// <summary>The sum of left · right, of vectors of whole lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Products(ref float left, ref float right, int width)
    {
        var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (nuint i = 0; i < (nuint)width; i += Lanes)
        {
            low = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref left, i), Vector256.LoadUnsafe(ref right, i), low);
            high = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref left, i + 8), Vector256.LoadUnsafe(ref right, i + 8), high);
        }

        return Sum(low + high);
    }

    /// <summary>The sum of (left − right)², of vectors of whole lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Squares(ref float left, ref float right, int width)
    {
        var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (nuint i = 0; i < (nuint)width; i += Lanes)
        {
            var first = Vector256.LoadUnsafe(ref left, i) - Vector256.LoadUnsafe(ref right, i);
            var second = Vector256.LoadUnsafe(ref left, i + 8) - Vector256.LoadUnsafe(ref right, i + 8);
            low = Vector256.FusedMultiplyAdd(first, first, low);
            high = Vector256.FusedMultiplyAdd(second, second, high);
        }

        return Sum(low + high);
    }

    /// <summary>The definition of <see cref="Products"/> and <see cref="Squares"/>, one term at a time.</summary>
    internal static float SumReference(ReadOnlySpan<float> left, ReadOnlySpan<float> right, bool ofDifferences)
    {
        var sums = new float[Lanes];
        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = ofDifferences ? (left[i] - right[i], left[i] - right[i]) : (left[i], right[i]);
            sums[i % Lanes] = MathF.FusedMultiplyAdd(a, b, sums[i % Lanes]);
        }

        var halves = Enumerable.Range(0, 8).Select(i => sums[i] + sums[i + 8]).ToArray();
        var quarters = Enumerable.Range(0, 4).Select(i => halves[i] + halves[i + 4]).ToArray();
        return quarters[0] + quarters[2] + (quarters[1] + quarters[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector256<float> sums)
    {
        var quarters = sums.GetLower() + sums.GetUpper();
        var pairs = quarters + Vector128.Shuffle(quarters, Vector128.Create(2, 3, 0, 1));
        return pairs[0] + pairs[1];
    }

    private static void ToLengthOne(Span<float> row)
    {
        var sum = 0.0;
        foreach (var value in row)
        {
            sum += (double)value * value;
        }

        for (var column = 0; sum > 0 && column < row.Length; column++)
        {
            row[column] = (float)(row[column] / Math.Sqrt(sum));
        }
    }
}
