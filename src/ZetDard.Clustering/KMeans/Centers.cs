using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Clustering;

/// <summary>The definition of nearness: the Euclidean distance in double precision, of equal ones the lowest index.</summary>
/// <remarks>
/// Squares are added in the order of the columns and rounded once each, so that a vector of centres gives the same bits. What loops over
/// all values is compiled at its best at once here and in the neighbours: a fit is often over before the runtime would find it hot.
/// </remarks>
internal static class Centers
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredDistance(ReadOnlySpan<float> place, ReadOnlySpan<double> center)
    {
        var sum = 0.0;
        for (var column = 0; column < place.Length; column++)
        {
            var difference = place[column] - center[column];
            sum = Math.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>
    /// |x − c|² where the last bit does not matter: in eight partial sums, the same on any machine, and several times faster.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredDistanceByLanes(ReadOnlySpan<float> place, ReadOnlySpan<double> center)
    {
        var (low, high, column) = (Vector256<double>.Zero, Vector256<double>.Zero, 0);
        for (; column + Vector256<float>.Count <= place.Length; column += Vector256<float>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(place.Slice(column, Vector256<float>.Count)));
            lower -= Vector256.Create(center.Slice(column, Vector256<double>.Count));
            upper -= Vector256.Create(center.Slice(column + Vector256<double>.Count, Vector256<double>.Count));
            low = Vector256.FusedMultiplyAdd(lower, lower, low);
            high = Vector256.FusedMultiplyAdd(upper, upper, high);
        }

        low += high;
        var sum = (low[0] + low[2]) + (low[1] + low[3]);
        for (; column < place.Length; column++)
        {
            var difference = place[column] - center[column];
            sum = Math.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>Adds a row to sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> place, Span<double> sums)
    {
        var column = 0;
        for (; column + Vector256<float>.Count <= place.Length; column += Vector256<float>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(place.Slice(column, Vector256<float>.Count)));
            var target = sums.Slice(column, Vector256<float>.Count);
            (Vector256.Create<double>(target) + lower).CopyTo(target);
            target = target[Vector256<double>.Count..];
            (Vector256.Create<double>(target) + upper).CopyTo(target);
        }

        for (; column < place.Length; column++)
        {
            sums[column] += place[column];
        }
    }

    /// <summary>Takes a row away from sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(ReadOnlySpan<float> place, Span<double> sums)
    {
        var column = 0;
        for (; column + Vector256<float>.Count <= place.Length; column += Vector256<float>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(place.Slice(column, Vector256<float>.Count)));
            var target = sums.Slice(column, Vector256<float>.Count);
            (Vector256.Create<double>(target) - lower).CopyTo(target);
            target = target[Vector256<double>.Count..];
            (Vector256.Create<double>(target) - upper).CopyTo(target);
        }

        for (; column < place.Length; column++)
        {
            sums[column] -= place[column];
        }
    }

    /// <summary>|x|², in eight partial sums on any machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredLength(ReadOnlySpan<float> place)
    {
        var wide = MemoryMarshal.Cast<float, Vector256<float>>(place);
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        foreach (var values in wide)
        {
            var (lower, upper) = Vector256.Widen(values);
            low = Vector256.FusedMultiplyAdd(lower, lower, low);
            high = Vector256.FusedMultiplyAdd(upper, upper, high);
        }

        low += high;
        var sum = (low[0] + low[2]) + (low[1] + low[3]);
        foreach (double value in place[(wide.Length * Vector256<float>.Count)..])
        {
            sum = Math.FusedMultiplyAdd(value, value, sum);
        }

        return sum;
    }

    /// <summary>The nearest of some centres, (center, column), and its squared distance.</summary>
    public static (int Center, double SquaredDistance) Nearest(ReadOnlySpan<float> place, ReadOnlySpan<double> centers)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var center = 0; center * place.Length < centers.Length; center++)
        {
            var distance = SquaredDistance(place, centers.Slice(center * place.Length, place.Length));
            if (distance < least)
            {
                (best, least) = (center, distance);
            }
        }

        return (best, least);
    }
}
