using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZetDard.Netease;

/// <summary>Where a page begins. Its text (<see cref="ToString"/>) can be stored and parsed again, by another process and another day; later versions of the package still read it.</summary>
/// <param name="Offset">Rows before this page, 0 or more.</param>
/// <param name="Token">The service's own mark where it pages by one (a time in milliseconds, a cursor); <see langword="null"/> elsewhere.</param>
/// <param name="Seen">A fingerprint of the page before, by which a repeated page is noticed after a resumption too; 0 at the start.</param>
public sealed record PageCursor(int Offset, string? Token = null, ulong Seen = 0)
{
    /// <summary>The text: the offset, the fingerprint in hexadecimal digits and the token, such as <c>1000/8f3a90c1d2e4b576/1600000000000</c>.</summary>
    public override string ToString() =>
        Token is null
            ? string.Create(CultureInfo.InvariantCulture, $"{Offset}/{Seen:x}")
            : string.Create(CultureInfo.InvariantCulture, $"{Offset}/{Seen:x}/{Token}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is not the text of a cursor.</exception>
    public static PageCursor Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var cursor)
            ? cursor
            : throw new FormatException($"'{text}' is not the text of a page cursor. Expected offset/fingerprint or offset/fingerprint/token, such as 300/8f3a90c1d2e4b576: give what its ToString wrote.");
    }

    /// <summary>Reads what <see cref="ToString"/> wrote, if it is that.</summary>
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
