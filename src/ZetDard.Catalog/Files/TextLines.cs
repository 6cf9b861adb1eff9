using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ZetDard.Catalog;

/// <summary>Reads the lines of a text file, plain or .gz: UTF-8, or whatever a byte-order mark says; lines end in LF or CR LF.</summary>
internal sealed class TextLines : IDisposable
{
    private const int MaxLine = 64 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly CountingStream? _unpacked;
    private readonly StreamReader _reader;
    private char[] _buffer = new char[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;

    public TextLines(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        _unpacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new CountingStream(new GZipStream(_file, CompressionMode.Decompress)) : null;
        _reader = new StreamReader(_unpacked ?? (Stream)_file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16);
        Name = Path.GetFileName(path);
    }

    public string Name { get; }

    /// <summary>The number of the current line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the current line ends with the file instead of a line end: it may be half-written.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>Bytes of the file (packed ones of a .gz) that have been read.</summary>
    public long BytesRead => _file.Position;

    /// <summary>The current line without its end; valid until the next read.</summary>
    public ReadOnlyMemory<char> Current { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <exception cref="InvalidDataException">The file is a damaged .gz, or has a line of more than 64 million characters.</exception>
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

    public void Dispose()
    {
        _reader.Dispose();
        _file.Dispose();
    }

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
                throw new InvalidDataException($"{Name}, line {Line + 1}: a line of more than {MaxLine:N0} characters; this is not the text file that was expected.");
            }

            Array.Resize(ref _buffer, _end * 2);
        }

        int count;
        try
        {
            count = _reader.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{Name}, after line {Line}: the compressed file is damaged or cut short ({exception.Message}); get it again.", exception);
        }

        _atEnd = count == 0;
        _end += count;
        if (_atEnd && _end > _start && _unpacked is not null && !IsWhole(_unpacked.BytesRead))
        {
            throw new InvalidDataException($"{Name}, after line {Line}: the compressed file is cut short; get it again.");
        }
    }

    // GZipStream takes a file that was cut short for one that ends there. The last four bytes of a whole one are its unpacked length,
    // or that of its last part where it has several: so only a file that also ends in the middle of a line is refused.
    private bool IsWhole(long bytesRead)
    {
        Span<byte> trailer = stackalloc byte[4];
        return RandomAccess.Read(_file.SafeFileHandle, trailer, Math.Max(0, _file.Length - 4)) == 4
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer) == (uint)bytesRead;
    }

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            BytesRead += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
