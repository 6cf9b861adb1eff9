namespace ZetDard.Lyrics;

/// <summary>The language of a text as its script tells it.</summary>
public enum LyricLanguage
{
    /// <summary>A text without letters.</summary>
    None,

    /// <summary>Chinese in simplified characters, or in such as both spellings share.</summary>
    ChineseSimplified,

    /// <summary>Chinese in traditional characters.</summary>
    ChineseTraditional,

    /// <summary>Japanese: kana, with or without Han characters.</summary>
    Japanese,

    /// <summary>Korean: Hangul.</summary>
    Korean,

    /// <summary>A language in Latin letters: English, mostly.</summary>
    Latin,

    /// <summary>Another script: Cyrillic, Thai, Arabic, …</summary>
    Other,

    /// <summary>Several, of which none makes up three fifths.</summary>
    Mixed,
}
