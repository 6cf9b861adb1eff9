using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ZetDard.Netease.Downloads;

/// <summary>Makes file names of titles: the same on every system, and safe on each.</summary>
internal static class SafeFileName
{
    /// <summary>Bytes of UTF-8 at most. Most systems take 255; what is left is for endings such as <c>.flac.part.tag</c>, and for systems that encrypt names and take fewer.</summary>
    public const int MaxBytes = 140;

    // Refused by Windows, or separators elsewhere.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/\\|?*");

    // Names of devices on Windows, with any ending and in either case. Superscript digits count there.
    private static readonly FrozenSet<string> Devices = new[]
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The safe name, without an ending.</summary>
    /// <param name="title">Anything.</param>
    /// <param name="fallback">What to take where nothing is left of it.</param>
    /// <returns>1 to <see cref="MaxBytes"/> bytes in UTF-8, NFC: no control, direction or separator characters, no dots or blanks at the ends, no device of Windows.</returns>
    public static string Of(string title, string fallback)
    {
        var name = Cut(Clean(title)).Trim(' ', '.');
        if (name.Length == 0)
        {
            return fallback;
        }

        // 'con .txt' is the device too: blanks before the dot do not count.
        return Devices.Contains(name.Split('.')[0].TrimEnd(' ')) ? Cut("_" + name).TrimEnd(' ', '.') : name;
    }

    private static string Clean(string title)
    {
        var clean = new StringBuilder(title.Length);
        foreach (var rune in title.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                // Direction marks can make 'gpj.exe' look like 'exe.jpg'; halves of surrogate pairs arrive here as U+FFFD.
                case UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse:
                    break;
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
                    if (clean.Length > 0 && clean[^1] != ' ')
                    {
                        clean.Append(' ');
                    }

                    break;
                default:
                    clean.Append(rune.IsBmp && Forbidden.Contains((char)rune.Value) || rune == Rune.ReplacementChar ? "_" : rune.ToString());
                    break;
            }
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }

    // Whole characters as a reader sees them, not halves of one.
    private static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
        {
            return name;
        }

        var length = 0;
        var bytes = 0;
        while (length < name.Length)
        {
            var next = StringInfo.GetNextTextElementLength(name, length);
            var size = Encoding.UTF8.GetByteCount(name.AsSpan(length, next));
            if (bytes + size > MaxBytes)
            {
                break;
            }

            bytes += size;
            length += next;
        }

        return name[..length];
    }
}
