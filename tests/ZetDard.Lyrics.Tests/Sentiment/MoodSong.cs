namespace ZetDard.Lyrics.Tests;

/// <param name="Text">The lyric, in traditional characters.</param>
/// <param name="Artist">The artist. All songs of one artist are either in training or in test.</param>
/// <param name="IsPositive">The label by people.</param>
internal sealed record MoodSong(string Text, string Artist, bool IsPositive);
