using System.Numerics;

namespace ZetDard.Audio;

/// <summary>Estimates onsets and tempo.</summary>
/// <remarks>
/// Ellis, Beat tracking by dynamic programming (2007): the autocorrelation of the onset envelope, weighted by a Gaussian over the logarithm
/// of the tempo.
/// </remarks>
public static class TempoEstimator
{
    private const double MinBpm = 30;
    private const double MaxBpm = 300;

    /// <summary>
    /// Computes the onset envelope of a log-mel spectrogram: the mean over the bands of their rise in decibels since the frame before. A
    /// fall counts as 0, and the first frame is 0.
    /// </summary>
    /// <param name="logMel">A log-mel spectrogram in decibels.</param>
    public static float[] OnsetStrength(Spectrogram logMel)
    {
        ArgumentNullException.ThrowIfNull(logMel);
        var envelope = new float[logMel.FrameCount];
        for (var frame = 1; frame < envelope.Length; frame++)
        {
            envelope[frame] = Rise(logMel.Frame(frame - 1), logMel.Frame(frame));
        }

        return envelope;
    }

    /// <summary>Estimates the tempo from an onset envelope.</summary>
    /// <param name="onsets">The envelope; its values are finite.</param>
    /// <param name="frameRateHz">The number of frames per second, above 0.</param>
    /// <param name="expectedBpm">The tempo that is preferred if several fit, above 0. Default 120.</param>
    /// <param name="spreadOctaves">
    /// The standard deviation, in octaves, of the preference around <paramref name="expectedBpm"/>, above 0. Default .9, as in Ellis
    /// (2007).
    /// </param>
    /// <returns>A tempo from 30 to 300 beats per minute.</returns>
    public static Tempo EstimateFromOnsets(
        ReadOnlySpan<float> onsets, double frameRateHz, double expectedBpm = 120, double spreadOctaves = .9)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameRateHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedBpm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spreadOctaves);
        var minLag = Math.Max(1, (int)Math.Ceiling(frameRateHz * 60 / MaxBpm));
        var maxLag = (int)Math.Min(onsets.Length / 2, frameRateHz * 60 / MinBpm);
        if (maxLag <= minLag)
        {
            return default;
        }

        var correlation = Autocorrelation.Normalized(onsets, maxLag + 2);
        var (best, bestWeight) = (0, 0.0);
        for (var lag = minLag; lag <= maxLag; lag++)
        {
            var octaves = Math.Log2(frameRateHz * 60 / lag / expectedBpm) / spreadOctaves;
            var weight = correlation[lag] * Math.Exp(-.5 * octaves * octaves);
            if (weight > bestWeight && correlation[lag] >= correlation[lag - 1] && correlation[lag] >= correlation[lag + 1])
            {
                (best, bestWeight) = (lag, weight);
            }
        }

        if (best == 0)
        {
            return default;
        }

        // The vertex of the parabola through the peak and its neighbours gives a period between whole frames.
        var (before, at, after) = (correlation[best - 1], correlation[best], correlation[best + 1]);
        var curve = before - (2 * at) + after;
        var shift = curve < 0 ? Math.Clamp(.5 * (before - after) / curve, -.5, .5) : 0;
        return new(frameRateHz * 60 / (best + shift), Math.Clamp(at, 0, 1));
    }

    /// <summary>Estimates the tempo of sound.</summary>
    /// <param name="samples">One channel.</param>
    /// <param name="sampleRateHz">The sample rate, 1,000 Hz or more.</param>
    /// <returns>A tempo from 30 to 300 beats per minute, from the onsets of 40 mel bands in frames of about 32 ms every 8 ms.</returns>
    public static Tempo Estimate(ReadOnlySpan<float> samples, int sampleRateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1000);
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(.024 * sampleRateHz));
        var mel = new MelSpectrogram(sampleRateHz, new() { BandCount = 40 }, new() { FftSize = size, HopLength = Math.Max(1, size / 4) });
        var logMel = mel.ComputeLog(samples);
        return EstimateFromOnsets(OnsetStrength(logMel), logMel.FrameRateHz);
    }

    internal static float Rise(ReadOnlySpan<float> before, ReadOnlySpan<float> now)
    {
        var sum = 0f;
        for (var band = 0; band < now.Length; band++)
        {
            sum += Math.Max(0, now[band] - before[band]);
        }

        return sum / now.Length;
    }
}
