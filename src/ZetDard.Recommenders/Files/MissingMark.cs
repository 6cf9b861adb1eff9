using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>What programs write where a value is missing.</summary>
internal static class MissingMark
{
    private const int MaxLength = 9;

    /// <summary>Whether a field is empty or has a mark of a missing value, such as <c>NULL</c>, <c>NaN</c>, <c>None</c> or <c>\N</c>.</summary>
    /// <remarks>Only the spellings of programs: <c>Nan</c>, <c>Na</c> and <c>Nil</c> are names of people.</remarks>
    public static bool IsMissing(ReadOnlySpan<char> field) => field.Length <= MaxLength && field is ""
        or "NULL" or "null" or "Null" or "(null)" or "<null>" or "\\N" or "None" or "NONE" or "none" or "nil" or "NIL" or "undefined"
        or "NA" or "N/A" or "n/a" or "#N/A" or "<NA>" or "NaN" or "nan" or "NAN" or "-nan" or "-NaN" or "NaT";

    /// <summary>Whether a field is an id that a spreadsheet has rounded, <c>1.90137E+12</c>, or an error in its place, <c>#NAME?</c>.</summary>
    public static bool IsDamaged(ReadOnlySpan<char> field) =>
        field is "#NAME?" or "#REF!" or "#VALUE!" or "#DIV/0!" or "#NUM!" or "#NULL!"
        || (field.Length is >= 5 and <= 24 && char.IsAsciiDigit(field[0]) && field.Contains("E+", StringComparison.Ordinal)
            && double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    /// <summary>Whether a field of numbers or times has no value: also <c>-</c> and <c>?</c>, which may be names elsewhere.</summary>
    public static bool IsMissingNumber(ReadOnlySpan<char> field) => IsMissing(field) || field is "-" or "?";
}
