namespace ZetDard.Audio;

/// <summary>Decodes Ogg Vorbis with NVorbis, which needs nothing but .NET, at about the speed of libsndfile.</summary>
internal sealed class VorbisDecoder : IAudioDecoder
{
    public string Name => "NVorbis";

    // The stream that begins the file may be a picture or an index; whether there is Vorbis is known when the file is opened.
    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start)?.Name == "Ogg" && start.IndexOf("\u0001vorbis"u8) >= 0;

    public SampleSource Open(string path, bool allowIncomplete) => OggFile.OpenVorbis(path, allowIncomplete);
}
