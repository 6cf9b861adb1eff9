namespace ZetDard.Audio;

/// <summary>
/// Decodes MP3, Ogg (Vorbis, Opus, FLAC), FLAC, AIFF, and the variants of WAV that <see cref="WavDecoder"/> does not know, with libsndfile.
/// </summary>
/// <param name="names">The names of the library to try; <see cref="Sndfile.Names"/> except in tests.</param>
internal sealed class SndfileDecoder(params string[] names) : IAudioDecoder
{
    private readonly Lazy<bool> _isPresent = new(() => Sndfile.Find(names.Length == 0 ? Sndfile.Names : names) != 0);

    public string Name => "libsndfile";

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start) is { IsSndfile: true };

    public SampleSource Open(string path, bool allowIncomplete)
    {
        if (!_isPresent.Value)
        {
            throw new PlatformNotSupportedException(
                "libsndfile, which decodes MP3, Ogg Vorbis, Opus, FLAC and AIFF, is not installed. "
                + "Install it by `apt-get install libsndfile1` on Debian and Ubuntu (1.1 or later for MP3), "
                + "`dnf install libsndfile` on Fedora, `brew install libsndfile` on macOS; on Windows, put sndfile.dll beside the application.");
        }

        return SoundFormat.Of(AudioFile.ReadStart(path))?.Name switch
        {
            "MP3" => Mp3Source.Open(path, allowIncomplete, frames => SndfileSource.Open(new Mp3Stream(frames), path)),
            "FLAC" => FlacFile.Open(path, allowIncomplete),
            "Ogg" => OggFile.Open(path, allowIncomplete),
            "AU" => OpenAu(path),
            _ => SndfileSource.Open(AudioFile.OpenStream(path), path),
        };
    }

    private static SndfileSource OpenAu(string path)
    {
        var file = AudioFile.OpenStream(path);
        if (StatedLength.IsTooSmallInAu(file))
        {
            file.Dispose();
            throw new InvalidDataException($"{path} holds more sound than its header states, which libsndfile does not read; ffmpeg does.");
        }

        file.Position = 0;
        return SndfileSource.Open(file, path);
    }
}
