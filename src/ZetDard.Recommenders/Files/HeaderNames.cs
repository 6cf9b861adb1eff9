namespace ZetDard.Recommenders;

/// <summary>The names of the columns in a header, in the form in which they are compared.</summary>
internal sealed class HeaderNames
{
    private const int MaxLength = 64;
    private readonly string[] _names;
    private readonly string[] _texts;

    public HeaderNames(RowReader row)
    {
        // A mark of a comment and a blank before the names, as numpy writes them, are a field of their own between blanks.
        var first = row.FieldCount > 1 && row.Field(0) is "#" or "%" or "//" ? 1 : 0;
        _texts = new string[row.FieldCount - first];
        _names = new string[row.FieldCount - first];
        for (var i = 0; i < _names.Length; i++)
        {
            _texts[i] = row.Field(first + i).ToString();
            _names[i] = Normalize(_texts[i]);
        }
    }

    public int Count => _names.Length;

    /// <summary>A name as the file has it; <c>column 3</c> where it has none.</summary>
    public string TextOf(int column) => _texts[column].Length > 0 ? _texts[column] : FormattableString.Invariant($"column {column + 1}");

    /// <summary>The column whose name stands first among some names, which may be in the plural; −1 if there is none.</summary>
    public int Find(IEnumerable<string> known)
    {
        foreach (var name in known)
        {
            var plural = name + "s";
            var column = Array.FindIndex(_names, candidate => candidate == name || candidate == plural);
            if (column >= 0)
            {
                return column;
            }
        }

        return -1;
    }

    /// <summary>Another column with the same name as this one; −1 if there is none.</summary>
    public int FindTwin(int column) => Array.FindIndex(_names, column + 1, name => name == _names[column]);

    // Lower-case letters and digits; what follows a colon is a type, as in RecBole's user_id:token.
    private static string Normalize(string text)
    {
        var name = text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? text[..colon] : text;
        var isNumber = name.LastIndexOf('#') > 0;       // 'Track #' is the number of a track
        return name.Length > MaxLength || isNumber ? "" : string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }
}
