using System.Text.RegularExpressions;

namespace Quickstart;

/// <summary>Foreign text for a terminal: titles and names are whatever somebody wrote.</summary>
internal static partial class Printable
{
    private const int LongestName = 60;

    /// <summary>The text without what does harm: no control characters but line ends, no marks of direction, not too long.</summary>
    public static string Of(string text, int longest = LongestName)
    {
        var line = Harmful().Replace(text, " ");
        return line.Length <= longest ? line : $"{line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)]}…";
    }

    /// <summary>Whether it can be put on any shell's command line between quotation marks: letters, digits and blanks only.</summary>
    public static bool IsPlain(string text) => text.Length <= LongestName && text.All(c => char.IsLetterOrDigit(c) || c == ' ');

    /// <summary>A count with its unit: 1 song, 1,234 songs.</summary>
    public static string Count(int count, string unit) => FormattableString.Invariant($"{count:N0} {unit}{(count == 1 ? "" : "s")}");

    [GeneratedRegex(@"[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069-[\n]]")]
    private static partial Regex Harmful();
}
