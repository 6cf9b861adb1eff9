using System.Buffers;
using System.Text;
using CsvHelper;

namespace ZetDard.Recommenders;

/// <summary>
/// Reads a text file row by row as fields without their surrounding blanks; empty rows are left out. Not safe for concurrent
/// use.
/// </summary>
internal abstract class RowReader : IDisposable
{
    /// <summary>The line on which the current row begins, from 1.</summary>
    public abstract long Line { get; }

    /// <summary>How many fields the current row has.</summary>
    public abstract int FieldCount { get; }

    /// <summary>Goes to the next row that is not empty.</summary>
    public abstract bool Read();

    /// <summary>One field of the current row; valid until the next field is asked for.</summary>
    public abstract ReadOnlySpan<char> Field(int index);

    /// <summary>What makes the current row unreadable, if anything does.</summary>
    public virtual string? Malformed => null;

    public abstract void Dispose();

    /// <summary>Opens a file whose delimiter is told by its first row: a tab, else a comma, else blanks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowLineBreaks">Whether a quoted field may contain line breaks. If so, a missing quote makes the reader take the rows behind it for one field.</param>
    public static RowReader Open(string path, bool allowLineBreaks = false)
    {
        char delimiter;
        using (var probe = new StreamReader(DataFile.OpenRead(path), Encoding.UTF8))
        {
            var first = probe.ReadLine();
            while (first is not null && string.IsNullOrWhiteSpace(first))
            {
                first = probe.ReadLine();
            }

            delimiter = first is null ? ' ' : first.Contains('\t') ? '\t' : first.Contains(',') ? ',' : ' ';
        }

        var stream = DataFile.OpenRead(path);
        return delimiter == ',' ? new CommaRows(stream, allowLineBreaks) : new SplitRows(new StreamReader(stream, Encoding.UTF8), delimiter);
    }

    /// <summary>Rows split at every tab, or at runs of blanks.</summary>
    private sealed class SplitRows(StreamReader reader, char delimiter) : RowReader
    {
        private const char NextLine = '\n';
        private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");
        private char[] _buffer = new char[1 << 16];
        private int _start;
        private int _end;
        private bool _ended;
        private int _rowStart;
        private int _rowLength;
        private (int Start, int Length)[] _fields = new (int, int)[8];
        private int _fieldCount;
        private long _line;

        public override long Line => _line;

        public override int FieldCount => _fieldCount;

        public override ReadOnlySpan<char> Field(int index) => _buffer.AsSpan(_fields[index].Start, _fields[index].Length);

        public override bool Read()
        {
            while (NextRow())
            {
                _line++;
                var row = _buffer.AsSpan(_rowStart, _rowLength);
                if (!row.IsWhiteSpace())
                {
                    Split(row);
                    return true;
                }
            }

            return false;
        }

        public override void Dispose() => reader.Dispose();

        private bool NextRow()
        {
            var searched = 0;
            while (true)
            {
                var length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(NextLine);
                if (length >= 0)
                {
                    (_rowStart, _rowLength) = (_start, searched + length);
                    _start += _rowLength + 1;
                    return true;
                }

                searched = _end - _start;
                if (_ended)
                {
                    (_rowStart, _rowLength) = (_start, searched);
                    _start = _end;
                    return searched > 0;
                }

                Fill();
            }
        }

        private void Fill()
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            else if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, checked(2 * _buffer.Length));     // a user with 100,000 items on one line
            }

            var count = reader.Read(_buffer, _end, _buffer.Length - _end);
            _end += count;
            _ended = count == 0;
        }

        private void Split(ReadOnlySpan<char> row)
        {
            _fieldCount = 0;
            var start = 0;
            if (delimiter == ' ')
            {
                row = row.TrimEnd();
                while (start < row.Length)
                {
                    var length = row[start..].IndexOfAny(Blanks);
                    length = length < 0 ? row.Length - start : length;
                    if (length > 0)
                    {
                        AddField(start, length);
                    }

                    start += length + 1;
                }

                return;
            }

            while (start <= row.Length)
            {
                var length = row[start..].IndexOf(delimiter);
                length = length < 0 ? row.Length - start : length;
                var field = row.Slice(start, length);
                var blanks = length - field.TrimStart().Length;
                AddField(start + blanks, field.Trim().Length);
                start += length + 1;
            }
        }

        private void AddField(int start, int length)
        {
            if (_fieldCount == _fields.Length)
            {
                Array.Resize(ref _fields, 2 * _fieldCount);
            }

            _fields[_fieldCount++] = (_rowStart + start, length);
        }
    }

    /// <summary>
    /// Rows split at commas, with quotes as in RFC 4180, but within one line: a stray quote must not make the rest of the
    /// file one field.
    /// </summary>
    private sealed class CommaRows : RowReader
    {
        private readonly Stream _stream;
        private readonly CsvReader _csv;
        private char[] _buffer = new char[256];
        private string? _malformed;

        public CommaRows(Stream stream, bool allowLineBreaks)
        {
            _stream = stream;
            _csv = CsvReader.Create(
                stream,
                new CsvReaderOptions
                {
                    Separator = ',',
                    HasHeader = false,
                    AllowLineBreaksInQuotes = allowLineBreaks,
                    DetectSeparatorHint = false,
                    TrackLineNumbers = true,
                    TrimWhitespace = true,
                    MalformedData = CsvMalformedDataHandling.Recover,
                    OnMalformedRecord = record => _malformed = record.Reason switch
                    {
                        CsvMalformedReason.StrayQuote => null,      // the quote is part of the name
                        CsvMalformedReason.TextAfterClosingQuote => "there is text after a closing quote",
                        _ => "a quote is not closed on its line",
                    },
                },
                leaveOpen: true);
        }

        public override long Line => _csv.LineNumber;

        public override int FieldCount => _csv.FieldCount;

        public override string? Malformed => _malformed;

        public override bool Read()
        {
            do
            {
                _malformed = null;
                if (!_csv.Read())
                {
                    return false;
                }
            }
            while (_malformed is null && IsEmpty());

            return true;
        }

        public override ReadOnlySpan<char> Field(int index)
        {
            var bytes = _csv.GetSpan(index);
            if (_buffer.Length < bytes.Length)
            {
                _buffer = new char[Math.Max(bytes.Length, 2 * _buffer.Length)];
            }

            return _buffer.AsSpan(0, Encoding.UTF8.GetChars(bytes, _buffer)).Trim();
        }

        public override void Dispose()
        {
            _csv.Dispose();
            _stream.Dispose();
        }

        private bool IsEmpty()
        {
            for (var i = 0; i < _csv.FieldCount; i++)
            {
                if (!_csv.GetSpan(i).IsEmpty)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
