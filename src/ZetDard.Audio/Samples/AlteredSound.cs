using System.Runtime.InteropServices;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Copies of sounds that differ a little, so that a classifier learns more from few recordings.</summary>
public static class AlteredSound
{
    private const double TiltHz = 1_000;
    private const double NoiseRangeDb = 20;
    private const int StepsPerSemitone = 4;     // so that few resampling filters are needed

    /// <summary>
    /// Makes copies that differ in pitch and speed, tone, level and noise. Learn from them as well as from the sound, and average the
    /// scores of a tested sound over its copies: <see cref="ClassifierViews.OverViews"/>.
    /// </summary>
    /// <param name="waveform">The sound.</param>
    /// <param name="count">The number of copies, 0 or more.</param>
    /// <param name="seed">The same sound and seed give the same copies; different sounds are altered differently.</param>
    /// <param name="options">The limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static IReadOnlyList<Waveform> AlteredCopies(
        this Waveform waveform, int count, int seed, AlterationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        options = new AlterationOptionsValidator().Validated(options ?? new());
        var random = new Random(seed ^ HashOf(waveform));
        return [.. Enumerable.Range(0, count).Select(_ => Altered(waveform, options, random))];
    }

    private static Waveform Altered(Waveform waveform, AlterationOptions options, Random random)
    {
        var semitones = Math.Round(StepsPerSemitone * Between(options.MaxSemitones)) / StepsPerSemitone;
        var (tilt, gain) = (Amplitude(Between(options.MaxTiltDb)), Amplitude(Between(options.MaxGainDb)));
        var noise = Amplitude(-options.MinNoiseDistanceDb - (NoiseRangeDb * random.NextDouble())) * waveform.RootMeanSquare();

        // Played at a higher rate a sound is higher and faster; then it is brought back to the old rate.
        var rate = (int)Math.Round(waveform.SampleRateHz * Math.Pow(2, semitones / 12));
        var played = new Waveform(rate, waveform.ChannelCount, Samples(waveform)).Resample(waveform.SampleRateHz);
        var samples = Samples(played);
        var pole = Math.Exp(-2 * Math.PI * TiltHz / waveform.SampleRateHz);
        for (var channel = 0; channel < played.ChannelCount; channel++)
        {
            var low = 0.0;
            foreach (ref var sample in samples.AsSpan(channel * played.Length, played.Length))
            {
                low = (pole * low) + ((1 - pole) * sample);
                sample = (float)(gain * (low + (tilt * (sample - low)) + (noise * Normal())));
            }
        }

        return new(played.SampleRateHz, played.ChannelCount, samples);

        double Between(double limit) => limit * ((2 * random.NextDouble()) - 1);

        // Box and Muller 1958.
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private static double Amplitude(double decibels) => Math.Pow(10, decibels / 20);

    private static float[] Samples(Waveform waveform)
    {
        var samples = new float[waveform.ChannelCount * waveform.Length];
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        {
            waveform.Channel(channel).CopyTo(samples.AsSpan(channel * waveform.Length));
        }

        return samples;
    }

    // FNV-1a over the bits of the first channel; the same in every process.
    private static int HashOf(Waveform waveform)
    {
        var hash = 2166136261u;
        foreach (var bits in MemoryMarshal.Cast<float, uint>(waveform.Channel(0)))
        {
            hash = (hash ^ bits) * 16777619u;
        }

        return (int)hash;
    }
}
