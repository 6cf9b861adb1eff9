namespace ZetDard.Netease.Testing;

/// <summary>
/// Mixes notes and drums into two channels at 48 kHz. It uses only additions and multiplications, so that the samples are the
/// same on every machine.
/// </summary>
internal sealed class Mixer(int length)
{
    private const int Rate = LayerTwoEncoder.SampleRateHz;
    private const int Release = Rate / 50;
    private const int Quiet = 640;              // samples of silence at the end: more than the 511 that a coder remembers

    private static readonly double[] SineTable =
        [.. Enumerable.Range(0, Waves.Period + 1).Select(i => Waves.Sine(i / (double)Waves.Period))];

    public float[] Left { get; } = new float[length];

    public float[] Right { get; } = new float[length];

    /// <summary>Adds a note.</summary>
    /// <param name="voice">The instrument.</param>
    /// <param name="start">The first sample of the note.</param>
    /// <param name="held">The number of samples for which the note is held; it rings for a fiftieth of a second more.</param>
    /// <param name="key">The key; 69 is A, 440 Hz.</param>
    /// <param name="gain">The amplitude.</param>
    /// <param name="place">The position, from −1 (left) to 1 (right).</param>
    public void Note(Voice voice, double start, double held, int key, float gain, float place)
    {
        gain *= voice.Gain;
        if (voice.Detune > 0)
        {
            var apart = Math.Max(0, 1 - Math.Abs(place)) * 0.5f;
            Play(voice, start, held, Waves.Hertz(key) * (1 - voice.Detune), gain * 0.7f, place - apart);
            Play(voice, start, held, Waves.Hertz(key) * (1 + voice.Detune), gain * 0.7f, place + apart);
        }
        else
        {
            Play(voice, start, held, Waves.Hertz(key), gain, place);
        }
    }

    private void Play(Voice voice, double start, double held, double frequency, float gain, float place)
    {
        var (from, until) = ((int)start, Math.Min(length, (int)(start + held) + Release));
        if (until <= from)
        {
            return;
        }

        var left = Left.AsSpan(from, until - from);
        var right = Right.AsSpan(from, until - from);
        var bright = Waves.Of(voice.Bright, frequency, voice.Below);
        var dark = Waves.Of(voice.Dark, frequency, voice.Below);
        var (leftGain, rightGain) = (gain * MathF.Sqrt((1 - place) / 2), gain * MathF.Sqrt((1 + place) / 2));

        // Phases are fractions of a period in 32 bits, which wrap around without a test.
        var (phase, step) = (0u, (uint)(frequency / Rate * 4_294_967_296));
        var (turn, turning) = (0u, (uint)(frequency * voice.Ratio / Rate * 4_294_967_296));
        var depth = (float)(voice.Modulation * 4_294_967_296);
        var (strength, fading) = (1f, Fade(voice.Decay));
        var (edge, dulling) = (1f, Fade(voice.BrightDecay));
        var attack = Math.Max(1, (int)(voice.Attack * Rate));
        var rise = 1f / attack;
        for (var i = 0; i < left.Length; i++)
        {
            float sample;
            if (depth > 0)
            {
                sample = Look(bright, phase + (uint)(long)(edge * depth * Look(bright, turn)));
                turn += turning;
            }
            else
            {
                sample = Look(bright, phase);
                if (dulling < 1)
                {
                    var rest = Look(dark, phase);
                    sample = rest + (edge * (sample - rest));
                }
            }

            phase += step;
            edge *= dulling;
            strength *= fading;
            if (voice.Drive > 0)
            {
                sample = sample * (1 + voice.Drive) / (1 + (voice.Drive * Math.Abs(sample)));
            }

            var remain = left.Length - i;
            sample *= i < attack ? strength * i * rise : strength;
            sample *= remain < Release ? remain * (1f / Release) : 1;
            left[i] += sample * leftGain;
            right[i] += sample * rightGain;
        }

        static float Look(float[] table, uint phase)
        {
            var place = (int)(phase >> 22);
            var here = table[place];
            return here + ((phase & 0x3F_FFFF) * (1f / 0x40_0000) * (table[place + 1] - here));
        }
    }

    public void Kick(double start, float gain)
    {
        var (phase, frequency, strength) = (0.0, 160.0, gain);
        for (var i = (int)start; i < Math.Min(length, (int)start + (Rate / 4)); i++)
        {
            var sample = strength * (float)SineTable[(int)(phase * Waves.Period)];
            phase += frequency / Rate;
            phase -= Math.Floor(phase);
            frequency += (48 - frequency) * 0.0012;
            strength *= 0.99965f;
            Left[i] += sample;
            Right[i] += sample;
        }
    }

    /// <summary>Adds noise that dies away: low-pitched for a snare, high-pitched for cymbals.</summary>
    public void Noise(double start, double decay, float gain, bool isHigh, ulong seed)
    {
        var (strength, fading, before) = (gain, Fade(decay), 0f);
        for (var i = (int)start; i < Math.Min(length, (int)(start + (5 * decay * Rate))); i++)
        {
            seed = unchecked((seed * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407);
            var noise = ((int)(seed >> 33) / (float)(1 << 30)) - 1;
            var sample = strength * (isHigh ? noise - before : (noise + before) * 0.7f);
            before = noise;
            strength *= fading;
            Left[i] += sample;
            Right[i] += sample;
        }
    }

    /// <summary>Adds reverberation: what was mixed so far, delayed and on the other side.</summary>
    public void Echo(int delay, float gain)
    {
        for (var i = delay; i < length; i++)
        {
            Left[i] += gain * Right[i - delay];
            Right[i] += gain * Left[i - delay];
        }
    }

    /// <summary>The mean square of both channels.</summary>
    public double Power()
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++)
        {
            sum += (Left[i] * (double)Left[i]) + (Right[i] * (double)Right[i]);
        }

        return sum / (2 * Math.Max(1, length));
    }

    /// <summary>Scales to a level, rounds the peaks, and ends in silence, so that whatever follows begins after silence.</summary>
    public void Finish(float gain, int fadeOut = 480)
    {
        foreach (var samples in (float[][])[Left, Right])
        {
            for (var i = 0; i < length; i++)
            {
                var sample = samples[i] * gain;
                // Below 1, and smooth at one half.
                sample = Math.Abs(sample) <= 0.5f ? sample : Math.Sign(sample) * (1 - (0.25f / Math.Abs(sample)));
                samples[i] = sample * Math.Clamp((length - Quiet - i) / (float)fadeOut, 0, 1);
            }
        }
    }

    // The factor by which a sample falls to 1/e in a number of seconds; (1 - 1/n)^n is close enough.
    private static float Fade(double seconds) => seconds <= 0 ? 1 : 1 - (float)(1 / (seconds * Rate));
}
