using System.Buffers.Binary;
using System.Globalization;

namespace ZetDard.Audio;

/// <summary>
/// Compares the length that the header of an uncompressed file states with the file. libsndfile and ffmpeg read what is there of a file
/// that is cut off, and do not say so.
/// </summary>
/// <remarks>
/// Formats: WAV, AIFF; AU (Sun, audio(4)); Core Audio Format (Apple, 2005); Wave64 (Sonic Foundry). A length of 0 or of the largest number
/// means that the file was never finished.
/// </remarks>
internal static class StatedLength
{
    private const int UnknownTolerance = 4096;

    /// <summary>How many bytes may be missing.</summary>
    /// <param name="bytesPerSecond">The bytes of a second of sound, 0 if not known.</param>
    public static double Tolerance(double bytesPerSecond) =>
        bytesPerSecond > 0 ? DecodedSource.MaxMissingSeconds * bytesPerSecond : UnknownTolerance;

    /// <summary>
    /// Why a file holds less or more sound than its header states; <see langword="null"/> if it does not, or if its format states nothing.
    /// </summary>
    public static InvalidDataException? Incomplete(string path, string? format)
    {
        if (format is not ("WAV" or "WAV (RIFX)" or "AIFF" or "AU" or "CAF" or "Wave64"))
        {
            return null;
        }

        using var stream = AudioFile.OpenStream(path, AudioFile.HeaderBuffer);
        try
        {
            return format switch
            {
                "AIFF" => AiffHeader.Read(stream, path).Incomplete,
                "AU" => OfAu(stream, path),
                "CAF" => OfCaf(stream, path),
                "Wave64" => OfWave64(stream, path),
                _ => WavHeader.Read(stream, path).Incomplete,
            };
        }
        catch (InvalidDataException)
        {
            return null;        // the decoders say what is wrong with the header
        }
    }

    /// <summary>The error of a file that is shorter than its header states; <see langword="null"/> if hardly anything is missing.</summary>
    public static InvalidDataException? CutOff(string path, long stated, long actual, double bytesPerSecond)
    {
        if (stated - actual <= Tolerance(bytesPerSecond))
        {
            return null;
        }

        var seconds = bytesPerSecond > 0
            ? string.Create(CultureInfo.InvariantCulture, $" ({actual / bytesPerSecond:F1} of {stated / bytesPerSecond:F1} s)")
            : "";
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"{path} is cut off: its header states {stated:N0} bytes of sound, but only {actual:N0} are there{seconds}. "
            + $"To read what is there, set {nameof(AudioReadOptions.AllowIncomplete)}."));
    }

    /// <summary>Whether an AU file holds more sound than it states, of which libsndfile would read only what is stated.</summary>
    public static bool IsTooSmallInAu(FileStream stream) =>
        AuLengths(stream) is var (stated, actual, _) && stated + UnknownTolerance < actual;

    private static InvalidDataException? OfAu(FileStream stream, string path) =>
        AuLengths(stream) is var (stated, actual, bytesPerSecond) && !SoundChunks.IsEndless(stated)
            ? CutOff(path, stated, Math.Max(0, actual), bytesPerSecond)
            : null;

    // The bytes of sound that an AU file states, and those that there are.
    private static (long Stated, long Actual, double BytesPerSecond)? AuLengths(FileStream stream)
    {
        var start = SoundFormat.SkipTags(stream);
        var head = Head(stream, start, 24);
        if (head.Length < 24)
        {
            return null;
        }

        var sampleLength = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(12)) switch
        {
            1 or 2 or 27 => 1,
            3 => 2,
            4 => 3,
            5 or 6 => 4,
            7 => 8,
            _ => 0,
        };
        var bytesPerSecond = (double)sampleLength * BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(16))
            * BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(20));
        var actual = stream.Length - start - BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
        return (BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8)), actual, bytesPerSecond);
    }

    private static InvalidDataException? OfCaf(FileStream stream, string path)
    {
        var bytesPerSecond = 0.0;
        var at = SoundFormat.SkipTags(stream) + 8;
        for (var count = 0; count < SoundChunks.MaxCount; count++)
        {
            var head = Head(stream, at, 12);
            if (head.Length < 12)
            {
                break;
            }

            var length = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(4));
            if (head.AsSpan(0, 4).SequenceEqual("data"u8))
            {
                return length <= 0 ? null : CutOff(path, length, stream.Length - at - 12, bytesPerSecond);
            }

            if (head.AsSpan(0, 4).SequenceEqual("desc"u8) && Head(stream, at + 12, 24) is { Length: 24 } description)
            {
                var (packetLength, packetFrames) = (
                    BinaryPrimitives.ReadUInt32BigEndian(description.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(description.AsSpan(20)));
                var rate = BinaryPrimitives.ReadDoubleBigEndian(description);
                bytesPerSecond = rate is > 0 and < 1e9 && packetFrames > 0 ? rate * packetLength / packetFrames : 0;
            }

            if (length < 0 || length > stream.Length)
            {
                break;
            }

            at += 12 + length;
        }

        return null;
    }

    private static InvalidDataException? OfWave64(FileStream stream, string path)
    {
        // Chunks begin with an identifier of 16 bytes and a length that includes these 24 bytes, and are padded to 8.
        const int HeadLength = 24;
        var bytesPerSecond = 0.0;
        var at = SoundFormat.SkipTags(stream) + HeadLength + 16;
        for (var count = 0; count < SoundChunks.MaxCount; count++)
        {
            var head = Head(stream, at, HeadLength + 16);
            if (head.Length < HeadLength)
            {
                break;
            }

            var length = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(16));
            if (head.AsSpan(0, 4).SequenceEqual("data"u8))
            {
                return length is <= HeadLength or > long.MaxValue / 2
                    ? null
                    : CutOff(path, length - HeadLength, stream.Length - at - HeadLength, bytesPerSecond);
            }

            if (head.AsSpan(0, 4).SequenceEqual("fmt "u8) && head.Length == HeadLength + 16)
            {
                bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(HeadLength + 8));
            }

            if (length < HeadLength || length > stream.Length)
            {
                break;
            }

            at += (length + 7) & ~7L;
        }

        return null;
    }

    private static byte[] Head(FileStream stream, long at, int count)
    {
        var bytes = new byte[count];
        stream.Position = at;
        return bytes[..stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
    }
}
