namespace ZetDard.Lyrics.Tests;

/// <param name="Text">Its words, in traditional characters.</param>
/// <param name="Artist">Who sings; never split between training and test.</param>
/// <param name="IsPositive">What people heard.</param>
internal sealed record MoodSong(string Text, string Artist, bool IsPositive);
