using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Audio;

/// <summary>What the header of a FLAC frame says (RFC 9639, section 9.1).</summary>
/// <param name="IsVariable">Whether blocks differ in size, so that the number counts samples, not frames.</param>
/// <param name="Number">The number of the frame, or of its first sample.</param>
/// <param name="SampleCount">The number of samples of each channel.</param>
/// <param name="RateHz">The sample rate; 0 for that of the stream.</param>
/// <param name="ChannelCount">The number of channels.</param>
/// <param name="BitCount">The number of bits of a sample; 0 for that of the stream.</param>
internal readonly record struct FlacFrame(bool IsVariable, long Number, int SampleCount, int RateHz, int ChannelCount, int BitCount)
{
    /// <summary>The length of the longest header.</summary>
    public const int MaxHeaderLength = 16;

    private static readonly Crc Crc8 = new(0x07000000);
    private static readonly int[] Rates =
        [0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

    private static readonly int[] Bits = [0, 8, 12, -1, 16, 20, 24, 32];

    /// <summary>The place of the next two bytes that can begin a frame; −1 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]      // it goes through whole files, and most processes read few
    public static int FindSync(ReadOnlySpan<byte> bytes)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var first = ref MemoryMarshal.GetReference(bytes);
            for (; i + Vector256<byte>.Count < bytes.Length; i += Vector256<byte>.Count)
            {
                var here = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)i), Vector256.Create((byte)0xFF));
                var next = Vector256.LoadUnsafe(ref first, (nuint)i + 1) & Vector256.Create((byte)0xFE);
                var found = (here & Vector256.Equals(next, Vector256.Create((byte)0xF8))).ExtractMostSignificantBits();
                if (found != 0)
                {
                    return i + BitOperations.TrailingZeroCount(found);
                }
            }
        }

        for (; i + 1 < bytes.Length; i++)
        {
            if (bytes[i] == 0xFF && (bytes[i + 1] & 0xFE) == 0xF8)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Reads a header at the beginning of some bytes. Returns <see langword="false"/> if there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FlacFrame frame)
    {
        frame = default;
        if (bytes.Length < 6 || bytes[0] != 0xFF || (bytes[1] & 0xFE) != 0xF8)
        {
            return false;
        }

        var (sizeCode, rateCode, channelCode, bits) = (bytes[2] >> 4, bytes[2] & 15, bytes[3] >> 4, Bits[(bytes[3] >> 1) & 7]);
        if (sizeCode == 0 || rateCode == 15 || channelCode > 10 || bits < 0 || (bytes[3] & 1) != 0)
        {
            return false;
        }

        // The number is coded like a character of UTF-8, but with up to seven bytes.
        var ones = BitOperations.LeadingZeroCount((uint)(byte)~bytes[4] << 24);
        var at = 4 + Math.Max(1, ones);
        var end = at + (sizeCode == 6 ? 1 : sizeCode == 7 ? 2 : 0) + (rateCode == 12 ? 1 : rateCode > 12 ? 2 : 0);
        if (ones is 1 or 8 || end >= bytes.Length)
        {
            return false;
        }

        long number = ones == 0 ? bytes[4] : bytes[4] & (0x7F >> ones);
        foreach (var value in bytes[5..at])
        {
            if ((value & 0xC0) != 0x80)
            {
                return false;
            }

            number = (number << 6) | (value & 0x3Fu);
        }

        if (Crc8.Of(bytes[..(end + 1)]) != 0)
        {
            return false;
        }

        var samples = sizeCode switch
        {
            1 => 192,
            < 6 => 144 << sizeCode,
            6 => bytes[at] + 1,
            7 => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) + 1,
            _ => 1 << sizeCode,
        };
        var rate = rateCode switch
        {
            12 => bytes[end - 1] * 1000,
            13 => BinaryPrimitives.ReadUInt16BigEndian(bytes[(end - 2)..]),
            14 => BinaryPrimitives.ReadUInt16BigEndian(bytes[(end - 2)..]) * 10,
            _ => Rates[rateCode],
        };
        frame = new((bytes[1] & 1) != 0, number, samples, rate, channelCode < 8 ? channelCode + 1 : 2, bits);
        return samples <= 65535;
    }

    /// <summary>
    /// Whether this frame can be the one after another. Before FLAC 1.2, frames of different sizes counted samples without saying so.
    /// </summary>
    public bool Follows(in FlacFrame before) => IsVariable == before.IsVariable
        && (Number == before.Number + before.SampleCount || (!IsVariable && Number == before.Number + 1));
}
