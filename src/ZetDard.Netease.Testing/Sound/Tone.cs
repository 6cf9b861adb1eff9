namespace ZetDard.Netease.Testing;

/// <summary>The waveforms of instruments.</summary>
internal enum Tone { Sine, Triangle, Saw, Square, Organ, Reed, Flute }
