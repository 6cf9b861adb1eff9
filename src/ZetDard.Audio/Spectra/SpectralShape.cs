namespace ZetDard.Audio;

/// <summary>Measures of the shape of each spectrum of a spectrogram.</summary>
/// <remarks>
/// The definitions are those of librosa; sums are in double precision. A silent frame has the value 0, but the flatness 1.
/// </remarks>
public static class SpectralShape
{
    /// <summary>Computes the spectral centroid of each frame, the mean frequency weighted by magnitude: Σ f·S / Σ S, in hertz.</summary>
    /// <param name="magnitudes">A magnitude spectrogram.</param>
    public static float[] Centroid(Spectrogram magnitudes) =>
        PerFrame(magnitudes, (spectrum, frequencies) => (float)Centroid(spectrum, frequencies));

    /// <summary>Computes the bandwidth of each frame around its centroid c: (Σ S·|f − c|^p / Σ S)^(1/p), in hertz.</summary>
    /// <param name="magnitudes">A magnitude spectrogram.</param>
    /// <param name="exponent">p, above 0: 2 for a standard deviation, 1 for a mean absolute deviation.</param>
    public static float[] Bandwidth(Spectrogram magnitudes, double exponent = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exponent);
        return PerFrame(
            magnitudes, (spectrum, frequencies) => (float)Bandwidth(spectrum, frequencies, Centroid(spectrum, frequencies), exponent));
    }

    /// <summary>
    /// Computes the roll-off frequency of each frame: the lowest frequency at or below which a share of the sum of all values lies, in
    /// hertz.
    /// </summary>
    /// <param name="magnitudes">A magnitude spectrogram; with a power spectrogram, the share is one of the energy.</param>
    /// <param name="share">The share, above 0, below 1. Default .85, as in librosa.</param>
    public static float[] RollOff(Spectrogram magnitudes, double share = .85)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        return PerFrame(magnitudes, (spectrum, frequencies) => RollOff(spectrum, frequencies, share));
    }

    /// <summary>Computes the flatness of each frame, geometric over arithmetic mean: 1 for white noise, near 0 for tones.</summary>
    /// <param name="powers">A power spectrogram.</param>
    /// <param name="floor">The minimum power, above 0; lower ones are raised to it. Default 1e-10, as in librosa.</param>
    public static float[] Flatness(Spectrogram powers, double floor = 1e-10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(floor);
        return PerFrame(powers, (spectrum, _) => (float)Flatness(spectrum, floor));
    }

    /// <summary>
    /// Computes the spectral contrast in octave bands: the mean of the highest values of each band compared with that of its lowest.
    /// </summary>
    /// <param name="magnitudes">A magnitude spectrogram.</param>
    /// <param name="octaveCount">
    /// The number of octaves above <paramref name="minFrequencyHz"/>, 0 … 12. Default 6, as in librosa. There is one more band below them,
    /// and the last band reaches to half the sample rate.
    /// </param>
    /// <param name="minFrequencyHz">Where the first octave begins.</param>
    /// <param name="quantile">
    /// The share of a band's bins (at least one) that count as its highest and as its lowest values, above 0, below ½.
    /// </param>
    /// <param name="linear">
    /// Whether the result is the difference of the two means, or else their ratio as 10 · log₁₀, with a floor of 1e-10.
    /// </param>
    /// <returns>Frames × bands. Bands that have no bins at this sample rate are 0.</returns>
    /// <remarks>
    /// Jiang et al., Music type classification by spectral contrast feature (2002). As in librosa, a band includes the last bin at or below
    /// its lower edge, and every band but the uppermost excludes its last bin. The share refers to the bins that then remain; librosa
    /// counts one more, which differs where the share is near one half.
    /// </remarks>
    public static float[,] Contrast(
        Spectrogram magnitudes, int octaveCount = 6, double minFrequencyHz = 200, double quantile = .02, bool linear = false)
    {
        ArgumentNullException.ThrowIfNull(magnitudes);
        ArgumentOutOfRangeException.ThrowIfNegative(octaveCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octaveCount, 12);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minFrequencyHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(quantile, .5);
        var bands = OctaveBands(magnitudes.FrequenciesHz, octaveCount, minFrequencyHz);
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
                contrast[frame, band] = (float)(linear
                    ? peak - valley
                    : 10 * (Math.Log10(Math.Max(peak, 1e-10)) - Math.Log10(Math.Max(valley, 1e-10))));
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

    /// <summary>The bins of the band below <paramref name="minFrequencyHz"/> and of each octave above it.</summary>
    internal static Range[] OctaveBands(ReadOnlySpan<float> frequencies, int octaveCount, double minFrequencyHz)
    {
        var bands = new Range[octaveCount + 1];
        for (var band = 0; band <= octaveCount; band++)
        {
            var (low, high) = (band == 0 ? 0 : minFrequencyHz * Math.Pow(2, band - 1), minFrequencyHz * Math.Pow(2, band));
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

    /// <summary>The mean of the lowest values and that of the highest. Changes the order of the values.</summary>
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

    /// <summary>Moves the lowest values to the front, in any order, in linear time (Hoare's selection, 1961).</summary>
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
                return;     // only the pivot lies between the two parts
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
