namespace ZetDard.Audio;

/// <summary>Decodes AIFF and AIFF-C files whose samples are plain numbers, with this package's own reader.</summary>
internal sealed class AiffDecoder : IAudioDecoder
{
    public string Name => "AIFF";

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start)?.Name == Name;

    public SampleSource Open(string path, bool allowIncomplete) => AiffHeader.Open(path, allowIncomplete);
}
