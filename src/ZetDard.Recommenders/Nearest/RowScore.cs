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

    /// <summary>The score of a row. <paramref name="norm"/> is the length of <paramref name="query"/>; only the cosine looks at it.</summary>
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

    /// <summary>The sum of left · right, or of (left − right)².</summary>
    internal static double Sum(ReadOnlySpan<float> left, ReadOnlySpan<float> right, bool ofDifferences)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var whole = left.Length & -Lanes;
        for (var i = 0; i < whole; i += Lanes)
        {
            Add(Vector256.Create(left[i..]), Vector256.Create(right[i..]), ofDifferences, ref low, ref high);
        }

        if (whole < left.Length)
        {
            // Zeros behind the end add nothing.
            Span<float> lastOfLeft = stackalloc float[Lanes], lastOfRight = stackalloc float[Lanes];
            left[whole..].CopyTo(lastOfLeft);
            right[whole..].CopyTo(lastOfRight);
            Add(Vector256.Create<float>(lastOfLeft), Vector256.Create<float>(lastOfRight), ofDifferences, ref low, ref high);
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

    private static void Add(Vector256<float> left, Vector256<float> right, bool ofDifferences, ref Vector256<double> low, ref Vector256<double> high)
    {
        var ((leftLow, leftHigh), (rightLow, rightHigh)) = (Vector256.Widen(left), Vector256.Widen(right));
        var (differenceLow, differenceHigh) = (leftLow - rightLow, leftHigh - rightHigh);
        low += ofDifferences ? differenceLow * differenceLow : leftLow * rightLow;
        high += ofDifferences ? differenceHigh * differenceHigh : leftHigh * rightHigh;
    }
}
