namespace ZetDard.Lyrics;

/// <summary>A sung line and how often it occurs.</summary>
/// <param name="Text">As it stands the first time.</param>
/// <param name="Count">At least 1. Occurrences that differ in case, punctuation and blanks only count as one line.</param>
public sealed record CountedLine(string Text, int Count);
