using System.Numerics;
using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>Estimates onsets and tempo.</summary>
/// <remarks>
/// <para>
/// As in Ellis, Beat tracking by dynamic programming (2007), the evidence is the autocorrelation of onset envelopes. Its highest peak is
/// often at half, double or two thirds of the tempo. So each tempo is judged by the autocorrelation at its period together with that at
/// a sixth to four times its period, as Percival and Tzanetakis, Streamlined tempo estimation (2014), enhance harmonics and let a
/// trained model decide the octave.
/// </para>
/// <para>
/// The score of a tempo is linear in these values. Its weights were fitted by multinomial logistic regression on synthetic clicks and
/// drum patterns of 60 to 200 beats per minute; see docs/packages/audio.md.
/// </para>
/// </remarks>
public static class TempoEstimator
{
    private const double MinBpm = 30;
    private const double MaxBpm = 300;
    private const double DefaultBpm = 120;
    private const double DefaultSpread = .9;
    private const int StepsPerOctave = 140;     // of the tempos that are compared: half a percent
    private const double SmoothingSeconds = .015;
    private const double LowHz = 300;           // below: kick drum and bass
    private const double HighHz = 2_500;        // above: cymbals
    private const float OnsetRangeDb = 50;
    private const double MinShare = .1;
    private const double Preference = 1.2;      // against tempos far from the expected one
    private const double ShortSeconds = 5;      // sound so short says little, so the preference decides more often

    // The multiples of a period at which the autocorrelation speaks for it or against it.
    private static readonly double[] Multiples = [1 / 6.0, 1 / 4.0, 1 / 3.0, 1 / 2.0, 2 / 3.0, 3 / 4.0, 1, 4 / 3.0, 3 / 2.0, 2, 3, 4];

    // Rows: the envelope, its square.
    private static readonly double[][] OnsetWeights =
    [
        [-3.5, 1, .2, 1.2, -1.7, -1.5, 1.8, -1.6, .3, 1.4, 2.5, 2.9],
        [-4, -.7, 1.1, -.8, -.7, -.2, -.9, -.9, -2.4, 2.6, -.6, 2.3],
    ];

    // Rows: onsets in all bands, their square, onsets without cymbals, their square, low, middle and high bands.
    private static readonly double[][] BandWeights =
    [
        [-1, 0, -.1, .4, -.5, -.5, 1.3, -.5, .2, 1, 1.4, 1.2],
        [-.5, -.1, 0, .1, -.3, -.4, -1.7, -.3, -.2, 2, -.9, .3],
        [-.1, -.2, -.2, -.7, -.5, -.8, 1.1, -.4, -.8, -.6, 2.8, .9],
        [-.1, 0, -.1, -.6, -.4, -.4, -1.3, -.3, -.7, .7, .6, .2],
        [-.2, -1.5, -.6, 0, -.1, -1, .4, -.4, -.3, -1.8, 2.4, 2.3],
        [-.1, .3, -.1, -1, -.5, -.4, -1, -.3, -.7, 1.6, -.5, .5],
        [-1.1, .5, .1, .8, -.2, .3, .3, -.4, -.5, 1.3, .6, .7],
    ];

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
    /// <remarks>
    /// One envelope does not tell a kick drum from a hi-hat, so half and double are confused more often than by <see cref="Estimate"/>.
    /// </remarks>
    /// <param name="onsets">The envelope; its values are finite.</param>
    /// <param name="frameRateHz">The number of frames per second, above 0.</param>
    /// <param name="expectedBpm">The tempo that is preferred if several fit, above 0. Default 120.</param>
    /// <param name="spreadOctaves">
    /// The width, in octaves, of the preference around <paramref name="expectedBpm"/>, above 0: it is nearly level within and steep (the
    /// fourth power) beyond. Where the sound is shorter than about 5 seconds, it is steep within too. Default .9.
    /// </param>
    /// <returns>A tempo from 30 to 300 beats per minute.</returns>
    public static Tempo EstimateFromOnsets(
        ReadOnlySpan<float> onsets, double frameRateHz, double expectedBpm = DefaultBpm, double spreadOctaves = DefaultSpread)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameRateHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedBpm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spreadOctaves);
        return Choose(Correlations(onsets, frameRateHz), OnsetWeights, onsets.Length, frameRateHz, expectedBpm, spreadOctaves);
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
        return EstimateFromBands(mel.ComputeLog(samples));
    }

    /// <summary>Estimates the tempo from a log-mel spectrogram in decibels.</summary>
    internal static Tempo EstimateFromBands(Spectrogram logMel) =>
        Choose(Correlations(logMel), BandWeights, logMel.FrameCount, logMel.FrameRateHz, DefaultBpm, DefaultSpread);

    /// <summary>
    /// The autocorrelations for <see cref="BandWeights"/>: of the onsets in all bands, of their square, in which strong onsets count more,
    /// of those without cymbals, of their square, and of the low, middle and high bands.
    /// </summary>
    internal static double[][] Correlations(Spectrogram logMel)
    {
        var (frames, bands) = (logMel.FrameCount, logMel.BinCount);
        if (frames == 0)
        {
            return [];
        }

        // ln(1 + p), where a power p of 1 is 50 dB below the loudest: quieter sound counts less and less.
        var levels = new float[frames * bands];
        var perDecibel = MathF.Log(10) / 10;
        TensorPrimitives.Subtract(logMel.Values, TensorPrimitives.Max(logMel.Values) - OnsetRangeDb, levels);
        TensorPrimitives.Multiply(levels, perDecibel, levels);
        TensorPrimitives.Exp(levels, levels);
        TensorPrimitives.Add(levels, 1, levels);
        TensorPrimitives.Log(levels, levels);

        // Bands are in the order of their frequencies.
        var low = logMel.FrequenciesHz.ToArray().Count(hz => hz < LowHz);
        var high = logMel.FrequenciesHz.ToArray().Count(hz => hz < HighHz);
        var parts = new[] { 0..bands, 0..high, 0..low, low..high, high..bands };
        var envelopes = new float[parts.Length][];
        for (var part = 0; part < parts.Length; part++)
        {
            envelopes[part] = new float[frames];
            var (first, count) = parts[part].GetOffsetAndLength(bands);
            for (var frame = 1; frame < frames && count > 0; frame++)
            {
                var now = (frame * bands) + first;
                envelopes[part][frame] = Rise(levels.AsSpan(now - bands, count), levels.AsSpan(now, count));
            }

            envelopes[part] = Smooth(envelopes[part], logMel.FrameRateHz);
        }

        // Parts in which nearly nothing happens, such as the noise of high bands, count less.
        var variances = Array.ConvertAll(envelopes, envelope => Math.Pow(Statistics.Moments(envelope).Deviation, 2));
        var least = MinShare * (variances[2] + variances[3] + variances[4]);
        double[] Of(float[] envelope, int part) =>
            Correlation(envelope, logMel.FrameRateHz, variances[part] / Math.Max(1e-30, Math.Max(variances[part], least)));
        return
        [
            Of(envelopes[0], 0), Of(Square(envelopes[0]), 0), Of(envelopes[1], 1), Of(Square(envelopes[1]), 1),
            Of(envelopes[2], 2), Of(envelopes[3], 3), Of(envelopes[4], 4),
        ];
    }

    /// <summary>The autocorrelations for <see cref="OnsetWeights"/>: of an envelope and of its square.</summary>
    internal static double[][] Correlations(ReadOnlySpan<float> onsets, double frameRateHz)
    {
        var envelope = Smooth(onsets, frameRateHz);
        return [Correlation(envelope, frameRateHz), Correlation(Square(envelope), frameRateHz)];
    }

    /// <summary>The value at a lag between frames, or that at the period if the series is too short for the lag.</summary>
    internal static double At(double[] correlation, double lag, double period)
    {
        var at = (int)lag < correlation.Length - 1 ? lag : period;
        var (index, part) = ((int)at, at - (int)at);
        return correlation[index] + (part * (correlation[index + 1] - correlation[index]));
    }

    /// <summary>Finds the tempo of the highest score.</summary>
    private static Tempo Choose(
        double[][] correlations, double[][] weights, int frameCount, double frameRateHz, double expectedBpm, double spreadOctaves)
    {
        var scores = new double[(int)(Math.Log2(MaxBpm / MinBpm) * StepsPerOctave) + 1];
        var doubt = Math.Pow(ShortSeconds * frameRateHz / Math.Max(1, frameCount), 4);
        var best = -1;
        for (var i = 0; i < scores.Length && correlations.Length > 0; i++)
        {
            // Half of the series at most is a period; the correlations have three quarters.
            var period = Period(i);
            if (period < 1 || period * 3 / 2 > correlations[0].Length - 2)
            {
                scores[i] = double.NegativeInfinity;
                continue;
            }

            // Nearly level within the spread and steep beyond it; for short sound, not level.
            var octaves = Math.Log2(60 * frameRateHz / period / expectedBpm) / spreadOctaves;
            scores[i] = -(Preference * Math.Pow(octaves, 4)) - (doubt * octaves * octaves);
            for (var c = 0; c < correlations.Length; c++)
            {
                for (var m = 0; m < Multiples.Length; m++)
                {
                    scores[i] += weights[c][m] * At(correlations[c], period * Multiples[m], period);
                }
            }

            best = best < 0 || scores[i] > scores[best] ? i : best;
        }

        // Nothing to hear has no correlation even with itself.
        if (best < 0 || !(correlations[0][0] > 0))
        {
            return default;
        }

        // The vertex of the parabola through the highest score and its neighbours gives a tempo between the steps.
        var shift = 0.0;
        if (best > 0 && best + 1 < scores.Length && double.IsFinite(scores[best - 1]))
        {
            var (before, at, after) = (scores[best - 1], scores[best], scores[best + 1]);
            var curve = before - (2 * at) + after;
            shift = curve < 0 ? Math.Clamp(.5 * (before - after) / curve, -.5, .5) : 0;
        }

        var lag = Period(best + shift);
        return new(60 * frameRateHz / lag, Math.Clamp(At(correlations[0], lag, lag), 0, 1));

        double Period(double step) => 60 * frameRateHz / (MinBpm * Math.Pow(2, step / StepsPerOctave));
    }

    /// <summary>
    /// The normalised autocorrelation up to four of the longest periods, where the series has them, each lag relative to the frames that
    /// it compares.
    /// </summary>
    private static double[] Correlation(float[] envelope, double frameRateHz, double share = 1)
    {
        var lags = (int)Math.Min(envelope.Length * .75, (Multiples[^1] * frameRateHz * 60 / MinBpm) + 2);
        var correlation = Autocorrelation.Normalized(envelope, Math.Max(1, lags));
        for (var lag = 0; lag < correlation.Length; lag++)
        {
            correlation[lag] *= share * envelope.Length / (envelope.Length - lag);
        }

        return correlation;
    }

    /// <summary>Spreads each onset by a Gaussian, so that neither the grid of frames nor unsteady playing hides a period.</summary>
    private static float[] Smooth(ReadOnlySpan<float> envelope, double frameRateHz)
    {
        var deviation = SmoothingSeconds * frameRateHz;
        var reach = (int)Math.Min(4 * deviation, envelope.Length);
        var smooth = new float[envelope.Length];
        for (var shift = -reach; shift <= reach; shift++)
        {
            var weight = (float)Math.Exp(-.5 * shift * shift / Math.Max(1e-9, deviation * deviation));
            var (from, to) = (Math.Max(0, shift), Math.Max(0, -shift));
            var part = smooth.AsSpan(to, envelope.Length - from - to);
            TensorPrimitives.MultiplyAdd(envelope.Slice(from, part.Length), weight, part, part);
        }

        return smooth;
    }

    private static float[] Square(float[] envelope) => Array.ConvertAll(envelope, value => value * value);

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
