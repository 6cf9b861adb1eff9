using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Clustering;

/// <summary>
/// The centres of one round in the forms that the kernels want: as pairs of 16-bit integers, and transposed in double precision.
/// </summary>
internal sealed class CenterCodes
{
    public const int TileSize = 6;
    private const int LaneCount = 32;                   // centres beside each other: eight vectors hide the latency of an addition
    private const double LargestCode = 32_000;          // of a row or a centre, as its length
    private const double LargestBias = 1e9;             // with the largest product, below 2^31
    private const double DoubleRounding = 4.0 / (1L << 53);
    private const double FloatSlack = 512;              // a float holds a sum of integers to half of that

    private readonly int _dimension;
    private readonly int _paddedCount;
    private readonly double[] _transposed;              // (column, center), padded with zeros

    /// <param name="centers">(center, column).</param>
    /// <param name="dimension">Number of columns.</param>
    /// <param name="longest">Length of the longest row that is screened.</param>
    /// <param name="rowScale">What such rows were multiplied by before rounding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CenterCodes(double[] centers, int dimension, double longest, double rowScale)
    {
        _dimension = dimension;
        Count = centers.Length / dimension;
        _paddedCount = (Count + LaneCount - 1) / LaneCount * LaneCount;
        _transposed = new double[dimension * _paddedCount];
        var lengths = new double[Count];
        for (var center = 0; center < Count; center++)
        {
            var squares = 0.0;
            for (var column = 0; column < dimension; column++)
            {
                var value = centers[(center * dimension) + column];
                _transposed[(column * _paddedCount) + center] = value;
                squares += value * value;
            }

            lengths[center] = Math.Sqrt(squares);
        }

        // A row is at most this far from the shortest centre; a centre farther from 0 than that and the row's length is nobody's nearest.
        var limit = ((2 * longest) + lengths.Min()) * (1 + 1e-9);
        Screened = [.. Enumerable.Range(0, Count).Where(center => lengths[center] <= limit)];
        NearestLeftOut = lengths.Where(length => length > limit).DefaultIfEmpty(double.PositiveInfinity).Min() - longest;

        var largest = Screened.Max(center => lengths[center]);
        var centerScale = largest == 0 ? 1 : Math.Min(LargestCode / largest, 2 * LargestBias / (largest * largest * rowScale));
        PairCount = (dimension + 1) / 2;
        TileCount = (Screened.Length + TileSize - 1) / TileSize;
        LowBits = BitOperations.Log2((uint)Math.Max(1, (TileCount * TileSize) - 1)) + 1;
        Pairs = new int[TileCount * PairCount * TileSize];
        Biases = new int[TileCount * TileSize];
        Biases.AsSpan().Fill(int.MinValue);             // no centre: never the best
        var lost = 0.0;
        foreach (var (index, center) in Screened.Index())
        {
            lost = Math.Max(lost, Write(centers.AsSpan(center * dimension, dimension), index, centerScale));
            Biases[index] = (int)Math.Round(-lengths[center] * lengths[center] / 2 * rowScale * centerScale);
        }

        Unit = 1 / (rowScale * centerScale);
        Largest = largest;
        ErrorFactor = (float)((largest + lost) / Unit * (1 + 1e-5));
        LengthFactor = (float)(lost / Unit * (1 + 1e-5));
        var rounding = dimension * DoubleRounding * (longest + largest) * (longest + largest) / Unit;
        ErrorConstant = (float)(((1 << LowBits) + FloatSlack + rounding) * (1 + 1e-5));
    }

    public int Count { get; }

    /// <summary>The centres that can be the nearest of a row that is not far off, ascending.</summary>
    public int[] Screened { get; }

    /// <summary>No other centre is nearer to such a row than this.</summary>
    public double NearestLeftOut { get; }

    public int TileCount { get; }

    public int PairCount { get; }

    /// <summary>(tile, pair of columns, center of the tile): two 16-bit integers.</summary>
    public int[] Pairs { get; }

    /// <summary>−|c|² / 2 in units.</summary>
    public int[] Biases { get; }

    /// <summary>How many low bits of a score hold the number of its centre.</summary>
    public int LowBits { get; }

    /// <summary>A unit of a score in x · c.</summary>
    public double Unit { get; }

    /// <summary>Length of the longest centre that is screened.</summary>
    public double Largest { get; }

    /// <summary>
    /// A score is off by no more units than the row's rounding error · this + its length · <see cref="LengthFactor"/> +
    /// <see cref="ErrorConstant"/>.
    /// </summary>
    public float ErrorFactor { get; }

    public float LengthFactor { get; }

    public float ErrorConstant { get; }

    /// <summary>Room for <see cref="Distances"/>.</summary>
    public int DistancesLength => _paddedCount;

    /// <summary>The squared distances of a row from all centres, bit by bit those of <see cref="Centers.SquaredDistance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Distances(ReadOnlySpan<float> place, Span<double> distances)
    {
        for (var first = 0; first < _paddedCount; first += LaneCount)
        {
            Vector256<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
            ref var center = ref _transposed[first];
            for (var column = 0; column < _dimension; column++, center = ref Unsafe.Add(ref center, _paddedCount))
            {
                var value = Vector256.Create((double)place[column]);
                a = WithSquare(a, value, ref center, 0);
                b = WithSquare(b, value, ref center, 1);
                c = WithSquare(c, value, ref center, 2);
                d = WithSquare(d, value, ref center, 3);
                e = WithSquare(e, value, ref center, 4);
                f = WithSquare(f, value, ref center, 5);
                g = WithSquare(g, value, ref center, 6);
                h = WithSquare(h, value, ref center, 7);
            }

            var target = distances.Slice(first, LaneCount);
            a.CopyTo(target);
            b.CopyTo(target[4..]);
            c.CopyTo(target[8..]);
            d.CopyTo(target[12..]);
            e.CopyTo(target[16..]);
            f.CopyTo(target[20..]);
            g.CopyTo(target[24..]);
            h.CopyTo(target[28..]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<double> WithSquare(Vector256<double> sum, Vector256<double> value, ref double centers, nuint vector)
        {
            var difference = value - Vector256.LoadUnsafe(ref centers, vector * (nuint)Vector256<double>.Count);
            return Vector256.FusedMultiplyAdd(difference, difference, sum);
        }
    }

    /// <summary>Rounds a centre to pairs.</summary>
    /// <returns>The length of what was lost.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Write(ReadOnlySpan<double> center, int index, double scale)
    {
        var lost = 0.0;
        var codes = MemoryMarshal.Cast<int, short>(Pairs.AsSpan());
        var target = (index / TileSize * PairCount * TileSize) + (index % TileSize);
        for (var column = 0; column < center.Length; column++)
        {
            var rounded = Math.Round(center[column] * scale);
            var difference = center[column] - (rounded / scale);
            lost += difference * difference;
            codes[(2 * (target + (column / 2 * TileSize))) + (column % 2)] = (short)rounded;
        }

        return Math.Sqrt(lost);
    }
}
