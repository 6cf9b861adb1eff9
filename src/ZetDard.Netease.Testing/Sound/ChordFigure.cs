namespace ZetDard.Netease.Testing;

/// <summary>How the chords are played.</summary>
internal enum ChordFigure { Held, OffBeats, Arpeggio, Eighths, Syncopated }
