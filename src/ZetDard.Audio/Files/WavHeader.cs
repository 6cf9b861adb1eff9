namespace ZetDard.Audio;

/// <summary>What the header of a WAV file says, and where its samples are.</summary>
/// <remarks>
/// Format: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991); Microsoft, Multiple Channel Audio Data
/// and WAVE Files (2001); EBU Tech 3306 for RF64. RIFX is RIFF with the most significant bytes first. Files that were joined end to end
/// are read as one if their formats agree.
/// </remarks>
/// <param name="Format">The form of the samples; <see langword="null"/> if they are no plain numbers.</param>
/// <param name="Tag">The number of the coding.</param>
/// <param name="Parts">Where the samples stand, in bytes.</param>
/// <param name="Incomplete">Why the file holds less or more sound than it states; <see langword="null"/> if it does not.</param>
internal sealed record WavHeader(
    PcmFormat? Format, int Tag, IReadOnlyList<(long Start, long Length)> Parts, InvalidDataException? Incomplete)
{
    private const int MaxFormatLength = 65536;

    /// <summary>Opens a WAV file.</summary>
    /// <inheritdoc cref="PcmSource.Open" path="/exception"/>
    public static SampleSource Open(string path, bool allowIncomplete) => PcmSource.Open(path, allowIncomplete, stream =>
    {
        var header = Read(stream, path);
        return (
            header.Format,
            $"{path} is a WAV file with coding 0x{header.Tag:X4}; this reader knows plain PCM (1), floating point (3), A-law (6) and µ-law (7).",
            header.Parts,
            header.Incomplete);
    });

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static WavHeader Read(FileStream stream, string path)
    {
        var at = SoundFormat.SkipTags(stream);
        var isBigEndian = new SoundChunks(stream, path, "WAV", false).Peek(at).StartsWith("RIFX"u8);
        var chunks = new SoundChunks(stream, path, "WAV", isBigEndian);
        var head = chunks.Peek(at);
        if (head.Length < 12)
        {
            throw chunks.Broken("ends within its header");
        }

        var is64 = head[..4].SequenceEqual("RF64"u8) || head[..4].SequenceEqual("BW64"u8);
        long riffLength = chunks.UInt32(head[4..]);
        var riffEnd = EndOf(at, riffLength, chunks.Length);
        long? dataLength64 = null;
        byte[]? format = null;
        var (pcm, tag, bytesPerSecond) = (default(PcmFormat), 0, 0.0);
        var parts = new List<(long Start, long Length)>();
        at += 12;
        for (var count = 0; ; count++)
        {
            head = chunks.Peek(at);
            if (head.Length < 8 || (parts.Count > 0 && (count == SoundChunks.MaxCount || !chunks.IsChunk(head, at))))
            {
                break;
            }

            if (count == SoundChunks.MaxCount)
            {
                throw chunks.Broken($"has more than {SoundChunks.MaxCount} chunks before its data");
            }

            long length = chunks.UInt32(head[4..]);
            var start = at + 8;
            if (head[..4].SequenceEqual("data"u8))
            {
                if (format is null)
                {
                    throw chunks.Broken("has no format chunk before its data");
                }

                var isUnfinished = length == uint.MaxValue || (length == 0 && (riffLength is 0 or uint.MaxValue || riffEnd <= start));
                long? stated = is64 && length == uint.MaxValue && dataLength64 > 0 ? dataLength64 : isUnfinished ? null : length;
                length = chunks.Extent(start, stated, riffEnd, bytesPerSecond);
                parts.Add((start, length));
            }
            else if (head[..4].SequenceEqual("fmt "u8) && (format is null || parts.Count > 0))
            {
                if (length is < 16 or > MaxFormatLength || start + length > chunks.Length)
                {
                    throw chunks.Broken($"has a format chunk of {length} bytes");
                }

                var next = chunks.Bytes(start, (int)length);
                if (format is null)
                {
                    format = next;
                    (pcm, tag) = ReadFormat(chunks, format, isBigEndian);
                    bytesPerSecond = pcm is { } known ? (double)known.SampleRateHz * known.FrameLength : chunks.UInt32(format.AsSpan(8));
                }
                else if (!next.AsSpan().StartsWith(format.AsSpan(0, 16)))
                {
                    chunks.Incomplete ??= chunks.Broken(
                        "consists of several files with different sample rates, channels or codings, which were joined end to end");
                    break;
                }
            }
            else if (head[..4].SequenceEqual("ds64"u8) && length >= 24 && chunks.Length - start >= 24)
            {
                var sizes = chunks.Bytes(start, 24);
                riffLength = BitConverter.ToInt64(sizes);
                riffEnd = riffLength > 0 && riffLength < long.MaxValue - start ? at - 4 + riffLength : 0;
                dataLength64 = BitConverter.ToInt64(sizes, 8);
            }
            else if (parts.Count > 0 && head.Length >= 12 && head[8..12].SequenceEqual("WAVE"u8)
                && (head[..4].SequenceEqual("RIFF"u8) || head[..4].SequenceEqual("RIFX"u8) || head[..4].SequenceEqual("RF64"u8)))
            {
                (riffLength, riffEnd) = (length, EndOf(at, length, chunks.Length));
                at += 12;
                continue;
            }

            if (parts.Count == 0 && start + length > chunks.Length)
            {
                throw chunks.Broken("has no data chunk: a chunk reaches beyond its end");
            }

            at = chunks.Next(start + length, length);
        }

        return parts.Count > 0
            ? new(pcm, tag, parts, chunks.Incomplete)
            : throw chunks.Broken(format is null ? "has no format chunk" : "has no data chunk");
    }

    // A length above 4 GiB is stated modulo 4 GiB.
    private static long EndOf(long at, long riffLength, long length) =>
        length - at - 8 - riffLength is > 0 and var rest && (rest & uint.MaxValue) <= 1 ? length : at + 8 + riffLength;

    private static (PcmFormat? Format, int Tag) ReadFormat(SoundChunks chunks, ReadOnlySpan<byte> format, bool isBigEndian)
    {
        int tag = chunks.UInt16(format);
        int channels = chunks.UInt16(format[2..]);
        var rate = chunks.UInt32(format[4..]);
        int frameLength = chunks.UInt16(format[12..]);
        int bits = chunks.UInt16(format[14..]);
        if (tag == 0xFFFE)
        {
            // The constant ends of the usual identifiers, xxxxxxxx-0000-0010-8000-00AA00389B71, and of those of ambisonic sound,
            // xxxxxxxx-0721-11D3-8644-C8C1CA000000.
            ReadOnlySpan<byte> family = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
            ReadOnlySpan<byte> ambisonic = [0x00, 0x00, 0x21, 0x07, 0xD3, 0x11, 0x86, 0x44, 0xC8, 0xC1, 0xCA, 0x00, 0x00, 0x00];
            tag = format.Length >= 40 && (format.Slice(26, 14).SequenceEqual(family) || format.Slice(26, 14).SequenceEqual(ambisonic))
                ? chunks.UInt16(format[24..])
                : throw chunks.Broken("has an extensible format of an unknown kind");
        }

        if (tag is not (1 or 3 or 6 or 7))
        {
            return (null, tag);
        }

        if (channels is 0 or > SampleSource.MaxChannelCount || rate is 0 or > PcmFormat.MaxRateHz)
        {
            throw chunks.Broken(
                $"has {channels} channels at {rate} Hz; 1 … {SampleSource.MaxChannelCount} channels at 1 … {PcmFormat.MaxRateHz} Hz are possible");
        }

        // A sample takes whole bytes, with the significant bits first. The length of a frame, where plausible, tells how many bytes.
        var minLength = (bits + 7) / 8;
        var sampleLength = frameLength % channels == 0 && frameLength / channels >= minLength ? frameLength / channels : minLength;
        PcmCoding? coding = (bits > 0 && sampleLength > 0 ? (tag, sampleLength) : default) switch
        {
            (1, 1) => PcmCoding.UnsignedByte,
            (1, >= 2 and <= 4) => PcmCoding.Integer,
            (3, 4 or 8) => PcmCoding.Float,
            (6, 1) => PcmCoding.ALaw,
            (7, 1) => PcmCoding.MuLaw,
            _ => null,
        };
        return coding is { } known
            ? (new((int)rate, channels, known, sampleLength, isBigEndian), tag)
            : throw chunks.Broken(
                $"has samples of {bits} bits in {frameLength} bytes of {channels} channels; "
                + "integers of 8, 16, 24 and 32 bits and floating point of 32 and 64 are known");
    }
}
