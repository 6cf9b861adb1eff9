using System.Globalization;
using System.Text;

namespace ZetDard.Visualization;

/// <summary>
/// Cleans titles, so that they can be drawn and written: one line without control characters, direction marks and lone surrogates.
/// </summary>
internal static class CleanText
{
    public const int MaxElements = 300;     // more than a line can show
    private const int MaxMarks = 6;         // on one letter

    public static string Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        var clean = new StringBuilder();
        var (elements, marks) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (elements == MaxElements)
            {
                return clean.ToString().TrimEnd() + '…';
            }

            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                {
                    clean.Append(' ');
                    elements++;
                }

                continue;
            }

            // Lone surrogates are enumerated as U+FFFD. Of the format characters, those that join letters and emoji stay: U+200C, U+200D,
            // and the tags of flags.
            var joins = rune.Value is 0x200C or 0x200D or (>= 0xE0020 and <= 0xE007F);
            var isInvisible = category is UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;
            if (rune == Rune.ReplacementChar || isInvisible || (category == UnicodeCategory.Format && !joins))
            {
                continue;
            }

            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark || joins ? marks + 1 : 0;
            if (marks > MaxMarks)
            {
                continue;
            }

            clean.Append(rune);
            elements += marks == 0 ? 1 : 0;
        }

        return clean.ToString().TrimEnd();
    }
}
