using System.Buffers.Binary;

namespace ZetDard.Audio;

/// <summary>What a frame says of the whole stream that has a Xing, Info or VBRI header in place of sound.</summary>
/// <param name="FrameCount">How many frames of sound follow; <see langword="null"/> if that is not stated.</param>
/// <param name="Delay">How many samples the encoder and the decoder put before the sound.</param>
/// <param name="Padding">How many samples they put behind it.</param>
internal readonly record struct Mp3Info(long? FrameCount, int Delay, int Padding)
{
    /// <summary>The delay of every decoder of layer III, which an encoder's header leaves out.</summary>
    private const int DecoderDelay = 529;

    /// <summary>Reads the header of a frame, with the rules of mpg123, which libsndfile uses.</summary>
    /// <param name="header">The header of the frame.</param>
    /// <param name="frame">The frame, or the part of it that is there.</param>
    /// <param name="info">What it states.</param>
    /// <returns>Whether the frame is such a header and not sound.</returns>
    public static bool TryRead(Mp3Header header, ReadOnlySpan<byte> frame, out Mp3Info info)
    {
        info = default;
        if (header.Layer != 3)
        {
            return false;
        }

        const int VbriStart = 36;
        if (frame.Length >= VbriStart + 18 && frame[VbriStart..].StartsWith("VBRI"u8))
        {
            info = new(Count(frame[(VbriStart + 14)..]), 0, 0);
            return true;
        }

        // Some encoders do not count the checksum where they put the header. mpg123 does not look at the two bytes where it would be.
        for (var start = 4 + header.SideLength; start <= header.SideStart + header.SideLength; start += 2)
        {
            if (frame.Length >= start + 8 && (frame[start..].StartsWith("Xing"u8) || frame[start..].StartsWith("Info"u8))
                && !frame[6..start].ContainsAnyExcept((byte)0))
            {
                info = Parse(frame[(start + 4)..]);
                return true;
            }
        }

        return false;
    }

    // gabriel.mp3-tech.org/mp3infotag.html. Without a number of frames nothing is cut, as by libsndfile.
    private static Mp3Info Parse(ReadOnlySpan<byte> content)
    {
        var flags = content[3];
        var lame = 4 + ((flags & 1) != 0 ? 4 : 0) + ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
        if ((flags & 1) == 0 || content.Length < 8 || Count(content[4..]) is not { } count)
        {
            return default;
        }

        if (content.Length < lame + 24 || content[lame] == 0)
        {
            return new(count, DecoderDelay, 0);
        }

        var delays = content[(lame + 21)..];
        var (delay, padding) = ((delays[0] << 4) | (delays[1] >> 4), ((delays[1] & 15) << 8) | delays[2]);
        return new(count, delay + DecoderDelay, Math.Max(0, padding - DecoderDelay));
    }

    private static long? Count(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes) is > 0 and var count ? count : null;
}
