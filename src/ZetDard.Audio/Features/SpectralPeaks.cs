namespace ZetDard.Audio;

/// <summary>Measures of the peaks of one spectrum.</summary>
internal static class SpectralPeaks
{
    public const int Count = 7;
    private const float MinShare = .01f;      // of the largest magnitude: −40 dB
    private const int MaxCount = 128;

    /// <summary>
    /// Takes the local maxima within 40 dB of the largest. Measures: log₂ of their number, their mean pitch and its spread (octaves), the
    /// irregularity of their distances, their share of the energy, the pitch of the strongest, and its share of the energy.
    /// </summary>
    public static void Measure(ReadOnlySpan<float> magnitudes, ReadOnlySpan<float> frequencies, Span<float> measures)
    {
        measures.Clear();
        var (max, energy) = (0f, 0.0);
        foreach (var magnitude in magnitudes)
        {
            max = Math.Max(max, magnitude);
            energy += (double)magnitude * magnitude;
        }

        if (energy < 1e-10)
        {
            return;
        }

        var (count, sum, squares, weights, peakEnergy, strongest, strongestAt) = (0, 0.0, 0.0, 0.0, 0.0, 0.0, 0);
        var (last, gaps, gapSquares, gapCount) = (-1, 0.0, 0.0, 0);
        for (var bin = 2; bin + 2 < magnitudes.Length && count < MaxCount; bin++)
        {
            var at = magnitudes[bin];
            if (at < MinShare * max || at < magnitudes[bin - 1] || at <= magnitudes[bin + 1])
            {
                continue;
            }

            var octave = Math.Log2(frequencies[bin] / 1000);
            var (left, right) = ((double)magnitudes[bin - 1], (double)magnitudes[bin + 1]);
            var local = ((double)at * at) + (left * left) + (right * right);
            (count, weights, peakEnergy) = (count + 1, weights + at, peakEnergy + local);
            (sum, squares) = (sum + (at * octave), squares + (at * octave * octave));
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
