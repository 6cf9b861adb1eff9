using System.Collections.Concurrent;

namespace ZetDard.Netease.Testing;

/// <summary>
/// Sines and single periods of tones, computed with additions and multiplications only: the same on every machine, unlike the
/// functions of the C library.
/// </summary>
internal static class Waves
{
    /// <summary>The number of samples of a period in a table; one more follows, equal to the first.</summary>
    public const int Period = 1_024;

    private const int MaxHarmonics = 48;

    private static readonly double[] Semitones =
    [
        1, 1.0594630943592953, 1.122462048309373, 1.189207115002721, 1.2599210498948732, 1.3348398541700344,
        1.4142135623730951, 1.4983070768766815, 1.5874010519681994, 1.681792830507429, 1.7817974362806785, 1.887748625363387,
    ];

    private static readonly double[] SineTable = [.. Enumerable.Range(0, Period).Select(i => Sine(i / (double)Period))];

    private static readonly ConcurrentDictionary<(Tone Tone, int Harmonics), float[]> Tables = new();      // at most tones × harmonics

    /// <summary>Returns sin(2π turns), with an error of at most 1e-15.</summary>
    public static double Sine(double turns)
    {
        turns -= Math.Floor(turns + 0.5);                                // -0.5 … 0.5
        turns = turns > 0.25 ? 0.5 - turns : turns < -0.25 ? -0.5 - turns : turns;
        var x = turns * 2 * Math.PI;
        var (square, term, sum) = (x * x, x, x);
        for (var n = 2; n < 26; n += 2)
        {
            term *= -square / (n * (n + 1));
            sum += term;
        }

        return sum;
    }

    /// <summary>Returns the frequency of a key; 69 is A, 440 Hz.</summary>
    public static double Hertz(int key)
    {
        var octave = Math.DivRem(key + 120, 12, out var semitone) - 10;
        var frequency = 8.175798915643707 * Semitones[semitone];         // key 0
        for (; octave > 0; octave--)
        {
            frequency *= 2;
        }

        return frequency;
    }

    /// <summary>Returns a period of a tone with the harmonics that stay below a frequency; its peak is about 1.</summary>
    public static float[] Of(Tone tone, double frequency, double below) =>
        Tables.GetOrAdd((tone, Math.Clamp((int)(below / frequency), 1, MaxHarmonics)), static key => Make(key.Tone, key.Harmonics));

    private static float[] Make(Tone tone, int harmonics)
    {
        var wave = new double[Period];
        var total = 0.0;
        for (var h = 1; h <= harmonics; h++)
        {
            var strength = Strength(tone, h);
            total += Math.Abs(strength) / Math.Sqrt(h);
            for (var i = 0; i < Period && strength != 0; i++)
            {
                wave[i] += strength * SineTable[h * i % Period];
            }
        }

        return [.. wave.Append(wave[0]).Select(sample => (float)(sample / total))];
    }

    private static double Strength(Tone tone, int h) => tone switch
    {
        Tone.Saw => 1.0 / h,
        Tone.Square => h % 2 == 1 ? 1.0 / h : 0,
        Tone.Triangle => h % 4 == 1 ? 1.0 / (h * h) : h % 4 == 3 ? -1.0 / (h * h) : 0,
        Tone.Organ => h switch { 1 => 1, 2 => 0.8, 3 => 0.5, 4 => 0.6, 6 => 0.35, 8 => 0.3, _ => 0 },
        Tone.Reed => h switch { 1 => 0.5, 2 => 0.7, 3 => 1, 4 => 0.8, 5 => 0.6, 6 => 0.3, 7 => 0.25, 8 => 0.1, _ => 0 },
        Tone.Flute => h switch { 1 => 1, 2 => 0.3, 3 => 0.08, 4 => 0.03, _ => 0 },
        _ => h == 1 ? 1 : 0,
    };
}
