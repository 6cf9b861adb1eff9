namespace ZetDard.Lyrics;

/// <summary>The language of a text, determined by its script.</summary>
public enum LyricLanguage
{
    /// <summary>A text without letters.</summary>
    None,

    /// <summary>Chinese in simplified characters, or in characters that are the same in both forms.</summary>
    ChineseSimplified,

    /// <summary>Chinese in traditional characters.</summary>
    ChineseTraditional,

    /// <summary>Japanese: kana, with or without Han characters.</summary>
    Japanese,

    /// <summary>Korean: Hangul.</summary>
    Korean,

    /// <summary>A language in Latin letters, mostly English.</summary>
    Latin,

    /// <summary>Another script: Cyrillic, Thai, Arabic, …</summary>
    Other,

    /// <summary>Several languages, none of which makes up three fifths of the text.</summary>
    Mixed,
}
