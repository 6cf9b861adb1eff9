namespace ZetDard.Audio;

/// <summary>Decodes WAV files whose samples are plain numbers, with this package's own reader.</summary>
internal sealed class WavDecoder : IAudioDecoder
{
    public string Name => "WAV";

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start)?.Name is "WAV" or "WAV (RIFX)";

    public SampleSource Open(string path, bool allowIncomplete) => WavHeader.Open(path, allowIncomplete);
}
