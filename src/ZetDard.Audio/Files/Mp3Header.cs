using System.Buffers.Binary;

namespace ZetDard.Audio;

/// <summary>
/// The header of a frame of MPEG audio, layers I to III (ISO/IEC 11172-3, section 2.4.2.3; 13818-3 for MPEG-2; for MPEG-2.5, mpg123).
/// </summary>
internal readonly record struct Mp3Header(uint Bits)
{
    /// <summary>The maximum length of a frame in bytes, which only free format reaches: that of mpg123.</summary>
    public const int MaxLength = 3460;

    /// <summary>Synchronisation, version, layer and sample rate, which are the same in all frames of a stream.</summary>
    private const uint ConstantBits = 0xFFFE0C00;

    private static readonly short[][] Kilobits =
    [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],    // MPEG-1, layer I
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],       // MPEG-1, layer II
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],        // MPEG-1, layer III
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],       // MPEG-2, layer I
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],            // MPEG-2, layers II and III
    ];

    /// <summary>1, 2, or 3 for MPEG-2.5.</summary>
    public int Version => (Bits >> 19 & 3) switch { 3 => 1, 2 => 2, _ => 3 };

    public int Layer => 4 - (int)(Bits >> 17 & 3);

    public bool HasCrc => (Bits & 0x10000) == 0;

    public int BitrateIndex => (int)(Bits >> 12 & 15);

    /// <summary>Whether the header does not state the bitrate, which is that of no table but the same in all frames.</summary>
    public bool IsFreeFormat => BitrateIndex == 0;

    /// <summary>The bitrate in bits per second; 0 in free format.</summary>
    public int Bitrate => Kilobits[Version == 1 ? Layer - 1 : Layer == 1 ? 3 : 4][BitrateIndex] * 1000;

    public int SampleRateIndex => (int)(Bits >> 10 & 3);

    public int SampleRateHz => (SampleRateIndex == 0 ? 44_100 : SampleRateIndex == 1 ? 48_000 : 32_000) >> (Version - 1);

    /// <summary>The length in bytes of the padding of this frame.</summary>
    public int Padding => (int)(Bits >> 9 & 1) * (Layer == 1 ? 4 : 1);

    /// <summary>0 for stereo, 1 for joint stereo, 2 for two channels, 3 for mono.</summary>
    public int Mode => (int)(Bits >> 6 & 3);

    public int ChannelCount => Mode == 3 ? 1 : 2;

    public int SamplesPerFrame => Layer == 1 ? 384 : Layer == 3 && Version != 1 ? 576 : 1152;

    /// <summary>Where the side information begins: behind the header and its checksum.</summary>
    public int SideStart => HasCrc ? 6 : 4;

    /// <summary>The length in bytes of the side information, which only layer III has.</summary>
    public int SideLength => (Layer, Version, ChannelCount) switch
    {
        (not 3, _, _) => 0,
        (_, 1, 2) => 32,
        (_, 1, _) or (_, _, 2) => 17,
        _ => 9,
    };

    /// <summary>The length of the frame in bytes, or 0 in free format.</summary>
    public int Length
    {
        get
        {
            if (IsFreeFormat)
            {
                return 0;
            }

            return Layer == 1
                ? (12 * Bitrate / SampleRateHz * 4) + Padding
                : (SamplesPerFrame / 8 * Bitrate / SampleRateHz) + Padding;
        }
    }

    /// <summary>What a stream is, in messages.</summary>
    public string Description =>
        $"MPEG-{(Version == 3 ? "2.5" : Version)} layer {"III"[..Layer]}, {SampleRateHz} Hz, {(ChannelCount == 1 ? "mono" : "stereo")}";

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Mp3Header header)
    {
        header = new(bytes.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes));
        return header.Bits >> 21 == 0x7FF && (header.Bits >> 19 & 3) != 1 && header.Layer != 4 && header.BitrateIndex != 15
            && header.SampleRateIndex != 3;
    }

    /// <summary>Whether bytes begin with a header of free format.</summary>
    public static bool IsFreeFormatAt(ReadOnlySpan<byte> bytes) => TryRead(bytes, out var header) && header.IsFreeFormat;

    /// <summary>Whether a frame with this header can belong to the same stream.</summary>
    public bool IsLike(Mp3Header other) =>
        ((Bits ^ other.Bits) & ConstantBits) == 0 && ChannelCount == other.ChannelCount && IsFreeFormat == other.IsFreeFormat;
}
