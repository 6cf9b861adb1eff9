using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Sound made ready for analysis: middle and side at one rate, silent ends cut off, the middle scaled to a root mean square of .1.</summary>
internal sealed class PreparedSound
{
    /// <summary>Below this root mean square (−120 dB re full scale) a recording is silent.</summary>
    private const double Silence = 1e-6;
    private const double Level = .1;
    private const double TrimShare = .01;       // −40 dB

    private PreparedSound(float[] middle, float[]? side, double levelDb, double peakDb)
    {
        Middle = middle;
        Side = side;
        LevelDb = levelDb;
        PeakDb = peakDb;
    }

    /// <summary>The mean of the channels; one sample at least.</summary>
    public float[] Middle { get; }

    /// <summary>Half the difference of the first two channels, scaled like the middle; <see langword="null"/> for one channel and for silence.</summary>
    public float[]? Side { get; }

    /// <summary>The level before scaling, dB re full scale, −120 … 120.</summary>
    public double LevelDb { get; }

    /// <summary>The largest sample before scaling, dB re full scale, −120 … 120.</summary>
    public double PeakDb { get; }

    public static PreparedSound From(Waveform waveform, AudioFeatureOptions options)
    {
        var longest = (long)Math.Ceiling(options.LongestSeconds * waveform.SampleRateHz);
        var length = (int)Math.Min(waveform.Length, longest);
        var start = (waveform.Length - length) / 2;
        var middle = new double[length];
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        {
            var samples = waveform.Channel(channel).Slice(start, length);
            for (var i = 0; i < length; i++)
            {
                middle[i] += (double)samples[i] / waveform.ChannelCount;
            }
        }

        var (from, to) = options.TrimSilence ? Loud(middle, waveform.SampleRateHz) : (0, length);
        var (squares, peak) = (0.0, 0.0);
        for (var i = from; i < to; i++)
        {
            squares += middle[i] * middle[i];
            peak = Math.Max(peak, Math.Abs(middle[i]));
        }

        var level = to == from ? 0 : Math.Sqrt(squares / (to - from));
        if (level < Silence)
        {
            return new(new float[Math.Max(1, ScaledLength(to - from, waveform.SampleRateHz, options.AnalysisRateHz))], side: null, -120, -120);
        }

        // Scaled before it is resampled: samples of any size then stay within what single precision can add up.
        var isStereo = waveform.ChannelCount > 1;
        var count = to - from;
        var planes = new float[count * (isStereo ? 2 : 1)];
        for (var i = 0; i < count; i++)
        {
            planes[i] = (float)(middle[from + i] * (Level / level));
        }

        if (isStereo)
        {
            var left = waveform.Channel(0)[(start + from)..];
            var right = waveform.Channel(1)[(start + from)..];
            for (var i = 0; i < count; i++)
            {
                planes[count + i] = (float)Math.Clamp(((double)left[i] - right[i]) / 2 * (Level / level), -1e6, 1e6);
            }
        }

        var sound = new Waveform(waveform.SampleRateHz, isStereo ? 2 : 1, planes).Resample(options.AnalysisRateHz);
        return new([.. sound.Channel(0)], isStereo ? [.. sound.Channel(1)] : null, Decibels(level), Decibels(peak));
        static double Decibels(double amplitude) => Math.Clamp(20 * Math.Log10(amplitude), -120, 120);
    }

    private static int ScaledLength(int length, int fromHz, int toHz) => (int)Math.Min(1 << 20, (long)length * toHz / fromHz);

    /// <summary>The part between the first and the last block of 10 milliseconds that is within 40 dB of the loudest one.</summary>
    private static (int From, int To) Loud(double[] samples, int sampleRateHz)
    {
        var block = Math.Max(1, sampleRateHz / 100);
        var energies = new double[(samples.Length + block - 1) / block];
        for (var i = 0; i < samples.Length; i++)
        {
            energies[i / block] += samples[i] * samples[i];
        }

        var least = energies.Length == 0 ? 0 : energies.Max() * TrimShare * TrimShare;
        var first = Array.FindIndex(energies, energy => energy >= least);
        var last = Array.FindLastIndex(energies, energy => energy >= least);
        return first < 0 ? (0, samples.Length) : (first * block, Math.Min(samples.Length, (last + 1) * block));
    }
}
