namespace ZetDard.Netease;

/// <summary>The texts of a song. A text that the service does not have is <see langword="null"/>.</summary>
/// <param name="Original">The lyric with time stamps (LRC).</param>
public sealed record NeteaseLyric(string? Original)
{
    /// <summary>Translated, with time stamps.</summary>
    public string? Translation { get; init; }

    /// <summary>In Latin letters, with time stamps.</summary>
    public string? Romanised { get; init; }

    /// <summary>With a time for each word (yrc).</summary>
    public string? WordTimed { get; init; }

    /// <summary>Whether the service says that the song has no words.</summary>
    public bool IsInstrumental { get; init; }
}
