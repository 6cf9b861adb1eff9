using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using ZetDard.Recommenders;

namespace ZetDard.Audio.NAudio.Tests;

public sealed class NAudioExtensionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("naudio");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void From_and_ToSampleProvider_give_the_same_sound_there_and_back()
    {
        var sound = Noise(44_100, 3, 20_001, seed: 1);
        var provider = SampleSource.From(sound).ToSampleProvider();
        Assert.Equal((44_100, 3, 32), (provider.WaveFormat.SampleRate, provider.WaveFormat.Channels, provider.WaveFormat.BitsPerSample));
        Assert.Equal(WaveFormatEncoding.IeeeFloat, provider.WaveFormat.Encoding);
        using var back = SampleSource.From(provider);
        Assert.Equal((44_100, 3, null), (back.SampleRateHz, back.ChannelCount, back.Length));
        Assert.Equal(Interleaved(sound), Interleaved(back.ToWaveform(cancellationToken: Cancellation)));
    }

    // NAudio's mixers take less than a full buffer for the end; nothing says that a buffer is a multiple of the channels.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void ToSampleProvider_fills_every_buffer_until_the_end(int bufferLength)
    {
        var sound = Noise(8000, 3, 500, seed: 2);
        var short3 = SampleSource.From(8000, 3, new ShortReads(SampleSource.From(sound).ToSampleProvider()).Read);
        var provider = short3.ToSampleProvider();
        var (read, buffer) = (new List<float>(), new float[bufferLength]);
        for (int count; (count = provider.Read(buffer)) > 0; read.AddRange(buffer.AsSpan(0, count)))
        {
            Assert.True(count == bufferLength || read.Count + count == 1500);
        }

        Assert.Equal(Interleaved(sound), read);
        Assert.Equal(0, provider.Read(buffer));
    }

    [Fact]
    public void From_takes_providers_that_read_little_at_a_time()
    {
        var sound = Noise(8000, 2, 5000, seed: 3);
        using var source = SampleSource.From(new ShortReads(SampleSource.From(sound).ToSampleProvider()));
        Assert.Equal(Interleaved(sound), Interleaved(source.ToWaveform(cancellationToken: Cancellation)));
        Assert.Equal(0, source.Read(new float[10]));
    }

    [Fact]
    public void NAudio_s_resampler_runs_on_a_source()
    {
        var sine = new Waveform(44_100, 1, [.. Enumerable.Range(0, 44_100).Select(i => Sine(i / 44_100.0))]);
        using var source = SampleSource.From(new WdlResamplingSampleProvider(SampleSource.From(sine).ToSampleProvider(), 22_050));
        var resampled = source.ToWaveform(cancellationToken: Cancellation);
        Assert.Equal(22_050, resampled.SampleRateHz);
        Assert.InRange(resampled.Length, 22_000, 22_100);

        // The delay of NAudio's resampler is its own: what is compared is the strength of the sine, and what is left beside it.
        var (sine440, cosine440, power) = (0.0, 0.0, 0.0);
        for (var i = 1000; i < 21_000; i++)
        {
            var sample = resampled.Channel(0)[i];
            sine440 += sample * Math.Sin(2 * Math.PI * 440 * i / 22_050) / 10_000;
            cosine440 += sample * Math.Cos(2 * Math.PI * 440 * i / 22_050) / 10_000;
            power += (double)sample * sample / 10_000;
        }

        var strength = (sine440 * sine440) + (cosine440 * cosine440);
        Assert.Equal(0.7 * 0.7, strength, 0.02);
        Assert.Equal(power, strength, 0.01);
    }

    [Fact]
    public void NAudio_s_mixer_adds_sources_of_different_lengths()
    {
        var (a, b) = (Noise(8000, 2, 3000, seed: 4), Noise(8000, 2, 5000, seed: 5));
        var mixer = new MixingSampleProvider([SampleSource.From(a).ToSampleProvider(), SampleSource.From(b).ToSampleProvider()]);
        using var source = SampleSource.From(mixer);
        var mixed = source.ToWaveform(cancellationToken: Cancellation);
        Assert.InRange(mixed.Length, 5000, 5000);
        for (var i = 0; i < 5000; i++)
        {
            Assert.Equal((i < 3000 ? a.Channel(1)[i] : 0) + b.Channel(1)[i], mixed.Channel(1)[i], 1e-6);
        }
    }

    [Fact]
    public void NAudio_s_writer_writes_a_source_and_its_reader_is_one()
    {
        var sound = Noise(22_050, 2, 4000, seed: 6);
        var path = Path.Combine(_folder.FullName, "a.wav");
        WaveFileWriter.CreateWaveFile16(path, SampleSource.From(sound).ToSampleProvider());
        var expected = Interleaved(WavFile.Read(path));
        Assert.InRange(Interleaved(sound).Zip(expected, (x, y) => Math.Abs(x - y)).Max(), 0, 1e-4);
        using var reader = new WaveFileReader(path);
        using var source = SampleSource.From(reader.ToSampleProvider());
        Assert.Equal(expected, Interleaved(source.ToWaveform(cancellationToken: Cancellation)));
    }

    [Fact]
    public void A_source_disposes_its_provider_and_a_provider_does_not_dispose_its_source()
    {
        var provider = new ShortReads(SampleSource.From(Noise(8000, 1, 10, seed: 7)).ToSampleProvider());
        SampleSource.From(provider).ToMono().Dispose();
        Assert.True(provider.IsDisposed);

        var source = SampleSource.From(Noise(8000, 1, 10, seed: 8));
        var ofSource = source.ToSampleProvider();
        Assert.Equal(4, ofSource.Read(new float[4]));
        Assert.Equal(6, source.Read(new float[8]));
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ofSource.Read(new float[4]));
    }

    [Fact]
    public void Extensions_refuse_nothing()
    {
        Assert.Throws<ArgumentNullException>(() => SampleSource.From((ISampleProvider)null!));
        Assert.Throws<ArgumentNullException>(() => ((SampleSource)null!).ToSampleProvider());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static float Sine(double seconds) => (float)(0.7 * Math.Sin(2 * Math.PI * 440 * seconds));

    private static Waveform Noise(int rateHz, int channelCount, int length, int seed)
    {
        var random = new Random(seed);
        return new(rateHz, channelCount, [.. Enumerable.Range(0, channelCount * length).Select(_ => (random.NextSingle() * 1.8f) - 0.9f)]);
    }

    private static float[] Interleaved(Waveform sound) =>
        [
            .. Enumerable
                .Range(0, sound.Length * sound.ChannelCount)
                .Select(i => sound.Channel(i % sound.ChannelCount)[i / sound.ChannelCount]),
        ];

    private sealed class ShortReads(ISampleProvider inner) : ISampleProvider, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public WaveFormat WaveFormat => inner.WaveFormat;

        public int Read(Span<float> buffer) => inner.Read(buffer[..Math.Min(5, buffer.Length)]);

        public void Dispose() => IsDisposed = true;
    }
}
