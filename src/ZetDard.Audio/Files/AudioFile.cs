using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Reads sound files: WAV itself, MP3, Ogg Vorbis, Opus, FLAC and AIFF by libsndfile, AAC, WMA and others by ffmpeg.</summary>
/// <remarks>The decoder is chosen by the file's content, never by its name. Safe for concurrent use.</remarks>
public static class AudioFile
{
    /// <summary>The decoders of this package, in the order in which they are asked. Put your own before or behind them in <see cref="AudioReadOptions.Decoders"/>.</summary>
    public static IReadOnlyList<IAudioDecoder> Decoders { get; } = [new WavDecoder(), new SndfileDecoder(), new FfmpegDecoder()];

    /// <summary>Opens a file for reading block by block; however long it is, memory stays small.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoders">Who decodes; <see cref="Decoders"/> by default.</param>
    /// <returns>The sound as the file has it; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is empty, damaged, or nothing that a decoder knows; the message says which.</exception>
    /// <exception cref="PlatformNotSupportedException">What decodes this format is not installed; the message names the package.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SampleSource Open(string path, IReadOnlyList<IAudioDecoder>? decoders = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var start = ReadStart(path);
        if (start.Length == 0)
        {
            throw new InvalidDataException($"{path} is empty.");
        }

        InvalidDataException? broken = null;
        var absent = new List<string>();
        foreach (var decoder in decoders ?? Decoders)
        {
            if (!decoder.CanDecode(start))
            {
                continue;
            }

            try
            {
                return decoder.Open(path);
            }
            catch (InvalidDataException reason)
            {
                broken ??= reason;
            }
            catch (PlatformNotSupportedException reason)
            {
                absent.Add(reason.Message);
            }
        }

        throw (broken, absent.Count, SoundFormat.Of(start)) switch
        {
            ({ } reason, 0, _) => new InvalidDataException(reason.Message, reason),
            ({ } reason, _, _) => new InvalidDataException($"{reason.Message} Another decoder might know this form of it. {string.Join(" Or: ", absent)}", reason),
            (null, > 0, var format) => new PlatformNotSupportedException($"{path} is {format?.Name ?? "sound"}. {string.Join(" Or: ", absent)}"),
            (null, 0, { } format) => new InvalidDataException($"{path} is {format.Name}, which none of the decoders given reads."),
            _ => new InvalidDataException($"{path} is no sound file that is known here: it begins with {Printable(start)}."),
        };
    }

    /// <summary>Reads a file, or the middle of it, into memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Rate, channels and how much; by default 22,050 Hz, the file's channels, the two minutes in the middle.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <inheritdoc cref="Open" path="/exception"/>
    /// <exception cref="InvalidDataException">The file is empty, damaged, without a single sample, or nothing that a decoder knows; or a sample is not finite.</exception>
    public static Waveform Read(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = new AudioReadOptionsValidator().Validated(options ?? new());
        cancellationToken.ThrowIfCancellationRequested();
        var waveform = ReadPart(path, options, fromMiddle: true, cancellationToken);

        // The middle of a stated length may lie behind the end of a file that is cut off.
        waveform = waveform.Length == 0 && options.MaxDuration is not null ? ReadPart(path, options, fromMiddle: false, cancellationToken) : waveform;
        return waveform.Length > 0 ? waveform : throw new InvalidDataException($"{path} holds no sample.");
    }

    /// <inheritdoc cref="Read"/>
    /// <remarks>The work is done on a thread of the pool.</remarks>
    public static Task<Waveform> ReadAsync(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Read(path, options, cancellationToken), cancellationToken);

    private static Waveform ReadPart(string path, AudioReadOptions options, bool fromMiddle, CancellationToken cancellationToken)
    {
        var source = Open(path, options.Decoders);
        try
        {
            if (options.MaxDuration is { } most)
            {
                var count = (long)Math.Ceiling(Math.Min(most.TotalSeconds * source.SampleRateHz, long.MaxValue / 4));
                source = source.Part(fromMiddle && source.Length > count ? (source.Length.Value - count) / 2 : 0, count);
            }

            source = options.Mono ? source.ToMono() : source;       // before resampling: half the work
            if (options.SampleRateHz is { } rate && source.SampleRateHz != rate)
            {
                source = source.SampleRateHz / 1000 <= rate
                    ? source.Resample(rate)
                    : throw new InvalidDataException($"{path} has {source.SampleRateHz} samples a second, which cannot be brought to {rate}; a thousandth is the least.");
            }

            using var interrupt = cancellationToken.Register(source.Interrupt);
            return source.ToWaveform(cancellationToken: cancellationToken);
        }
        catch (InvalidDataException broken) when (!broken.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {broken.Message}", broken);
        }
        finally
        {
            source.Dispose();
        }
    }

    /// <summary>The first bytes; where there is an ID3v2 tag before a format that is known, the bytes behind it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    internal static ReadOnlySpan<byte> ReadStart(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FileNotFoundException($"{path} is a folder; give a file.", path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file {path}.", path);
        }

        if (IsEmpty(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        var start = new byte[SoundFormat.StartLength];
        var count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!file.CanSeek)
        {
            return start.AsSpan(0, count);
        }

        var behind = new byte[SoundFormat.StartLength];
        for (var (tags, at) = (0, SoundFormat.TagLength(start.AsSpan(0, count))); at > 0 && at < file.Length && tags < 8; tags++)
        {
            file.Position = at;
            var behindCount = file.ReadAtLeast(behind, behind.Length, throwOnEndOfStream: false);
            if (SoundFormat.TagLength(behind.AsSpan(0, behindCount)) is > 0 and var next)
            {
                at += next;
                continue;
            }

            return SoundFormat.Of(behind.AsSpan(0, behindCount)) is null ? start.AsSpan(0, count) : behind.AsSpan(0, behindCount);
        }

        return start.AsSpan(0, count);
    }

    /// <summary>Whether a file has no content, as pipes and devices have none either: opening one could wait, reading one go on, for ever.</summary>
    internal static bool IsEmpty(string path) =>
        ((FileInfo?)File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).Length == 0;      // a link has the length of its own text

    private static string Printable(ReadOnlySpan<byte> start)
    {
        var text = new StringBuilder();
        foreach (var value in start[..Math.Min(24, start.Length)])
        {
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
        }

        return $"\"{text}\"";
    }
}
