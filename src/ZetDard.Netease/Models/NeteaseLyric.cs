namespace ZetDard.Netease;

/// <summary>The lyric of a song in its forms. A form that the service does not have is <see langword="null"/>.</summary>
/// <param name="Original">The original text with time stamps (LRC).</param>
public sealed record NeteaseLyric(string? Original)
{
    /// <summary>The translation with time stamps (LRC).</summary>
    public string? Translation { get; init; }

    /// <summary>The text in Latin letters with time stamps (LRC).</summary>
    public string? Romanised { get; init; }

    /// <summary>The text with a time for each word (yrc).</summary>
    public string? WordTimed { get; init; }

    /// <summary>Whether the service says that the song has no words.</summary>
    public bool IsInstrumental { get; init; }
}
