namespace ZetDard.Netease.Testing;

/// <summary>What one period of an instrument sounds like.</summary>
internal enum Tone { Sine, Triangle, Saw, Square, Organ, Reed, Flute }
