namespace ZetDard.Audio;

/// <summary>The fundamental frequency, frame by frame.</summary>
/// <remarks>
/// Boersma, Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound (1993): the
/// autocorrelation of the windowed frame is divided by that of the window, and its highest peak is taken, with a small preference for short
/// periods.
/// </remarks>
internal sealed class PitchTrack
{
    private const double MinHz = 55;
    private const double MaxHz = 1_760;
    private const double OctaveCost = .02;
    private const double MinCertainty = .5;

    public PitchTrack(ReadOnlySpan<float> samples, AnalysisPlan plan)
    {
        // Only every second frame, because pitch changes slowly.
        var (size, hop) = (plan.Window.Length, 2 * plan.HopLength);
        var frames = Math.Max(1, (samples.Length + hop - 1) / hop);
        (Octaves, Certainty) = (new float[frames], new float[frames]);
        var frame = new float[size];
        var correlation = new float[plan.PitchFft.BinCount];
        var (padded, imaginary) = (new float[plan.PitchFft.Length], new float[plan.PitchFft.BinCount]);
        var (minLag, maxLag) = ((int)(plan.SampleRateHz / MaxHz), Math.Min((int)(plan.SampleRateHz / MinHz), size * 2 / 3));
        for (var t = 0; t < frames; t++)
        {
            frame.AsSpan().Clear();
            var part = samples.Slice(t * hop, Math.Max(0, Math.Min(size, samples.Length - (t * hop))));
            System.Numerics.Tensors.TensorPrimitives.Multiply(part, plan.Window.AsSpan(0, part.Length), frame);
            Autocorrelation.OfFrame(plan.PitchFft, frame, correlation, padded, imaginary);
            if (!(correlation[0] > 1e-9f * size))
            {
                continue;
            }

            var (best, bestScore) = (0, 0.0);
            for (var lag = minLag; lag <= maxLag; lag++)
            {
                var value = At(lag);
                var score = value - (OctaveCost * Math.Log2((double)lag / minLag));
                if (score > bestScore && value >= At(lag - 1) && value >= At(lag + 1))
                {
                    (best, bestScore) = (lag, score);
                }
            }

            if (best > 0)
            {
                var (before, at, after) = (At(best - 1), At(best), At(best + 1));
                var curve = before - (2 * at) + after;
                var period = best + (curve < 0 ? Math.Clamp(.5 * (before - after) / curve, -.5, .5) : 0);
                Certainty[t] = (float)Math.Clamp(at, 0, 1);
                Octaves[t] = (float)Math.Log2(plan.SampleRateHz / period / 440);
            }

            double At(int lag) =>
                (double)correlation[lag] / correlation[0] * (plan.WindowCorrelation[0] / (double)plan.WindowCorrelation[lag]);
        }

        Voiced = [.. Enumerable.Range(0, frames).Where(t => Certainty[t] >= MinCertainty).Select(t => Octaves[t])];
    }

    /// <summary>Octaves above 440 Hz of every frame.</summary>
    public float[] Octaves { get; }

    /// <summary>The autocorrelation at the period of every frame, 0 … 1.</summary>
    public float[] Certainty { get; }

    /// <summary>Octaves above 440 Hz of the frames that have a pitch.</summary>
    public float[] Voiced { get; }
}
