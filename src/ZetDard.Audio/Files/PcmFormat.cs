using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ZetDard.Audio;

/// <summary>How samples are written as bytes.</summary>
internal enum PcmCoding
{
    /// <summary>Signed integers of 8, 16, 24 or 32 bits.</summary>
    Integer,

    /// <summary>Integers of 8 bits with the zero at 128.</summary>
    UnsignedByte,

    /// <summary>Floating point of 32 or 64 bits.</summary>
    Float,

    /// <summary>ITU-T G.711, µ-law.</summary>
    MuLaw,

    /// <summary>ITU-T G.711, A-law.</summary>
    ALaw,
}

/// <summary>The form of interleaved samples that take whole bytes.</summary>
/// <param name="SampleRateHz">The sample rate.</param>
/// <param name="ChannelCount">The number of channels.</param>
/// <param name="Coding">What the bytes mean.</param>
/// <param name="SampleLength">Bytes of one sample of one channel. Where they hold fewer bits, the significant ones come first.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
internal sealed record PcmFormat(int SampleRateHz, int ChannelCount, PcmCoding Coding, int SampleLength, bool IsBigEndian)
{
    /// <summary>The maximum of a sample rate; a header that states more is damaged.</summary>
    public const int MaxRateHz = 10_000_000;

    private static readonly float[] MuLaw = [.. Enumerable.Range(0, 256).Select(code => FromMuLaw((byte)code) * (1f / 32768))];
    private static readonly float[] ALaw = [.. Enumerable.Range(0, 256).Select(code => FromALaw((byte)code) * (1f / 32768))];

    /// <summary>Bytes of one sample of all channels.</summary>
    public int FrameLength => SampleLength * ChannelCount;

    /// <summary>Turns bytes into samples of −1 … 1.</summary>
    /// <param name="from">The bytes, which may be changed.</param>
    /// <param name="to">Receives as many samples as the bytes hold.</param>
    public void Convert(Span<byte> from, Span<float> to)
    {
        if (IsBigEndian)
        {
            ReverseSamples(from);
        }

        switch (Coding, SampleLength)
        {
            case (PcmCoding.Float, 4):
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = BinaryPrimitives.ReadSingleLittleEndian(from[(4 * i)..]);
                }

                break;
            case (PcmCoding.Float, _):
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(from[(8 * i)..]);
                }

                break;
            case (PcmCoding.MuLaw or PcmCoding.ALaw, _):
                var table = Coding == PcmCoding.MuLaw ? MuLaw : ALaw;
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = table[from[i]];
                }

                break;
            case (PcmCoding.UnsignedByte, _):
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (from[i] - 128) * (1f / 128);
                }

                break;
            case (_, 1):
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (sbyte)from[i] * (1f / 128);
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

    private void ReverseSamples(Span<byte> bytes)
    {
        switch (SampleLength)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 3:
                for (var i = 0; i + 2 < bytes.Length; i += 3)
                {
                    (bytes[i], bytes[i + 2]) = (bytes[i + 2], bytes[i]);
                }

                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private static int FromMuLaw(byte code)
    {
        var inverted = ~code;
        var magnitude = ((((inverted & 0x0F) << 3) + 0x84) << ((inverted >> 4) & 7)) - 0x84;
        return (inverted & 0x80) != 0 ? -magnitude : magnitude;
    }

    private static int FromALaw(byte code)
    {
        var toggled = code ^ 0x55;
        var (exponent, mantissa) = ((toggled >> 4) & 7, (toggled & 0x0F) << 4);
        var magnitude = exponent == 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
        return (toggled & 0x80) != 0 ? magnitude : -magnitude;
    }
}
