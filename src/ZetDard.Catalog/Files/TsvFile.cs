using System.Globalization;

namespace ZetDard.Catalog;

/// <summary>
/// Reads a tab-separated file row by row, with its columns by name. Fields are not quoted: a quotation mark is an ordinary
/// character. A row may say that its texts are escaped (<see cref="FieldEscapes"/>).
/// </summary>
internal sealed class TsvFile : IDisposable
{
    private readonly TextLines _lines;
    private readonly char _separator;
    private readonly int[] _columns;
    private readonly int _fieldCount;
    private readonly int _escapedColumn;
    private readonly bool _lastTakesRest;
    private readonly List<Range> _fields = [];
    private bool _firstIsRow;
    private bool _isEscaped;

    /// <summary>
    /// Opens a file whose first line names the columns, or which has no header and contains the expected columns in their order.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="columns">The expected columns; those after the first <paramref name="requiredCount"/> may be absent.</param>
    /// <param name="requiredCount">The number of required columns.</param>
    /// <param name="encoding">The encoding by its name; <see langword="null"/> for UTF-8.</param>
    /// <param name="separator">
    /// The separator of fields. A field may contain a comma, but not a tab: if the separator is no tab, the last field contains everything
    /// after the last separator that is needed.
    /// </param>
    /// <param name="cancellationToken">Cancels the reading, also in the middle of a row.</param>
    /// <exception cref="InvalidDataException">
    /// The file is empty or not such a table; the message names the column that is missing or occurs twice.
    /// </exception>
    public TsvFile(
        string path, string[] columns, int requiredCount, string? encoding, char separator, CancellationToken cancellationToken)
    {
        _lines = new TextLines(path, encoding, cancellationToken);
        _separator = separator;
        _lastTakesRest = separator != '\t';
        try
        {
            if (!_lines.Read())
            {
                throw new InvalidDataException($"{Name} is empty; expected the columns {string.Join(", ", columns[..requiredCount])}.");
            }

            var header = _lines.Current.ToString();
            if (_lines.IsInvalid)
            {
                throw new InvalidDataException($"The first line of {Name} contains {TextLines.NotUtf8}.");
            }

            if (header.Contains('\r', StringComparison.Ordinal))
            {
                throw new InvalidDataException(
                    $"The lines of {Name} end in CR only, as on old Macintosh computers. Convert the line ends to LF or CR LF.");
            }

            var names = header.Split(separator);
            _columns = Array.ConvertAll(columns, column => Array.IndexOf(names, column));
            _escapedColumn = Array.IndexOf(names, FieldEscapes.Column);
            _fieldCount = names.Length;
            if (requiredCount == 0 || long.TryParse(names[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                _firstIsRow = true;
                _fieldCount = _lastTakesRest ? Math.Min(names.Length, columns.Length) : names.Length;
                _columns = [.. Enumerable.Range(0, columns.Length).Select(i => i < _fieldCount ? i : -1)];
            }

            var missing = Array.IndexOf(_columns, -1, 0, requiredCount);
            if (missing >= 0)
            {
                throw new InvalidDataException(
                    $"{Name} has no column {columns[missing]}; its first line is '{(header.Length > 100 ? header[..100] + "…" : header)}', expected {string.Join(", ", columns[..requiredCount])}.");
            }

            if (!_firstIsRow && Array.Find(columns, column => names.Count(name => name == column) > 1) is { } twice)
            {
                throw new InvalidDataException($"{Name} has two columns {twice}. Rename or remove one of them.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name => _lines.Name;

    public long Line => _lines.Line;

    /// <summary>The whole current row.</summary>
    public ReadOnlyMemory<char> Row => _lines.Current;

    public bool IsUnfinished => _lines.IsUnfinished;

    public long BytesRead => _lines.BytesRead;

    /// <summary>What makes the current row unreadable; <see langword="null"/> if it can be read.</summary>
    public string? Defect { get; private set; }

    /// <summary>Reads the next row; empty lines are skipped.</summary>
    public bool Read()
    {
        do
        {
            if (!_firstIsRow && !_lines.Read())
            {
                return false;
            }

            _firstIsRow = false;
        }
        while (_lines.Current.Length == 0);
        _fields.Clear();
        var line = _lines.Current.Span;
        var start = 0;
        while ((!_lastTakesRest || _fields.Count < _fieldCount - 1) && line[start..].IndexOf(_separator) is >= 0 and var length)
        {
            _fields.Add(start..(start + length));
            start += length + 1;
        }

        _fields.Add(start..line.Length);
        Defect = FindDefect();
        return true;
    }

    private string? FindDefect()
    {
        if (_lines.IsInvalid)
        {
            return TextLines.NotUtf8;
        }

        if (_fields.Count != _fieldCount)
        {
            return $"{_fields.Count} fields instead of {_fieldCount}{(IsUnfinished ? "; the file ends in the middle of this row" : "")}";
        }

        _isEscaped = false;
        if (_escapedColumn >= 0 && _lines.Current.Span[_fields[_escapedColumn]] is { Length: > 0 } mark)
        {
            _isEscaped = true;
            if (mark is not "1")
            {
                return $"'{mark}' instead of 1 or nothing in the column {FieldEscapes.Column}";
            }

            foreach (var field in _fields)
            {
                if (FieldEscapes.Unescape(_lines.Current.Span[field]) is null)
                {
                    return "a backslash in an escaped row that does not begin one of the escapes \\t \\n \\r \\0 \\\\ \\| \\s \\e";
                }
            }
        }

        return null;
    }

    /// <summary>Returns a field of the current row; empty if the file has no such column.</summary>
    /// <param name="column">The index of the column among the expected columns.</param>
    public ReadOnlySpan<char> Field(int column) =>
        _columns[column] < 0 || _columns[column] >= _fields.Count ? [] : _lines.Current.Span[_fields[_columns[column]]];

    /// <summary>Returns the text of a field of the current row; empty if the file has no such column.</summary>
    public string Text(int column) => _isEscaped ? FieldEscapes.Unescape(Field(column))! : Field(column).ToString();

    /// <summary>Returns the text of a field of the current row; <see langword="null"/> if the field is empty.</summary>
    public string? TextOrNull(int column) => Field(column).IsEmpty ? null : Text(column);

    /// <summary>Returns the names in a field of the current row, which are separated by bars.</summary>
    public string[] Names(int column) =>
        _isEscaped ? FieldEscapes.SplitList(Field(column)) : CatalogImporter.SplitArtists(Field(column).ToString());

    /// <summary>Returns the number of the field in the file, from 1.</summary>
    public int Number(int column) => _columns[column] + 1;

    public void Dispose() => _lines.Dispose();
}
