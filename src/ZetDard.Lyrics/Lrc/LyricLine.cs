namespace ZetDard.Lyrics;

/// <summary>A line of a lyric.</summary>
/// <param name="Time">When it begins, from the start of the song, the file's offset taken in; never negative; <see langword="null"/> where the file does not say.</param>
/// <param name="Text">The text without stamps and singer marks, trimmed; no control characters, no lone surrogates, no bidi marks.</param>
public sealed record LyricLine(TimeSpan? Time, string Text)
{
    /// <summary>What the line is.</summary>
    public LyricLineKind Kind { get; init; }

    /// <summary>How long it lasts, where the file says so.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Its translation, where there is one.</summary>
    public string? Translation { get; init; }

    /// <summary>Who sings it, where the file marks that: 男, 女, 合, a name.</summary>
    public string? Singer { get; init; }

    /// <summary>The words with their times; empty where only lines are timed.</summary>
    public IReadOnlyList<LyricWord> Words { get; init; } = [];
}
