using System.Numerics;

namespace ZetDard.Audio;

/// <summary>How a series resembles itself some steps later.</summary>
internal static class Autocorrelation
{
    private const int LongestKept = 1 << 18;        // a megabyte or two; longer ones are planned anew

    private static readonly RealFft?[] Plans = new RealFft?[BitOperations.Log2(LongestKept) + 1];

    /// <summary>Σ (x[t] − mean)(x[t + lag] − mean) / Σ (x[t] − mean)², for lag 0 … lagCount − 1; all 0 for a constant series.</summary>
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

        // With room for zeros behind the series, so that it does not wrap around.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, series.Length + lagCount));
        var centred = new float[series.Length];
        var largest = 0f;
        for (var t = 0; t < series.Length; t++)
        {
            centred[t] = (float)(series[t] - mean);
            largest = Math.Max(largest, Math.Abs(centred[t]));
        }

        if (!(largest > 1e-30f))
        {
            return correlation;
        }

        for (var t = 0; t < series.Length; t++)
        {
            centred[t] /= largest;
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

    /// <summary>The autocorrelation of a frame, by way of its power spectrum.</summary>
    /// <param name="fft">A transform longer than the frame by the lags that are asked for, so that these do not wrap around.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="correlation">Receives one value for each lag from 0 to half the transform's length.</param>
    /// <param name="padded">Scratch, as long as the transform.</param>
    /// <param name="imaginary">Scratch, as long as its spectrum.</param>
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

    // A length is a power of two, so that there are few; one may be planned twice at once, which does no harm.
    private static RealFft Plan(int size) => size > LongestKept ? new RealFft(size) : Plans[BitOperations.Log2((uint)size)] ??= new RealFft(size);
}
