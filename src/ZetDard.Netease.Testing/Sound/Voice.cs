namespace ZetDard.Netease.Testing;

/// <summary>An instrument: a bright period that dies away over a dark one, or a modulated sine.</summary>
internal sealed record Voice
{
    /// <summary>What it sounds like when struck.</summary>
    public required Tone Bright { get; init; }

    /// <summary>What remains.</summary>
    public Tone Dark { get; init; } = Tone.Sine;

    /// <summary>Seconds until the bright part has fallen to 1/e; 0: it stays.</summary>
    public double BrightDecay { get; init; }

    /// <summary>Seconds until all of it has fallen to 1/e; 0: it is held.</summary>
    public double Decay { get; init; }

    /// <summary>Seconds until it is at its full strength.</summary>
    public double Attack { get; init; } = 0.004;

    /// <summary>Harmonics above are left out, in Hz.</summary>
    public double Below { get; init; } = 6_000;

    /// <summary>Depth of the modulation of a bell in periods, 0: none; it falls with <see cref="BrightDecay"/>.</summary>
    public double Modulation { get; init; }

    /// <summary>Frequency of the modulation over that of the tone.</summary>
    public double Ratio { get; init; } = 3.5;

    /// <summary>How much two of it stand apart in pitch, left and right, as a part of the frequency; 0: one only.</summary>
    public double Detune { get; init; }

    /// <summary>How far it is driven into distortion; 0: not at all.</summary>
    public float Drive { get; init; }

    public float Gain { get; init; } = 1;
}
