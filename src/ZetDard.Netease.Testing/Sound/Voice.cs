namespace ZetDard.Netease.Testing;

/// <summary>An instrument: a bright waveform that dies away over a dark one, or a modulated sine.</summary>
internal sealed record Voice
{
    /// <summary>The waveform when the note is struck.</summary>
    public required Tone Bright { get; init; }

    /// <summary>The waveform that remains.</summary>
    public Tone Dark { get; init; } = Tone.Sine;

    /// <summary>The seconds until the bright part has fallen to 1/e; 0 if it stays.</summary>
    public double BrightDecay { get; init; }

    /// <summary>The seconds until the whole note has fallen to 1/e; 0 if it is held.</summary>
    public double Decay { get; init; }

    /// <summary>The seconds until the note reaches its full strength.</summary>
    public double Attack { get; init; } = 0.004;

    /// <summary>The frequency in Hz above which harmonics are left out.</summary>
    public double Below { get; init; } = 6_000;

    /// <summary>The depth of a bell's modulation in periods, 0 for none; it falls with <see cref="BrightDecay"/>.</summary>
    public double Modulation { get; init; }

    /// <summary>The frequency of the modulation relative to that of the tone.</summary>
    public double Ratio { get; init; } = 3.5;

    /// <summary>
    /// The difference in pitch between two copies of the instrument, left and right, as a fraction of the frequency; 0 for only
    /// one.
    /// </summary>
    public double Detune { get; init; }

    /// <summary>How strongly the instrument is distorted; 0 for not at all.</summary>
    public float Drive { get; init; }

    public float Gain { get; init; } = 1;
}
