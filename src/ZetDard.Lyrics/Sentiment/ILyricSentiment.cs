namespace ZetDard.Lyrics;

/// <summary>Tells how a text feels. Implementations are immutable and safe for concurrent use.</summary>
public interface ILyricSentiment
{
    /// <summary>A text that is equal for equal scorers only, by which features computed with this one are cached; <see langword="null"/>, the default, where there is none: then nothing is cached.</summary>
    string? CacheKey => null;

    /// <summary>Scores a text: a line, a verse or a whole song.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>From -1, negative, to 1, positive; 0 is neutral, and what a text without any known word gets. Never NaN.</returns>
    double Score(ReadOnlySpan<char> text);
}
