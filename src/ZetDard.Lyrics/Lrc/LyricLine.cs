namespace ZetDard.Lyrics;

/// <summary>A line of a lyric.</summary>
/// <param name="Time">
/// When the line begins, from the start of the song and including the offset of the file; never negative; <see langword="null"/> if the
/// file does not say.
/// </param>
/// <param name="Text">
/// The text without stamps and singer marks, trimmed. It has no control characters, lone surrogates or bidirectional marks.
/// </param>
public sealed record LyricLine(TimeSpan? Time, string Text)
{
    /// <summary>The kind of the line.</summary>
    public LyricLineKind Kind { get; init; }

    /// <summary>How long the line lasts, or <see langword="null"/> if the file does not say.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// The translation, or <see langword="null"/> if there is none. Several translations of one line are separated by line breaks.
    /// </summary>
    public string? Translation { get; init; }

    /// <summary>
    /// The line in Latin letters (romaji, pinyin, jyutping, romanized Korean), or <see langword="null"/> if there is none.
    /// </summary>
    public string? Romanization { get; init; }

    /// <summary>The singer, or <see langword="null"/> if the file does not mark one: 男, 女, 合, F, M, D, v1, a name.</summary>
    public string? Singer { get; init; }

    /// <summary>Whether the file marks the line as sung in the background: <c>[bg: …]</c> or <c>bg: …</c>.</summary>
    public bool IsBackground { get; init; }

    /// <summary>The words with their times; empty if only lines are timed.</summary>
    public IReadOnlyList<LyricWord> Words { get; init; } = [];
}
