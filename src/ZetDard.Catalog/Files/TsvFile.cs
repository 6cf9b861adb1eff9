using System.Globalization;

namespace ZetDard.Catalog;

/// <summary>
/// Reads a tab-separated file row by row, with its columns by name. Fields are not quoted: a quotation mark is an ordinary
/// character.
/// </summary>
internal sealed class TsvFile : IDisposable
{
    private readonly TextLines _lines;
    private readonly char _separator;
    private readonly int[] _columns;
    private readonly int _fieldCount;
    private readonly List<Range> _fields = [];
    private bool _firstIsRow;

    /// <summary>
    /// Opens a file whose first line names the columns, or which has no header and contains the expected columns in their order.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="columns">The expected columns; those after the first <paramref name="requiredCount"/> may be absent.</param>
    /// <param name="requiredCount">The number of required columns.</param>
    /// <param name="separator">The separator of fields; the last field contains everything after the last separator that is needed.</param>
    /// <exception cref="InvalidDataException">The file is empty or not such a table; the message names the missing column.</exception>
    public TsvFile(string path, string[] columns, int requiredCount, char separator = '\t')
    {
        _lines = new TextLines(path);
        _separator = separator;
        try
        {
            if (!_lines.Read())
            {
                throw new InvalidDataException($"{Name} is empty; expected the columns {string.Join(", ", columns[..requiredCount])}.");
            }

            var header = _lines.Current.ToString();
            if (header.Contains('\0', StringComparison.Ordinal))
            {
                throw new InvalidDataException(
                    $"{Name} is not a text file; expected the columns {string.Join(", ", columns[..requiredCount])}.");
            }

            var names = header.Split(separator);
            _columns = Array.ConvertAll(columns, column => Array.IndexOf(names, column));
            _fieldCount = names.Length;
            if (requiredCount == 0 || long.TryParse(names[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                _firstIsRow = true;
                _fieldCount = Math.Min(names.Length, columns.Length);
                _columns = [.. Enumerable.Range(0, columns.Length).Select(i => i < _fieldCount ? i : -1)];
            }

            var missing = Array.IndexOf(_columns, -1, 0, requiredCount);
            if (missing >= 0)
            {
                throw new InvalidDataException(
                    $"{Name} has no column {columns[missing]}; its first line is '{(header.Length > 100 ? header[..100] + "…" : header)}', expected {string.Join(", ", columns[..requiredCount])}.");
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
    public ReadOnlyMemory<char> Text => _lines.Current;

    public bool IsUnfinished => _lines.IsUnfinished;

    public long BytesRead => _lines.BytesRead;

    /// <summary>The number of fields in the current row, and the expected number.</summary>
    public (int Found, int Expected) FieldCounts => (_fields.Count, _fieldCount);

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
        while (_fields.Count < _fieldCount - 1 && line[start..].IndexOf(_separator) is >= 0 and var length)
        {
            _fields.Add(start..(start + length));
            start += length + 1;
        }

        _fields.Add(start..line.Length);
        return true;
    }

    /// <summary>Returns a field of the current row; empty if the file has no such column.</summary>
    /// <param name="column">The index of the column among the expected columns.</param>
    public ReadOnlySpan<char> Field(int column) =>
        _columns[column] < 0 || _columns[column] >= _fields.Count ? [] : _lines.Current.Span[_fields[_columns[column]]];

    /// <summary>Returns the number of the field in the file, from 1.</summary>
    public int Number(int column) => _columns[column] + 1;

    public void Dispose() => _lines.Dispose();
}
