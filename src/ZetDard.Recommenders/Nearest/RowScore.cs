using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Recommenders;

/// <summary>The one formula of a score, in double precision: products of floats are exact in it, and neither overflow nor vanish.</summary>
/// <remarks>
/// Terms are added up in 8 partial sums, by their index modulo 8, and these by halves: a fixed order, so the same bits on every machine.
/// A Euclidean distance is made of differences: |x|² − 2xy + |y|² loses all digits where rows are close together and far from 0.
/// </remarks>
internal static class RowScore
{
    private const int Lanes = 8;

    /// <summary>
    /// The score of a row. <paramref name="norm"/> is the length of <paramref name="query"/>; only the cosine looks at it.
    /// </summary>
    public static double Of(Similarity similarity, ReadOnlySpan<float> query, double norm, ReadOnlySpan<float> row)
    {
        switch (similarity)
        {
            case Similarity.InnerProduct:
                return Sum(query, row, ofDifferences: false);
            case Similarity.Euclidean:
                return 0 - Math.Sqrt(Sum(query, row, ofDifferences: true));      // no −0
            default:
                var norms = norm * Norm(row);
                return norms == 0 ? 0 : Math.Clamp(Sum(query, row, ofDifferences: false) / norms, -1, 1);
        }
    }

    public static double Norm(ReadOnlySpan<float> row) => Math.Sqrt(Sum(row, row, ofDifferences: false));

    /// <summary>The sum of left · right, or of (left − right)², of two vectors of one length.</summary>
    internal static double Sum(ReadOnlySpan<float> left, ReadOnlySpan<float> right, bool ofDifferences)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right[..left.Length]);
        var whole = left.Length & -Lanes;
        if (ofDifferences)
        {
            for (var i = 0; i < whole; i += Lanes)
            {
                AddSquares(Vector256.LoadUnsafe(ref l, (nuint)i), Vector256.LoadUnsafe(ref r, (nuint)i), ref low, ref high);
            }
        }
        else
        {
            for (var i = 0; i < whole; i += Lanes)
            {
                AddProducts(Vector256.LoadUnsafe(ref l, (nuint)i), Vector256.LoadUnsafe(ref r, (nuint)i), ref low, ref high);
            }
        }

        if (whole < left.Length)
        {
            var (lastOfLeft, lastOfRight) = (Padded(left[whole..]), Padded(right[whole..]));
            if (ofDifferences)
            {
                AddSquares(lastOfLeft, lastOfRight, ref low, ref high);
            }
            else
            {
                AddProducts(lastOfLeft, lastOfRight, ref low, ref high);
            }
        }

        var sums = low + high;
        return sums[0] + sums[2] + (sums[1] + sums[3]);
    }

    /// <summary>The definition of <see cref="Sum"/>, one term at a time.</summary>
    internal static double SumReference(ReadOnlySpan<float> left, ReadOnlySpan<float> right, bool ofDifferences)
    {
        var sums = new double[Lanes];
        for (var i = 0; i < left.Length; i++)
        {
            var difference = (double)left[i] - right[i];
            sums[i % Lanes] += ofDifferences ? difference * difference : (double)left[i] * right[i];
        }

        return sums[0] + sums[4] + (sums[2] + sums[6]) + (sums[1] + sums[5] + (sums[3] + sums[7]));
    }

    /// <summary>With zeros behind the end, which add nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> Padded(ReadOnlySpan<float> values)
    {
        Span<float> padded = stackalloc float[Lanes];
        values.CopyTo(padded);
        return Vector256.Create<float>(padded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts(Vector256<float> left, Vector256<float> right, ref Vector256<double> low, ref Vector256<double> high)
    {
        low += Vector256.WidenLower(left) * Vector256.WidenLower(right);
        high += Vector256.WidenUpper(left) * Vector256.WidenUpper(right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSquares(Vector256<float> left, Vector256<float> right, ref Vector256<double> low, ref Vector256<double> high)
    {
        var lowDifference = Vector256.WidenLower(left) - Vector256.WidenLower(right);
        var highDifference = Vector256.WidenUpper(left) - Vector256.WidenUpper(right);
        low += lowDifference * lowDifference;
        high += highDifference * highDifference;
    }
}
