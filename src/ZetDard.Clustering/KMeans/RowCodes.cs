using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Clustering;

/// <summary>Rows as pairs of 16-bit integers, and what their rounding lost.</summary>
internal sealed class RowCodes
{
    private const double LargestCode = 32_000;
    private const int PairGroup = 8;                    // transposed at once

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

        var lengths = new double[count];
        ForChunks(count, parallel, row =>
        {
            lengths[row] = Math.Sqrt(Centers.SquaredLength(rows.Row(row)));
            Lengths[row] = MathF.BitIncrement((float)lengths[row]);
        });
        for (var row = 0; row < count; row++)
        {
            Longest = IsFar[row] ? Longest : Math.Max(Longest, lengths[row]);
        }

        Scale = Longest == 0 ? 1 : Math.Min(1e30, LargestCode / Longest);        // a float too
        ForChunks(count, parallel, row => Lost[row] = IsFar[row] ? 0 : Write(row, rows.Row(row)));
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

    private static void ForChunks(int count, ParallelOptions parallel, Action<int> work)
    {
        const int Size = 4_096;
        Parallel.For(0, (count + Size - 1) / Size, parallel, chunk =>
        {
            for (var row = chunk * Size; row < Math.Min(count, (chunk + 1) * Size); row++)
            {
                work(row);
            }
        });
    }

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
