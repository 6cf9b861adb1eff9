using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using ZetDard.Recommenders;

namespace ZetDard.Audio.NAudio2.Tests;

/// <summary>What an application has that stays with NAudio 2.2.1, whose providers are not those of NAudio 3.</summary>
public sealed class NAudio2Tests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("naudio2");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A reference to NAudio 3 would make NuGet replace NAudio.Core 2 beside the application's NAudio.Wasapi 2, which then fails when it
    // plays; and the compiler refuses an application that insists on version 2 (CS1705).
    [Fact]
    public void The_package_references_no_NAudio()
    {
        Assert.Equal(new Version(2, 2, 1, 0), typeof(ISampleProvider).Assembly.GetName().Version);
        Assert.DoesNotContain(
            typeof(SampleSource).Assembly.GetReferencedAssemblies(),
            name => name.Name!.StartsWith("NAudio", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void From_reads_a_provider_that_is_resampled_and_written()
    {
        var generator = new SignalGenerator(44_100, 2) { Frequency = 440, Gain = 0.5, Type = SignalGeneratorType.Sin };
        using var source = SampleSource
            .From(generator.WaveFormat.SampleRate, generator.WaveFormat.Channels, generator.Read)
            .Take(TimeSpan.FromSeconds(1))
            .Resample(22_050);
        WavFile.Write(Temp("sine.wav"), source.ToWaveform(cancellationToken: Cancellation));
        var sound = AudioFile.Read(Temp("sine.wav"), new() { SampleRateHz = null }, Cancellation);
        Assert.Equal((22_050, 2, 22_050), (sound.SampleRateHz, sound.ChannelCount, sound.Length));
        for (var i = 1000; i < 21_000; i++)
        {
            Assert.Equal(0.5 * Math.Sin(2 * Math.PI * 440 * i / 22_050), sound.Channel(1)[i], 1e-3);
        }
    }

    [Fact]
    public void From_reads_a_file_of_NAudio_s_reader_as_AudioFile_does()
    {
        var samples = new float[2 * 12_345];
        var random = new Random(1);
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = random.Next(-32_768, 32_768) / 32_768f;
        }

        WavFile.Write(Temp("noise.wav"), new Waveform(44_100, 2, samples));
        using var reader = new WaveFileReader(Temp("noise.wav"));
        var provider = reader.ToSampleProvider();
        using var source = SampleSource.From(provider.WaveFormat.SampleRate, provider.WaveFormat.Channels, provider.Read);
        var read = source.ToWaveform(cancellationToken: Cancellation);
        var expected = AudioFile.Read(Temp("noise.wav"), new() { SampleRateHz = null }, Cancellation);
        Assert.Equal(samples.Length / 2, read.Length);
        Assert.Equal(expected.Channel(0).ToArray(), read.Channel(0).ToArray());
        Assert.Equal(expected.Channel(1).ToArray(), read.Channel(1).ToArray());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Temp(string name) => Path.Combine(_folder.FullName, name);
}
