namespace ZetDard.Audio;

/// <summary>The frames of sound of a file as a file of their own, without headers of the whole, tags and damage.</summary>
/// <remarks>
/// libsndfile never reads more than it takes for the length. Without a header, that is the length of the file divided by the length of the
/// first frame; this one says that it is so long that the answer is never too small. What lies behind the frames cannot be read but for
/// the last 128 bytes, where libsndfile looks for a tag.
/// </remarks>
internal sealed class Mp3Stream(Mp3Frames frames) : SeekableStream
{
    private const int TagLength = 128;

    private long _frameStart;
    private int _frameLength;

    public override long Length => ((frames.Count + 2) * Mp3Header.MaxLength) + TagLength;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length - TagLength)
        {
            var zeros = (int)Math.Min(buffer.Length, Math.Max(0, Length - Position));
            buffer[..zeros].Clear();
            Position += zeros;
            return zeros;
        }

        if (Position < _frameStart)
        {
            frames.Restart();
            (_frameStart, _frameLength) = (0, 0);
        }

        while (Position >= _frameStart + _frameLength)
        {
            _frameStart += _frameLength;
            _frameLength = 0;
            if (!frames.Next())
            {
                return 0;
            }

            _frameLength = frames.Frame.Length;
        }

        var part = frames.Frame[(int)(Position - _frameStart)..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        Position += part.Length;
        return part.Length;
    }
}
