using System.Runtime.CompilerServices;

namespace ZetDard.Audio;

/// <summary>
/// A cyclic redundancy check that begins with 0 and takes the highest bit of each byte first, as FLAC and Ogg have it, eight bytes a step.
/// </summary>
/// <param name="polynomial">The polynomial without its highest term, shifted up to 32 bits.</param>
internal sealed class Crc(uint polynomial)
{
    private readonly uint[] _tables = Tables(polynomial);

    /// <summary>The check of some bytes in the highest bits of the result.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="crc">The check of the bytes before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]      // it goes through whole files, and most processes read few
    public uint Of(ReadOnlySpan<byte> bytes, uint crc = 0)
    {
        ReadOnlySpan<uint> t = _tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = t[(7 * 256) + (int)((crc >> 24) ^ bytes[0])] ^ t[(6 * 256) + (int)(((crc >> 16) & 0xFF) ^ bytes[1])]
                ^ t[(5 * 256) + (int)(((crc >> 8) & 0xFF) ^ bytes[2])] ^ t[(4 * 256) + (int)((crc & 0xFF) ^ bytes[3])]
                ^ t[(3 * 256) + bytes[4]] ^ t[(2 * 256) + bytes[5]] ^ t[256 + bytes[6]] ^ t[bytes[7]];
        }

        foreach (var value in bytes)
        {
            crc = (crc << 8) ^ t[(int)(crc >> 24) ^ value];
        }

        return crc;
    }

    /// <summary>
    /// The length of the longest beginning of at least <paramref name="minLength"/> bytes whose check is 0; −1 if there is none.
    /// </summary>
    public int LongestWhole(ReadOnlySpan<byte> bytes, int minLength)
    {
        var (crc, whole) = (0u, -1);
        for (var i = 0; i < bytes.Length; i++)
        {
            crc = (crc << 8) ^ _tables[(int)(crc >> 24) ^ bytes[i]];
            if (crc == 0 && i + 1 >= minLength)
            {
                whole = i + 1;
            }
        }

        return whole;
    }

    private static uint[] Tables(uint polynomial)
    {
        var tables = new uint[8 * 256];
        for (var value = 0; value < 256; value++)
        {
            var crc = (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc << 1) ^ ((crc >> 31) * polynomial);
            }

            tables[value] = crc;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = (tables[i - 256] << 8) ^ tables[(int)(tables[i - 256] >> 24)];
        }

        return tables;
    }
}
