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
            var squares = 0.0;
            foreach (var value in rows.Row(row))
            {
                squares += (double)value * value;
            }

            lengths[row] = Math.Sqrt(squares);
            Lengths[row] = MathF.BitIncrement((float)lengths[row]);
        });
        for (var row = 0; row < count; row++)
        {
            Longest = IsFar[row] ? Longest : Math.Max(Longest, lengths[row]);
        }

        Scale = Longest == 0 ? 1 : LargestCode / Longest;
        ForChunks(count, parallel, row => Lost[row] = IsFar[row] ? 0 : Write(rows.Row(row), Pairs.AsSpan(row * Stride, Stride)));
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

    private float Write(ReadOnlySpan<float> place, Span<int> pairs)
    {
        var (lost, inverse) = (0.0, 1 / Scale);
        pairs.Clear();
        for (var column = 0; column < place.Length; column++)
        {
            var rounded = Math.Round(place[column] * Scale);
            var difference = place[column] - (rounded * inverse);
            lost += difference * difference;
            pairs[column / 2] |= column % 2 == 0 ? (ushort)(short)rounded : (short)rounded << 16;
        }

        return MathF.BitIncrement((float)(Math.Sqrt(lost) * (1 + 1e-6)));
    }
}
