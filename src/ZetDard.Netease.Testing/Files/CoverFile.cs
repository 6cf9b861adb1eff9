using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ZetDard.Netease.Testing;

/// <summary>Cover images: PNG with stripes in two colours that depend on the id.</summary>
internal static class CoverFile
{
    public const int DefaultSize = 64;
    public const int MaxSize = 4_000;

    public static byte[] Make(long pictureId, int width, int height)
    {
        var bits = Seeded.Mix((ulong)pictureId);
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (1, 3);       // one bit per pixel, with a palette
        WriteChunk(file, "IHDR", header);
        WriteChunk(
            file, "PLTE", [(byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24), (byte)(bits >> 32), (byte)(bits >> 40)]);
        using (var points = new MemoryStream())
        {
            using (var zip = new ZLibStream(points, CompressionLevel.Fastest, leaveOpen: true))
            {
                var row = new byte[1 + ((width + 7) / 8)];
                for (var y = 0; y < height; y++)
                {
                    row.AsSpan(1).Fill((byte)((y / 8 % 2) == 0 ? 0 : 0xF0));
                    zip.Write(row);
                }
            }

            WriteChunk(file, "IDAT", points.ToArray());
        }

        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream to, string kind, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        byte[] named = [.. Encoding.ASCII.GetBytes(kind), .. data];
        to.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        to.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
