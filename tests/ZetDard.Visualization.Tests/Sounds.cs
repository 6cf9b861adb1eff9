using ZetDard.Recommenders;

namespace ZetDard.Visualization.Tests;

/// <summary>Sounds to draw, and helpers to examine pictures.</summary>
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

    /// <summary>Plucked broken chords in different channels over a bass, for the pictures of the documentation.</summary>
    public static Waveform Chords()
    {
        const int Rate = 44_100;
        double[][] chords = [[220, 261.63, 329.63], [174.61, 220, 261.63], [130.81, 164.81, 196], [196, 246.94, 293.66]];
        var (left, right) = (new float[8 * Rate], new float[8 * Rate]);
        for (var note = 0; note < 32; note++)
        {
            var chord = chords[note / 8];
            Add(note * Rate / 4, chord[note % 3] * (note % 4 == 3 ? 4 : 2), 3, note % 2 == 0 ? 0.8 : 0.3, 0.22);
            if (note % 4 == 0)
            {
                Add(note * Rate / 4, chord[0] / 2, 1.5, 0.5, 0.35);
            }
        }

        return new(Rate, 2, [.. left, .. right]);

        void Add(int start, double frequency, double decay, double place, double gain)
        {
            for (var i = start; i < Math.Min(left.Length, start + (2 * Rate)); i++)
            {
                var t = (i - start) / (double)Rate;
                var sample = 0.0;
                for (var harmonic = 1; harmonic <= 12; harmonic++)
                {
                    sample += Math.Sin(2 * Math.PI * harmonic * frequency * t) * Math.Exp(-decay * harmonic * t) / harmonic;
                }

                sample *= gain * Math.Min(1, t * 400);
                left[i] += (float)(sample * (1 - place));
                right[i] += (float)(sample * place);
            }
        }
    }
}
