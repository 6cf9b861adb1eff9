using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Reads ids from text: the two methods that an id type needs for <see cref="IParsable{TSelf}"/>.</summary>
public static class Id
{
    /// <summary>Reads an id from the digits of its number, with an optional minus sign.</summary>
    /// <exception cref="FormatException">The text is not an integer of 64 bits; the message shows it.</exception>
    public static TId Parse<TId>(string text)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse<TId>(text, out var id)
            ? id
            : throw new FormatException(
                $"'{text}' is not an id of the kind '{IdKind<TId>.Name}', which is an integer of 64 bits, for example 42.");
    }

    /// <summary>Reads an id from the digits of its number, with an optional minus sign; whatever the culture.</summary>
    /// <returns>Whether the text is an integer of 64 bits.</returns>
    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id)
        where TId : struct, IId<TId>
    {
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        id = TId.From(value);
        return isNumber;
    }

    /// <summary>The number of an id as text, whatever the culture.</summary>
    public static string Format<TId>(TId id)
        where TId : struct, IId<TId> => id.Value.ToString(CultureInfo.InvariantCulture);
}
