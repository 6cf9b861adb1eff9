namespace ZetDard.Lyrics;

/// <summary>Families of the features of <see cref="LyricFeatureExtractor"/>.</summary>
[Flags]
public enum LyricFamilies
{
    /// <summary>No family. Not a valid value of <see cref="LyricFeatureOptions.Families"/>.</summary>
    None = 0,

    /// <summary><c>length</c>: the numbers of lines, words and characters.</summary>
    Length = 1,

    /// <summary><c>repetition</c>: how many lines and words are repeated.</summary>
    Repetition = 2,

    /// <summary><c>language</c>: the shares of scripts.</summary>
    Language = 4,

    /// <summary><c>course</c>: when lines are sung, and how fast. All 0 for a lyric without times.</summary>
    Course = 8,

    /// <summary><c>sentiment</c>: the sentiment of the song and of its parts.</summary>
    Sentiment = 16,

    /// <summary>All families.</summary>
    All = Length | Repetition | Language | Course | Sentiment,
}
