using System.Buffers.Binary;
namespace ZetDard.Audio;

/// <summary>A format of sound, or of video with sound, recognised by the first bytes of a file.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Demuxer">
/// ffmpeg's name of the container. It is always passed on, so that ffmpeg does not guess: it takes some text files for lists of addresses
/// to open.
/// </param>
/// <param name="IsSndfile">Whether libsndfile can decode it.</param>
internal sealed record SoundFormat(string Name, string? Demuxer = null, bool IsSndfile = false)
{
    /// <summary>How many bytes are examined.</summary>
    public const int StartLength = 8192;

    /// <summary>MPEG audio, layers I to III.</summary>
    public static readonly SoundFormat Mp3 = new("MP3", "mp3", true);

    private const string Encrypted = "which is encrypted: only the program of that service can play it";

    private static readonly SoundFormat Adts = new("AAC", "aac");
    private static readonly SoundFormat Mp4 = new("MP4 or M4A", "mov");
    private static readonly SoundFormat Speex = new("Ogg Speex", "ogg");
    private static readonly SoundFormat MpegProgram = new("an MPEG program stream", "mpeg");
    private static readonly SoundFormat MpegTransport = new("an MPEG transport stream", "mpegts");
    private static readonly SoundFormat Latm = new("AAC (LATM)", "loas");
    private static readonly SoundFormat Ac3 = new("AC-3", "ac3");
    private static readonly SoundFormat Eac3 = new("E-AC-3", "eac3");
    private static readonly SoundFormat Dts = new("DTS", "dts");
    private static readonly SoundFormat Audible = Service("Audible");
    private static readonly SoundFormat NetEase = Service("NetEase Cloud Music");
    private static readonly SoundFormat QqMusic = Service("QQ Music");
    private static readonly SoundFormat Kugou = Service("Kugou");
    private static readonly SoundFormat Kuwo = Service("Kuwo");
    private static readonly SoundFormat Xiami = Service("Xiami");

    // The beginnings of files; longer ones before shorter ones that they begin with. Those of the encrypted files are from the programs
    // that read them (unlock-music).
    private static readonly (int Offset, byte[] Magic, SoundFormat Format)[] Magics =
    [
        (0, "fLaC"u8.ToArray(), new("FLAC", "flac", true)),
        (0, "OggS"u8.ToArray(), new("Ogg", "ogg", true)),
        (0, "ID3"u8.ToArray(), Mp3),
        (4, "ftypaax"u8.ToArray(), Audible),
        (4, "ftyp"u8.ToArray(), Mp4),
        (4, "moov"u8.ToArray(), Mp4),
        (4, "mdat"u8.ToArray(), Mp4),
        (4, "wide"u8.ToArray(), Mp4),
        (0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], new("WMA (ASF)", "asf")),
        (0, [0x1A, 0x45, 0xDF, 0xA3], new("Matroska or WebM", "matroska")),
        (0, "RIFX"u8.ToArray(), new("WAV (RIFX)", IsSndfile: true)),
        (0, [(byte)'r', (byte)'i', (byte)'f', (byte)'f', 0x2E, 0x91, 0xCF, 0x11], new("Wave64", "w64", true)),
        (0, ".snd"u8.ToArray(), new("AU", "au", true)),
        (0, "caff"u8.ToArray(), new("CAF", "caf", true)),
        (0, "Creative Voice File\x1A"u8.ToArray(), new("VOC", "voc", true)),
        (0, ".SoX"u8.ToArray(), new("SoX", "sox")),
        (0, "XoS."u8.ToArray(), new("SoX", "sox")),
        (0, "2BIT"u8.ToArray(), new("AVR", "avr", true)),
        (0, " paf"u8.ToArray(), new("PAF", "epaf", true)),
        (0, "fap "u8.ToArray(), new("PAF", "epaf", true)),
        (0, "PVF1"u8.ToArray(), new("PVF", "pvf", true)),
        (0, "ALawSoundFile**"u8.ToArray(), new("WVE", "wve", true)),
        (0, [0xF0, 0x7E, 0, 1], new("MIDI Sample Dump", "sds", true)),
        (128, "HCOM"u8.ToArray(), new("HCOM", "hcom")),
        (0, "NIST_1A"u8.ToArray(), new("NIST SPHERE", "nistsphere", true)),
        (0, [0x64, 0xA3, 1, 0], new("IRCAM", "ircam", true)),
        (0, [0x64, 0xA3, 2, 0], new("IRCAM", "ircam", true)),
        (0, "wvpk"u8.ToArray(), new("WavPack", "wv")),
        (0, "MAC "u8.ToArray(), new("Monkey's Audio", "ape")),
        (0, "TTA1"u8.ToArray(), new("TTA", "tta")),
        (0, "TTA2"u8.ToArray(), new("TTA 2")),
        (0, "tBaK"u8.ToArray(), new("TAK", "tak")),
        (0, "ajkg"u8.ToArray(), new("Shorten", "shn")),
        (0, "OFR "u8.ToArray(), new("OptimFROG")),
        (0, "LA0"u8.ToArray(), new("Lossless Audio (LA)")),
        (0, "MPCK"u8.ToArray(), new("Musepack", "mpc8")),
        (0, "MP+"u8.ToArray(), new("Musepack", "mpc")),
        (0, "DSD "u8.ToArray(), new("DSF", "dsf")),
        (0, "TWIN97012000"u8.ToArray(), new("TwinVQ", "vqf")),
        (0, "TWIN00052000"u8.ToArray(), new("TwinVQ", "vqf")),
        (0, "EA3\x01"u8.ToArray(), new("ATRAC (OMA)", "oma")),
        (0, "ea3\x03"u8.ToArray(), new("ATRAC (OMA)", "oma")),
        (0, "qoaf"u8.ToArray(), new("QOA", "qoa")),
        (0, "ADIF"u8.ToArray(), new("AAC (ADIF)")),
        (0, "#!AMR"u8.ToArray(), new("AMR", "amr")),
        (0, "#!SILK_V3"u8.ToArray(), new("SILK")),
        (0, "\x02#!SILK_V3"u8.ToArray(), new("SILK")),
        (0, ".RMF"u8.ToArray(), new("RealMedia", "rm")),
        (0, [(byte)'.', (byte)'r', (byte)'a', 0xFD], new("RealAudio", "rm")),
        (0, "nut/multimedia container"u8.ToArray(), new("NUT", "nut")),
        (0, [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02], new("MXF", "mxf")),
        (0, "FLV\x01"u8.ToArray(), new("FLV", "flv")),
        (0, "DTSHDHDR"u8.ToArray(), new("DTS-HD", "dtshd")),
        (0, [0x7F, 0xFE, 0x80, 0x01], Dts),
        (0, [0xFE, 0x7F, 0x01, 0x80], Dts),
        (0, [0x1F, 0xFF, 0xE8, 0x00], Dts),
        (0, [0xFF, 0x1F, 0x00, 0xE8], Dts),
        (0, [0x64, 0x58, 0x20, 0x25], Dts),
        (4, [0xF8, 0x72, 0x6F, 0xBA], new("TrueHD", "truehd")),
        (4, [0xF8, 0x72, 0x6F, 0xBB], new("MLP", "mlp")),
        (4, [0x57, 0x90, 0x75, 0x36], Audible),
        (0, "CTENFDAM"u8.ToArray(), NetEase),
        (0, [0x7C, 0xD5, 0x32, 0xEB, 0x86, 0x02, 0x7F, 0x4B], Kugou),
        (0, [0x05, 0x28, 0xBC, 0x96, 0xE9, 0xE4, 0x5A, 0x43], Kugou),
        (0, "yeelion-kuwo"u8.ToArray(), Kuwo),
        (0, "QQMU"u8.ToArray(), QqMusic),
        (0, [0xA5, 0x06, 0xB7, 0x89], QqMusic),     // fLaC, OggS, ID3 under its fixed mask
        (0, [0x8C, 0x2D, 0xB1, 0x99], QqMusic),
        (0, [0x8A, 0x0E, 0xE5], QqMusic),
        (0, "ifmt"u8.ToArray(), Xiami),
    ];

    /// <summary>Why nothing can read it, as a clause; <see langword="null"/> if a decoder can.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>The format of a file that begins with these bytes; <see langword="null"/> if it is unknown.</summary>
    public static SoundFormat? Of(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 12 && OfChunks(start) is { } chunks)
        {
            return chunks;
        }

        foreach (var (offset, magic, format) in Magics)
        {
            if (start.Length >= offset + magic.Length && start.Slice(offset, magic.Length).SequenceEqual(magic))
            {
                // The codec stands behind the header of the first page of an Ogg stream.
                return format.Name == "Ogg" && start.Length > 36 && start[28..].StartsWith("Speex   "u8) ? Speex : format;
            }
        }

        return OfMpeg(start) ?? OfBroadcast(start) ?? Frames(start);
    }

    // Files that consist of chunks, whose first one has an outer and an inner name.
    private static SoundFormat? OfChunks(ReadOnlySpan<byte> start)
    {
        var group = start[..4];
        var form = start.Slice(8, 4);
        var isRiff = group.SequenceEqual("RIFF"u8) || group.SequenceEqual("RF64"u8) || group.SequenceEqual("BW64"u8);
        if (form.SequenceEqual("WAVE"u8) && isRiff)
        {
            // Compressed surround sound in the place of the samples would be noise if it were taken for samples. (The second is that of
            // IEC 61937, which wraps AC-3 and others for digital cables.) Of MP3 in WAV, libsndfile states a length that it does not give,
            // and GSM is three times as loud as by other programs.
            var coding = start.Length > 22 && start[12..].StartsWith("fmt "u8) ? BinaryPrimitives.ReadUInt16LittleEndian(start[20..]) : 0;
            return HasDts(start) || start.IndexOf((ReadOnlySpan<byte>)[0x72, 0xF8, 0x1F, 0x4E]) >= 0 ? new("DTS or AC-3 in WAV", "wav")
                : coding == 0x55 ? new("MP3 in WAV", "wav")
                : coding == 0x31 ? new("GSM in WAV", "wav")
                : new("WAV", "wav", true);
        }

        if (group.SequenceEqual("FORM"u8) && (form.SequenceEqual("AIFF"u8) || form.SequenceEqual("AIFC"u8)))
        {
            return new("AIFF", "aiff", true);
        }

        if (group.SequenceEqual("FORM"u8) && (form.SequenceEqual("8SVX"u8) || form.SequenceEqual("16SV"u8) || form.SequenceEqual("MAUD"u8)))
        {
            return new("8SVX", "iff", form[0] != 'M');
        }

        if (group.SequenceEqual("FRM8"u8) && start[12..].StartsWith("DSD "u8))
        {
            return new("DFF (DSDIFF)", "iff");
        }

        return group.SequenceEqual("RIFF"u8) && form.SequenceEqual("AVI "u8) ? new("AVI", "avi")
            : group.SequenceEqual("RIFF"u8) && form.SequenceEqual("XWMA"u8) ? new("xWMA", "xwma")
            : null;
    }

    // ETSI TS 102 114: words of 16 bits, or of 14 as samples of a CD, in both orders of bytes. Behind a frame of words of 16 bits, the next
    // one begins.
    private static bool HasDts(ReadOnlySpan<byte> start)
    {
        var little = start.IndexOf((ReadOnlySpan<byte>)[0xFF, 0x1F, 0x00, 0xE8]);
        return Follows(start, [0x7F, 0xFE, 0x80, 0x01], 0)
            || Follows(start, [0xFE, 0x7F, 0x01, 0x80], 1)
            || start.IndexOf((ReadOnlySpan<byte>)[0x1F, 0xFF, 0xE8, 0x00, 0x07]) >= 0
            || (little >= 0 && start[little..] is [_, _, _, _, >= 0xF0, 7, ..]);

        // Exchanges the bytes of each word if swap is 1.
        static bool Follows(ReadOnlySpan<byte> start, ReadOnlySpan<byte> sync, int swap)
        {
            var at = start.IndexOf(sync);
            if (at < 0 || start.Length < at + 8)
            {
                return false;
            }

            var frame = start[at..];
            var length = (((frame[5 ^ swap] & 3) << 12) | (frame[6 ^ swap] << 4) | (frame[7 ^ swap] >> 4)) + 1;
            return length >= 96 && (frame.Length < length + sync.Length || frame[length..].StartsWith(sync));
        }
    }

    // ISO/IEC 11172-1 and 13818-1. Packets of a transport stream have 188 bytes, with 4 before or 16 behind them in recordings.
    private static SoundFormat? OfMpeg(ReadOnlySpan<byte> start)
    {
        var isPack = start.Length > 4 && start.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]);
        if (isPack && ((start[4] & 0xF0) == 0x20 || (start[4] & 0xC0) == 0x40))
        {
            return MpegProgram;
        }

        foreach (var stride in (ReadOnlySpan<int>)[188, 192, 204])
        {
            // The recording may begin within a packet.
            for (var first = 0; first < stride && first + (4 * stride) < start.Length; first++)
            {
                var at = first;
                while (at < start.Length && start[at] == 0x47)
                {
                    at += stride;
                }

                if (at >= start.Length)
                {
                    return MpegTransport;
                }
            }
        }

        return null;
    }

    // Formats without a header, whose frames begin with a sync word of 16 or 11 bits: each ends where the next one begins.
    private static SoundFormat? OfBroadcast(ReadOnlySpan<byte> start)
    {
        var format = start.Length < 8 ? null
            : start[0] == 0x0B && start[1] == 0x77 ? ((start[5] >> 3) > 10 ? Eac3 : Ac3)
            : start[0] == 0x56 && (start[1] & 0xE0) == 0xE0 ? Latm
            : null;
        if (format is null)
        {
            return null;
        }

        var (at, count) = (0, 0);
        for (; start.Length - at >= 6; count++)
        {
            var length = format == Latm ? LoasFrameLength(start[at..]) : Ac3FrameLength(start[at..]);
            if (length == 0)
            {
                return null;
            }

            at += length;
        }

        return at == start.Length || count >= (format == Latm ? 3 : 2) ? format : null;
    }

    // ETSI TS 102 366, sections 4.4.1, 5.3 and E.1.3.
    private static int Ac3FrameLength(ReadOnlySpan<byte> header)
    {
        if (header[0] != 0x0B || header[1] != 0x77)
        {
            return 0;
        }

        if (header[5] >> 3 is > 10 and <= 16)
        {
            return 2 * ((((header[2] & 7) << 8) | header[3]) + 1);
        }

        ReadOnlySpan<int> kilobits = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];
        var (rate, size) = (header[4] >> 6, header[4] & 63);
        return rate == 3 || size >= 2 * kilobits.Length || header[5] >> 3 > 10 ? 0
            : rate == 0 ? 4 * kilobits[size / 2]
            : rate == 1 ? 2 * ((kilobits[size / 2] * 96_000 / 44_100) + (size & 1))
            : 6 * kilobits[size / 2];
    }

    // ISO/IEC 14496-3, section 1.7.2.
    private static int LoasFrameLength(ReadOnlySpan<byte> header) => header[0] == 0x56 && (header[1] & 0xE0) == 0xE0
        ? (((header[1] & 0x1F) << 8) | header[2]) + 3
        : 0;

    private static SoundFormat Service(string name) => new($"a file of {name}") { Obstacle = Encrypted };

    /// <summary>Where a file begins behind its ID3v2 tags. Moves the stream.</summary>
    public static long SkipTags(Stream stream)
    {
        Span<byte> head = stackalloc byte[10];
        var at = 0L;
        for (var tags = 0; tags < 8; tags++)
        {
            stream.Position = at;
            if (stream.ReadAtLeast(head, 10, throwOnEndOfStream: false) < 10 || TagLength(head) is not (> 0 and var length))
            {
                break;
            }

            at += length;
        }

        return at;
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

    // MP3 and AAC have no magic bytes. Bytes that look like the header of a frame occur in all data, so several frames must follow each
    // other: at the beginning three, or all that there are; behind other bytes at least four that go on to the end, and not of free format,
    // since tables and uncompressed sound have equal bytes at equal distances.
    private static SoundFormat? Frames(ReadOnlySpan<byte> start)
    {
        var zeros = start.IndexOfAnyExcept((byte)0);
        for (var at = Math.Max(0, zeros); at + 4 <= start.Length; at++)
        {
            var next = start[at..].IndexOf((byte)0xFF);
            if (next < 0)
            {
                return null;
            }

            at += next;
            var (count, minCount) = at == zeros ? (3, start.Length < StartLength ? 1 : 3) : (int.MaxValue, 4);
            if ((at == 0 || !Mp3Header.IsFreeFormatAt(start[at..])) && Mp3Walker.BeginsRun(start[at..], count, minCount))
            {
                return Mp3;
            }

            if (AdtsFrames.BeginsRun(start[at..], count, minCount))
            {
                return Adts;
            }
        }

        return null;
    }
}
