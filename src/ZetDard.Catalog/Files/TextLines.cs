using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Reads the lines of a text file, plain or .gz: UTF-8, with or without a byte-order mark; lines end in LF or CR LF.</summary>
internal sealed class TextLines : IDisposable
{
    private const int MaxLine = 64 * 1024 * 1024;

    private readonly bool _isPacked;
    private readonly StreamReader _reader;
    private char[] _buffer = new char[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;

    public TextLines(string path)
    {
        _isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _reader = new StreamReader(DataFile.OpenRead(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16);
        Name = Path.GetFileName(path);
    }

    public string Name { get; }

    /// <summary>The number of the current line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the current line is the last one and has no line end, so that it may be incomplete.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>
    /// The number of bytes of the file that have been read; 0 for a .gz file, of which only the decompressed bytes could be
    /// counted.
    /// </summary>
    public long BytesRead { get; private set; }

    /// <summary>The current line without its line end; valid until the next read.</summary>
    public ReadOnlyMemory<char> Current { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is a damaged or incomplete .gz file, or has a line of more than 64 million characters.
    /// </exception>
    public bool Read()
    {
        for (var searched = 0; ;)
        {
            var feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf('\n');
            if (feed >= 0)
            {
                return Take(searched + feed, 1);
            }

            searched = _end - _start;
            if (_atEnd)
            {
                return searched > 0 && Take(searched, 0);
            }

            Fill();
        }
    }

    public void Dispose() => _reader.Dispose();

    private bool Take(int length, int endLength)
    {
        Line++;
        IsUnfinished = endLength == 0;
        var line = _buffer.AsMemory(_start, length);
        _start += length + endLength;
        Current = line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            if (_end >= MaxLine)
            {
                throw new InvalidDataException(
                    $"{Name}, line {Line + 1}: a line of more than {MaxLine:N0} characters, so this is not the expected text file.");
            }

            Array.Resize(ref _buffer, _end * 2);
        }

        var count = _reader.Read(_buffer, _end, _buffer.Length - _end);
        BytesRead += _isPacked ? 0 : Encoding.UTF8.GetByteCount(_buffer, _end, count);
        _atEnd = count == 0;
        _end += count;
    }
}
