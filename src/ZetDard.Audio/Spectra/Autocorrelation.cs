using System.Numerics;

namespace ZetDard.Audio;

/// <summary>The similarity of a series to itself at a later time.</summary>
internal static class Autocorrelation
{
    private const int MaxCachedLength = 1 << 18;        // a plan of a megabyte or two; longer plans are not cached

    private static readonly RealFft?[] Plans = new RealFft?[BitOperations.Log2(MaxCachedLength) + 1];

    /// <summary>
    /// Computes Σ (x[t] − mean)(x[t + lag] − mean) / Σ (x[t] − mean)² for lag 0 … lagCount − 1; all 0 for a constant series.
    /// </summary>
    public static double[] Normalized(ReadOnlySpan<float> series, int lagCount)
    {
        var correlation = new double[lagCount];
        if (series.IsEmpty)
        {
            return correlation;
        }

        var mean = 0.0;
        foreach (var value in series)
        {
            mean += value;
        }

        mean /= series.Length;

        // The transform is long enough for zeros after the series, so that the series does not wrap around.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, series.Length + lagCount));
        var centred = new float[series.Length];
        var max = 0f;
        for (var t = 0; t < series.Length; t++)
        {
            centred[t] = (float)(series[t] - mean);
            max = Math.Max(max, Math.Abs(centred[t]));
        }

        if (!(max > 1e-30f))
        {
            return correlation;
        }

        for (var t = 0; t < series.Length; t++)
        {
            centred[t] /= max;
        }

        var fft = Plan(size);
        var (products, imaginary) = (new float[fft.BinCount], new float[fft.BinCount]);
        OfFrame(fft, centred, products, new float[size], imaginary);
        for (var lag = 0; lag < Math.Min(lagCount, series.Length); lag++)
        {
            correlation[lag] = products[lag] / products[0];
        }

        return correlation;
    }

    /// <summary>Computes the autocorrelation of a frame from its power spectrum.</summary>
    /// <param name="fft">
    /// A transform that is longer than the frame by at least the largest lag of interest, so that the frame does not wrap around.
    /// </param>
    /// <param name="frame">The frame.</param>
    /// <param name="correlation">Receives one value for each lag from 0 to half the length of the transform.</param>
    /// <param name="padded">Scratch, as long as the transform.</param>
    /// <param name="imaginary">Scratch, as long as the spectrum of the transform.</param>
    public static void OfFrame(RealFft fft, ReadOnlySpan<float> frame, float[] correlation, float[] padded, float[] imaginary)
    {
        frame.CopyTo(padded);
        padded.AsSpan(frame.Length).Clear();
        fft.Power(padded, correlation);
        correlation.CopyTo(padded, 0);
        for (var k = 1; k < correlation.Length - 1; k++)
        {
            padded[fft.Length - k] = correlation[k];
        }

        fft.Forward(padded, correlation, imaginary);
    }

    // Lengths are powers of two, so that there are few plans. Two threads may create the same plan at once, which does no harm.
    private static RealFft Plan(int size) =>
        size > MaxCachedLength ? new RealFft(size) : Plans[BitOperations.Log2((uint)size)] ??= new RealFft(size);
}
