namespace ZetDard.Lyrics;

/// <summary>Scores the sentiment of a text. Implementations are immutable and safe for concurrent use.</summary>
public interface ILyricSentiment
{
    /// <summary>
    /// A text that is equal for equal scorers only, used as part of the cache keys of features. <see langword="null"/>, the default,
    /// prevents that features computed with this scorer are cached.
    /// </summary>
    string? CacheKey => null;

    /// <summary>Scores a text, such as a line, a verse or a whole song.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>From −1 (negative) to 1 (positive); 0 is neutral, and the score of a text without a known word. Never NaN.</returns>
    double Score(ReadOnlySpan<char> text);
}
