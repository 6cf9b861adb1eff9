using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Audio.Tests.Files;

public sealed class AudioFileTests
{
    [Fact]
    public void Read_reads_an_mp3()
    {
        var path = SharedFolder.PathOrSkip("oracles", "audio", "test1_22050.mp3");
        var mp3 = Read(path, new() { SampleRateHz = null });
        var wav = Read(Path.ChangeExtension(path, "wav"), new() { SampleRateHz = null });
        Assert.Equal((wav.SampleRateHz, wav.ChannelCount), (mp3.SampleRateHz, mp3.ChannelCount));
        TestContext.Current.SendDiagnosticMessage($"{mp3.Length} {wav.Length} {SoundOf.SignalToNoise(wav, mp3)}");
        Assert.InRange(mp3.Length, wav.Length - 1000, wav.Length + 3000);
    }

    private static Waveform Read(string path, AudioReadOptions? options = null) => AudioFile.Read(path, options, TestContext.Current.CancellationToken);
}
