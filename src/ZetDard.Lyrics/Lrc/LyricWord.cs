namespace ZetDard.Lyrics;

/// <summary>A word or syllable with the time at which it is sung.</summary>
/// <param name="Time">From the start of the song; never negative.</param>
/// <param name="Duration">How long it is sung, where the file says so or the next stamp tells.</param>
/// <param name="Text">As written, blanks included: the words of a line, joined, are its text as it stood in the file.</param>
public sealed record LyricWord(TimeSpan Time, TimeSpan? Duration, string Text);
