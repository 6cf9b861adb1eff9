namespace ZetDard.Audio;

/// <summary>The lines that stand out of one spectrum.</summary>
internal static class SpectralPeaks
{
    public const int Count = 7;
    private const float LeastShare = .01f;      // −40 dB below the largest
    private const int Most = 128;

    /// <summary>Local maxima within 40 dB of the largest: how many (log₂), their mean pitch and its spread (octaves), how irregular their distances are, their share of the energy, the pitch of the strongest, and its share.</summary>
    public static void Measure(ReadOnlySpan<float> magnitudes, ReadOnlySpan<float> frequencies, Span<float> measures)
    {
        measures.Clear();
        var (largest, energy) = (0f, 0.0);
        foreach (var magnitude in magnitudes)
        {
            largest = Math.Max(largest, magnitude);
            energy += (double)magnitude * magnitude;
        }

        if (energy < 1e-10)
        {
            return;
        }

        var (count, sum, squares, weights, peakEnergy, strongest, strongestAt) = (0, 0.0, 0.0, 0.0, 0.0, 0.0, 0);
        var (last, gaps, gapSquares, gapCount) = (-1, 0.0, 0.0, 0);
        for (var bin = 2; bin + 2 < magnitudes.Length && count < Most; bin++)
        {
            var at = magnitudes[bin];
            if (at < LeastShare * largest || at < magnitudes[bin - 1] || at <= magnitudes[bin + 1])
            {
                continue;
            }

            var octave = Math.Log2(frequencies[bin] / 1000);
            var local = ((double)at * at) + ((double)magnitudes[bin - 1] * magnitudes[bin - 1]) + ((double)magnitudes[bin + 1] * magnitudes[bin + 1]);
            (count, sum, squares, weights, peakEnergy) = (count + 1, sum + (at * octave), squares + (at * octave * octave), weights + at, peakEnergy + local);
            if (local > strongest)
            {
                (strongest, strongestAt) = (local, bin);
            }

            if (last >= 0)
            {
                (gaps, gapSquares, gapCount) = (gaps + bin - last, gapSquares + ((bin - last) * (bin - last)), gapCount + 1);
            }

            last = bin;
        }

        if (count == 0)
        {
            return;
        }

        var mean = sum / weights;
        var meanGap = gapCount == 0 ? 0 : gaps / gapCount;
        measures[0] = (float)Math.Log2(1 + count);
        measures[1] = (float)mean;
        measures[2] = (float)Math.Sqrt(Math.Max(0, (squares / weights) - (mean * mean)));
        measures[3] = gapCount == 0 ? 0 : (float)(Math.Sqrt(Math.Max(0, (gapSquares / gapCount) - (meanGap * meanGap))) / meanGap);
        measures[4] = (float)Math.Min(1, peakEnergy / energy);
        measures[5] = (float)Math.Log2(frequencies[strongestAt] / 1000);
        measures[6] = (float)Math.Min(1, strongest / energy);
    }
}
