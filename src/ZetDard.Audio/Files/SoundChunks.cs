using System.Buffers.Binary;
using System.Globalization;

namespace ZetDard.Audio;

/// <summary>Reads a file of chunks, WAV or AIFF, and finds out how far its samples reach whatever its header states.</summary>
/// <param name="stream">The file.</param>
/// <param name="path">Its name in messages.</param>
/// <param name="kind">Its format in messages.</param>
/// <param name="isBigEndian">The order of the bytes in its numbers.</param>
internal sealed class SoundChunks(FileStream stream, string path, string kind, bool isBigEndian)
{
    /// <summary>How many chunks are read at most.</summary>
    public const int MaxCount = 10_000;

    private const int MaxPaddingLength = 1 << 20;

    // These are taken for chunks even where the file is cut off in them.
    private static readonly string[] Known =
    [
        "RIFF", "RIFX", "RF64", "FORM", "data", "fmt ", "LIST", "JUNK", "junk", "fact", "bext", "iXML", "id3 ", "ID3 ", "cue ",
        "smpl", "PEAK", "FLLR", "SSND", "COMM", "FVER", "MARK", "COMT", "NAME", "AUTH", "ANNO", "APPL", "CHAN", "INST", "(c) ",
    ];

    private readonly byte[] _head = new byte[16];

    /// <summary>The length of the file when it was opened.</summary>
    public long Length { get; } = stream.Length;

    public ushort UInt16(ReadOnlySpan<byte> at) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    public uint UInt32(ReadOnlySpan<byte> at) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    /// <summary>The next bytes at a place, at most 16; fewer at the end of the file. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek(long at)
    {
        stream.Position = Math.Min(at, Length);
        return _head.AsSpan(0, stream.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false));
    }

    /// <summary>The bytes at a place, which must be there.</summary>
    public byte[] Bytes(long at, int count)
    {
        var bytes = new byte[count];
        stream.Position = at;
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Broken("ends within its header");
    }

    /// <summary>
    /// Whether these bytes are the head of a chunk: of a known one, or of one with a printable name that ends within the file.
    /// </summary>
    public bool IsChunk(ReadOnlySpan<byte> head, long at) =>
        head.Length >= 8
        && (IsKnown(head) || (head[..4].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0 && at + 8 + UInt32(head[4..]) <= Length));

    /// <summary>Where the chunk behind this place begins. Chunks begin at even places, but some programs leave out the padding.</summary>
    public long Next(long end, long length) =>
        length % 2 == 0 || (!IsKnown(Peek(end + 1)) && IsChunk(Peek(end), end)) ? end : end + 1;

    /// <summary>Why the file holds less or more sound than it states; <see langword="null"/> if it does not.</summary>
    public InvalidDataException? Incomplete { get; set; }

    /// <summary>How many bytes of samples are there. Sets <see cref="Incomplete"/>.</summary>
    /// <param name="start">Where they begin.</param>
    /// <param name="stated">
    /// The length that the chunk states; <see langword="null"/> if it states none, because it was never finished.
    /// </param>
    /// <param name="containerEnd">Where the file ends according to its header.</param>
    /// <param name="bytesPerSecond">The bytes of a second of sound, 0 if not known.</param>
    public long Extent(long start, long? stated, long containerEnd, double bytesPerSecond)
    {
        var left = Math.Max(0, Length - start);
        if (stated is not { } length || (length > left && IsEndless(length)))
        {
            return left;
        }

        if (length > left)
        {
            Incomplete ??= StatedLength.CutOff(path, length, left, bytesPerSecond);
            return left;
        }

        if (IsEnd(start, length))
        {
            return length;
        }

        // Lengths above 4 GiB are often stated modulo 4 GiB.
        var unwrapped = length + ((left - length) & ~(long)uint.MaxValue);
        if (unwrapped > length && IsEnd(start, unwrapped))
        {
            return unwrapped;
        }

        if (left - length <= StatedLength.Tolerance(bytesPerSecond))
        {
            return length;
        }

        if (containerEnd < Length)
        {
            Incomplete ??= new(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} is damaged: its header states {length:N0} bytes of sound, but behind them are {left - length:N0} bytes more that are neither "
                + $"chunks nor tags. To read them as sound, set {nameof(AudioReadOptions.AllowIncomplete)}."));
        }

        return left;
    }

    public InvalidDataException Broken(string how) => new($"{path} is a damaged {kind} file: it {how}.");

    /// <summary>
    /// Whether a length is one that programs write which cannot return to the header: 0x7FFFF000 (sox, mplayer), 0x7F000000 (sox, AIFF),
    /// 0x80000000, 0xFFFFFFFF, each plus or minus the length of the header or of a part of a frame.
    /// </summary>
    public static bool IsEndless(long stated) => stated
        is (>= 0x7EFFF000 and <= 0x7F000FFF) or (>= 0x7FFFE000 and <= 0x80000FFF) or (>= 0xFFFF0000 and <= 0x1_0000_0FFF);

    // Whether what follows is the end of the file, another chunk, a tag, or padding.
    private bool IsEnd(long start, long length)
    {
        var end = start + length;
        return Length - end < 8 || IsNoSound(end) || (length % 2 == 1 && IsNoSound(end + 1)) || IsPadding(end);
    }

    private bool IsNoSound(long at)
    {
        var head = Peek(at);
        var isTag = SoundFormat.TagLength(head) > 0
            || (head.StartsWith("TAG"u8) && Length - at is 128 or 355) || head.StartsWith("APETAGEX"u8) || head.StartsWith("LYRICSBEGIN"u8);
        return isTag || IsChunk(head, at);
    }

    private static bool IsKnown(ReadOnlySpan<byte> head)
    {
        foreach (var id in Known)
        {
            if (head.Length >= 4 && head[0] == id[0] && head[1] == id[1] && head[2] == id[2] && head[3] == id[3])
            {
                return true;
            }
        }

        return false;
    }

    private bool IsPadding(long at) =>
        Length - at <= MaxPaddingLength && !Bytes(at, (int)(Length - at)).AsSpan().ContainsAnyExcept((byte)0);
}
