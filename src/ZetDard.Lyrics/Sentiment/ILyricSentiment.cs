namespace ZetDard.Lyrics;

/// <summary>Scores how positive or negative the words of a lyric are.</summary>
/// <remarks>Implementations are immutable and safe for concurrent use; the same text gives the same score. Any string is allowed: what cannot be judged is neutral.</remarks>
public interface ILyricSentiment
{
    /// <summary>Scores a text.</summary>
    /// <param name="text">The sung words, lines divided by line breaks; a single line is fine. Stamps and credits should be taken off before.</param>
    /// <returns>−1 (negative) … 1 (positive), finite; 0 is neutral, or nothing to judge by.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    double Score(string text);
}
