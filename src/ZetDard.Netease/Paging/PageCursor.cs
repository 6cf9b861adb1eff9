using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZetDard.Netease;

/// <summary>
/// The position at which a page begins. Its text (<see cref="ToString"/>) can be stored, and parsed later by another process; later
/// versions of the package still read it.
/// </summary>
/// <param name="Offset">The number of rows before this page, 0 or more.</param>
/// <param name="Token">
/// The service's own marker of the position (a time in milliseconds or a cursor); <see langword="null"/> if the listing has none.
/// </param>
/// <param name="Seen">A hash of the previous page, which detects a repeated page after a listing is continued; 0 at the start.</param>
public sealed record PageCursor(int Offset, string? Token = null, ulong Seen = 0)
{
    /// <summary>
    /// Returns the offset, the hash in hexadecimal digits and the token, such as <c>1000/8f3a90c1d2e4b576/1600000000000</c>.
    /// </summary>
    public override string ToString() =>
        Token is null
            ? string.Create(CultureInfo.InvariantCulture, $"{Offset}/{Seen:x}")
            : string.Create(CultureInfo.InvariantCulture, $"{Offset}/{Seen:x}/{Token}");

    /// <summary>Parses the text that <see cref="ToString"/> returned.</summary>
    /// <exception cref="FormatException">The text is not a cursor.</exception>
    public static PageCursor Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var cursor)
            ? cursor
            : throw new FormatException(
                $"'{text}' is not the text of a page cursor. Expected offset/hash or offset/hash/token, such as 300/8f3a90c1d2e4b576. Pass the text that ToString returned.");
    }

    /// <summary>Parses the text that <see cref="ToString"/> returned; <see langword="false"/> if it is not a cursor.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PageCursor? cursor)
    {
        cursor = null;
        var first = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (first < 0)
        {
            return false;
        }

        var second = text!.IndexOf('/', first + 1);
        var seenText = second < 0 ? text.AsSpan(first + 1) : text.AsSpan(first + 1, second - first - 1);
        if (!int.TryParse(text.AsSpan(0, first), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || !ulong.TryParse(seenText, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seen))
        {
            return false;
        }

        cursor = new(offset, second < 0 ? null : text[(second + 1)..], seen);
        return true;
    }
}
