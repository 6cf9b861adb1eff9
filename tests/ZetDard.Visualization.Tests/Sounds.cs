using ZetDard.Recommenders;

namespace ZetDard.Visualization.Tests;

/// <summary>Sound to draw, and pictures to look at.</summary>
internal static class Sounds
{
    /// <summary>A sine that rises from 100 Hz to 4 kHz and falls silent in the last quarter.</summary>
    public static Waveform Sweep(double seconds = 2, int rate = 22_050, int channels = 1, float gain = 0.8f)
    {
        var length = (int)(seconds * rate);
        var samples = new float[length * channels];
        for (var channel = 0; channel < channels; channel++)
        {
            var phase = 0.0;
            for (var i = 0; i < length; i++)
            {
                phase += (100 + (3_900.0 * i / length)) / rate;
                samples[(channel * length) + i] = i < length * 3 / 4 ? gain / (1 + channel) * (float)Math.Sin(2 * Math.PI * phase) : 0;
            }
        }

        return new(rate, channels, samples);
    }
}
