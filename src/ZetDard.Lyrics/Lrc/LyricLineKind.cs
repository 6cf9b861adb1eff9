namespace ZetDard.Lyrics;

/// <summary>What a line of a lyric file is.</summary>
public enum LyricLineKind
{
    /// <summary>Sung or spoken in the song.</summary>
    Sung,

    /// <summary>Names who wrote, made, played or published the song: 作词 : 许巍, Produced by ….</summary>
    Credit,

    /// <summary>The title of the song, with or without its artist, as a line of its own.</summary>
    Title,

    /// <summary>A notice on rights, on the file, or on the song having no words.</summary>
    Notice,

    /// <summary>Names a part of the song or marks a pause: [Chorus], 间奏, ♪.</summary>
    Section,
}
