using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Clustering;

/// <summary>Rows as pairs of 16-bit integers, and what their rounding lost.</summary>
internal sealed class RowCodes
{
    private const double LargestCode = 32_000;
    private const int PairGroup = 8;                    // transposed at once
    private const int ChunkSize = 4_096;

    /// <summary>Rounds rows.</summary>
    public RowCodes(PlacedRows rows, ParallelOptions parallel)
    {
        var (count, dimension) = (rows.Count, rows.Dimension);
        (Lengths, Lost, IsFar) = (new float[count], new float[count], new bool[count]);
        Stride = (((dimension + 1) / 2) + PairGroup - 1) / PairGroup * PairGroup;
        Pairs = GC.AllocateUninitializedArray<int>(checked(count * Stride));
        foreach (var row in rows.FarRows)
        {
            IsFar[row] = true;
        }

        var longest = new double[(count + ChunkSize - 1) / ChunkSize];
        Parallel.For(0, longest.Length, parallel, chunk => longest[chunk] = Measure(rows, chunk));
        Longest = longest.Max();
        Scale = Longest == 0 ? 1 : Math.Min(1e30, LargestCode / Longest);        // a float too
        Parallel.For(0, longest.Length, parallel, chunk => Write(rows, chunk));
    }

    /// <summary>(row, pair), with zeros behind the last column.</summary>
    public int[] Pairs { get; }

    /// <summary>Pairs of a row, a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>|x|, rounded up.</summary>
    public float[] Lengths { get; }

    /// <summary>|x − code / scale|, rounded up.</summary>
    public float[] Lost { get; }

    /// <summary>Rows that have no codes: they would leave the others too few bits.</summary>
    public bool[] IsFar { get; }

    /// <summary>Length of the longest row with codes.</summary>
    public double Longest { get; }

    public double Scale { get; }

    /// <summary>Fills <see cref="Lengths"/>.</summary>
    /// <returns>The length of the longest row that gets codes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Measure(PlacedRows rows, int chunk)
    {
        var longest = 0.0;
        for (var row = chunk * ChunkSize; row < Math.Min(rows.Count, (chunk + 1) * ChunkSize); row++)
        {
            var length = Math.Sqrt(Centers.SquaredLength(rows.Row(row)));
            Lengths[row] = MathF.BitIncrement((float)length);
            longest = IsFar[row] ? longest : Math.Max(longest, length);
        }

        return longest;
    }

    private void Write(PlacedRows rows, int chunk)
    {
        for (var row = chunk * ChunkSize; row < Math.Min(rows.Count, (chunk + 1) * ChunkSize); row++)
        {
            Lost[row] = IsFar[row] ? 0 : Write(row, rows.Row(row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Write(int row, ReadOnlySpan<float> place)
    {
        var codes = MemoryMarshal.Cast<int, short>(Pairs.AsSpan(row * Stride, Stride));
        var (scale, inverse, sums, column) = ((float)Scale, (float)(1 / Scale), Vector256<float>.Zero, 0);
        for (; column + Vector256<float>.Count <= place.Length; column += Vector256<float>.Count)
        {
            var values = Vector256.Create(place.Slice(column, Vector256<float>.Count));
            var rounded = Vector256.Round(values * scale);
            var difference = values - (rounded * inverse);
            sums += difference * difference;
            var whole = Vector256.ConvertToInt32(rounded);
            Vector128.Narrow(whole.GetLower(), whole.GetUpper()).CopyTo(codes[column..]);
        }

        var lost = (double)Vector256.Sum(sums);
        for (; column < place.Length; column++)
        {
            var rounded = MathF.Round(place[column] * scale);
            var difference = place[column] - (rounded * inverse);
            lost += difference * difference;
            codes[column] = (short)rounded;
        }

        codes[column..].Clear();

        // The differences themselves are rounded, and scales too.
        return MathF.BitIncrement((float)(Math.Sqrt(lost) * (1 + 1e-5)) + (Lengths[row] * 1e-6f));
    }
}
