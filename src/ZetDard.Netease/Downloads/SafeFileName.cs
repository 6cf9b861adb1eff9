using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ZetDard.Netease.Downloads;

/// <summary>Makes file names from titles. The name is the same on every operating system, and safe on each of them.</summary>
internal static class SafeFileName
{
    /// <summary>
    /// The maximum length in bytes of UTF-8. Most file systems allow 255; the rest is left for endings such as
    /// <c>.flac.part.tag</c>, and for file systems that encrypt names and allow fewer.
    /// </summary>
    public const int MaxBytes = 140;

    // Windows refuses these characters; some are separators on other systems.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/\\|?*");

    // Names of devices on Windows, reserved in upper and lower case and with any ending. Superscript digits are reserved too.
    private static readonly FrozenSet<string> Devices = new[]
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a safe file name without an ending.</summary>
    /// <param name="title">Any text.</param>
    /// <param name="fallback">The name to use if no usable character of the title is left.</param>
    /// <returns>
    /// 1 to <see cref="MaxBytes"/> bytes of UTF-8 in NFC, without control, direction or separator characters, without dots or
    /// spaces at the ends, and not the name of a Windows device.
    /// </returns>
    public static string Of(string title, string fallback)
    {
        var name = Cut(Clean(title)).Trim(' ', '.');
        if (name.Length == 0)
        {
            return fallback;
        }

        // Windows ignores spaces before the dot, so 'con .txt' is the device as well.
        return Devices.Contains(name.Split('.')[0].TrimEnd(' ')) ? Cut("_" + name).TrimEnd(' ', '.') : name;
    }

    private static string Clean(string title)
    {
        var clean = new StringBuilder(title.Length);
        foreach (var rune in title.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                // Direction marks can make 'gpj.exe' look like 'exe.jpg'. Unpaired surrogates arrive here as U+FFFD.
                case UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse:
                    break;
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
                    if (clean.Length > 0 && clean[^1] != ' ')
                    {
                        clean.Append(' ');
                    }

                    break;
                default:
                    clean.Append(
                        rune.IsBmp && Forbidden.Contains((char)rune.Value) || rune == Rune.ReplacementChar ? "_" : rune.ToString());
                    break;
            }
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }

    // Cuts between characters as a reader sees them (grapheme clusters).
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
