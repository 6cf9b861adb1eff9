namespace ZetDard.Lyrics;

/// <summary>The script that tells which of several languages a line is in.</summary>
internal enum LineScript
{
    None,
    Han,
    Kana,
    Hangul,
    Latin,
    Other,
}
