using System.Runtime.CompilerServices;

namespace ZetDard.Models.Svm;

/// <summary>What a kernel adds up over the columns of two rows.</summary>
internal interface IStep
{
    static abstract TLanes Add<TLanes>(TLanes a, TLanes b, TLanes sum)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>What a kernel makes of the sum.</summary>
internal interface IFinish
{
    /// <param name="sum">The sum over the columns.</param>
    /// <param name="row">A number of the row, see <see cref="LeafRows.Norm"/>.</param>
    /// <param name="column">The same of the row that is the column of the block.</param>
    TLanes Apply<TLanes>(TLanes sum, TLanes row, TLanes column)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Σ a b.</summary>
internal readonly struct ProductStep : IStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Add<TLanes>(TLanes a, TLanes b, TLanes sum)
        where TLanes : struct, ILanes<TLanes> => TLanes.FusedMultiplyAdd(a, b, sum);
}

/// <summary>Σ (a − b)².</summary>
internal readonly struct SquareStep : IStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Add<TLanes>(TLanes a, TLanes b, TLanes sum)
        where TLanes : struct, ILanes<TLanes> => TLanes.FusedMultiplyAdd(a - b, a - b, sum);
}

/// <summary>Σ |a − b|.</summary>
internal readonly struct AbsoluteStep : IStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Add<TLanes>(TLanes a, TLanes b, TLanes sum)
        where TLanes : struct, ILanes<TLanes> => sum + TLanes.Abs(a - b);
}

/// <summary>The sum itself.</summary>
internal readonly struct PlainFinish : IFinish
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes sum, TLanes row, TLanes column)
        where TLanes : struct, ILanes<TLanes> => LaneMath.Finite(sum);
}

/// <summary>2^(sum − row − column): a Gaussian by products, where row and column are half the sums of their squares.</summary>
internal readonly struct GaussianFinish : IFinish
{
    // Of a row and itself the exponent is exactly 0: the same additions in the same order make the sum and twice the norm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes sum, TLanes row, TLanes column)
        where TLanes : struct, ILanes<TLanes> => LaneMath.Exp2OfNegative(sum - (row + column));
}

/// <summary>2^(−factor · sum): a Gaussian or a Laplacian by differences.</summary>
internal readonly struct DistanceFinish(float factor) : IFinish
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes sum, TLanes row, TLanes column)
        where TLanes : struct, ILanes<TLanes> => LaneMath.Exp2OfNegative(TLanes.Create(-factor) * sum);
}

/// <summary>(γ sum + offset)^degree.</summary>
internal readonly struct PowerFinish(float gamma, float offset, int degree) : IFinish
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes sum, TLanes row, TLanes column)
        where TLanes : struct, ILanes<TLanes>
    {
        var factor = TLanes.FusedMultiplyAdd(TLanes.Create(gamma), sum, TLanes.Create(offset));
        var power = TLanes.Create(1);
        for (var rest = degree; rest > 0; rest >>= 1)
        {
            power = (rest & 1) == 1 ? LaneMath.Finite(power * factor) : power;
            factor = LaneMath.Finite(factor * factor);
        }

        return power;
    }
}

/// <summary>tanh(γ sum + offset).</summary>
internal readonly struct SigmoidFinish(float gamma, float offset) : IFinish
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes sum, TLanes row, TLanes column)
        where TLanes : struct, ILanes<TLanes> =>
        LaneMath.Tanh(LaneMath.Finite(TLanes.FusedMultiplyAdd(TLanes.Create(gamma), sum, TLanes.Create(offset))));
}

internal static class LaneMath
{
    /// <summary>The largest value of a kernel: sums and squares of such values are numbers still.</summary>
    public const float Largest = 1e20f;

    /// <summary>Brings what is larger to ±<see cref="Largest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Finite<TLanes>(TLanes value)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Min(TLanes.Max(value, TLanes.Create(-Largest)), TLanes.Create(Largest));

    /// <summary>2^min(x, 0), and 0 below 2^−126; relative error 1.9e-7, and exactly 1 at 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp2OfNegative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        x = TLanes.Min(x, TLanes.Create(0));
        return TLanes.SelectGreater(TLanes.Create(-126), x, TLanes.Create(0), Exp2(TLanes.Max(x, TLanes.Create(-126))));
    }

    /// <summary>tanh, absolute error 3e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        const float TwiceLog2E = 2.8853900817779268f;
        var power = Exp2(TLanes.Min(TLanes.Max(x * TLanes.Create(TwiceLog2E), TLanes.Create(-64)), TLanes.Create(64)));
        return (power - TLanes.Create(1)) / (power + TLanes.Create(1));
    }

    /// <summary>2^x for x between −126 and 126.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Exp2<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        // The polynomial of degree 5 with the least relative error on [−½, ½] among those that are 1 at 0 (by Lawson's algorithm).
        var whole = TLanes.Round(x);
        var rest = x - whole;
        var power = TLanes.FusedMultiplyAdd(TLanes.Create(0.001326472f), rest, TLanes.Create(0.009671514f));
        power = TLanes.FusedMultiplyAdd(power, rest, TLanes.Create(0.055507336f));
        power = TLanes.FusedMultiplyAdd(power, rest, TLanes.Create(0.24022242f));
        power = TLanes.FusedMultiplyAdd(power, rest, TLanes.Create(0.693147f));
        return TLanes.FusedMultiplyAdd(power, rest, TLanes.Create(1)) * TLanes.PowerOfTwo(whole);
    }
}

/// <summary>Fills blocks of a kernel matrix: four rows by two vectors of columns in registers, the finish included.</summary>
internal static unsafe class KernelTile
{
    public const int PanelSize = 32;        // columns that lie together: [panel][dimension][32]
    public const int GroupSize = 4;         // rows

    /// <param name="rows">Packed rows × <paramref name="dimension"/>; their number is a multiple of <see cref="GroupSize"/>.</param>
    /// <param name="rowNorms">One of each packed row.</param>
    /// <param name="rowCount">How many rows of the block to write.</param>
    /// <param name="panels">(panel, dimension, column).</param>
    /// <param name="columnNorms">One of each column.</param>
    /// <param name="columnCount">How many columns of the block to write; up to the end of a panel where <paramref name="stride"/> allows.</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="finish">What to make of a sum.</param>
    /// <param name="block">Receives the values.</param>
    /// <param name="stride">From one row of the block to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<TLanes, TStep, TFinish>(
        float* rows, float* rowNorms, int rowCount, float* panels, float* columnNorms, int columnCount, int dimension, TFinish finish,
        float* block, int stride)
        where TLanes : struct, ILanes<TLanes>
        where TStep : struct, IStep
        where TFinish : struct, IFinish
    {
        var edge = stackalloc float[GroupSize * PanelSize];
        for (var column = 0; column < columnCount; column += PanelSize)
        {
            var panel = panels + ((long)column * dimension);
            for (var row = 0; row < rowCount; row += GroupSize)
            {
                var isWhole = row + GroupSize <= rowCount && column + PanelSize <= stride;
                var target = isWhole ? block + ((long)row * stride) + column : edge;
                var targetStride = isWhole ? stride : PanelSize;
                for (var lane = 0; lane < PanelSize; lane += 2 * TLanes.Count)
                {
                    FillTile<TLanes, TStep, TFinish>(
                        rows + ((long)row * dimension), rowNorms + row, panel + lane, columnNorms + column + lane, dimension, finish,
                        target + lane, targetStride);
                }

                if (!isWhole)
                {
                    // Where there is room, what stands behind the columns is written too: it is read, times 0, and must be a number.
                    var length = (uint)(column + PanelSize <= stride ? PanelSize : columnCount - column) * sizeof(float);
                    for (var r = 0; r < Math.Min(GroupSize, rowCount - row); r++)
                    {
                        Unsafe.CopyBlockUnaligned(block + ((long)(row + r) * stride) + column, edge + (r * PanelSize), length);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillTile<TLanes, TStep, TFinish>(
        float* rows, float* rowNorms, float* panel, float* columnNorms, int dimension, TFinish finish, float* target, int stride)
        where TLanes : struct, ILanes<TLanes>
        where TStep : struct, IStep
        where TFinish : struct, IFinish
    {
        var row1 = rows + dimension;
        var row2 = row1 + dimension;
        var row3 = row2 + dimension;
        var (a0, b0, a1, b1) = (TLanes.Create(0), TLanes.Create(0), TLanes.Create(0), TLanes.Create(0));
        var (a2, b2, a3, b3) = (TLanes.Create(0), TLanes.Create(0), TLanes.Create(0), TLanes.Create(0));
        for (var k = 0; k < dimension; k++, panel += PanelSize)
        {
            var (a, b) = (TLanes.Load(panel), TLanes.Load(panel + TLanes.Count));
            var x = TLanes.Create(rows[k]);
            a0 = TStep.Add(x, a, a0);
            b0 = TStep.Add(x, b, b0);
            x = TLanes.Create(row1[k]);
            a1 = TStep.Add(x, a, a1);
            b1 = TStep.Add(x, b, b1);
            x = TLanes.Create(row2[k]);
            a2 = TStep.Add(x, a, a2);
            b2 = TStep.Add(x, b, b2);
            x = TLanes.Create(row3[k]);
            a3 = TStep.Add(x, a, a3);
            b3 = TStep.Add(x, b, b3);
        }

        var (columnA, columnB) = (TLanes.Load(columnNorms), TLanes.Load(columnNorms + TLanes.Count));
        var norm = TLanes.Create(rowNorms[0]);
        finish.Apply(a0, norm, columnA).Store(target);
        finish.Apply(b0, norm, columnB).Store(target + TLanes.Count);
        target += stride;
        norm = TLanes.Create(rowNorms[1]);
        finish.Apply(a1, norm, columnA).Store(target);
        finish.Apply(b1, norm, columnB).Store(target + TLanes.Count);
        target += stride;
        norm = TLanes.Create(rowNorms[2]);
        finish.Apply(a2, norm, columnA).Store(target);
        finish.Apply(b2, norm, columnB).Store(target + TLanes.Count);
        target += stride;
        norm = TLanes.Create(rowNorms[3]);
        finish.Apply(a3, norm, columnA).Store(target);
        finish.Apply(b3, norm, columnB).Store(target + TLanes.Count);
    }

    /// <summary>The finish alone, in place: of sums made elsewhere, whose norms are in them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish<TLanes, TFinish>(float* sums, int count, TFinish finish)
        where TLanes : struct, ILanes<TLanes>
        where TFinish : struct, IFinish
    {
        var zero = TLanes.Create(0);
        var i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            finish.Apply(TLanes.Load(sums + i), zero, zero).Store(sums + i);
        }

        var edge = stackalloc float[TLanes.Count];
        if (i < count)
        {
            new Span<float>(edge, TLanes.Count).Clear();
            new Span<float>(sums + i, count - i).CopyTo(new(edge, TLanes.Count));
            finish.Apply(TLanes.Load(edge), zero, zero).Store(edge);
            new Span<float>(edge, count - i).CopyTo(new(sums + i, count - i));
        }
    }
}
