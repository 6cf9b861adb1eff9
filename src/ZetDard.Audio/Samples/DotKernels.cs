using System.Numerics;
using System.Runtime.InteropServices;

namespace ZetDard.Audio;

/// <summary>Inner products of one row of filter taps with several runs of samples, so that the taps are loaded only once.</summary>
/// <remarks>The length is a multiple of <see cref="Width"/>; rows of taps are padded with zeros.</remarks>
internal static class DotKernels
{
    /// <summary>Lengths are multiples of this number, which every vector width divides.</summary>
    public const int Width = 16;

    /// <summary>Computes two inner products.</summary>
    public static void Dot(
        ReadOnlySpan<float> taps, ReadOnlySpan<float> first, ReadOnlySpan<float> second, out float firstSum, out float secondSum)
    {
        var t = MemoryMarshal.Cast<float, Vector<float>>(taps);
        var a = MemoryMarshal.Cast<float, Vector<float>>(first)[..t.Length];
        var b = MemoryMarshal.Cast<float, Vector<float>>(second)[..t.Length];
        Vector<float> a0 = default, a1 = default, b0 = default, b1 = default;
        for (var i = 0; i + 1 < t.Length; i += 2)
        {
            a0 = Vector.FusedMultiplyAdd(t[i], a[i], a0);
            b0 = Vector.FusedMultiplyAdd(t[i], b[i], b0);
            a1 = Vector.FusedMultiplyAdd(t[i + 1], a[i + 1], a1);
            b1 = Vector.FusedMultiplyAdd(t[i + 1], b[i + 1], b1);
        }

        if (t.Length % 2 == 1)      // only with vectors of 16 floats
        {
            a0 = Vector.FusedMultiplyAdd(t[^1], a[^1], a0);
            b0 = Vector.FusedMultiplyAdd(t[^1], b[^1], b0);
        }

        firstSum = Vector.Sum(a0 + a1);
        secondSum = Vector.Sum(b0 + b1);
    }

    /// <summary>Computes four inner products.</summary>
    public static void Dot(
        ReadOnlySpan<float> taps,
        ReadOnlySpan<float> first,
        ReadOnlySpan<float> second,
        ReadOnlySpan<float> third,
        ReadOnlySpan<float> fourth,
        Span<float> sums)
    {
        var t = MemoryMarshal.Cast<float, Vector<float>>(taps);
        var a = MemoryMarshal.Cast<float, Vector<float>>(first)[..t.Length];
        var b = MemoryMarshal.Cast<float, Vector<float>>(second)[..t.Length];
        var c = MemoryMarshal.Cast<float, Vector<float>>(third)[..t.Length];
        var d = MemoryMarshal.Cast<float, Vector<float>>(fourth)[..t.Length];
        Vector<float> a0 = default, b0 = default, c0 = default, d0 = default;
        for (var i = 0; i < t.Length; i++)
        {
            var tap = t[i];
            a0 = Vector.FusedMultiplyAdd(tap, a[i], a0);
            b0 = Vector.FusedMultiplyAdd(tap, b[i], b0);
            c0 = Vector.FusedMultiplyAdd(tap, c[i], c0);
            d0 = Vector.FusedMultiplyAdd(tap, d[i], d0);
        }

        sums[0] = Vector.Sum(a0);
        sums[1] = Vector.Sum(b0);
        sums[2] = Vector.Sum(c0);
        sums[3] = Vector.Sum(d0);
    }
}
