namespace ZetDard.Audio;

/// <summary>Samples that stand in a file as plain numbers.</summary>
internal sealed class PcmSource : SampleSource
{
    private readonly FileStream _stream;
    private readonly string _path;
    private readonly PcmFormat _format;
    private readonly (long Start, long Length)[] _parts;
    private readonly byte[] _buffer;
    private int _part;
    private long _atInPart;

    /// <summary>Creates the source, which owns the stream.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="format">The form of the samples.</param>
    /// <param name="parts">Where they stand, in bytes.</param>
    public PcmSource(FileStream stream, string path, PcmFormat format, IEnumerable<(long Start, long Length)> parts)
        : this(stream, path, format, [.. parts.Select(part => (part.Start, part.Length - (part.Length % format.FrameLength)))])
    {
    }

    /// <summary>Opens a file whose header tells where its samples are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowIncomplete">Whether it may hold less or more sound than it states.</param>
    /// <param name="read">
    /// Reads the header: the form of the samples, or null with the reason if they are no plain numbers; where they stand; and why the file
    /// is not complete.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, is cut off although that is not allowed, or its samples are no plain numbers.
    /// </exception>
    public static PcmSource Open(
        string path,
        bool allowIncomplete,
        Func<FileStream, (PcmFormat? Format, string Otherwise, IEnumerable<(long Start, long Length)> Parts, InvalidDataException? Incomplete)>
            read)
    {
        var stream = AudioFile.OpenStream(path, AudioFile.HeaderBuffer);
        try
        {
            var (format, otherwise, parts, incomplete) = read(stream);
            return incomplete is not null && !allowIncomplete ? throw incomplete
                : format is null ? throw new InvalidDataException(otherwise)
                : new(stream, path, format, parts);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private PcmSource(FileStream stream, string path, PcmFormat format, (long Start, long Length)[] wholeFrames)
        : base(format.SampleRateHz, format.ChannelCount, wholeFrames.Sum(part => part.Length) / format.FrameLength)
    {
        (_stream, _path, _format, _parts) = (stream, path, format, wholeFrames);
        _buffer = new byte[BlockLength(ChannelCount) / ChannelCount * format.FrameLength];
        Go(0);
    }

    protected override int ReadBlock(Span<float> interleaved)
    {
        while (_part < _parts.Length && _atInPart == _parts[_part].Length)
        {
            _part++;
            Go(0);
        }

        if (_part == _parts.Length)
        {
            return 0;
        }

        var maxFrames = Math.Min(interleaved.Length / ChannelCount, _buffer.Length / _format.FrameLength);
        var length = (int)Math.Min((long)maxFrames * _format.FrameLength, _parts[_part].Length - _atInPart);
        length = _stream.ReadAtLeast(_buffer.AsSpan(0, length), length, throwOnEndOfStream: false);
        length -= length % _format.FrameLength;
        if (length == 0)
        {
            throw new InvalidDataException($"{_path} was made shorter while it was read.");
        }

        _atInPart += length;
        var values = length / _format.SampleLength;
        _format.Convert(_buffer.AsSpan(0, length), interleaved[..values]);
        return values;
    }

    protected override bool TrySeek(long sample)
    {
        var offset = sample * _format.FrameLength;
        while (_part < _parts.Length && offset > _parts[_part].Length)
        {
            offset -= _parts[_part++].Length;
        }

        Go(offset);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _stream.Dispose();
        base.Dispose(disposing);
    }

    private void Go(long offset)
    {
        _atInPart = offset;
        if (_part < _parts.Length)
        {
            _stream.Position = _parts[_part].Start + offset;
        }
    }
}
