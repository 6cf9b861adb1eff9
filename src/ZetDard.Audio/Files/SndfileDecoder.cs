namespace ZetDard.Audio;

/// <summary>
/// Decodes MP3, Ogg (Vorbis, Opus, FLAC), FLAC, AIFF, and the variants of WAV that <see cref="WavDecoder"/> does not know, with libsndfile.
/// </summary>
/// <param name="names">The names of the library to try; <see cref="Sndfile.Names"/> except in tests.</param>
internal sealed class SndfileDecoder(params string[] names) : IAudioDecoder
{
    // libsndfile stores the reason of the last failed opening once for the whole process.
    private static readonly Lock Opening = new();

    private readonly Lazy<bool> _isPresent = new(() => Sndfile.Find(names.Length == 0 ? Sndfile.Names : names) != 0);

    public string Name => "libsndfile";

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start) is { IsSndfile: true };

    public SampleSource Open(string path)
    {
        if (!_isPresent.Value)
        {
            throw new PlatformNotSupportedException(
                "libsndfile, which decodes MP3, Ogg Vorbis, Opus, FLAC and AIFF, is not installed. "
                + "Install it by `apt-get install libsndfile1` on Debian and Ubuntu (1.1 or later for MP3), "
                + "`dnf install libsndfile` on Fedora, `brew install libsndfile` on macOS; on Windows, put sndfile.dll beside the application.");
        }

        var info = default(Sndfile.Info);
        SndfileHandle handle;
        lock (Opening)
        {
            handle = Sndfile.Open(path, ref info);
            if (handle.IsInvalid)
            {
                var reason = Sndfile.Error(null).Trim().TrimEnd('.');
                handle.Dispose();
                throw new InvalidDataException($"{path} cannot be decoded by libsndfile: {reason}.");
            }
        }

        if (info.SampleRateHz < 1 || info.ChannelCount is < 1 or > SampleSource.MaxChannelCount)
        {
            handle.Dispose();
            throw new InvalidDataException($"{path} is damaged: it has {info.ChannelCount} channels at {info.SampleRateHz} Hz.");
        }

        return new Source(handle, info);
    }

    private sealed class Source(SndfileHandle handle, Sndfile.Info info)
        : SampleSource(info.SampleRateHz, info.ChannelCount, info.FrameCount is >= 0 and < long.MaxValue ? info.FrameCount : null)
    {
        protected override int ReadBlock(Span<float> interleaved)
        {
            var frames = Sndfile.Read(handle, interleaved, interleaved.Length / ChannelCount);
            return (int)frames * ChannelCount;
        }

        protected override bool TrySeek(long sample) => info.IsSeekable != 0 && Sndfile.Seek(handle, sample, Sndfile.SeekSet) == sample;

        protected override void Dispose(bool disposing)
        {
            handle.Dispose();
            base.Dispose(disposing);
        }
    }
}
