using System.Buffers.Binary;

namespace ZetDard.Audio;

/// <summary>The samples of a WAV file.</summary>
/// <remarks>
/// Format: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991); Microsoft, Multiple Channel Audio Data
/// and WAVE Files (2001); EBU Tech 3306 for RF64. The data reaches to the end of the file if its stated length is 0xFFFFFFFF, or is 0 in a
/// file that was not finished, or is larger than the rest of the file.
/// </remarks>
internal sealed class WavSource : SampleSource
{
    private const int MaxFormatLength = 65536;
    private const int MaxChunkCount = 10_000;
    private const int MaxRateHz = 10_000_000;

    private readonly FileStream _stream;
    private readonly Layout _layout;
    private readonly byte[] _buffer;
    private long _remaining;

    private WavSource(FileStream stream, Layout layout)
        : base(layout.SampleRateHz, layout.ChannelCount, layout.DataLength / layout.FrameLength)
    {
        _stream = stream;
        _layout = layout;
        _remaining = layout.DataLength - (layout.DataLength % layout.FrameLength);
        _buffer = new byte[BlockLength(ChannelCount) / ChannelCount * layout.FrameLength];
    }

    private enum Coding
    {
        Integer,
        Float,
    }

    public static WavSource Open(string path)
    {
        var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 4096, FileOptions.SequentialScan);
        try
        {
            return new(stream, ReadLayout(stream, path));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    protected override int ReadBlock(Span<float> interleaved)
    {
        var maxFrames = Math.Min(interleaved.Length / ChannelCount, _buffer.Length / _layout.FrameLength);
        var length = (int)Math.Min(maxFrames, _remaining / _layout.FrameLength) * _layout.FrameLength;
        var bytes = _stream.ReadAtLeast(_buffer.AsSpan(0, length), length, throwOnEndOfStream: false);
        _remaining -= bytes;
        var values = bytes / _layout.FrameLength * ChannelCount;        // fewer if the file was shortened meanwhile
        Convert(_buffer.AsSpan(0, bytes), interleaved[..values]);
        return values;
    }

    protected override bool TrySeek(long sample)
    {
        _stream.Position += sample * _layout.FrameLength;
        _remaining -= sample * _layout.FrameLength;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _stream.Dispose();
        base.Dispose(disposing);
    }

    private void Convert(ReadOnlySpan<byte> from, Span<float> to)
    {
        switch (_layout.Coding, _layout.SampleLength)
        {
            case (Coding.Float, 4):
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = BinaryPrimitives.ReadSingleLittleEndian(from[(4 * i)..]);
                }

                break;
            case (Coding.Float, _):
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(from[(8 * i)..]);
                }

                break;
            case (_, 1):        // only samples of 8 bits are unsigned
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (from[i] - 128) * (1f / 128);
                }

                break;
            case (_, 2):
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = BinaryPrimitives.ReadInt16LittleEndian(from[(2 * i)..]) * (1f / 32768);
                }

                break;
            case (_, 3):
                for (var i = 0; i < to.Length; i++)
                {
                    var at = from.Slice(3 * i, 3);
                    to[i] = ((at[0] << 8) | (at[1] << 16) | (at[2] << 24)) * (1f / 2147483648f);
                }

                break;
            default:
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = BinaryPrimitives.ReadInt32LittleEndian(from[(4 * i)..]) * (1f / 2147483648f);
                }

                break;
        }
    }

    // Leaves the stream at the first sample.
    private static Layout ReadLayout(FileStream stream, string path)
    {
        Span<byte> head = stackalloc byte[12];
        Span<byte> sizes = stackalloc byte[24];
        if (stream.ReadAtLeast(head, 12, throwOnEndOfStream: false) < 12)
        {
            throw Broken(path, "ends within its header");
        }

        var is64 = !head[..4].SequenceEqual("RIFF"u8);
        long riffLength = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        var dataLength64 = -1L;
        Layout? layout = null;
        for (var chunk = 0; chunk < MaxChunkCount; chunk++)
        {
            if (stream.ReadAtLeast(head[..8], 8, throwOnEndOfStream: false) < 8)
            {
                throw Broken(path, layout is null ? "has no format chunk" : "has no data chunk");
            }

            long length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            var left = stream.Length - stream.Position;
            if (head[..4].SequenceEqual("data"u8))
            {
                if (layout is null)
                {
                    throw Broken(path, "has no format chunk before its data");
                }

                var hasNoRiffLength = riffLength is 0 or uint.MaxValue || riffLength + 8 <= stream.Position;
                var unfinished = length == uint.MaxValue || (length == 0 && hasNoRiffLength);
                var stated = is64 && length == uint.MaxValue && dataLength64 >= 0 ? dataLength64 : unfinished ? long.MaxValue : length;
                return layout with { DataLength = Math.Max(0, Math.Min(stated, left)) };
            }

            if (head[..4].SequenceEqual("fmt "u8))
            {
                if (length is < 16 or > MaxFormatLength || length > left)
                {
                    throw Broken(path, $"has a format chunk of {length} bytes");
                }

                var format = new byte[length];
                stream.ReadExactly(format);
                layout ??= ReadFormat(format, path);
                left -= length;
                length = 0;
                if (format.Length % 2 == 1 && left > 0)
                {
                    stream.Position++;
                }
            }
            else if (head[..4].SequenceEqual("ds64"u8) && length >= 24 && left >= 24)
            {
                stream.ReadExactly(sizes);
                riffLength = BinaryPrimitives.ReadInt64LittleEndian(sizes);
                dataLength64 = BinaryPrimitives.ReadInt64LittleEndian(sizes[8..]);
                left -= 24;
                length -= 24;
            }

            var skip = length + (length & 1);
            if (skip > left)
            {
                throw Broken(path, "has no data chunk: a chunk reaches beyond its end");
            }

            stream.Position += skip;
        }

        throw Broken(path, $"has more than {MaxChunkCount} chunks before its data");
    }

    private static Layout ReadFormat(ReadOnlySpan<byte> format, string path)
    {
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        int frameLength = BinaryPrimitives.ReadUInt16LittleEndian(format[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (tag == 0xFFFE)
        {
            // The constant end of the usual identifiers, xxxxxxxx-0000-0010-8000-00AA00389B71.
            ReadOnlySpan<byte> family = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
            tag = format.Length >= 40 && format.Slice(26, 14).SequenceEqual(family)
                ? BinaryPrimitives.ReadUInt16LittleEndian(format[24..])
                : throw Broken(path, "has an extensible format of an unknown kind");
        }

        if (tag is not (1 or 3))
        {
            throw new InvalidDataException($"{path} is a WAV file with coding 0x{tag:X4}; this reader knows plain PCM (1) and floating point (3).");
        }

        if (channels is 0 or > MaxChannelCount || rate is 0 or > MaxRateHz)
        {
            throw Broken(
                path, $"has {channels} channels at {rate} Hz; 1 … {MaxChannelCount} channels at 1 … {MaxRateHz} Hz are possible");
        }

        // A sample takes whole bytes, with the significant bits first. The length of a frame, where plausible, tells how many bytes.
        var minLength = (bits + 7) / 8;
        var sampleLength = frameLength % channels == 0 && frameLength / channels >= minLength ? frameLength / channels : minLength;
        return (bits > 0 && sampleLength > 0 ? (tag, sampleLength) : default) switch
        {
            (1, >= 1 and <= 4) => new((int)rate, channels, Coding.Integer, sampleLength, 0),
            (3, 4 or 8) => new((int)rate, channels, Coding.Float, sampleLength, 0),
            _ => throw Broken(
                path,
                $"has samples of {bits} bits in {frameLength} bytes of {channels} channels; "
                + "integers of 8, 16, 24 and 32 bits and floating point of 32 and 64 are known"),
        };
    }

    private static InvalidDataException Broken(string path, string how) => new($"{path} is a damaged WAV file: it {how}.");

    private sealed record Layout(int SampleRateHz, int ChannelCount, Coding Coding, int SampleLength, long DataLength)
    {
        public int FrameLength => SampleLength * ChannelCount;
    }
}
