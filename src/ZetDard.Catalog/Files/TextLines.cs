using System.Buffers;
using System.Text;
using System.Text.Unicode;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Reads the lines of a text file, plain or .gz: UTF-8, with or without a byte-order mark, or a stated encoding; lines end in LF or CR LF.
/// </summary>
internal sealed class TextLines : IDisposable
{
    /// <summary>What is wrong with a line that is <see cref="IsInvalid"/>, and what to do.</summary>
    public const string NotUtf8 =
        $"bytes that are not UTF-8; save the file as UTF-8, or give its encoding ({nameof(ImportOptions)}.{nameof(ImportOptions.Encoding)})";

    private const int MaxLine = 1 << 23;
    private const int MaxSequence = 4;       // bytes of a character in UTF-8

    private readonly bool _isPacked;
    private readonly Stream _stream;
    private readonly byte[] _bytes = new byte[(1 << 16) + MaxSequence];
    private readonly Queue<int> _invalid = new();        // the places in the buffer of bytes that are not valid
    private int _byteCount;      // bytes that are read but not decoded: the beginning of a character
    private char[] _buffer = new char[1 << 17];
    private int _start;
    private int _end;
    private bool _atEnd;

    public TextLines(string path, string? encoding, CancellationToken cancellationToken)
    {
        _isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _stream = DataFile.OpenRead(path, encoding, cancellationToken);
        Name = Path.GetFileName(path);
    }

    public string Name { get; }

    /// <summary>The number of the current line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the current line is the last one and has no line end, so that it may be incomplete.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>
    /// Whether the current line contains bytes that are not valid in UTF-8. U+FFFD that the file itself contains is valid.
    /// </summary>
    public bool IsInvalid { get; private set; }

    /// <summary>
    /// The number of bytes of the file that have been read; 0 for a .gz file, of which only the decompressed bytes could be
    /// counted.
    /// </summary>
    public long BytesRead { get; private set; }

    /// <summary>The current line without its line end; valid until the next read.</summary>
    public ReadOnlyMemory<char> Current { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is a damaged or incomplete .gz file, or has a line of more than 8,388,608 characters.
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

    public void Dispose() => _stream.Dispose();

    private bool Take(int length, int endLength)
    {
        Line++;
        IsUnfinished = endLength == 0;
        var line = _buffer.AsMemory(_start, length);
        _start += length + endLength;
        Current = line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
        IsInvalid = false;
        while (_invalid.TryPeek(out var place) && place < _start)
        {
            IsInvalid = true;
            _invalid.Dequeue();
        }

        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
            for (var count = _invalid.Count; count > 0; count--)
            {
                _invalid.Enqueue(_invalid.Dequeue() - _start);
            }

            (_start, _end) = (0, _end - _start);
        }

        if (_buffer.Length - _end < _bytes.Length)      // a byte becomes at most one character
        {
            if (_end >= MaxLine)
            {
                throw new InvalidDataException(
                    $"{Name}, line {Line + 1}: a line of more than {MaxLine:N0} characters, so this is not the expected text file.");
            }

            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxLine + _bytes.Length));
        }

        var read = _stream.Read(_bytes, _byteCount, _bytes.Length - _byteCount);
        _atEnd = read == 0;
        BytesRead += _isPacked ? 0 : read;
        Decode(_byteCount + read);
    }

    private void Decode(int count)
    {
        for (var from = 0; ;)
        {
            var status = Utf8.ToUtf16(
                _bytes.AsSpan(from, count - from), _buffer.AsSpan(_end), out var bytesRead, out var written, replaceInvalidSequences: false,
                isFinalBlock: _atEnd);
            from += bytesRead;
            _end += written;
            if (status != OperationStatus.InvalidData)
            {
                _byteCount = count - from;
                _bytes.AsSpan(from, _byteCount).CopyTo(_bytes);
                return;
            }

            _ = Rune.DecodeFromUtf8(_bytes.AsSpan(from, count - from), out _, out var invalid);
            from += invalid;
            _invalid.Enqueue(_end);
            _buffer[_end++] = '\uFFFD';
        }
    }
}
