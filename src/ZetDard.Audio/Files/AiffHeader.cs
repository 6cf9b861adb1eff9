using System.Buffers.Binary;
using System.Text;

namespace ZetDard.Audio;

/// <summary>What the header of an AIFF or AIFF-C file says, and where its samples are.</summary>
/// <remarks>Format: Apple, Audio Interchange File Format, versions 1.3 (1989) and C (1991).</remarks>
/// <param name="Format">The form of the samples; <see langword="null"/> if they are no plain numbers.</param>
/// <param name="Compression">The name of the coding, four characters.</param>
/// <param name="Part">Where the samples stand, in bytes.</param>
/// <param name="Incomplete">Why the file holds less or more sound than it states; <see langword="null"/> if it does not.</param>
internal sealed record AiffHeader(
    PcmFormat? Format, string Compression, (long Start, long Length) Part, InvalidDataException? Incomplete)
{
    /// <summary>Opens an AIFF file.</summary>
    /// <inheritdoc cref="PcmSource.Open" path="/exception"/>
    public static SampleSource Open(string path, bool allowIncomplete) => PcmSource.Open(path, allowIncomplete, stream =>
    {
        var header = Read(stream, path);
        return (
            header.Format,
            $"{path} is an AIFF-C file with the compression '{header.Compression}'; this reader knows plain numbers, A-law and µ-law.",
            [header.Part],
            header.Incomplete);
    });

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static AiffHeader Read(FileStream stream, string path)
    {
        var chunks = new SoundChunks(stream, path, "AIFF", isBigEndian: true);
        var at = SoundFormat.SkipTags(stream);
        var head = chunks.Peek(at);
        if (head.Length < 12)
        {
            throw chunks.Broken("ends within its header");
        }

        long formLength = chunks.UInt32(head[4..]);
        var formEnd = at + 8 + formLength;
        var isCompressed = head[8..12].SequenceEqual("AIFC"u8);
        byte[]? common = null;
        (long Start, long Length)? sound = null;
        at += 12;
        for (var count = 0; count < SoundChunks.MaxCount && (common is null || sound is null); count++)
        {
            head = chunks.Peek(at);
            if (head.Length < 8)
            {
                break;
            }

            long length = chunks.UInt32(head[4..]);
            var start = at + 8;
            if (head[..4].SequenceEqual("COMM"u8) && common is null)
            {
                common = length >= (isCompressed ? 22 : 18) && start + length <= chunks.Length
                    ? chunks.Bytes(start, (int)Math.Min(length, 22))
                    : throw chunks.Broken($"has a common chunk of {length} bytes");
            }
            else if (head[..4].SequenceEqual("SSND"u8) && head.Length >= 16 && sound is null)
            {
                var offset = chunks.UInt32(head[8..]);
                sound = (start + 8 + offset, length - 8 - offset);
            }

            at = chunks.Next(start + length, length);
        }

        if (common is null || sound is not { } found)
        {
            throw chunks.Broken(common is null ? "has no common chunk" : "has no sound chunk");
        }

        var (format, compression, frameCount) = ReadCommon(chunks, common);
        var bytesPerSecond = format is { } known ? (double)known.SampleRateHz * known.FrameLength : 0;
        var isUnfinished = found.Length <= 0 && (formEnd <= found.Start || frameCount > 0);
        var extent = chunks.Extent(found.Start, isUnfinished ? null : Math.Max(0, found.Length), formEnd, bytesPerSecond);
        var stated = frameCount * (format?.FrameLength ?? 0);
        if (stated > extent && !SoundChunks.IsEndless(stated) && !SoundChunks.IsEndless(frameCount))
        {
            chunks.Incomplete ??= StatedLength.CutOff(path, stated, extent, bytesPerSecond);
        }

        return new(format, compression, (found.Start, extent), chunks.Incomplete);
    }

    private static (PcmFormat? Format, string Compression, long FrameCount) ReadCommon(SoundChunks chunks, ReadOnlySpan<byte> common)
    {
        int channels = chunks.UInt16(common);
        long frameCount = chunks.UInt32(common[2..]);
        int bits = chunks.UInt16(common[6..]);
        var rate = Math.Round(Extended(common.Slice(8, 10)));
        var compression = common.Length < 22 ? "NONE" : Encoding.Latin1.GetString(common.Slice(18, 4));
        var wholeBytes = (bits + 7) / 8;
        (PcmCoding Coding, int SampleLength, bool IsBigEndian)? form = compression switch
        {
            "NONE" or "none" or "twos" => (PcmCoding.Integer, wholeBytes, true),
            "sowt" => (PcmCoding.Integer, wholeBytes, false),
            "in24" => (PcmCoding.Integer, 3, true),
            "in32" => (PcmCoding.Integer, 4, true),
            "42ni" => (PcmCoding.Integer, 3, false),
            "23ni" => (PcmCoding.Integer, 4, false),
            "raw " => (PcmCoding.UnsignedByte, 1, true),
            "fl32" or "FL32" => (PcmCoding.Float, 4, true),
            "fl64" or "FL64" => (PcmCoding.Float, 8, true),
            "ulaw" or "ULAW" => (PcmCoding.MuLaw, 1, true),
            "alaw" or "ALAW" => (PcmCoding.ALaw, 1, true),
            _ => null,
        };
        if (form is not { } known)
        {
            return (null, compression, frameCount);
        }

        if (channels is 0 or > SampleSource.MaxChannelCount || !(rate is >= 1 and <= PcmFormat.MaxRateHz))
        {
            throw chunks.Broken(
                $"has {channels} channels at {rate} Hz; 1 … {SampleSource.MaxChannelCount} channels at 1 … {PcmFormat.MaxRateHz} Hz are possible");
        }

        return known.Coding == PcmCoding.Integer && known.SampleLength is < 1 or > 4
            ? throw chunks.Broken($"has samples of {bits} bits; 1 … 32 are possible")
            : (new((int)rate, channels, known.Coding, known.SampleLength, known.IsBigEndian), compression, frameCount);
    }

    // IEEE 754 extended precision, 80 bits.
    private static double Extended(ReadOnlySpan<byte> bytes)
    {
        var exponent = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var value = Math.ScaleB(BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]), (exponent & 0x7FFF) - 16383 - 63);
        return (exponent & 0x8000) != 0 ? -value : value;
    }
}
