namespace ZetDard.Netease.Testing;

/// <summary>
/// The sound of the songs of a taste group. The mood is that of the group's words (<see cref="ContentWords.IsHappy"/>): happy
/// groups are in major.
/// </summary>
internal sealed record SongStyle
{
    private static readonly Voice Pad = new() { Bright = Tone.Saw, Attack = 0.25, Below = 1_600, Detune = 0.004, Gain = 0.7f };
    private static readonly Voice ElectricPiano = new()
    {
        Bright = Tone.Sine,
        Modulation = 0.12,
        Ratio = 1,
        BrightDecay = 0.4,
        Decay = 1.4,
    };
    private static readonly Voice Bell = new() { Bright = Tone.Sine, Modulation = 0.28, Ratio = 3.5, BrightDecay = 0.5, Decay = 1.1 };
    private static readonly Voice Ukulele = new()
    {
        Bright = Tone.Saw,
        Dark = Tone.Triangle,
        BrightDecay = 0.05,
        Decay = 0.35,
        Below = 9_000,
    };
    private static readonly Voice Guitar = new()
    {
        Bright = Tone.Saw,
        Dark = Tone.Triangle,
        BrightDecay = 0.12,
        Decay = 0.9,
        Below = 5_000,
    };
    private static readonly Voice Marimba = new()
    {
        Bright = Tone.Square,
        Dark = Tone.Sine,
        BrightDecay = 0.03,
        Decay = 0.3,
        Below = 4_000,
    };
    private static readonly Voice Distorted = new() { Bright = Tone.Saw, Below = 7_000, Detune = 0.006, Drive = 5, Gain = 0.8f };
    private static readonly Voice Flute = new() { Bright = Tone.Flute, Attack = 0.05 };
    private static readonly Voice Harmonica = new() { Bright = Tone.Reed, Attack = 0.04, Below = 5_000, Gain = 0.8f };
    private static readonly Voice Organ = new() { Bright = Tone.Organ, Attack = 0.01, Gain = 0.8f };
    private static readonly Voice SquareLead = new() { Bright = Tone.Square, Below = 8_000, Gain = 0.7f };
    private static readonly Voice Stab = new() { Bright = Tone.Saw, BrightDecay = 0.15, Decay = 0.5, Below = 9_000, Detune = 0.007 };
    private static readonly Voice SineBass = new() { Bright = Tone.Triangle, Below = 400, Decay = 1.5 };
    private static readonly Voice PluckedBass = new()
    {
        Bright = Tone.Saw,
        Dark = Tone.Triangle,
        BrightDecay = 0.08,
        Decay = 0.6,
        Below = 1_500,
    };
    private static readonly Voice SawBass = new() { Bright = Tone.Saw, Below = 2_000, Drive = 1.5f, Gain = 0.9f };

    private static readonly Voice[] Leads = [ElectricPiano, Ukulele, Bell, Distorted, Flute, SquareLead, Harmonica, Marimba, Organ];
    private static readonly Voice[] Chords = [Pad, Ukulele, Bell, Distorted, Guitar, Stab, Organ, ElectricPiano];
    private static readonly Voice[] Basses = [SineBass, PluckedBass, SawBass];

    // One style for each theme of ContentWords, in its order: night, summer, calm, rock, folk, electronic.
    private static readonly SongStyle[] OfThemes =
    [
        new()
        {
            MinBpm = 66,
            MaxBpm = 76,
            Scale = Minor,
            Lead = 0,
            Chord = 0,
            Bass = 0,
            Figure = ChordFigure.Held,
            Drums = DrumPattern.Brushes,
            Density = 0.35,
            Width = 0.6f,
            Octave = 0,
            Loudness = 0.10f,
        },
        new()
        {
            MinBpm = 112,
            MaxBpm = 124,
            Scale = Major,
            Lead = 7,
            Chord = 1,
            Bass = 1,
            Figure = ChordFigure.OffBeats,
            Drums = DrumPattern.Pop,
            Density = 0.7,
            Width = 0.4f,
            Octave = 1,
            Loudness = 0.14f,
        },
        new()
        {
            MinBpm = 80,
            MaxBpm = 90,
            Scale = Major,
            Lead = 2,
            Chord = 7,
            Bass = 0,
            Figure = ChordFigure.Arpeggio,
            Drums = DrumPattern.None,
            Density = 0.45,
            Width = 0.9f,
            Octave = 1,
            Loudness = 0.09f,
        },
        new()
        {
            MinBpm = 140,
            MaxBpm = 156,
            Scale = Minor,
            Lead = 3,
            Chord = 3,
            Bass = 2,
            Figure = ChordFigure.Eighths,
            Drums = DrumPattern.Rock,
            Density = 0.65,
            Width = 0.8f,
            Octave = 0,
            Loudness = 0.22f,
        },
        new()
        {
            MinBpm = 92,
            MaxBpm = 104,
            Scale = Dorian,
            Lead = 6,
            Chord = 4,
            Bass = 1,
            Figure = ChordFigure.Arpeggio,
            Drums = DrumPattern.Shaker,
            Density = 0.5,
            Width = 0.1f,
            Octave = 0,
            Loudness = 0.12f,
        },
        new()
        {
            MinBpm = 126,
            MaxBpm = 134,
            Scale = Major,
            Lead = 5,
            Chord = 5,
            Bass = 2,
            Figure = ChordFigure.Syncopated,
            Drums = DrumPattern.FourOnTheFloor,
            Density = 0.8,
            Width = 0.7f,
            Octave = 0,
            Loudness = 0.20f,
        },
    ];

    private static readonly double[] TempoShift = [1, 0.86, 1.13, 0.93, 1.07];

    public required int MinBpm { get; init; }

    public required int MaxBpm { get; init; }

    /// <summary>The semitones of the seven degrees.</summary>
    public required int[] Scale { get; init; }

    public required ChordFigure Figure { get; init; }

    public required DrumPattern Drums { get; init; }

    /// <summary>The probability that a step of the melody is sung, 0 … 1.</summary>
    public required double Density { get; init; }

    /// <summary>How far apart the instruments are in the stereo image, 0 … 1.</summary>
    public required float Width { get; init; }

    public required int Octave { get; init; }

    /// <summary>The root mean square of a song's samples, before its peaks are rounded.</summary>
    public required float Loudness { get; init; }

    public required int Lead { get; init; }

    public required int Chord { get; init; }

    public required int Bass { get; init; }

    public Voice LeadVoice => Leads[Lead % Leads.Length];

    public Voice ChordVoice => Chords[Chord % Chords.Length];

    public Voice BassVoice => Basses[Bass % Basses.Length];

    /// <summary>Whether thirds are major.</summary>
    public bool IsMajor => Scale[2] == 4;

    private static int[] Major => [0, 2, 4, 5, 7, 9, 11];

    private static int[] Minor => [0, 2, 3, 5, 7, 8, 10];

    private static int[] Dorian => [0, 2, 3, 5, 7, 9, 10];

    /// <summary>
    /// Returns the style of a group: that of its theme. Groups that share a theme differ in instruments, drums and tempo, but
    /// have the theme's mood.
    /// </summary>
    public static SongStyle Of(int group)
    {
        var style = OfThemes[group % OfThemes.Length];
        var variant = group / OfThemes.Length;
        if (variant == 0)
        {
            return style;
        }

        var shift = TempoShift[variant % TempoShift.Length];
        return style with
        {
            MinBpm = (int)(style.MinBpm * shift),
            MaxBpm = (int)(style.MaxBpm * shift),
            Lead = style.Lead + (2 * variant),
            Chord = style.Chord + (3 * variant),
            Bass = style.Bass + variant,
            Figure = (ChordFigure)(((int)style.Figure + variant) % 5),
            Drums = (DrumPattern)(((int)style.Drums + (2 * variant)) % 6),
            Width = (style.Width + (0.37f * variant)) % 1,
            Octave = (style.Octave + variant) % 2,
        };
    }
}
