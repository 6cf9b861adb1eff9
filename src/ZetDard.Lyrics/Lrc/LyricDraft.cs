namespace ZetDard.Lyrics;

/// <summary>A line while its file is being read.</summary>
internal sealed class LyricDraft(TimeSpan? time, string text)
{
    public TimeSpan? Time { get; set; } = time;

    public string Text { get; } = text;

    public TimeSpan? Duration { get; set; }

    public string? Translation { get; set; }

    public string? Romanization { get; set; }

    public bool IsBackground { get; set; }

    /// <summary>Whether the line began with [start,duration], or its words have times of that form.</summary>
    public bool IsSpan { get; init; }

    public IReadOnlyList<LyricWord> Words { get; set; } = [];
}
