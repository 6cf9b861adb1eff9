using System.IO.Compression;

namespace ZetDard.Recommenders;

/// <summary>
/// Decompresses a gzip file of one or more members, and refuses one that is cut off or followed by other data, which
/// <see cref="GZipStream"/> reads without an error.
/// </summary>
/// <remarks>
/// A member with a known text is appended to the file. If the file is complete, its text is followed by that text. If the file is cut
/// off, the appended bytes are taken for the missing part, so that they do not decompress. If other data follows the last member, the
/// decompressor stops there and never asks for the appended bytes.
/// </remarks>
internal sealed class GzipText : ForwardStream
{
    private static readonly byte[] EndText = [.. "end of the file "u8, .. Guid.NewGuid().ToByteArray()];
    private static readonly byte[] EndMember = Compress(EndText);

    private readonly string _path;
    private readonly WithEnd _file;
    private readonly GZipStream _gzip;
    private readonly byte[] _ahead = new byte[1 << 16];     // the last bytes may be the end text, so they are held back
    private int _aheadStart;
    private int _aheadEnd;
    private long _length;
    private bool _isAtEnd;

    public GzipText(string path, Stream file)
    {
        _path = path;
        _file = new(file);
        _gzip = new(_file, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_isAtEnd && _aheadEnd - _aheadStart <= EndText.Length)
        {
            Fill();
        }

        var available = _aheadEnd - _aheadStart - (_isAtEnd ? 0 : EndText.Length);
        var count = Math.Min(buffer.Length, available);
        _ahead.AsSpan(_aheadStart, count).CopyTo(buffer);
        _aheadStart += count;
        _length += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _gzip.Dispose();
        _file.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        _ahead.AsSpan(_aheadStart, _aheadEnd - _aheadStart).CopyTo(_ahead);
        (_aheadStart, _aheadEnd) = (0, _aheadEnd - _aheadStart);
        int count;
        try
        {
            count = _gzip.Read(_ahead.AsSpan(_aheadEnd));
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException(
                _file.HasGivenEnd
                    ? $"{_path} is cut off: its compressed data ends after {_length + _aheadEnd} bytes of text without the closing record."
                    : $"{_path} is damaged: its compressed data cannot be read beyond byte {_length + _aheadEnd} of the text.",
                damaged);
        }

        _aheadEnd += count;
        if (count > 0)
        {
            return;
        }

        _isAtEnd = true;
        if (_ahead.AsSpan(0, _aheadEnd).EndsWith(EndText))
        {
            _aheadEnd -= EndText.Length;
        }
        else if (_file.HasGivenEnd)
        {
            throw new InvalidDataException(
                $"{_path} is cut off: its compressed data ends after {_length + _aheadEnd} bytes of text without the closing record.");
        }
        else if (!_file.RestIsZero())
        {
            throw new InvalidDataException(
                $"{_path} is damaged: behind its compressed data, {_length + _aheadEnd} bytes of text, are bytes that are not gzip data.");
        }
    }

    private static byte[] Compress(byte[] text)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.NoCompression))
        {
            gzip.Write(text);
        }

        return member.ToArray();
    }

    /// <summary>The bytes of the file, then in a read of their own those of the end member.</summary>
    private sealed class WithEnd(Stream file) : ForwardStream
    {
        private int _given;
        private byte _last;

        public bool HasGivenEnd => _given > 0;

        public override int Read(Span<byte> buffer)
        {
            if (_given == 0 && file.Read(buffer) is > 0 and var count)
            {
                _last = buffer[count - 1];
                return count;
            }

            count = Math.Min(buffer.Length, EndMember.Length - _given);
            EndMember.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        /// <summary>Whether what follows the last member, of which the last byte has been read, consists of zeros.</summary>
        public bool RestIsZero()
        {
            if (_last != 0)
            {
                return false;
            }

            var block = new byte[1 << 16];
            for (int count; (count = file.Read(block)) > 0;)
            {
                if (block.AsSpan(0, count).ContainsAnyExcept((byte)0))
                {
                    return false;
                }
            }

            return true;
        }

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
