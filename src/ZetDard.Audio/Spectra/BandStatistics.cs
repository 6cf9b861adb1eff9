namespace ZetDard.Audio;

/// <summary>How the bands of a spectrogram move over time: alone (modulation) and together (covariance, correlation).</summary>
public static class BandStatistics
{
    /// <summary>The covariances of the bands over the frames: bands × bands, symmetric, divided by the number of frames; all 0 without frames.</summary>
    /// <param name="spectrogram">Usually a log-mel spectrogram; the unit is then dB².</param>
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

    /// <summary>The correlations of the bands over the frames: bands × bands, −1 … 1; that of a band which never moves is 0 with all others and 1 with itself.</summary>
    /// <param name="spectrogram">Usually a log-mel spectrogram.</param>
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

    /// <summary>How strongly each band swings at each speed: the mean power of the band's course over time in ranges of modulation frequencies.</summary>
    /// <param name="spectrogram">Usually a log-mel spectrogram.</param>
    /// <param name="edgesHz">The edges of the ranges, ascending, two or more; 4 Hz is the speed of syllables, 2 Hz that of beats at 120 a minute.</param>
    /// <returns>Bands × ranges: |Σ (x[t] − mean)·exp(−2πift)|² / T, mean over the frequencies in the range; 0 for a range without one.</returns>
    public static double[,] Modulation(Spectrogram spectrogram, ReadOnlySpan<double> edgesHz)
    {
        ArgumentNullException.ThrowIfNull(spectrogram);
        if (edgesHz.Length < 2)
        {
            throw new ArgumentException($"Ranges of modulation frequencies need two edges or more; {edgesHz.Length} were given.", nameof(edgesHz));
        }

        for (var i = 0; i < edgesHz.Length; i++)
        {
            if (!double.IsFinite(edgesHz[i]) || edgesHz[i] < 0 || (i > 0 && edgesHz[i] <= edgesHz[i - 1]))
            {
                throw new ArgumentException($"The edges must be finite, 0 or more, and ascend; edge {i + 1} is {edgesHz[i]}.", nameof(edgesHz));
            }
        }

        var (bands, frames) = (spectrogram.BinCount, spectrogram.FrameCount);
        var modulation = new double[bands, edgesHz.Length - 1];
        if (frames < 2)
        {
            return modulation;
        }

        // At least 8 seconds, so that the slowest range has frequencies in it however short the sound is.
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(frames, Math.Min(1 << 20, Math.Ceiling(8 * spectrogram.FrameRateHz))));
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
                for (var k = (int)Math.Ceiling(edgesHz[range] * fft.Length / spectrogram.FrameRateHz); k < power.Length && k * spectrogram.FrameRateHz / fft.Length < edgesHz[range + 1]; k++)
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
