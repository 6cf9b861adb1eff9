namespace ZetDard.Netease.Testing;

/// <summary>The patterns of the drums.</summary>
internal enum DrumPattern { None, Brushes, Shaker, Pop, Rock, FourOnTheFloor }
