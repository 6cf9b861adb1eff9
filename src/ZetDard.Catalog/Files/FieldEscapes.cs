using System.Buffers;
using System.Text;

namespace ZetDard.Catalog;

/// <summary>The escapes by which a field of a tab-separated row represents any text.</summary>
/// <remarks>
/// They are <c>\t \n \r \0 \\</c>; <c>\e</c> for an empty text, because an empty field is an unknown one; and in lists of names <c>\|</c>
/// for a bar, and <c>\s</c>, which stands for nothing, beside a blank at an end. A row that contains escapes says so in its column
/// <see cref="Column"/>.
/// </remarks>
internal static class FieldEscapes
{
    /// <summary>The column that contains 1 if the texts of the row are escaped, and is empty otherwise.</summary>
    public const string Column = "escaped";

    private static readonly SearchValues<char> Special = SearchValues.Create("\t\n\r\0");

    /// <summary>Returns whether a text can only be written with escapes.</summary>
    public static bool Needs(string text) => text.AsSpan().ContainsAny(Special);

    /// <summary>
    /// Returns whether a text that may be unknown (<see langword="null"/>, an empty field) can only be written with escapes.
    /// </summary>
    public static bool NeedsIfKnown(string? text) => text is not null && (text.Length == 0 || Needs(text));

    /// <summary>Returns whether a name in a list can only be written with escapes.</summary>
    public static bool NeedsInList(string name) =>
        name.Length == 0 || Needs(name) || name.Contains('|', StringComparison.Ordinal)
        || char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]);

    /// <summary>Returns a text as a field of an escaped row.</summary>
    public static string Escape(string? text) => text switch
    {
        null => "",
        "" => "\\e",
        _ => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\0", "\\0", StringComparison.Ordinal),
    };

    /// <summary>Returns a name as a part of a list in an escaped row.</summary>
    public static string EscapeInList(string name)
    {
        var escaped = Escape(name).Replace("|", "\\|", StringComparison.Ordinal);
        return char.IsWhiteSpace(escaped[0]) || char.IsWhiteSpace(escaped[^1]) ? $"\\s{escaped}\\s" : escaped;
    }

    /// <summary>
    /// Returns the text of a field of an escaped row; <see langword="null"/> if it contains a backslash that begins no escape.
    /// </summary>
    public static string? Unescape(ReadOnlySpan<char> field)
    {
        if (!field.Contains('\\'))
        {
            return field.ToString();
        }

        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] != '\\')
            {
                text.Append(field[i]);
                continue;
            }

            switch (++i < field.Length ? field[i] : ' ')
            {
                case 't': text.Append('\t'); break;
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case '0': text.Append('\0'); break;
                case '\\': text.Append('\\'); break;
                case '|': text.Append('|'); break;
                case 'e' or 's': break;
                default: return null;
            }
        }

        return text.ToString();
    }

    /// <summary>Returns the names in a field of an escaped row; the escapes must be valid.</summary>
    public static string[] SplitList(ReadOnlySpan<char> field)
    {
        var names = new List<string>();
        for (var start = 0; start <= field.Length;)
        {
            var end = start;
            while (end < field.Length && field[end] != '|')
            {
                end += field[end] == '\\' ? 2 : 1;
            }

            end = Math.Min(end, field.Length);
            if (field[start..end].Trim() is { Length: > 0 } name)
            {
                names.Add(Unescape(name)!);
            }

            start = end + 1;
        }

        return [.. names];
    }
}
