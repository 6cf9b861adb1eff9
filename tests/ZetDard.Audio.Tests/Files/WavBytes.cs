using System.Buffers.Binary;
using System.Text;

namespace ZetDard.Audio.Tests.Files;

/// <summary>Builds valid and invalid WAV files byte by byte, without the writer of the package.</summary>
internal static class WavBytes
{
    public static byte[] Chunk(string id, byte[] content, uint? length = null) =>
        [.. Encoding.ASCII.GetBytes(id), .. Number((int)(length ?? (uint)content.Length)), .. content, .. new byte[content.Length % 2]];

    public static byte[] File(params byte[][] chunks) => File("RIFF", null, chunks);

    public static byte[] File(string id, uint? length, params byte[][] chunks)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(chunk => chunk)];
        return [.. Encoding.ASCII.GetBytes(id), .. Number((int)(length ?? (uint)body.Length)), .. body];
    }

    public static byte[] Format(int tag, int channelCount, uint rateHz, int bits, int? frameLength = null)
    {
        var frame = frameLength ?? channelCount * ((bits + 7) / 8);
        return Chunk("fmt ", [.. Short(tag), .. Short(channelCount), .. Number((int)rateHz), .. Number((int)(rateHz * (uint)frame)), .. Short(frame), .. Short(bits)]);
    }

    public static byte[] Extensible(int tag, int channelCount, int rateHz, int containerBits, int validBits)
    {
        var frame = channelCount * containerBits / 8;
        return Chunk("fmt ", [.. Short(0xFFFE), .. Short(channelCount), .. Number(rateHz), .. Number(rateHz * frame), .. Short(frame), .. Short(containerBits),
            .. Short(22), .. Short(validBits), .. Number(3), .. Short(tag), 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    }

    public static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
