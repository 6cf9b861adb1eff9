namespace ZetDard.Audio;

/// <summary>How the bands of a spectrogram change over time: each alone (modulation) and together (covariance, correlation).</summary>
public static class BandStatistics
{
    /// <summary>Computes the covariances of the bands over the frames.</summary>
    /// <param name="spectrogram">Usually a log-mel spectrogram; the unit of the covariances is then dB².</param>
    /// <returns>Bands × bands, symmetric; sums are divided by the number of frames. All 0 if there are no frames.</returns>
    public static double[,] Covariance(Spectrogram spectrogram)
    {
        ArgumentNullException.ThrowIfNull(spectrogram);
        var (bands, frames) = (spectrogram.BinCount, spectrogram.FrameCount);
        var covariance = new double[bands, bands];
        if (frames == 0)
        {
            return covariance;
        }

        var means = new double[bands];
        for (var frame = 0; frame < frames; frame++)
        {
            var row = spectrogram.Frame(frame);
            for (var band = 0; band < bands; band++)
            {
                means[band] += (double)row[band] / frames;
            }
        }

        var centred = new double[bands];
        for (var frame = 0; frame < frames; frame++)
        {
            var row = spectrogram.Frame(frame);
            for (var band = 0; band < bands; band++)
            {
                centred[band] = row[band] - means[band];
                for (var other = 0; other <= band; other++)
                {
                    covariance[band, other] += centred[band] * centred[other];
                }
            }
        }

        for (var band = 0; band < bands; band++)
        {
            for (var other = 0; other <= band; other++)
            {
                covariance[band, other] /= frames;
                covariance[other, band] = covariance[band, other];
            }
        }

        return covariance;
    }

    /// <summary>Computes the correlations of the bands over the frames.</summary>
    /// <param name="spectrogram">Usually a log-mel spectrogram.</param>
    /// <returns>Bands × bands, −1 … 1. A constant band has the correlation 0 with all others and 1 with itself.</returns>
    public static double[,] Correlation(Spectrogram spectrogram)
    {
        var correlation = Covariance(spectrogram);
        var bands = correlation.GetLength(0);
        var deviations = Enumerable.Range(0, bands).Select(band => Math.Sqrt(correlation[band, band])).ToArray();
        for (var band = 0; band < bands; band++)
        {
            for (var other = 0; other < bands; other++)
            {
                var scale = deviations[band] * deviations[other];
                correlation[band, other] = band == other ? 1 : scale > 1e-12 ? Math.Clamp(correlation[band, other] / scale, -1, 1) : 0;
            }
        }

        return correlation;
    }

    /// <summary>
    /// Computes the modulation spectrum of each band: the mean power of its course over time in ranges of modulation frequencies.
    /// </summary>
    /// <param name="spectrogram">Usually a log-mel spectrogram.</param>
    /// <param name="edgesHz">
    /// The edges of the ranges, two or more, ascending. Syllables have about 4 Hz; beats at 120 per minute have 2 Hz.
    /// </param>
    /// <returns>
    /// Bands × ranges: |Σ (x[t] − mean)·exp(−2πift)|² / T, mean over the frequencies in a range; 0 for a range without a frequency.
    /// </returns>
    public static double[,] Modulation(Spectrogram spectrogram, ReadOnlySpan<double> edgesHz)
    {
        ArgumentNullException.ThrowIfNull(spectrogram);
        if (edgesHz.Length < 2)
        {
            throw new ArgumentException(
                $"Ranges of modulation frequencies need two edges or more; {edgesHz.Length} were given.", nameof(edgesHz));
        }

        for (var i = 0; i < edgesHz.Length; i++)
        {
            if (!double.IsFinite(edgesHz[i]) || edgesHz[i] < 0 || (i > 0 && edgesHz[i] <= edgesHz[i - 1]))
            {
                throw new ArgumentException(
                    $"The edges must be finite, 0 or more, and ascend; edge {i + 1} is {edgesHz[i]}.", nameof(edgesHz));
            }
        }

        var (bands, frames) = (spectrogram.BinCount, spectrogram.FrameCount);
        var modulation = new double[bands, edgesHz.Length - 1];
        if (frames < 2)
        {
            return modulation;
        }

        // At least 8 seconds, so that the slowest range contains frequencies however short the sound is.
        var minSize = Math.Min(1 << 20, Math.Ceiling(8 * spectrogram.FrameRateHz));
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(frames, minSize));
        var fft = new RealFft(Math.Max(2, size));
        var (course, power) = (new float[fft.Length], new float[fft.BinCount]);
        for (var band = 0; band < bands; band++)
        {
            var mean = 0.0;
            for (var frame = 0; frame < frames; frame++)
            {
                mean += spectrogram.Values[(frame * bands) + band];
            }

            mean /= frames;
            for (var frame = 0; frame < frames; frame++)
            {
                course[frame] = (float)(spectrogram.Values[(frame * bands) + band] - mean);
            }

            fft.Power(course, power);
            for (var range = 0; range + 1 < edgesHz.Length; range++)
            {
                var (sum, count) = (0.0, 0);
                var first = (int)Math.Ceiling(edgesHz[range] * fft.Length / spectrogram.FrameRateHz);
                for (var k = first; k < power.Length && k * spectrogram.FrameRateHz / fft.Length < edgesHz[range + 1]; k++)
                {
                    sum += power[k];
                    count++;
                }

                modulation[band, range] = count == 0 ? 0 : sum / count / frames;
            }
        }

        return modulation;
    }
}
