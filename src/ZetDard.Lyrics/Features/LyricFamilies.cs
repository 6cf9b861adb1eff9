namespace ZetDard.Lyrics;

/// <summary>Families of the features of <see cref="LyricFeatureExtractor"/>.</summary>
[Flags]
public enum LyricFamilies
{
    /// <summary>None; an extractor needs one at least.</summary>
    None = 0,

    /// <summary>How much is sung: <c>length</c>.</summary>
    Length = 1,

    /// <summary>How much of it is sung again: <c>repetition</c>.</summary>
    Repetition = 2,

    /// <summary>In which scripts: <c>language</c>.</summary>
    Language = 4,

    /// <summary>When: <c>course</c>. All 0 for a lyric without times.</summary>
    Course = 8,

    /// <summary>How it feels over the song's course: <c>sentiment</c>.</summary>
    Sentiment = 16,

    /// <summary>All of them.</summary>
    All = Length | Repetition | Language | Course | Sentiment,
}
