using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>Everything that features are computed from, as series over T frames; T is 1 or more and depends on the sound.</summary>
internal sealed class SoundAnalysis
{
    /// <summary>The floor of the levels of bands and of their cepstrum.</summary>
    private const double FloorDb = -100;

    /// <summary>The floor for measures of how bands change; what is below it is the noise of the recording.</summary>
    private const float MovementFloorDb = -80;

    /// <summary>The floor for onsets, which should be well audible.</summary>
    private const float OnsetFloorDb = -60;
    private const double ContrastFloor = 1e-3;      // −60 dB
    private const double ContrastShare = .2;
    private const float FlatnessFloor = 1e-10f;

    public SoundAnalysis(PreparedSound sound, AnalysisPlan plan, AudioFamilies families)
    {
        (Sound, Plan) = (sound, plan);
        var stft = plan.Stft;
        var frames = FrameCount = stft.FrameCount(sound.Mid.Length);
        var (bins, bands) = (stft.BinCount, AnalysisPlan.BandCount);
        var logMel = new float[frames * bands];
        var scratch = new float[stft.ScratchLength];
        var (power, magnitudes, sorted) = (new float[bins], new float[bins], new float[bins]);
        var (before, logs) = (new float[bins], new float[bins]);
        var wantsShape = families.HasFlag(AudioFamilies.Shape);
        var wantsContrast = families.HasFlag(AudioFamilies.Contrast);
        var wantsChroma = families.HasFlag(AudioFamilies.Chroma);
        var wantsPeaks = families.HasFlag(AudioFamilies.Peak);
        Shape = Courses(wantsShape ? ShapeCount : 0, frames);
        Contrast = Courses(wantsContrast ? 2 * (AnalysisPlan.OctaveCount + 1) : 0, frames);
        PitchClasses = Courses(wantsChroma ? 12 : 0, frames);
        Peaks = Courses(wantsPeaks ? SpectralPeaks.Count : 0, frames);
        Span<float> classes = stackalloc float[12];
        Span<float> peaks = stackalloc float[SpectralPeaks.Count];
        for (var frame = 0; frame < frames; frame++)
        {
            stft.Power(sound.Mid, frame, power, scratch);
            TensorPrimitives.Multiply(power, plan.Scale, power);
            TensorPrimitives.Sqrt(power, magnitudes);
            plan.Mel.Apply(power, logMel.AsSpan(frame * bands, bands));
            if (wantsShape || wantsContrast)
            {
                TensorPrimitives.Max(power, FlatnessFloor, logs);
                TensorPrimitives.Log(logs, logs);
            }

            if (wantsShape)
            {
                SetShape(frame, power, magnitudes, before, logs);
                magnitudes.CopyTo(before, 0);
            }

            if (wantsContrast)
            {
                SetContrast(frame, power, magnitudes, sorted, logs);
            }

            if (wantsChroma)
            {
                plan.Chroma.Apply(power, classes);
                var sum = TensorPrimitives.Sum(classes);
                for (var i = 0; i < 12; i++)
                {
                    PitchClasses[i][frame] = sum > 1e-12f ? classes[i] / sum : 1f / 12;
                }
            }

            if (wantsPeaks)
            {
                SpectralPeaks.Measure(magnitudes, plan.Frequencies, peaks);
                for (var i = 0; i < peaks.Length; i++)
                {
                    Peaks[i][frame] = peaks[i];
                }
            }
        }

        Decibels.FromPower(logMel, FloorDb);
        LogMel = new(plan.SampleRateHz, plan.HopLength, [.. plan.Mel.CentresHz], logMel);
        LoudnessDb = FrameLevel.Rms(sound.Mid, 4 * plan.HopLength, plan.HopLength);
        for (var i = 0; i < LoudnessDb.Length; i++)
        {
            LoudnessDb[i] = (float)(20 * Math.Log10(Math.Max(1e-5, LoudnessDb[i])));
        }

        var audible = new float[logMel.Length];
        TensorPrimitives.Max(logMel, OnsetFloorDb, audible);
        Onsets = TempoEstimator.OnsetStrength(new(plan.SampleRateHz, plan.HopLength, [.. plan.Mel.CentresHz], audible));
    }

    public const int ShapeCount = 9;
    public const int WideGroupCount = 8;

    public PreparedSound Sound { get; }

    public AnalysisPlan Plan { get; }

    public int FrameCount { get; }

    /// <summary>The log-mel spectrogram: T × 40, in decibels.</summary>
    public Spectrogram LogMel { get; }

    /// <summary>
    /// Centroid, bandwidth, roll-off at .5, .85 and .95 (in octaves relative to 1 kHz), flatness, slope, flux and zero crossings.
    /// </summary>
    public float[][] Shape { get; }

    /// <summary>The contrast of 7 bands in decibels, followed by their flatness (log₁₀).</summary>
    public float[][] Contrast { get; }

    /// <summary>The shares of the 12 pitch classes, which add up to 1 in each frame.</summary>
    public float[][] PitchClasses { get; }

    public float[][] Peaks { get; }

    /// <summary>
    /// The level in decibels of frames that begin at every hop, without mirrored ends; so its length differs a little from T.
    /// </summary>
    public float[] LoudnessDb { get; }

    /// <summary>The onset envelope.</summary>
    public float[] Onsets { get; }

    /// <summary>The log-mel spectrogram averaged over 20 groups of neighbouring bands, for the measures of how bands change.</summary>
    public Spectrogram Groups => field ??= Grouped(20);

    /// <summary>The log-mel spectrogram averaged over 8 groups of neighbouring bands.</summary>
    public Spectrogram WideGroups => field ??= Grouped(WideGroupCount);

    private Spectrogram Grouped(int groupCount)
    {
        var width = AnalysisPlan.BandCount / groupCount;
        var values = new float[FrameCount * groupCount];
        for (var frame = 0; frame < FrameCount; frame++)
        {
            var row = LogMel.Frame(frame);
            for (var group = 0; group < groupCount; group++)
            {
                var mean = TensorPrimitives.Sum(row.Slice(group * width, width)) / width;
                values[(frame * groupCount) + group] = Math.Max(MovementFloorDb, mean);
            }
        }

        var centres = Enumerable.Range(0, groupCount).Select(group => LogMel.FrequenciesHz[(group * width) + (width / 2)]);
        return new(LogMel.SampleRateHz, LogMel.HopLength, [.. centres], values);
    }

    /// <summary>The series of one band over time.</summary>
    public static float[] Course(Spectrogram spectrogram, int band)
    {
        var course = new float[spectrogram.FrameCount];
        for (var frame = 0; frame < course.Length; frame++)
        {
            course[frame] = spectrogram.Values[(frame * spectrogram.BinCount) + band];
        }

        return course;
    }

    public static float[][] Courses(int count, int frames) => [.. Enumerable.Range(0, count).Select(_ => new float[frames])];

    private void SetShape(int frame, float[] power, float[] magnitudes, float[] before, float[] logs)
    {
        var frequencies = Plan.Frequencies;
        var centroid = SpectralShape.Centroid(magnitudes, frequencies);
        Shape[0][frame] = Octave(centroid);
        Shape[1][frame] = Octave(SpectralShape.Bandwidth(magnitudes, frequencies, centroid, 2));
        Shape[2][frame] = Octave(SpectralShape.RollOff(power, frequencies, .5));
        Shape[3][frame] = Octave(SpectralShape.RollOff(power, frequencies, .85));
        Shape[4][frame] = Octave(SpectralShape.RollOff(power, frequencies, .95));
        Shape[5][frame] = LogFlatness(power, logs);
        Shape[6][frame] = Slope(power);

        // Flux: 1 − the cosine of the angle between this spectrum and that of the frame before.
        var lengths = TensorPrimitives.Norm<float>(magnitudes) * TensorPrimitives.Norm<float>(before);
        var isFirst = frame == 0 || lengths < 1e-12f;
        Shape[7][frame] = isFirst ? 0 : Math.Clamp(1 - (TensorPrimitives.Dot<float>(magnitudes, before) / lengths), 0, 1);
        var start = Math.Min(frame * Plan.HopLength, Math.Max(0, Sound.Mid.Length - 1));
        var samples = Sound.Mid.AsSpan(start, Math.Min(2 * Plan.HopLength, Sound.Mid.Length - start));
        Shape[8][frame] = FrameLevel.ZeroCrossingRate(samples, 2 * Plan.HopLength, 2 * Plan.HopLength)[0];
        static float Octave(double hz) => (float)Math.Log2(Math.Max(hz, 20) / 1000);
    }

    /// <summary>The slope of the spectrum in decibels per octave, from 100 Hz on.</summary>
    private float Slope(float[] power)
    {
        var (x, y, xx, xy, weight) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var octave = 1; octave < Plan.Octaves.Length; octave++)
        {
            var (offset, length) = Plan.Octaves[octave].GetOffsetAndLength(power.Length);
            if (length > 0)
            {
                var level = 10 * Math.Log10(Math.Max(1e-10, TensorPrimitives.Sum<float>(power.AsSpan(offset, length))));
                (x, y, xx, xy, weight) = (x + octave, y + level, xx + (octave * octave), xy + (octave * level), weight + 1);
            }
        }

        return weight < 2 ? 0 : (float)(((weight * xy) - (x * y)) / ((weight * xx) - (x * x)));
    }

    /// <summary>log₁₀ of geometric mean over arithmetic mean, from the powers and their logarithms.</summary>
    private static float LogFlatness(ReadOnlySpan<float> power, ReadOnlySpan<float> logs)
    {
        var mean = Math.Max(FlatnessFloor, TensorPrimitives.Sum(power) / power.Length);
        return (float)(((TensorPrimitives.Sum(logs) / power.Length) - Math.Log(mean)) / Math.Log(10));
    }

    private void SetContrast(int frame, float[] power, float[] magnitudes, float[] sorted, float[] logs)
    {
        for (var band = 0; band < Plan.Octaves.Length; band++)
        {
            var (offset, length) = Plan.Octaves[band].GetOffsetAndLength(magnitudes.Length);
            if (length == 0)
            {
                continue;
            }

            magnitudes.AsSpan(offset, length).CopyTo(sorted);
            var (valley, peak) = SpectralShape.Extremes(sorted.AsSpan(0, length), ContrastShare);
            Contrast[band][frame] = (float)(20 * (Math.Log10(Math.Max(peak, ContrastFloor)) - Math.Log10(Math.Max(valley, ContrastFloor))));
            Contrast[Plan.Octaves.Length + band][frame] = LogFlatness(power.AsSpan(offset, length), logs.AsSpan(offset, length));
        }
    }
}
