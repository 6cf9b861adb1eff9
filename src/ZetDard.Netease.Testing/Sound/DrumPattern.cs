namespace ZetDard.Netease.Testing;

/// <summary>How the drums are played.</summary>
internal enum DrumPattern { None, Brushes, Shaker, Pop, Rock, FourOnTheFloor }
