using NVorbis;

namespace ZetDard.Audio;

/// <summary>One stream of Ogg Vorbis that NVorbis decodes.</summary>
internal sealed class VorbisSource : SampleSource
{
    private readonly Bounded _bytes;
    private readonly VorbisReader _reader;
    private readonly string _path;

    private VorbisSource(Bounded bytes, VorbisReader reader, string path)
        : base(reader.SampleRate, reader.Channels, length: null)
    {
        _bytes = bytes;
        _reader = reader;
        _path = path;
    }

    /// <summary>Opens a stream that can seek, at its beginning. The source owns it.</summary>
    /// <param name="stream">The bytes of one stream of Vorbis.</param>
    /// <param name="path">The name of the file in messages.</param>
    /// <exception cref="InvalidDataException">The stream is damaged, or is not Vorbis.</exception>
    public static SampleSource Open(Stream stream, string path)
    {
        var bytes = new Bounded(stream);
        VorbisReader? reader = null;
        try
        {
            reader = new(bytes, closeOnDispose: true) { ClipSamples = false };
            return reader is { SampleRate: >= 1, Channels: >= 1 and <= MaxChannelCount }
                ? new VorbisSource(bytes, reader, path)
                : throw new InvalidDataException($"{path} is damaged: it has {reader.Channels} channels at {reader.SampleRate} Hz.");
        }
        catch (Exception failure)
        {
            reader?.Dispose();
            stream.Dispose();
            throw Undecodable(path, failure);
        }
    }

    protected override int ReadBlock(Span<float> interleaved)
    {
        try
        {
            _bytes.Renew();
            return _reader.ReadSamples(interleaved);
        }
        catch (Exception failure)
        {
            throw Undecodable(_path, failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _reader.Dispose();
        _bytes.Dispose();
        base.Dispose(disposing);
    }

    // NVorbis fails in a damaged file with whatever its code meets there.
    private static Exception Undecodable(string path, Exception failure) => failure switch
    {
        InvalidDataException own when own.Message.StartsWith(path, StringComparison.Ordinal) => own,
        IOException and not EndOfStreamException => failure,
        _ => new InvalidDataException($"{path} cannot be decoded by NVorbis: {failure.Message}", failure),
    };

    /// <summary>The bytes of a stream. Reading them over and over, which NVorbis may do in a damaged file, is an error.</summary>
    private sealed class Bounded(Stream inner) : SeekableStream
    {
        private const int MaxEmptyReads = 1000;
        private int _emptyReads;
        private long _left = MaxBytes(inner);

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        /// <summary>Allows once more to read as many bytes as opening the stream or reading a block can need.</summary>
        public void Renew() => _left = MaxBytes(inner);

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            _left -= read + 1;
            _emptyReads += read == 0 && buffer.Length > 0 ? 1 : 0;
            return _left > 0 && _emptyReads < MaxEmptyReads
                ? read
                : throw new InvalidDataException("the stream is damaged so that its end is not found.");
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }

        private static long MaxBytes(Stream stream) => (1 << 20) + (4 * stream.Length);
    }
}
