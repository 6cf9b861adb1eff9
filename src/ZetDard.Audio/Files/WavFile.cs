using System.Buffers.Binary;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Writes and reads WAV files, without a native library.</summary>
/// <example>
/// <code>
/// var song = AudioFile.Read("song.mp3");
/// WavFile.Write("clip.wav", song.Slice(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)));
/// </code>
/// </example>
public static class WavFile
{
    private const int HeaderLength = 44;

    /// <summary>
    /// Writes a file as a whole: under another name first, which is then renamed, so that the path never holds half a file.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="waveform">The sound; at most 65,535 channels.</param>
    /// <param name="format">The sample format; 16 bits by default.</param>
    /// <returns>
    /// How many samples of all channels were clipped, because they are beyond the full scale of an integer format. To avoid clipping, scale
    /// the waveform down first.
    /// </returns>
    /// <exception cref="ArgumentException">The waveform needs more than the 4 GiB that a WAV file can hold.</exception>
    /// <exception cref="IOException">The disk is full, the folder is missing, or this process may not write there.</exception>
    public static long Write(string path, Waveform waveform, WavSampleFormat format = WavSampleFormat.Pcm16)
    {
        ThrowIfUnfit(waveform, format);
        var clipped = 0L;
        DataFile.Replace(path, stream => clipped = Write(stream, waveform, format));
        return clipped;
    }

    /// <summary>Writes to a stream, which stays open and does not have to be able to seek.</summary>
    /// <inheritdoc cref="Write(string, Waveform, WavSampleFormat)"/>
    public static long Write(Stream stream, Waveform waveform, WavSampleFormat format = WavSampleFormat.Pcm16)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ThrowIfUnfit(waveform, format);
        var (channels, bytes) = (waveform.ChannelCount, BytesPerSample(format));
        var dataLength = (uint)((long)waveform.Length * channels * bytes);
        Span<byte> header = stackalloc byte[HeaderLength];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], HeaderLength - 8 + dataLength + (dataLength & 1));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], (short)(format == WavSampleFormat.FloatingPoint32 ? 3 : 1));
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], waveform.SampleRateHz);
        var bytesPerSecond = (uint)Math.Min(uint.MaxValue, (long)waveform.SampleRateHz * channels * bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], bytesPerSecond);
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)(channels * bytes));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], (short)(8 * bytes));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], dataLength);
        stream.Write(header);

        var clipped = 0L;
        var block = new byte[Math.Max(1, 65536 / (channels * bytes)) * channels * bytes];
        for (var start = 0; start < waveform.Length;)
        {
            var count = Math.Min(waveform.Length - start, block.Length / (channels * bytes));
            for (var channel = 0; channel < channels; channel++)
            {
                var to = block.AsSpan(channel * bytes);
                foreach (var sample in waveform.Channel(channel).Slice(start, count))
                {
                    clipped += Put(to, sample, format);
                    to = to[Math.Min(to.Length, channels * bytes)..];
                }
            }

            stream.Write(block, 0, count * channels * bytes);
            start += count;
        }

        if (dataLength % 2 == 1)
        {
            stream.WriteByte(0);        // chunks have an even length
        }

        return clipped;
    }

    /// <summary>Reads a whole WAV file at its own sample rate.</summary>
    /// <param name="path">
    /// The file: PCM of 8, 16, 24 or 32 bits, floating point of 32 or 64, A-law or µ-law, plain or extensible, RIFF, RIFX or RF64.
    /// </param>
    /// <param name="allowIncomplete">
    /// Whether a file that is cut off is read as far as possible, as in <see cref="AudioReadOptions.AllowIncomplete"/>.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not such a file, is damaged or cut off, or has a sample that is not finite.
    /// </exception>
    public static Waveform Read(string path, bool allowIncomplete = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var start = AudioFile.ReadStart(path);
        if (!new WavDecoder().CanDecode(start))
        {
            throw new InvalidDataException($"{path} is {(start.Length == 0 ? "empty" : "not a WAV file")}; AudioFile.Read reads other formats too.");
        }

        using var source = WavHeader.Open(path, allowIncomplete);
        return source.ToWaveform(Array.MaxLength);
    }

    private static void ThrowIfUnfit(Waveform waveform, WavSampleFormat format)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        if (!Enum.IsDefined(format))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "Pcm16, Pcm24 and FloatingPoint32 can be written.");
        }

        var frameLength = waveform.ChannelCount * BytesPerSample(format);
        if (frameLength > ushort.MaxValue || (long)waveform.Length * frameLength > uint.MaxValue - HeaderLength)
        {
            throw new ArgumentException(
                $"A WAV file holds at most 4 GiB, and 65,535 bytes for all channels at one moment; the waveform has {waveform.ChannelCount} channels of "
                + $"{waveform.Length} samples. Write parts of it.",
                nameof(waveform));
        }
    }

    private static int BytesPerSample(WavSampleFormat format) => format switch
    {
        WavSampleFormat.Pcm16 => 2,
        WavSampleFormat.Pcm24 => 3,
        _ => 4,
    };

    // Full scale is 2^15 or 2^23, as in reading, so that samples that were read are written as the same bits.
    private static int Put(Span<byte> to, float sample, WavSampleFormat format)
    {
        if (format == WavSampleFormat.FloatingPoint32)
        {
            BinaryPrimitives.WriteSingleLittleEndian(to, sample);
            return 0;
        }

        var full = format == WavSampleFormat.Pcm16 ? 1 << 15 : 1 << 23;
        var rounded = Math.Round((double)sample * full);
        var value = (int)Math.Clamp(rounded, -full, full - 1);
        BinaryPrimitives.WriteInt16LittleEndian(to, (short)value);
        if (format == WavSampleFormat.Pcm24)
        {
            to[2] = (byte)(value >> 16);
        }

        return rounded != value ? 1 : 0;
    }
}
