namespace ZetDard.Netease.Testing;

/// <summary>
/// The sound of a song: a verse and a refrain of four chords, which are repeated, and an end. The style is that of its group; key,
/// tempo, chords, melody and rhythm are its own.
/// </summary>
/// <remarks>
/// Only the parts that differ are synthesised and encoded, some 15 seconds, so a song of five minutes costs no more than one of
/// two.
/// </remarks>
internal sealed class SongSound
{
    private const int MinEndFrames = 48;         // frames, 1.2 s

    // The degrees of the scale on which the four chords are built.
    private static readonly int[][] HappyChords = [[0, 4, 5, 3], [0, 3, 4, 3], [0, 5, 3, 4], [3, 4, 0, 0], [0, 2, 3, 4]];
    private static readonly int[][] SadChords = [[0, 5, 2, 6], [0, 3, 6, 4], [0, 6, 5, 6], [0, 0, 3, 4], [5, 6, 0, 0]];

    private readonly Seeded _seed;
    private readonly long _song;
    private readonly SongStyle _style;
    private readonly int _root;
    private readonly int _beats;       // beats of a part
    private readonly int _partFrames;
    private readonly double _beat;       // samples of a beat

    public SongSound(NeteaseContent content, int song)
    {
        (_seed, _song) = (content.Seed, song);
        _style = SongStyle.Of(content.World.Songs[song].Group);
        _root = 48 + _seed.Below(12, Facet.Sound, song);
        Bpm = _style.MinBpm + (_style.MaxBpm - _style.MinBpm) * _seed.Below(1_000, Facet.Sound, song, 1) / 1_000.0;
        _beats = Bpm < 108 ? 8 : 16;

        // A part consists of whole frames, so the tempo is adjusted, by less than 0.3 %.
        _partFrames = (int)((_beats * 60 / Bpm * LayerTwoEncoder.SampleRateHz / LayerTwoEncoder.FrameSamples) + 0.5);
        _beat = _partFrames * LayerTwoEncoder.FrameSamples / (double)_beats;
        Bpm = 60 * LayerTwoEncoder.SampleRateHz / _beat;
        FrameCount = FramesOf(content.DurationOf(song));
    }

    public double Bpm { get; }

    public int FrameCount { get; }

    public static int FramesOf(int milliseconds) =>
        (int)(((milliseconds * (LayerTwoEncoder.SampleRateHz / 1_000L)) + LayerTwoEncoder.FrameSamples - 1) / LayerTwoEncoder.FrameSamples);

    /// <summary>The number of verses and refrains; the end takes the rest.</summary>
    private int PartCount => Math.Max(0, (FrameCount - MinEndFrames) / _partFrames);

    /// <summary>Encodes the song.</summary>
    public EncodedSound Encode(int kilobits)
    {
        var (verse, refrain, end) = Render();
        var encoder = new LayerTwoEncoder(kilobits);
        return new(
            encoder.Encode(verse.Left, verse.Right), encoder.Encode(refrain.Left, refrain.Right), encoder.Encode(end.Left, end.Right),
            encoder.FrameBytes, PartCount);
    }

    /// <summary>Returns the sound before it is encoded.</summary>
    public (Mixer Verse, Mixer Refrain, Mixer End) Render()
    {
        var verse = Part(isRefrain: false);
        var refrain = Part(isRefrain: true);
        var end = End();
        var gain = _style.Loudness / (float)Math.Sqrt(refrain.Power());
        verse.Finish(gain);
        refrain.Finish(gain);
        end.Finish(gain, fadeOut: LayerTwoEncoder.SampleRateHz);
        return (verse, refrain, end);
    }

    private Mixer Part(bool isRefrain)
    {
        var mixer = new Mixer(_partFrames * LayerTwoEncoder.FrameSamples);
        var kind = isRefrain ? 1 : 0;
        var progressions = _style.IsMajor ? HappyChords : SadChords;
        var verse = _seed.Below(progressions.Length, Facet.Sound, _song, 2);
        var refrain = verse + 1 + _seed.Below(progressions.Length - 1, Facet.Sound, _song, 3);
        var degrees = progressions[(isRefrain ? refrain : verse) % progressions.Length];
        var beatsOfChord = _beats / 4;
        for (var chord = 0; chord < 4; chord++)
        {
            PlayChord(mixer, chord * beatsOfChord, beatsOfChord, degrees[chord]);
            PlayBass(mixer, chord * beatsOfChord, beatsOfChord, degrees[chord]);
        }

        PlayMelody(mixer, degrees, beatsOfChord, kind);
        if (_style.Figure is ChordFigure.Held or ChordFigure.Arpeggio)
        {
            mixer.Echo((int)(_beat * 0.75), 0.25f * _style.Width);
        }

        PlayDrums(mixer, isRefrain);
        return mixer;
    }

    private Mixer End()
    {
        var frames = FrameCount - (PartCount * _partFrames);
        var mixer = new Mixer(frames * LayerTwoEncoder.FrameSamples);
        var held = Math.Min(mixer.Left.Length, 8 * _beat);
        for (var voice = 0; voice < 3; voice++)
        {
            mixer.Note(_style.ChordVoice, voice * _beat / 8, held, Key(2 * voice, 1), 0.5f, _style.Width * (voice - 1));
        }

        mixer.Note(_style.LeadVoice, 0, held, Key(7, 1 + _style.Octave), 0.6f, 0);
        mixer.Note(_style.BassVoice, 0, held, Key(0, 0) - 12, 0.8f, 0);
        return mixer;
    }

    private void PlayChord(Mixer mixer, int from, int beats, int degree)
    {
        var voice = _style.ChordVoice;
        for (var half = 0; half < 2 * beats; half++)
        {
            var (plays, halves, tones) = _style.Figure switch
            {
                ChordFigure.Held => (half == 0, 2 * beats, 3),
                ChordFigure.OffBeats => (half % 2 == 1, 1, 3),
                ChordFigure.Arpeggio => (true, 2, 1),
                ChordFigure.Eighths => (true, 1, 2),
                _ => (half % 8 is 0 or 3 or 6, 2, 3),
            };
            if (!plays)
            {
                continue;
            }

            for (var tone = 0; tone < tones; tone++)
            {
                // Root, third and fifth. An arpeggio goes up and down through them; distorted chords leave out the third.
                var step = tones == 1 ? (half % 4) switch { 0 => 0, 1 => 2, 2 => 4, _ => 2 } : tones == 2 ? 4 * tone : 2 * tone;
                var place = _style.Width * (tones == 1 ? (half % 4 - 1.5f) / 1.5f : tones == 2 ? (2 * tone) - 1 : tone - 1);
                mixer.Note(
                    voice, (from + (half / 2.0)) * _beat + (tones == 3 && voice.Decay > 0 ? tone * 300 : 0), halves * _beat * 0.48,
                    Key(degree + step, 1), tones == 1 ? 0.5f : 0.3f, place);
            }
        }
    }

    private void PlayBass(Mixer mixer, int from, int beats, int degree)
    {
        var halves = _style.Figure switch { ChordFigure.Eighths or ChordFigure.Syncopated => 1, ChordFigure.OffBeats => 2, _ => 4 };
        for (var half = 0; half < 2 * beats; half += halves)
        {
            var octave = _style.Figure == ChordFigure.Syncopated && half % 2 == 1 ? 12 : 0;
            mixer.Note(_style.BassVoice, (from + (half / 2.0)) * _beat, halves * _beat * 0.46, Key(degree % 7, 0) - 12 + octave, 0.6f, 0);
        }
    }

    private void PlayMelody(Mixer mixer, int[] degrees, int beatsOfChord, int kind)
    {
        var place = (kind * 2) + _seed.Below(5, Facet.Melody, _song, kind);
        var halves = 2 * _beats;
        for (var half = 0; half < halves;)
        {
            // The second half of a part repeats the rhythm of the first.
            var bits = _seed.Bits(Facet.Melody, _song, (kind * 1_000) + 10 + (half % (halves / 2)));
            var length = half % 2 == 1 ? 1 : 1 + (int)(bits % 3);
            var isStrong = half % 4 == 0;
            if ((bits >> 8) % 1_000 < 1_000 * (isStrong ? 0.95 : kind == 1 ? Math.Min(1, _style.Density * 1.2) : _style.Density))
            {
                var chord = degrees[half / 2 / beatsOfChord];
                place = Math.Clamp(place + (int)(_seed.Bits(Facet.Melody, _song, (kind * 1_000) + 500 + half) % 5) - 2, kind * 2, 9 + kind);
                if (isStrong)
                {
                    // Move down to the nearest tone of the chord.
                    while ((place - chord + 70) % 7 is not (0 or 2 or 4))
                    {
                        place--;
                    }
                }

                mixer.Note(
                    _style.LeadVoice, half * _beat / 2, Math.Min(length, halves - half) * _beat * 0.47, Key(place, 1 + _style.Octave), 0.6f,
                    _style.Width * 0.2f);
            }

            half += length;
        }
    }

    private void PlayDrums(Mixer mixer, bool isRefrain)
    {
        for (var quarter = 0; quarter < 4 * _beats; quarter++)
        {
            var (at, inBar) = (quarter * _beat / 4, quarter % 16);
            var noise = _seed.Bits(Facet.Sound, _song, 1_000 + quarter);
            var (kick, snare, cymbal) = _style.Drums switch
            {
                DrumPattern.Brushes => (0, inBar is 4 or 12 ? 0.10f : 0, inBar % 4 == 2 ? 0.03f : 0),
                DrumPattern.Shaker => (0f, 0f, quarter % 2 == 0 ? quarter % 4 == 2 ? 0.06f : 0.03f : 0),
                DrumPattern.Pop => (inBar is 0 or 8 or 10 ? 0.7f : 0, inBar is 4 or 12 ? 0.3f : 0, quarter % 2 == 0 ? 0.06f : 0),
                DrumPattern.Rock => (
                    inBar is 0 or 6 or 8 or 14 ? 1f : 0, inBar is 4 or 12 ? 0.5f : 0, quarter % 2 == 0 ? isRefrain ? 0.10f : 0.07f : 0),
                DrumPattern.FourOnTheFloor =>
                    (quarter % 4 == 0 ? 1f : 0, inBar is 4 or 12 ? 0.25f : 0, quarter % 4 == 2 ? 0.15f : isRefrain ? 0.04f : 0),
                _ => (0f, 0f, 0f),
            };
            if (kick > 0)
            {
                mixer.Kick(at, kick);
            }

            if (snare > 0)
            {
                mixer.Noise(at, _style.Drums == DrumPattern.Brushes ? 0.08 : 0.05, snare, isHigh: false, noise);
            }

            if (cymbal > 0)
            {
                mixer.Noise(at, _style.Drums == DrumPattern.Rock ? 0.04 : 0.02, cymbal, isHigh: true, noise + 1);
            }
        }
    }

    private int Key(int degree, int octave)
    {
        var octaves = Math.DivRem(degree + 70, 7, out var step) - 10;
        return _root + _style.Scale[step] + (12 * (octaves + octave));
    }
}
