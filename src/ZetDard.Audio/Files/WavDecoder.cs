namespace ZetDard.Audio;

/// <summary>The own reader of WAV files, for those whose samples are plain numbers.</summary>
internal sealed class WavDecoder : IAudioDecoder
{
    public string Name => "WAV";

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start)?.Name == Name;

    public SampleSource Open(string path) => WavSource.Open(path);
}
