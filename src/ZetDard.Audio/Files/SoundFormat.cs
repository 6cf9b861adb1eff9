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

    /// <summary>MPEG audio, layers I to III.</summary>
    public static readonly SoundFormat Mp3 = new("MP3", "mp3", true);

    private static readonly SoundFormat Wav = new("WAV", "wav", true);
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
