namespace ZetDard.Visualization;

/// <summary>The script of a character, to find a font for it (the large blocks of Unicode's Scripts.txt).</summary>
internal static class Scripts
{
    public static string Of(int codePoint) => codePoint switch
    {
        < 0x0370 => "Latin",
        < 0x0400 => "Greek",
        < 0x0530 => "Cyrillic",
        < 0x0590 => "Armenian",
        < 0x0600 => "Hebrew",
        < 0x0700 or (>= 0x0750 and < 0x0780) or (>= 0x08A0 and < 0x0900) or (>= 0xFB50 and < 0xFE00) or (>= 0xFE70 and < 0xFEFF)
            => "Arabic",
        >= 0x0900 and < 0x0980 => "Devanagari",
        >= 0x0980 and < 0x0A00 => "Bengali",
        >= 0x0B80 and < 0x0C00 => "Tamil",
        >= 0x0E00 and < 0x0E80 => "Thai",
        >= 0x10A0 and < 0x1100 => "Georgian",
        (>= 0x1100 and < 0x1200) or (>= 0x3130 and < 0x3190) or (>= 0xAC00 and < 0xD7B0) => "Hangul",
        (>= 0x3040 and < 0x3100) or (>= 0x31F0 and < 0x3200) or (>= 0xFF66 and < 0xFFA0) => "Kana",
        (>= 0x2E80 and < 0x3040) or (>= 0x3100 and < 0x3130) or (>= 0x31A0 and < 0x31F0) or (>= 0x3200 and < 0xA000)
            or (>= 0xF900 and < 0xFB00) or (>= 0xFE30 and < 0xFE50) or (>= 0xFF00 and < 0xFFF0) or (>= 0x20000 and < 0x32000)
            => "Han",
        (>= 0x1F000 and < 0x1FB00) or (>= 0x2600 and < 0x27C0) or (>= 0xE0020 and < 0xE0080) => "Emoji",
        >= 0x2000 and < 0x2E00 => "Symbols",
        _ => "other scripts",
    };

    /// <summary>Whether the script of a character is written from right to left.</summary>
    public static bool IsRightToLeft(int codePoint) => codePoint
        is (>= 0x0590 and < 0x0900) or (>= 0xFB1D and < 0xFE00) or (>= 0xFE70 and < 0xFEFF)
        or (>= 0x10800 and < 0x11000) or (>= 0x1E800 and < 0x1F000);

    /// <summary>Whether a character is drawn with the font of its neighbour: blanks, joiners, marks, variation selectors.</summary>
    public static bool IsAttached(int codePoint) => codePoint
        is 0x20 or 0x200C or 0x200D or (>= 0xFE00 and <= 0xFE0F) or (>= 0x0300 and < 0x0370) or (>= 0x20D0 and < 0x2100)
        or (>= 0xE0020 and < 0xE0080) or (>= 0x1F3FB and <= 0x1F3FF);
}
