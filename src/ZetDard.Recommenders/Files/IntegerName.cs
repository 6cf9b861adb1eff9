using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Names that are integers in their usual form: no sign but a minus, no leading zero.</summary>
internal static class IntegerName
{
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
