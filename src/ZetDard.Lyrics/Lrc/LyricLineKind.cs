namespace ZetDard.Lyrics;

/// <summary>The kind of a line of a lyric file.</summary>
public enum LyricLineKind
{
    /// <summary>A line that is sung or spoken in the song.</summary>
    Sung,

    /// <summary>A line that names who wrote, made, played or published the song: 作词 : 许巍, Produced by ….</summary>
    Credit,

    /// <summary>The title of the song, with or without its artist, on a line of its own.</summary>
    Title,

    /// <summary>A notice about rights or about the file, or one that the song has no words.</summary>
    Notice,

    /// <summary>A line that names a part of the song or marks a pause: [Chorus], 间奏, ♪.</summary>
    Section,
}
