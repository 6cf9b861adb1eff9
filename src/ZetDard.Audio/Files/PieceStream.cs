using Microsoft.Win32.SafeHandles;

namespace ZetDard.Audio;

/// <summary>A part of a file, or bytes in memory that stand in its place.</summary>
internal readonly record struct BytePiece(long Start, long Length, byte[]? Bytes = null)
{
    public static BytePiece Of(byte[] bytes) => new(0, bytes.Length, bytes);
}

/// <summary>
/// Parts of a file and bytes in memory, one after another, as one stream: one of several streams in a file, or frames behind a header that
/// is right. Several streams share the handle of the file, which none of them owns.
/// </summary>
internal sealed class PieceStream : SeekableStream
{
    private const int BufferLength = 1 << 16;

    private readonly SafeFileHandle _file;
    private readonly BytePiece[] _pieces;
    private readonly long[] _ends;
    private byte[] _buffer = [];
    private long _bufferStart;
    private int _bufferCount;
    private long _position;

    public PieceStream(SafeFileHandle file, IReadOnlyList<BytePiece> pieces)
    {
        _file = file;
        _pieces = [.. pieces];
        _ends = new long[_pieces.Length];
        for (var i = 0; i < _pieces.Length; i++)
        {
            Length += _pieces[i].Length;
            _ends[i] = Length;
        }
    }

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>A stream of a part of this one.</summary>
    /// <param name="before">Bytes to put before the part.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Where it ends.</param>
    public PieceStream Part(byte[] before, long start, long end)
    {
        var pieces = new List<BytePiece> { BytePiece.Of(before) };
        for (var i = PieceAt(start); i < _pieces.Length && _ends[i] - _pieces[i].Length < end; i++)
        {
            var first = _ends[i] - _pieces[i].Length;
            var (from, to) = (Math.Max(0, start - first), Math.Min(_pieces[i].Length, end - first));
            pieces.Add(_pieces[i].Bytes is { } bytes
                ? BytePiece.Of(bytes[(int)from..(int)to])
                : new(_pieces[i].Start + from, to - from));
        }

        return new(_file, pieces);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length >= BufferLength)
        {
            var direct = ReadPieces(_position, buffer);
            _position += direct;
            return direct;
        }

        if (_position < _bufferStart || _position >= _bufferStart + _bufferCount)
        {
            _buffer = _buffer.Length == 0 ? new byte[BufferLength] : _buffer;
            _bufferStart = _position;
            _bufferCount = ReadPieces(_position, _buffer);
        }

        var at = (int)(_position - _bufferStart);
        var count = Math.Min(buffer.Length, _bufferCount - at);
        _buffer.AsSpan(at, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    // The index of the piece that holds a position.
    private int PieceAt(long position)
    {
        var index = Array.BinarySearch(_ends, position);
        index = index < 0 ? ~index : index + 1;
        while (index < _ends.Length && _ends[index] == position)
        {
            index++;        // pieces without a byte
        }

        return index;
    }

    private int ReadPieces(long position, Span<byte> to)
    {
        var filled = 0;
        for (var i = PieceAt(position); i < _pieces.Length && filled < to.Length; i++)
        {
            var piece = _pieces[i];
            var from = position + filled - (_ends[i] - piece.Length);
            var part = to.Slice(filled, (int)Math.Min(to.Length - filled, piece.Length - from));
            if (piece.Bytes is { } bytes)
            {
                bytes.AsSpan((int)from, part.Length).CopyTo(part);
                filled += part.Length;
                continue;
            }

            while (part.Length > 0)
            {
                var count = RandomAccess.Read(_file, part, piece.Start + from);
                if (count == 0)
                {
                    return filled;      // the file was shortened meanwhile
                }

                filled += count;
                from += count;
                part = part[count..];
            }
        }

        return filled;
    }
}
