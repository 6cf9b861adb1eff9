using System.Buffers;
using System.Globalization;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>
/// Reads a text row by row as fields, which are separated by a character, by <c>::</c> or by runs of blanks. Rows without content and
/// comments are passed over. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// A field that begins with a quote ends with the next quote that is not doubled, and may contain separators and line breaks (RFC 4180);
/// quotes behind a backslash, as Spark writes them, are understood where the other reading fails. A quote inside an unquoted field is part
/// of the field. Lines end with LF, CR LF or CR.
/// </para>
/// <para>
/// A field whose quote is not closed, or is followed by other text, is read as if it were not quoted and ends on its line, so that a stray
/// quote costs one row at most. Where commas or semicolons separate fields, that row is <see cref="Malformed"/>; elsewhere writers seldom
/// quote, and the quote is part of the field.
/// </para>
/// </remarks>
internal sealed class RowReader : IDisposable
{
    /// <summary>The largest number of characters of a row: a user with a million items on one line has about seven million.</summary>
    public const int MaxRowLength = 1 << 23;

    private const int MaxFieldCount = 1 << 21;
    private const int MaxCommentsBeforeHeader = 100;        // of those that are checked for being the header
    private const char Quote = '"';
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"");
    private static readonly SearchValues<char> QuotesAndEscapes = SearchValues.Create("\"\\");
    private static readonly SearchValues<char> QuotesOnLine = SearchValues.Create("\"\r\n");
    private static readonly SearchValues<char> QuotesAndEscapesOnLine = SearchValues.Create("\"\\\r\n");

    private readonly string _path;
    private readonly TextReader _text;
    private readonly string _separator;
    private readonly bool _isBlankSeparated;
    private readonly SearchValues<char> _stops;         // what may end an unquoted field
    private readonly SearchValues<char> _fillers;       // what a row without content consists of
    private readonly Func<RowReader, int> _countNames;
    private readonly int _usualFieldCount;
    private readonly bool _mayQuoteRows;    // whether text in quotes may look like rows
    private char[] _buffer;
    private int _start;                     // where the current row begins in the buffer; offsets count from here
    private int _end;
    private bool _isAtEnd;                  // whether the text has no more characters than the buffer
    private long _bufferPosition;           // where the buffer begins in the text
    private long _searchedTo;               // rows that begin before this position of the text have no quoted field of several lines
    private int _rowLength;
    private int _consumed;                  // the row and its line end
    private bool _endsWithCr;
    private int[] _fields = new int[16];    // twice the offset of each field, plus 1 where it is quoted
    private int _fieldCount;
    private bool _hasEscapes;
    private bool _hasRow;
    private long _nextLine;
    private char[] _unquoted = [];

    /// <summary>Makes a reader of the text that a block begins.</summary>
    /// <param name="start">The first block of the text.</param>
    /// <param name="text">What follows the block.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="countNames">How many known columns a row names, so that a header behind a mark of comments is found.</param>
    /// <param name="usualFieldCount">How many fields rows have; 0 if that is not known yet.</param>
    /// <param name="form">What the rows hold.</param>
    public RowReader(
        TableStart start, TextReader text, string separator, Func<RowReader, int> countNames, int usualFieldCount, TableForm form)
    {
        _path = start.Path;
        _text = text;
        _separator = separator;
        _isBlankSeparated = separator == " ";
        _stops = SearchValues.Create(_isBlankSeparated ? " \t\r\n" : $"{separator[0]}\r\n");
        _fillers = SearchValues.Create($" \t\u00A0\u3000{separator}");
        _countNames = countNames;
        _usualFieldCount = usualFieldCount;
        _mayQuoteRows = form == TableForm.Features || usualFieldCount < 2;
        (_buffer, _start, _nextLine) = (start.Buffer, start.Start, start.Line);
        (_end, _isAtEnd) = text == TextReader.Null ? (start.SampleEnd, true) : (start.End, start.IsWhole);
    }

    /// <summary>The first rows, as far as they can be read from the first block of the text; the header is one of them.</summary>
    public IReadOnlyList<SampleRow> Sample { get; private init; } = [];

    /// <summary>
    /// Whether every row but the first begins with its number, for which the first one has no field, as R writes a table and its header.
    /// </summary>
    public bool HasRowNames
    {
        get
        {
            for (var i = 1; i < Sample.Count; i++)
            {
                if (Sample[i].FieldCount != Sample[0].FieldCount + 1 || Sample[i].First[0] != i.ToString(CultureInfo.InvariantCulture))
                {
                    return false;
                }
            }

            return Sample.Count > 1;
        }
    }

    /// <summary>The line on which the current row begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How many fields the current row has.</summary>
    public int FieldCount => _fieldCount;

    /// <summary>What makes the current row unreadable, if anything does.</summary>
    public string? Malformed { get; private set; }

    /// <summary>Whether an unquoted field of the current row has a quote in it.</summary>
    public bool HasStrayQuotes
    {
        get
        {
            for (var i = 0; i < _fieldCount; i++)
            {
                if ((_fields[i] & 1) == 0 && ExactField(i).Contains(Quote))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>How many lines were passed over as comments.</summary>
    public long CommentCount { get; private set; }

    /// <summary>The line of the first comment.</summary>
    public long FirstCommentLine { get; private set; }

    /// <summary>Opens a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What separates fields; <see langword="null"/> to find it from the first rows.</param>
    /// <param name="encoding">The file's encoding; see <see cref="DataFile.OpenRead"/>.</param>
    /// <param name="form">What the rows are to hold.</param>
    /// <param name="countNames">How many known columns a row names as a header.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ArgumentException">The separator or the encoding is none.</exception>
    /// <exception cref="InvalidDataException">The file is not a table, or nothing separates its rows into fields.</exception>
    public static RowReader Open(
        string path, string? separator, string? encoding, TableForm form, Func<RowReader, int> countNames,
        CancellationToken cancellationToken = default)
    {
        TableStart.RequireSeparator(separator);
        var text = new StreamReader(
            DataFile.OpenRead(path, encoding, cancellationToken), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 16);
        try
        {
            var start = TableStart.Read(path, text);
            separator ??= start.StatedSeparator ?? start.FindSeparator(form, countNames);
            var sample = start.Sample(separator, countNames);
            return new(start, text, separator, countNames, TableStart.UsualFieldCount(sample), form) { Sample = sample };
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next row that has content.</summary>
    /// <exception cref="InvalidDataException">A row is longer than <see cref="MaxRowLength"/>.</exception>
    public bool Read()
    {
        while (ReadRow())
        {
            var row = _buffer.AsSpan(_start, _rowLength);
            var hasUsualBeginning = row.Length > 0 && char.IsAsciiLetterOrDigit(row[0]);
            if (!hasUsualBeginning && !row.ContainsAnyExcept(_fillers))
            {
                continue;
            }

            if (!hasUsualBeginning && IsComment())
            {
                FirstCommentLine = CommentCount++ == 0 ? Line : FirstCommentLine;
                continue;
            }

            _hasRow = true;
            return true;
        }

        return false;
    }

    /// <summary>One field of the current row without its surrounding blanks; valid until another field is asked for.</summary>
    public ReadOnlySpan<char> Field(int index) => (_fields[index] & 1) == 0 ? ExactField(index) : ExactField(index).Trim();

    /// <summary>One field of the current row, of a quoted one all that is between the quotes; valid until another field is asked for.</summary>
    public ReadOnlySpan<char> ExactField(int index)
    {
        var begin = _fields[index] >> 1;
        var end = index + 1 < _fieldCount ? (_fields[index + 1] >> 1) - _separator.Length : _rowLength;
        var field = _buffer.AsSpan(_start + begin, end - begin).Trim();
        return (_fields[index] & 1) == 0 ? field : Unescape(field[1..^1]);
    }

    public void Dispose() => _text.Dispose();

    private bool ReadRow()
    {
        _start += _consumed;
        (_consumed, _fieldCount, _rowLength) = (0, 0, 0);
        if (_endsWithCr && Has(0) && _buffer[_start] == '\n')
        {
            _start++;
        }

        _endsWithCr = false;
        if (Has(0) && _buffer[_start] == '\uFEFF')
        {
            _start++;       // files with byte-order marks were joined
        }

        if (!Has(0))
        {
            return false;
        }

        (Line, Malformed, _hasEscapes) = (_nextLine, null, false);
        _nextLine++;
        for (var offset = 0; ; offset += _separator.Length)
        {
            if (_isBlankSeparated)
            {
                offset = SkipBlanks(offset);
                if (!Has(offset))
                {
                    RequireEnd();
                    EndRow(offset);
                    return true;
                }

                if (IsLineEnd(_buffer[_start + offset]))
                {
                    EndRow(offset);
                    return true;
                }
            }

            offset = ReadField(offset);
            if (!Has(offset) || IsLineEnd(_buffer[_start + offset]))
            {
                EndRow(offset);
                return true;
            }
        }
    }

    private void EndRow(int offset)
    {
        _rowLength = offset;
        var hasLineEnd = _start + offset < _end;
        _endsWithCr = hasLineEnd && _buffer[_start + offset] == '\r';
        _consumed = hasLineEnd ? offset + 1 : offset;
    }

    // Returns where the field ends: at a separator, at the end of the line or of the text.
    private int ReadField(int begin)
    {
        var behind = begin;
        var isQuoted = false;
        if (Has(begin) && _buffer[_start + begin] is Quote or ' ' or '\t')
        {
            var quote = SkipBlanks(begin);
            if (Has(quote) && _buffer[_start + quote] == Quote)
            {
                behind = BehindClosingQuote(quote);
                isQuoted = behind > quote;
                if (!isQuoted && _separator is "," or ";")
                {
                    Malformed ??= "a quote is not closed, or text follows the closing quote";
                }
            }
        }

        if (_fieldCount == MaxFieldCount)
        {
            throw new InvalidDataException(
                $"{_path}: the row on line {Line} has more than {MaxFieldCount} fields, the limit. The line ends of the file may be missing.");
        }

        if (_fieldCount == _fields.Length)
        {
            Array.Resize(ref _fields, 2 * _fieldCount);
        }

        _fields[_fieldCount++] = (2 * begin) + (isQuoted ? 1 : 0);
        return FindStop(isQuoted ? behind : begin);
    }

    private int FindStop(int offset)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start + offset, _end - _start - offset).IndexOfAny(_stops);
            if (length < 0)
            {
                offset = _end - _start;
                if (TryFill())
                {
                    continue;
                }

                RequireEnd();
                return offset;
            }

            offset += length;
            if (_separator.Length == 1 || IsSeparator(offset) || IsLineEnd(_buffer[_start + offset]))
            {
                return offset;
            }

            offset++;
        }
    }

    // The text ends where the characters of the row do, unless the row is too long.
    private void RequireEnd()
    {
        if (!_isAtEnd)
        {
            throw new InvalidDataException(
                $"{_path}: the row that begins on line {Line} is longer than {MaxRowLength} characters, the limit. "
                + "The line ends of the file may be missing.");
        }
    }

    private static bool IsLineEnd(char character) => character is '\r' or '\n';

    private bool IsSeparator(int offset) =>
        _isBlankSeparated
            ? _buffer[_start + offset] is ' ' or '\t'
            : Has(offset + _separator.Length - 1) && _buffer.AsSpan(_start + offset, _separator.Length).SequenceEqual(_separator);

    private int SkipBlanks(int offset)
    {
        while (Has(offset) && _buffer[_start + offset] is ' ' or '\t' && (_isBlankSeparated || !IsSeparator(offset)))
        {
            offset++;
        }

        return offset;
    }

    // Returns the offset behind the closing quote; −1 if the quote opens no field.
    private int BehindClosingQuote(int quote)
    {
        var isBoundToLine = _bufferPosition + _start < _searchedTo;
        var behind = FindClosingQuote(quote, hasEscapes: false, isBoundToLine, out var reached);
        if (behind < 0)
        {
            var line = _buffer.AsSpan(_start + quote, _end - _start - quote);
            line = line.IndexOfAny(LineEnds) is >= 0 and var length ? line[..length] : line;
            behind = line.Contains("\\\"", StringComparison.Ordinal) ? FindClosingQuote(quote, hasEscapes: true, isBoundToLine, out _) : -1;
            _hasEscapes |= behind >= 0;
        }

        if (behind >= 0 && !ContainsRows(quote, behind))
        {
            _nextLine += CountLineEnds(_buffer.AsSpan(_start + quote, behind - quote));
            return behind;
        }

        // The search is not repeated for the lines that it has passed, so that the time does not grow with the square of their number.
        reached = Math.Max(behind, reached);
        if (!isBoundToLine && _start + reached < _end)
        {
            reached = quote + 1 + _buffer.AsSpan(_start + quote, reached - quote).LastIndexOfAny(LineEnds);
        }

        _searchedTo = Math.Max(_searchedTo, _bufferPosition + _start + reached);
        return -1;
    }

    private int FindClosingQuote(int quote, bool hasEscapes, bool isBoundToLine, out int reached)
    {
        var stops = (hasEscapes, isBoundToLine) switch
        {
            (false, false) => Quotes,
            (false, true) => QuotesOnLine,
            (true, false) => QuotesAndEscapes,
            (true, true) => QuotesAndEscapesOnLine,
        };
        reached = quote + 1;
        while (true)
        {
            var length = _buffer.AsSpan(_start + reached, _end - _start - reached).IndexOfAny(stops);
            if (length < 0)
            {
                reached = _end - _start;
                if (TryFill())
                {
                    continue;
                }

                return -1;
            }

            reached += length;
            var stop = _buffer[_start + reached];
            if (IsLineEnd(stop))
            {
                return -1;
            }

            if (Has(reached + 1) && (stop == '\\' || _buffer[_start + reached + 1] == Quote))
            {
                reached += 2;
                continue;
            }

            var behind = _isBlankSeparated ? reached + 1 : SkipBlanks(reached + 1);
            return stop == Quote && (!Has(behind) || IsLineEnd(_buffer[_start + behind]) || IsSeparator(behind)) ? reached + 1 : -1;
        }
    }

    // Whether the lines between two quotes are rows of their own, so that the quotes are strays.
    private bool ContainsRows(int quote, int behind)
    {
        var text = _buffer.AsSpan(_start + quote, behind - quote);
        var (first, last) = (text.IndexOfAny(LineEnds), text.LastIndexOfAny(LineEnds));
        if (_mayQuoteRows || first == last)
        {
            return false;
        }

        var separatorCount = 0;
        foreach (var lineRange in text[(first + 1)..last].SplitAny(LineEnds))
        {
            var line = text[(first + 1)..last][lineRange];
            if (line.IsEmpty)
            {
                continue;
            }

            if (line.Count(_separator) != _usualFieldCount - 1)
            {
                return false;
            }

            separatorCount += _usualFieldCount - 1;
        }

        return separatorCount >= 2;
    }

    private static int CountLineEnds(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(LineEnds) < 0)
        {
            return 0;
        }

        return text.Count('\n') + text.Count('\r') - text.Count("\r\n");
    }

    // A title may begin with such a mark too: #1 Crush. A row of the usual number of fields is a comment if a blank follows the mark.
    private bool IsComment()
    {
        var row = _buffer.AsSpan(_start, _rowLength);
        var mark = row.StartsWith("//", StringComparison.Ordinal) ? '/' : row[0];
        if (mark is not ('#' or '%' or '/') || (mark == '/' && !row.StartsWith("//", StringComparison.Ordinal)))
        {
            return false;
        }

        if (!_hasRow && CommentCount < MaxCommentsBeforeHeader && _countNames(this) >= 2)
        {
            return false;
        }

        var text = row.TrimStart(mark);
        return _fieldCount != _usualFieldCount || text.IsEmpty || text[0] is ' ' or '\t';
    }

    private ReadOnlySpan<char> Unescape(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny(_hasEscapes ? QuotesAndEscapes : Quotes))
        {
            return text;
        }

        if (_unquoted.Length < text.Length)
        {
            _unquoted = new char[Math.Max(256, 2 * text.Length)];
        }

        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length
                && ((text[i] == Quote && text[i + 1] == Quote) || (_hasEscapes && text[i] == '\\' && text[i + 1] is Quote or '\\'));
            i += isPair ? 1 : 0;
            _unquoted[length++] = text[i];
        }

        return _unquoted.AsSpan(0, length);
    }

    private bool Has(int offset)
    {
        while (_start + offset >= _end)
        {
            if (!TryFill())
            {
                return false;
            }
        }

        return true;
    }

    // Reads on; false at the end of the text, and where the row has its greatest length.
    private bool TryFill()
    {
        if (_isAtEnd || _end - _start >= MaxRowLength)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferPosition += _start;
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var count = _text.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _isAtEnd = count == 0;
        return count > 0;
    }
}
