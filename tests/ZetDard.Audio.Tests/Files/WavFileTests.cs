using CsCheck;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

public sealed class WavFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wav");

    [Theory]
    [InlineData(WavSampleFormat.Pcm16, 1.0 / 65536)]
    [InlineData(WavSampleFormat.Pcm24, 1.0 / 16777216)]
    [InlineData(WavSampleFormat.FloatingPoint32, 0.0)]
    public void Read_gives_what_was_written_within_half_a_step(WavSampleFormat format, double halfStep)
    {
        var path = Path.Combine(_folder.FullName, "a.wav");
        var sound = SoundOf.Noise(32_000, 3, 30_001);
        Assert.Equal(0, WavFile.Write(path, sound, format));
        var read = WavFile.Read(path);
        Assert.Equal((32_000, 3, 30_001), (read.SampleRateHz, read.ChannelCount, read.Length));
        Assert.InRange(sound.All().Zip(read.All(), (a, b) => Math.Abs(a - b)).Max(), 0, halfStep * 1.01);
        Assert.Equal(["a.wav"], _folder.GetFiles().Select(file => file.Name));
        if (format != WavSampleFormat.FloatingPoint32)
        {
            WavFile.Write(path + "2", read, format);
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(path + "2"));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
