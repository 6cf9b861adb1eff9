using System.Buffers.Binary;

namespace ZetDard.Audio.Tests.Files;

/// <summary>Builds silent MPEG audio byte by byte, tags, and what else is found in MP3 files.</summary>
internal static class Mp3Bytes
{
    /// <summary>MPEG-1 layer III, 128 kbit/s, 44,100 Hz, joint stereo: 417 bytes, 26 ms.</summary>
    public const uint Stereo44 = 0xFFFB9044;

    public const uint Mono44 = 0xFFFB90C4;

    public const uint Stereo48 = 0xFFFB9444;

    public static byte[] Frames(int count, uint header = Stereo44)
    {
        var frame = Frame(header);
        var frames = new byte[count * frame.Length];
        for (var at = 0; at < frames.Length; at += frame.Length)
        {
            frame.CopyTo(frames, at);
        }

        return frames;
    }

    /// <summary>Frames without zeros between the header and the next one.</summary>
    public static byte[] Loud(int count)
    {
        byte[] frame = [.. Frame()[..4], .. Junk(413)];
        return [.. Enumerable.Repeat(frame, count).SelectMany(bytes => bytes)];
    }

    public static byte[] Frame(uint header = Stereo44, int? length = null)
    {
        var frame = new byte[length ?? new Mp3Header(header).Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, header);
        return frame;
    }

    /// <summary>A frame whose sound begins a number of bytes before it.</summary>
    public static byte[] FrameThatBeginsBefore(int bytes)
    {
        var frame = Frame();
        (frame[4], frame[5]) = ((byte)(bytes >> 1), (byte)(bytes << 7));
        return frame;
    }

    public static byte[] Xing(uint frameCount, int? delay = null, int padding = 0, uint header = Stereo44, string name = "Xing")
    {
        var frame = Frame(header);
        var at = 4 + new Mp3Header(header).SideLength;
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(frame, at);
        frame[at + 7] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(at + 8), frameCount);
        if (delay is not null)
        {
            "LAME3.100"u8.CopyTo(frame.AsSpan(at + 12));
            (frame[at + 33], frame[at + 34], frame[at + 35]) = ((byte)(delay >> 4), (byte)((delay << 4) | (padding >> 8)), (byte)padding);
        }

        return frame;
    }

    public static byte[] Vbri(uint frameCount)
    {
        var frame = Frame();
        "VBRI"u8.CopyTo(frame.AsSpan(36));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(50), frameCount);
        return frame;
    }

    /// <summary>An ID3v2 tag of bytes that are no zeros, with a size that may be wrong.</summary>
    public static byte[] Id3v2(int length, int? statedLength = null)
    {
        var stated = statedLength ?? length;
        return [.. "ID3"u8, 4, 0, 0, (byte)(stated >> 21 & 127), (byte)(stated >> 14 & 127), (byte)(stated >> 7 & 127), (byte)(stated & 127), .. Junk(length)];
    }

    public static byte[] Id3v1() => [.. "TAG"u8, .. Junk(125)];

    public static byte[] Ape(int length) =>
        [.. ApeEnd(length, 0xA0), .. Junk(length - 32), .. ApeEnd(length, 0x80)];

    public static byte[] Lyrics3(int length) =>
        [.. "LYRICSBEGIN"u8, .. Enumerable.Repeat((byte)'a', length - 11), .. System.Text.Encoding.ASCII.GetBytes($"{length:D6}"), .. "LYRICS200"u8];

    /// <summary>Bytes among which are no headers.</summary>
    public static byte[] Junk(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(1 + (i * 37 % 199)))];

    private static byte[] ApeEnd(int length, byte flags) =>
        [.. "APETAGEX"u8, 0xD0, 7, 0, 0, .. WavBytes.Number(length), 0, 0, 0, 0, 0, 0, 0, flags, 0, 0, 0, 0, 0, 0, 0, 0];
}
