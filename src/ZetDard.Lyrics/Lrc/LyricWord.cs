namespace ZetDard.Lyrics;

/// <summary>A word or syllable with the time at which it is sung.</summary>
/// <param name="Time">When the word begins, from the start of the song; never negative.</param>
/// <param name="Duration">How long it is sung, if the file says so or the next stamp shows it.</param>
/// <param name="Text">The word as written, including blanks: the words of a line, joined, are its text.</param>
public sealed record LyricWord(TimeSpan Time, TimeSpan? Duration, string Text);
