using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Synthetic, seeded sound: chords, a beat and noise; stereo, 44.1 kHz.</summary>
internal static class AudioSound
{
    public const int RateHz = 44_100;

    public static Waveform Create(AudioSet set) => Create(set == AudioSet.Tiny ? 2 : 240);

    private static Waveform Create(int seconds)
    {
        var random = new Random(42);
        var length = seconds * RateHz;
        var samples = new float[2 * length];
        for (var i = 0; i < length; i++)
        {
            var time = (double)i / RateHz;
            var root = 110 * Math.Pow(2, (int)(time / 2) % 12 / 12.0);
            var chord =
                Math.Sin(2 * Math.PI * root * time)
                + Math.Sin(2 * Math.PI * root * 2.5198 * time)
                + Math.Sin(2 * Math.PI * root * 5.9932 * time);
            var beat = Math.Exp(-20 * (time * 2 % 1)) * (random.NextDouble() - 0.5);
            samples[i] = (float)((0.15 * chord) + (0.4 * beat));
            samples[length + i] = (float)((0.12 * chord) + (0.3 * beat) + (0.05 * Math.Sin(2 * Math.PI * 3000 * time)));
        }

        return new(RateHz, 2, samples);
    }
}
