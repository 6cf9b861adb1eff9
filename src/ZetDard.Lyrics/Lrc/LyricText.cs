using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ZetDard.Lyrics;

/// <summary>Cleans the text of lines of HTML, control characters, bidirectional marks and lone surrogates.</summary>
internal static partial class LyricText
{
    /// <summary>
    /// Removes tags and invisible characters, decodes entities and replaces lone surrogates by U+FFFD. The result is not trimmed.
    /// </summary>
    public static string Clean(ReadOnlySpan<char> text)
    {
        var cleaned = text.ToString();
        if (cleaned.Contains('<', StringComparison.Ordinal))
        {
            cleaned = Tag().Replace(cleaned, "");
        }

        if (cleaned.Contains('&', StringComparison.Ordinal) && cleaned.Contains(';', StringComparison.Ordinal))
        {
            cleaned = WebUtility.HtmlDecode(cleaned);
        }

        foreach (var character in cleaned)
        {
            if (IsInvisible(character) || char.IsSurrogate(character))
            {
                return Filter(cleaned);
            }
        }

        return cleaned;
    }

    private static string Filter(string text)
    {
        var result = new StringBuilder(text.Length);
        Span<char> characters = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())         // a lone surrogate is enumerated as U+FFFD
        {
            if (rune.Value is '\t' or '\n' or '\r')
            {
                result.Append(' ');
            }
            else if (!rune.IsBmp || !IsInvisible((char)rune.Value))
            {
                result.Append(characters[..rune.EncodeToUtf16(characters)]);
            }
        }

        return result.ToString();
    }

    // Joiners (U+200C, U+200D) stay, because emoji and some scripts need them.
    private static bool IsInvisible(char character) =>
        char.IsControl(character)
        || character is '\u200B' or '\u200E' or '\u200F' or '\u061C'
            or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') or '\uFEFF';

    [GeneratedRegex(@"</?[A-Za-z][^<>]{0,60}>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
