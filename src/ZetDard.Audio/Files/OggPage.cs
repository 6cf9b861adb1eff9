using System.Buffers.Binary;

namespace ZetDard.Audio;

/// <summary>A page of an Ogg file (RFC 3533, section 6).</summary>
internal readonly ref struct OggPage
{
    public const int MaxLength = 27 + 255 + (255 * 255);

    private const int CrcOffset = 22;
    private static readonly Crc Crc32 = new(0x04C11DB7);

    private readonly ReadOnlySpan<byte> _bytes;

    private OggPage(long start, ReadOnlySpan<byte> bytes)
    {
        Start = start;
        _bytes = bytes;
    }

    /// <summary>Where the page begins in the file.</summary>
    public long Start { get; }

    public int Length => _bytes.Length;

    public bool IsContinued => (_bytes[5] & 1) != 0;

    public bool IsBegin => (_bytes[5] & 2) != 0;

    public bool IsEnd => (_bytes[5] & 4) != 0;

    /// <summary>The time at the end of the last packet that ends on the page; −1 if none does.</summary>
    public long Granule => BinaryPrimitives.ReadInt64LittleEndian(_bytes[6..]);

    public uint Serial => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[14..]);

    /// <summary>The number of the page in its stream.</summary>
    public uint Sequence => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[18..]);

    /// <summary>The lengths of the segments; one of less than 255 bytes ends a packet.</summary>
    public ReadOnlySpan<byte> Lacing => _bytes.Slice(27, _bytes[26]);

    public ReadOnlySpan<byte> Payload => _bytes[(27 + _bytes[26])..];

    /// <summary>The length that the header of a page states; 0 if there is no header, −1 if it is cut off.</summary>
    public static int StatedLength(ReadOnlySpan<byte> bytes)
    {
        var magic = bytes[..Math.Min(5, bytes.Length)];
        if (!"OggS\0"u8.StartsWith(magic))
        {
            return 0;
        }

        if (bytes.Length < 27 || bytes.Length < 27 + bytes[26])
        {
            return -1;
        }

        var length = 27 + bytes[26];
        foreach (var segment in bytes.Slice(27, bytes[26]))
        {
            length += segment;
        }

        return length;
    }

    /// <summary>Reads a page of which all bytes are given. Returns <see langword="false"/> if its checksum is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long start, out OggPage page)
    {
        page = new(start, bytes);
        return CrcOf(bytes) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]);
    }

    /// <summary>Sets the checksum of a page that has been changed.</summary>
    public static void Seal(Span<byte> bytes) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..], CrcOf(bytes));

    private static uint CrcOf(ReadOnlySpan<byte> bytes) =>
        Crc32.Of(bytes[(CrcOffset + 4)..], Crc32.Of([0, 0, 0, 0], Crc32.Of(bytes[..CrcOffset])));
}
