using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Names that are integers in their usual form: no sign but a minus, no leading zero.</summary>
internal static class IntegerName
{
    /// <summary>
    /// The largest id that a name may keep or that is minted. Every JSON reader reads integers exactly up to this one; those of
    /// JavaScript do not beyond it.
    /// </summary>
    public const long MaxId = (1L << 53) - 1;

    /// <summary>Whether a name is an integer that can be an id: one from −<see cref="MaxId"/> to <see cref="MaxId"/>.</summary>
    public static bool TryParseId(ReadOnlySpan<char> name, out long id) => TryParse(name, out id) && id is >= -MaxId and <= MaxId;

    /// <summary>Whether a name is an integer of 64 bits.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out long value)
    {
        value = 0;
        if (name.IsEmpty || name.Length > 20)
        {
            return false;
        }

        var digits = name[0] == '-' ? name[1..] : name;
        return digits.Length > 0
            && char.IsAsciiDigit(digits[0])
            && (digits[0] != '0' || name.Length == 1)
            && long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
