using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// The simplified form of each UTF-16 character, according to <see cref="TextFolding.ToSimplified"/>. Characters whose simplified form is
/// not a single character stay as they are.
/// </summary>
internal static class SimplifiedCharacters
{
    private static readonly char[] Table = Make();

    public static char Of(char character) => Table[character];

    /// <summary>Replaces each character by its simplified form.</summary>
    public static void Fold(ReadOnlySpan<char> text, Span<char> folded)
    {
        var table = Table;
        for (var i = 0; i < text.Length; i++)
        {
            folded[i] = table[text[i]];
        }
    }

    /// <summary>Replaces each character of a text by its simplified form; the length stays the same.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, (span, source) => Fold(source, span));

    private static char[] Make()
    {
        var table = new char[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = (char)i;
            if (i >= 0x2E80 && !char.IsSurrogate((char)i) && TextFolding.ToSimplified(table[i].ToString()) is [var simple])
            {
                table[i] = simple;
            }
        }

        return table;
    }
}
