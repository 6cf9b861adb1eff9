using System.Buffers.Binary;

namespace ZetDard.Audio;

/// <summary>Frames of AAC in an ADTS stream (ISO/IEC 13818-7, section 6.2).</summary>
internal static class AdtsFrames
{
    private const int MaxLength = (1 << 13) - 1;
    private const int RunLength = 4;
    private const uint ConstantBits = 0xFFFFFDC0;       // all but private bits and the length

    private static readonly int[] SampleRates =
        [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];

    /// <summary>
    /// Whether a run of frames begins here: of <paramref name="count"/> frames, or of at least <paramref name="minCount"/> that goes on to
    /// the end of the bytes.
    /// </summary>
    public static bool BeginsRun(ReadOnlySpan<byte> bytes, int count, int minCount)
    {
        for (int found = 0, at = 0; ;)
        {
            var length = Length(bytes[at..]);
            if (length == 0 || !IsLike(bytes, bytes[at..]))
            {
                return false;
            }

            if (length > bytes.Length - at)
            {
                return found >= Math.Max(minCount, 2);
            }

            found++;
            at += length;
            if (found == count)
            {
                return true;
            }

            if (bytes.Length - at < 7 || bytes[at..].StartsWith("TAG"u8) || bytes[at..].StartsWith("ID3"u8))
            {
                return found >= minCount;
            }
        }
    }

    /// <summary>Measures the sound in a file by a walk over its frames, past whatever else there is.</summary>
    /// <param name="stream">The file, which can seek.</param>
    /// <returns>
    /// The duration of all frames, and about that of the bytes between the first and the last of them that are neither frames nor tags.
    /// </returns>
    public static (double Seconds, double JunkSeconds) Measure(Stream stream)
    {
        var window = new byte[1 << 17];
        var (length, start) = (0, 0L);
        var (seconds, frameBytes, junk, skipped) = (0.0, 0L, 0L, 0L);
        var (first, isExact) = (new byte[4], false);
        stream.Position = 0;
        for (var at = 0L; ;)
        {
            if (at + (RunLength * MaxLength) > start + length && (length == 0 || start + length < stream.Length))
            {
                stream.Position = start = at;
                length = stream.ReadAtLeast(window, window.Length, throwOnEndOfStream: false);
            }

            var bytes = at < start + length ? window.AsSpan((int)(at - start), (int)(start + length - at)) : [];
            if (bytes.Length < 7)
            {
                return (seconds, frameBytes == 0 ? 0 : junk * seconds / frameBytes);
            }

            var frame = Length(bytes);
            if (frame is > 0 && frame <= bytes.Length && (isExact ? IsLike(first, bytes) : BeginsRun(bytes, RunLength, 1)))
            {
                if (!isExact)
                {
                    bytes[..4].CopyTo(first);
                    isExact = true;
                    junk += frameBytes > 0 ? skipped : 0;
                    skipped = 0;
                }

                seconds += 1024.0 * ((bytes[6] & 3) + 1) / SampleRates[(first[2] >> 2) & 15];
                frameBytes += frame;
                at += frame;
                continue;
            }

            isExact = false;
            var tag = SoundFormat.TagLength(bytes);
            var next = bytes[1..].IndexOf((byte)0xFF);
            var step = tag > 0 ? tag : next < 0 ? bytes.Length : next + 1;
            skipped += tag > 0 ? 0 : step;
            at += step;
        }
    }

    private static bool IsLike(ReadOnlySpan<byte> first, ReadOnlySpan<byte> header) =>
        ((BinaryPrimitives.ReadUInt32BigEndian(first) ^ BinaryPrimitives.ReadUInt32BigEndian(header)) & ConstantBits) == 0;

    // The length of a frame; 0 if there is none.
    private static int Length(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 7 || bytes[0] != 0xFF || (bytes[1] & 0xF6) != 0xF0 || (bytes[2] >> 2 & 15) >= SampleRates.Length)
        {
            return 0;
        }

        var length = ((bytes[3] & 3) << 11) | (bytes[4] << 3) | (bytes[5] >> 5);
        return length < 7 ? 0 : length;
    }
}
