using System.Globalization;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>
/// Texts in files that people open in spreadsheets, which run a text as a formula where it begins with certain characters. An apostrophe
/// in front of it prevents that.
/// </summary>
internal static class SpreadsheetText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text to write; a text that looks as if it had been written like this gets one more apostrophe.</summary>
    public static string Write(string text) => IsFormula(text.AsSpan().TrimStart('\'')) ? $"'{text}" : text;

    /// <summary>The text that was written.</summary>
    public static string Read(ReadOnlySpan<char> written) =>
        (written.StartsWith('\'') && IsFormula(written.TrimStart('\'')) ? written[1..] : written).ToString();

    /// <summary>Refuses a text that a file in UTF-8 cannot hold.</summary>
    public static void RequireWritable(string text)
    {
        try
        {
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                _ = Utf8.GetByteCount(text);
                return;
            }
        }
        catch (EncoderFallbackException)
        {
            // Half of a surrogate pair, which has no form in UTF-8.
        }

        throw new ArgumentException(
            $"The name '{text.Replace('\0', '\uFFFD')}' cannot be written: it has a NUL or half of a surrogate pair, which no text in UTF-8 has. Rename it.",
            nameof(text));
    }

    private static bool IsFormula(ReadOnlySpan<char> text) =>
        !text.IsEmpty && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' && !IsNumber(text);

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out _);
}
