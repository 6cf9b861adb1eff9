using System.Numerics;

namespace ZetDard.Audio;

/// <summary>How a series resembles itself some steps later.</summary>
internal static class Autocorrelation
{
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

        // The spectrum of the series, filled up with zeros so that it does not wrap around; the transform of its power, which is even, is the autocorrelation.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, series.Length + lagCount));
        var centred = new float[size];
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

        var fft = new RealFft(size);
        var (real, imaginary) = (new float[fft.BinCount], new float[fft.BinCount]);
        fft.Forward(centred, real, imaginary);
        for (var k = 0; k < fft.BinCount; k++)
        {
            centred[k] = centred[(size - k) % size] = (real[k] * real[k]) + (imaginary[k] * imaginary[k]);
        }

        fft.Forward(centred, real, imaginary);
        for (var lag = 0; lag < Math.Min(lagCount, series.Length); lag++)
        {
            correlation[lag] = real[lag] / real[0];
        }

        return correlation;
    }
}
