using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Samples;

public sealed class SampleSourceTests
{
    [Fact]
    public void From_takes_the_method_of_an_NAudio_provider_of_either_generation()
    {
        var sound = SoundOf.Noise(44_100, 2, 20_000);
        var (second, third, both) = (new SecondGeneration(sound), new ThirdGeneration(sound), new BothGenerations(sound));
        using var ofSecond = SampleSource.From(44_100, 2, second.Read);
        using var ofThird = SampleSource.From(44_100, 2, third.Read);
        using var ofBoth = SampleSource.From(44_100, 2, both.Read);
        Assert.Equal(sound.All(), All(ofSecond));
        Assert.Equal(sound.All(), All(ofThird));
        Assert.Equal(sound.All(), All(ofBoth));
        Assert.Null(ofThird.Length);
    }

    [Fact]
    public void From_refuses_what_a_delegate_must_not_do()
    {
        Assert.Throws<InvalidOperationException>(() =>
            SampleSource.From(8000, 1, (Span<float> buffer) => buffer.Length + 1).Read(new float[4])
        );
        Assert.Throws<InvalidOperationException>(() =>
            SampleSource.From(8000, 1, (float[] buffer, int offset, int count) => -1).Read(new float[4])
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSource.From(0, 1, (Span<float> buffer) => 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSource.From(8000, 0, (Span<float> buffer) => 0));
        Assert.Throws<ArgumentException>(() => SampleSource.From(8000, 2, (Span<float> buffer) => 0).Read(new float[1]));
        var disposed = SampleSource.From(SoundOf.Noise(8000, 1, 10)).ToMono();
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => disposed.Read(new float[1]));
    }

    [Fact]
    public void Read_names_the_first_sample_that_is_not_finite()
    {
        var next = 0;
        using var source = SampleSource.From(1000, 2, buffer =>
        {
            for (var i = 0; i < buffer.Length; i++, next++)
            {
                buffer[i] = next == 5001 ? float.NegativeInfinity : 0;
            }

            return buffer.Length;
        });
        var message = Assert
            .Throws<InvalidDataException>(() =>
                source.ToMono().Resample(8000).ToWaveform(cancellationToken: TestContext.Current.CancellationToken)
            )
            .Message;
        Assert.Contains("sample 2500 of channel 1 (at 2.500 s) is -Infinity", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToWaveform_refuses_a_source_without_end()
    {
        using var source = SampleSource.From(8000, 2, buffer => buffer.Length);
        var message = Assert.Throws<InvalidDataException>(() => source.ToWaveform(80_000, TestContext.Current.CancellationToken)).Message;
        Assert.Contains("longer than 80,000 values (5.0 s of 2 channels at 8000 Hz)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skip_Take_and_ToMono_agree_with_slices()
    {
        var sound = SoundOf.Noise(1000, 3, 5000);
        using var source = SampleSource
            .From(sound)
            .Skip(TimeSpan.FromSeconds(1))
            .ToMono()
            .Skip(TimeSpan.FromSeconds(0.5))
            .Take(TimeSpan.FromSeconds(2));
        Assert.Equal(2000, source.Length);
        Assert.Equal(sound.Slice(1500, 2000).ToMono().All(), All(source));
        using var read = SampleSource
            .From(1000, 3, new ThirdGeneration(sound).Read)
            .Skip(TimeSpan.FromSeconds(1))
            .ToMono()
            .Skip(TimeSpan.FromSeconds(0.5))
            .Take(TimeSpan.FromSeconds(2));
        Assert.Null(read.Length);
        Assert.Equal(sound.Slice(1500, 2000).ToMono().All(), All(read));
        using var nothing = SampleSource.From(sound).Skip(TimeSpan.MaxValue);
        Assert.Equal(0, nothing.Length);
        Assert.Empty(All(nothing));
        using var all = SampleSource.From(sound).Take(TimeSpan.MaxValue);
        Assert.Equal(sound.All(), All(all));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Skip(TimeSpan.FromSeconds(-1)));
    }

    // The stated length is wrong: too small in the first case, too large in the second.
    [Theory]
    [InlineData(7_000)]
    [InlineData(20_000)]
    [InlineData(70_000)]
    [InlineData(10_000_000)]
    public void A_stated_length_that_is_wrong_neither_adds_nor_hides_samples(long stated)
    {
        var sound = SoundOf.Noise(1000, 2, 20_000);
        using var all = new Stating(sound, stated);
        Assert.Equal(sound.All(), All(all));
        using var part = new Stating(sound, stated).Take(TimeSpan.FromSeconds(10));
        Assert.Equal(sound.Slice(0, 10_000).All(), All(part));
    }

    private static float[] All(SampleSource source) => source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken).All();

    // Stand-ins: the shapes of NAudio's ISampleProvider.

    private class ThirdGeneration(Waveform sound)
    {
        private int _next;

        public int Read(Span<float> buffer)
        {
            var count = Math.Min(buffer.Length, (sound.Length * sound.ChannelCount) - _next);
            for (var i = 0; i < count; i++, _next++)
            {
                buffer[i] = sound.Channel(_next % sound.ChannelCount)[_next / sound.ChannelCount];
            }

            return count;
        }
    }

    private sealed class SecondGeneration(Waveform sound)
    {
        private readonly ThirdGeneration _inner = new(sound);

        public int Read(float[] buffer, int offset, int count) => _inner.Read(buffer.AsSpan(offset, count));

        // AudioFileReader, which is also a stream of bytes, has this method too.
        public int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException($"The other one is wanted, with {buffer.Length}, {offset}, {count}.");

        public int Read(Span<byte> buffer) => throw new NotSupportedException($"The other one is wanted, with {buffer.Length}.");
    }

    private sealed class BothGenerations(Waveform sound) : ThirdGeneration(sound)
    {
        public int Read(float[] buffer, int offset, int count) => throw new NotSupportedException("The other one is wanted.");
    }

    private sealed class Stating(Waveform sound, long length) : SampleSource(sound.SampleRateHz, sound.ChannelCount, length)
    {
        private readonly ThirdGeneration _inner = new(sound);

        protected override int ReadBlock(Span<float> interleaved) => _inner.Read(interleaved);
    }
}
