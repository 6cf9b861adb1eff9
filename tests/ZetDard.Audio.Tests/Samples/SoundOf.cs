using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Samples;

/// <summary>Sounds to test with.</summary>
internal static class SoundOf
{
    /// <summary>
    /// Sines of some frequencies, each of amplitude .8 / count, each with its own phase: a band-limited signal that can be
    /// computed at any time.
    /// </summary>
    public static double Sines(double seconds, params double[] frequenciesHz) =>
        frequenciesHz.Select((frequency, i) => 0.8 / frequenciesHz.Length * Math.Sin((2 * Math.PI * frequency * seconds) + i)).Sum();

    public static Waveform Sines(int rateHz, int length, params double[] frequenciesHz) =>
        new(rateHz, 1, [.. Enumerable.Range(0, length).Select(i => (float)Sines((double)i / rateHz, frequenciesHz))]);

    public static Waveform Noise(int rateHz, int channelCount, int length, int seed = 1)
    {
        var random = new Random(seed);
        return new(rateHz, channelCount, [.. Enumerable.Range(0, channelCount * length).Select(_ => (random.NextSingle() * 1.8f) - 0.9f)]);
    }

    public static float[] All(this Waveform waveform) =>
        [.. Enumerable.Range(0, waveform.ChannelCount).SelectMany(channel => waveform.Channel(channel).ToArray())];

    /// <summary>
    /// The signal-to-error ratio in decibels, over all channels and the samples from <paramref name="margin"/> to the end less
    /// <paramref name="margin"/>.
    /// </summary>
    public static double SignalToNoise(Waveform expected, Waveform actual, int margin = 0)
    {
        Assert.Equal(expected.ChannelCount, actual.ChannelCount);
        var (signal, noise) = (0.0, 0.0);
        for (var channel = 0; channel < expected.ChannelCount; channel++)
        {
            var a = expected.Channel(channel);
            var b = actual.Channel(channel);
            for (var i = margin; i < Math.Min(a.Length, b.Length) - margin; i++)
            {
                signal += (double)a[i] * a[i];
                noise += Math.Pow((double)a[i] - b[i], 2);
            }
        }

        return 10 * Math.Log10(signal / Math.Max(noise, 1e-30));
    }
}
