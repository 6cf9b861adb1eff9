namespace ZetDard.Audio;

/// <summary>What a spectrum looks like, frame by frame: one number (or a few) a frame.</summary>
/// <remarks>The definitions are librosa's; sums are in double precision. A silent frame has the values 0, and flatness 1.</remarks>
public static class SpectralShape
{
    /// <summary>The mean frequency, weighted by magnitude: Σ f·S / Σ S, Hz.</summary>
    /// <param name="magnitudes">A magnitude spectrogram.</param>
    public static float[] Centroid(Spectrogram magnitudes) => PerFrame(magnitudes, (spectrum, frequencies) => (float)Centroid(spectrum, frequencies));

    /// <summary>How far the spectrum spreads from its centroid c: (Σ S·|f − c|^p / Σ S)^(1/p), Hz.</summary>
    /// <param name="magnitudes">A magnitude spectrogram.</param>
    /// <param name="exponent">p, above 0: 2 for a standard deviation, 1 for a mean deviation.</param>
    public static float[] Bandwidth(Spectrogram magnitudes, double exponent = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exponent);
        return PerFrame(magnitudes, (spectrum, frequencies) => (float)Bandwidth(spectrum, frequencies, Centroid(spectrum, frequencies), exponent));
    }

    /// <summary>The least frequency below which (itself included) lies a share of the sum of all values, Hz.</summary>
    /// <param name="magnitudes">A magnitude spectrogram (of a power spectrogram: a share of the energy).</param>
    /// <param name="share">Above 0, below 1; librosa's .85 by default.</param>
    public static float[] RollOff(Spectrogram magnitudes, double share = .85)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        return PerFrame(magnitudes, (spectrum, frequencies) => RollOff(spectrum, frequencies, share));
    }

    /// <summary>Geometric mean over arithmetic mean: 1 for noise, near 0 for tones.</summary>
    /// <param name="powers">A power spectrogram.</param>
    /// <param name="floor">The least power that counts, above 0; librosa's 1e-10 by default.</param>
    public static float[] Flatness(Spectrogram powers, double floor = 1e-10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(floor);
        return PerFrame(powers, (spectrum, _) => (float)Flatness(spectrum, floor));
    }

    /// <summary>Peaks over valleys in octave bands: frames × bands, with the mean of the highest and of the lowest <paramref name="quantile"/> of each band's values (one at least).</summary>
    /// <param name="magnitudes">A magnitude spectrogram.</param>
    /// <param name="octaveCount">Octaves above <paramref name="lowestHz"/>, 0 … 12; librosa's 6 by default. There is one band below them; the last reaches to half the sample rate.</param>
    /// <param name="lowestHz">Where the first octave begins.</param>
    /// <param name="quantile">Share of a band's bins that makes its peak and its valley, above 0, below ½.</param>
    /// <param name="linear">Whether the difference of the two, or else their ratio in decibels (powers of amplitude: 10 · log₁₀, floor 1e-10).</param>
    /// <remarks>
    /// Jiang et al., Music type classification by spectral contrast feature (2002). A band has the last bin at or below its lower edge, and does not have its last bin but for the uppermost band, as in librosa;
    /// the share is taken of the bins that it then has (librosa counts one more, which differs where the share is near a half).
    /// Bands that have no bins at this sample rate are 0.
    /// </remarks>
    public static float[,] Contrast(Spectrogram magnitudes, int octaveCount = 6, double lowestHz = 200, double quantile = .02, bool linear = false)
    {
        ArgumentNullException.ThrowIfNull(magnitudes);
        ArgumentOutOfRangeException.ThrowIfNegative(octaveCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octaveCount, 12);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lowestHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(quantile, .5);
        var bands = OctaveBands(magnitudes.FrequenciesHz, octaveCount, lowestHz);
        var contrast = new float[magnitudes.FrameCount, bands.Length];
        var sorted = new float[magnitudes.BinCount];
        for (var frame = 0; frame < magnitudes.FrameCount; frame++)
        {
            for (var band = 0; band < bands.Length; band++)
            {
                var (offset, length) = bands[band].GetOffsetAndLength(magnitudes.BinCount);
                if (length == 0)
                {
                    continue;
                }

                magnitudes.Frame(frame).Slice(offset, length).CopyTo(sorted);
                var (valley, peak) = Extremes(sorted.AsSpan(0, length), quantile);
                contrast[frame, band] = (float)(linear ? peak - valley : 10 * (Math.Log10(Math.Max(peak, 1e-10)) - Math.Log10(Math.Max(valley, 1e-10))));
            }
        }

        return contrast;
    }

    internal static double Centroid(ReadOnlySpan<float> spectrum, ReadOnlySpan<float> frequencies)
    {
        var (sum, moment) = (0.0, 0.0);
        for (var bin = 0; bin < spectrum.Length; bin++)
        {
            sum += spectrum[bin];
            moment += (double)spectrum[bin] * frequencies[bin];
        }

        return sum > 0 ? moment / sum : 0;
    }

    internal static double Bandwidth(ReadOnlySpan<float> spectrum, ReadOnlySpan<float> frequencies, double centroid, double exponent)
    {
        var (sum, moment) = (0.0, 0.0);
        for (var bin = 0; bin < spectrum.Length; bin++)
        {
            var distance = Math.Abs(frequencies[bin] - centroid);
            sum += spectrum[bin];
            moment += spectrum[bin] * (exponent == 2 ? distance * distance : Math.Pow(distance, exponent));
        }

        return sum > 0 ? Math.Pow(moment / sum, 1 / exponent) : 0;
    }

    internal static float RollOff(ReadOnlySpan<float> spectrum, ReadOnlySpan<float> frequencies, double share)
    {
        var total = 0.0;
        foreach (var value in spectrum)
        {
            total += value;
        }

        var sum = 0.0;
        for (var bin = 0; bin < spectrum.Length; bin++)
        {
            sum += spectrum[bin];
            if (sum >= share * total)
            {
                return frequencies[bin];
            }
        }

        return frequencies[^1];
    }

    internal static double Flatness(ReadOnlySpan<float> spectrum, double floor)
    {
        var (logs, sum) = (0.0, 0.0);
        foreach (var value in spectrum)
        {
            var power = Math.Max(value, floor);
            logs += Math.Log(power);
            sum += power;
        }

        return spectrum.Length == 0 ? 1 : Math.Min(1, Math.Exp(logs / spectrum.Length) / (sum / spectrum.Length));
    }

    /// <summary>The bins of the band below <paramref name="lowestHz"/> and of each octave above it.</summary>
    internal static Range[] OctaveBands(ReadOnlySpan<float> frequencies, int octaveCount, double lowestHz)
    {
        var bands = new Range[octaveCount + 1];
        for (var band = 0; band <= octaveCount; band++)
        {
            var (low, high) = (band == 0 ? 0 : lowestHz * Math.Pow(2, band - 1), lowestHz * Math.Pow(2, band));
            var (from, to) = (0, 0);
            while (from < frequencies.Length && frequencies[from] < low)
            {
                from++;
            }

            for (to = from; to < frequencies.Length && frequencies[to] <= high;)
            {
                to++;
            }

            if (to == from)
            {
                bands[band] = 0..0;
                continue;
            }

            from = Math.Max(0, from - (band == 0 ? 0 : 1));
            to = band == octaveCount ? frequencies.Length : to - 1;
            bands[band] = from..Math.Max(to, from);
        }

        return bands;
    }

    /// <summary>The means of the lowest and of the highest values; changes their order.</summary>
    internal static (double Valley, double Peak) Extremes(Span<float> values, double quantile)
    {
        var count = Math.Max(1, (int)Math.Round(quantile * values.Length));
        Select(values, count);
        var valley = 0.0;
        foreach (var value in values[..count])
        {
            valley += value;
        }

        if (2 * count <= values.Length)
        {
            Select(values[count..], values.Length - (2 * count));
        }
        else
        {
            Select(values, values.Length - count);
        }

        var peak = 0.0;
        foreach (var value in values[^count..])
        {
            peak += value;
        }

        return (valley / count, peak / count);
    }

    /// <summary>Brings the lowest values to the front, in any order (Hoare's selection, 1961): linear where sorting is not.</summary>
    private static void Select(Span<float> values, int count)
    {
        while (count > 0 && count < values.Length)
        {
            if (values.Length <= 12)
            {
                values.Sort();
                return;
            }

            var (a, b, c) = (values[0], values[values.Length / 2], values[^1]);
            var pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
            var (low, high) = (0, values.Length - 1);
            while (low <= high)
            {
                while (values[low] < pivot)
                {
                    low++;
                }

                while (values[high] > pivot)
                {
                    high--;
                }

                if (low <= high)
                {
                    (values[low], values[high]) = (values[high], values[low]);
                    low++;
                    high--;
                }
            }

            if (count <= high + 1)
            {
                values = values[..(high + 1)];
            }
            else if (count >= low)
            {
                values = values[low..];
                count -= low;
            }
            else
            {
                return;     // between the two parts lies the pivot itself
            }
        }
    }

    private static float[] PerFrame(Spectrogram spectrogram, Func<ReadOnlySpan<float>, ReadOnlySpan<float>, float> of)
    {
        ArgumentNullException.ThrowIfNull(spectrogram);
        var values = new float[spectrogram.FrameCount];
        for (var frame = 0; frame < values.Length; frame++)
        {
            values[frame] = of(spectrogram.Frame(frame), spectrogram.FrequenciesHz);
        }

        return values;
    }
}
