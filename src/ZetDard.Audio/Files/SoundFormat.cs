using System.Buffers.Binary;

namespace ZetDard.Audio;

/// <summary>A sound format, recognised by the first bytes of a file.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Demuxer">
/// ffmpeg's name of the container. It is always passed on, so that ffmpeg does not guess: it takes some text files for lists of addresses
/// to open.
/// </param>
/// <param name="IsSndfile">Whether libsndfile can decode it.</param>
internal sealed record SoundFormat(string Name, string? Demuxer, bool IsSndfile)
{
    /// <summary>How many bytes are examined.</summary>
    public const int StartLength = 8192;

    private static readonly SoundFormat Wav = new("WAV", "wav", true);
    private static readonly SoundFormat Mp3 = new("MP3", "mp3", true);
    private static readonly SoundFormat Adts = new("AAC", "aac", false);
    private static readonly SoundFormat Mp4 = new("MP4 or M4A", "mov", false);

    private static readonly (int Offset, byte[] Magic, SoundFormat Format)[] Magics =
    [
        (0, "fLaC"u8.ToArray(), new("FLAC", "flac", true)),
        (0, "OggS"u8.ToArray(), new("Ogg", "ogg", true)),
        (0, "ID3"u8.ToArray(), Mp3),
        (4, "ftyp"u8.ToArray(), Mp4),
        (4, "moov"u8.ToArray(), Mp4),
        (4, "mdat"u8.ToArray(), Mp4),
        (4, "wide"u8.ToArray(), Mp4),
        (0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], new("WMA (ASF)", "asf", false)),
        (0, [0x1A, 0x45, 0xDF, 0xA3], new("Matroska or WebM", "matroska", false)),
        (0, "RIFX"u8.ToArray(), new("WAV (RIFX)", null, true)),
        (0, [(byte)'r', (byte)'i', (byte)'f', (byte)'f', 0x2E, 0x91, 0xCF, 0x11], new("Wave64", "w64", true)),
        (0, ".snd"u8.ToArray(), new("AU", "au", true)),
        (0, "caff"u8.ToArray(), new("CAF", "caf", true)),
        (0, "wvpk"u8.ToArray(), new("WavPack", "wv", false)),
        (0, "MAC "u8.ToArray(), new("Monkey's Audio", "ape", false)),
        (0, "TTA1"u8.ToArray(), new("TTA", "tta", false)),
        (0, "MPCK"u8.ToArray(), new("Musepack", "mpc8", false)),
        (0, "MP+"u8.ToArray(), new("Musepack", "mpc", false)),
        (0, "DSD "u8.ToArray(), new("DSF", "dsf", false)),
        (0, "#!AMR"u8.ToArray(), new("AMR", "amr", false)),
        (0, "FLV\x01"u8.ToArray(), new("FLV", "flv", false)),
    ];

    /// <summary>The format of a file that begins with these bytes; <see langword="null"/> if it is unknown.</summary>
    public static SoundFormat? Of(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 12)
        {
            var group = start[..4];
            var form = start.Slice(8, 4);
            var isRiff = group.SequenceEqual("RIFF"u8) || group.SequenceEqual("RF64"u8) || group.SequenceEqual("BW64"u8);
            if (form.SequenceEqual("WAVE"u8) && isRiff)
            {
                return Wav;
            }

            if (group.SequenceEqual("FORM"u8) && (form.SequenceEqual("AIFF"u8) || form.SequenceEqual("AIFC"u8)))
            {
                return new("AIFF", "aiff", true);
            }

            if (group.SequenceEqual("RIFF"u8) && form.SequenceEqual("AVI "u8))
            {
                return new("AVI", "avi", false);
            }
        }

        foreach (var (offset, magic, format) in Magics)
        {
            if (start.Length >= offset + magic.Length && start.Slice(offset, magic.Length).SequenceEqual(magic))
            {
                return format;
            }
        }

        return Frames(start);
    }

    /// <summary>
    /// The length in bytes of an ID3v2 tag at the beginning, 0 if there is none (id3.org/id3v2.4.0-structure, section 3.1).
    /// </summary>
    public static long TagLength(ReadOnlySpan<byte> start)
    {
        var hasTag = start.Length >= 10 && start.StartsWith("ID3"u8) && start[3] != 0xFF && start[4] != 0xFF;
        if (!hasTag || ((start[6] | start[7] | start[8] | start[9]) & 0x80) != 0)
        {
            return 0;
        }

        var size = (start[6] << 21) | (start[7] << 14) | (start[8] << 7) | start[9];
        return 10 + size + ((start[5] & 0x10) != 0 ? 10 : 0);
    }

    // MP3 and AAC have no magic bytes. Two frames must follow each other, the second at the place that the first one states, and agree in
    // what is constant in a stream.
    private static SoundFormat? Frames(ReadOnlySpan<byte> start)
    {
        for (var at = 0; at + 4 <= start.Length; at++)
        {
            if (start[at] != 0xFF)
            {
                continue;
            }

            if (MpegFrameLength(start[at..]) is > 0 and var length && Follows(start, at, length, 0xFFFE0C00))
            {
                return Mp3;
            }

            if (AdtsFrameLength(start[at..]) is > 0 and var adts && Follows(start, at, adts, 0xFFFFFDC0))
            {
                return Adts;
            }
        }

        return null;
    }

    private static bool Follows(ReadOnlySpan<byte> start, int at, int length, uint constant)
    {
        var next = at + length;
        return next + 4 <= start.Length
            ? ((BinaryPrimitives.ReadUInt32BigEndian(start[at..]) ^ BinaryPrimitives.ReadUInt32BigEndian(start[next..])) & constant) == 0
            : at == 0 && next <= start.Length;      // a file of one frame
    }

    // ISO/IEC 11172-3, section 2.4.2.3, and 13818-3 for the lower sample rates.
    private static int MpegFrameLength(ReadOnlySpan<byte> header)
    {
        var (version, layer) = ((header[1] >> 3) & 3, 4 - ((header[1] >> 1) & 3));
        var (bitrateIndex, rateIndex, padding) = (header[2] >> 4, (header[2] >> 2) & 3, (header[2] >> 1) & 1);
        if ((header[1] & 0xE0) != 0xE0 || version == 1 || layer == 4 || bitrateIndex is 0 or 15 || rateIndex == 3)
        {
            return 0;
        }

        ReadOnlySpan<short> kilobits = (version == 3, layer) switch
        {
            (true, 1) => [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
            (true, 2) => [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
            (true, _) => [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
            (false, 1) => [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
            _ => [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        };
        var rate = (rateIndex == 0 ? 44_100 : rateIndex == 1 ? 48_000 : 32_000) >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        var bits = kilobits[bitrateIndex] * 1000;
        return layer == 1 ? ((12 * bits / rate) + padding) * 4 : ((layer == 3 && version != 3 ? 72 : 144) * bits / rate) + padding;
    }

    // ISO/IEC 13818-7, section 6.2.
    private static int AdtsFrameLength(ReadOnlySpan<byte> header)
    {
        if (header.Length < 7 || (header[1] & 0xF6) != 0xF0 || ((header[2] >> 2) & 15) > 12)
        {
            return 0;
        }

        var length = ((header[3] & 3) << 11) | (header[4] << 3) | (header[5] >> 5);
        return length < 7 ? 0 : length;
    }
}
