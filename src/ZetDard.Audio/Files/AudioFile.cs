using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>
/// Reads sound files. WAV and AIFF are read by this package itself, MP3, Ogg (Vorbis, Opus), FLAC and others by libsndfile, AAC, WMA and
/// others by ffmpeg; where neither is installed, MP3 and Ogg Vorbis by decoders that need nothing but .NET.
/// </summary>
/// <remarks>The decoder is chosen by the content of the file, never by its name. Safe for concurrent use.</remarks>
/// <example>
/// <code>
/// var song = AudioFile.Read("song.mp3", new() { Mono = true });             // at most the two minutes in the middle, at 16,000 Hz
///
/// using var source = AudioFile.Open("long.flac").ToMono().Resample(16_000); // block by block
/// var block = new float[4096];
/// for (int count; (count = source.Read(block)) &gt; 0;) Process(block.AsSpan(0, count));
/// </code>
/// </example>
public static class AudioFile
{
    /// <summary>The length of the buffer for reading headers, whose parts lie far from each other.</summary>
    internal const int HeaderBuffer = 4096;

    /// <summary>
    /// The decoders of this package, in the order in which they are tried. To add your own, set <see cref="AudioReadOptions.Decoders"/>.
    /// </summary>
    /// <remarks>
    /// The fastest first. The decoders of MP3 and Vorbis that need nothing but .NET come last: NLayer takes about ten times as long as
    /// libsndfile.
    /// </remarks>
    public static IReadOnlyList<IAudioDecoder> Decoders { get; } =
        [new WavDecoder(), new AiffDecoder(), new SndfileDecoder(), new FfmpegDecoder(), new NLayerDecoder(), new VorbisDecoder()];

    /// <summary>Opens a file for reading block by block, so that memory does not grow with its length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoders">The decoders to try, in order; <see cref="Decoders"/> by default.</param>
    /// <param name="allowIncomplete">
    /// Whether a file that is damaged or cut off is read as far as possible, as in <see cref="AudioReadOptions.AllowIncomplete"/>.
    /// </param>
    /// <returns>
    /// The sound with the sample rate and the channels of the file. If its decoder fails in the middle, the next decoder that knows the
    /// format goes on; if none can, reading is an <see cref="InvalidDataException"/>. The caller disposes it.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, damaged, cut off, or of a format that no decoder knows; the message says which.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The library or program that decodes this format is not installed; the message names it.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SampleSource Open(string path, IReadOnlyList<IAudioDecoder>? decoders = null, bool allowIncomplete = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return DecodedSource.Open(path, decoders ?? Decoders, allowIncomplete);
    }

    /// <summary>Reads a file, or the middle part of it, into memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">
    /// Sample rate, channels and length; by default 16,000 Hz, the channels of the file, and at most the two minutes in the middle.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <inheritdoc cref="Open" path="/exception"/>
    /// <exception cref="InvalidDataException">
    /// The file is empty, damaged, has no sample, or is of a format that no decoder knows; or a sample is not finite.
    /// </exception>
    public static Waveform Read(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = new AudioReadOptionsValidator().Validated(options ?? new());
        cancellationToken.ThrowIfCancellationRequested();
        var source = Open(path, options.Decoders, options.AllowIncomplete);
        try
        {
            if (options.MaxDuration is { } max)
            {
                var count = (long)Math.Ceiling(Math.Min(max.TotalSeconds * source.SampleRateHz, long.MaxValue / 4));
                var length = source.EstimatedLength ?? 0;
                source = source.Part(Math.Max(0, (length - count) / 2), count);
            }

            source = options.Mono ? source.ToMono() : source;       // before resampling, which then has half the work
            if (options.SampleRateHz is { } rate && source.SampleRateHz != rate)
            {
                source = source.SampleRateHz / 1000 <= rate
                    ? source.Resample(rate)
                    : throw new InvalidDataException(
                        $"{path} has a sample rate of {source.SampleRateHz} Hz; it cannot be resampled to {rate} Hz, less than a thousandth.");
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

    /// <inheritdoc cref="Read"/>
    /// <remarks>The file is decoded on a thread of the pool.</remarks>
    public static Task<Waveform> ReadAsync(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Read(path, options, cancellationToken), cancellationToken);

    /// <summary>Opens a file for decoding. Other processes may write, rename and delete it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferLength">The bytes of the buffer: <see cref="HeaderBuffer"/> where only headers are read in small parts.</param>
    internal static FileStream OpenStream(string path, int bufferLength = 1 << 16) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferLength, FileOptions.SequentialScan);

    /// <summary>Reads the first bytes of a file; if an ID3v2 tag precedes a known format, the first bytes after the tag.</summary>
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

    /// <summary>
    /// Whether a file has no content. Pipes and devices have the length 0 too and must not be opened: opening or reading one could wait for
    /// ever.
    /// </summary>
    internal static bool IsEmpty(string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true);      // the length of a link is not that of its target
        return ((FileInfo?)target ?? new FileInfo(path)).Length == 0;
    }
}
