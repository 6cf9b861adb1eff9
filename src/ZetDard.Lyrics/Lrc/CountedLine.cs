namespace ZetDard.Lyrics;

/// <summary>A sung line and the number of its occurrences.</summary>
/// <param name="Text">The text of its first occurrence.</param>
/// <param name="Count">1 or more. Occurrences that differ only in case, punctuation and blanks count as the same line.</param>
public sealed record CountedLine(string Text, int Count);
