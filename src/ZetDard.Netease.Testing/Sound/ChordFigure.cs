namespace ZetDard.Netease.Testing;

/// <summary>The ways in which chords are played.</summary>
internal enum ChordFigure { Held, OffBeats, Arpeggio, Eighths, Syncopated }
