using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Samples;

public sealed class WaveformExtensionsTests
{
    // Oracle: ITU-R BS.1770-4, annex 1: a sine of 997 Hz at full scale in one channel reads −3.01 LKFS. At sample rates for
    // which the standard gives no filter, the result differs by some hundredths.
    [Theory]
    [InlineData(48_000)]
    [InlineData(44_100)]
    [InlineData(22_050)]
    [InlineData(8000)]
    public void Loudness_of_the_standard_s_sine_is_minus_3_01(int rateHz) =>
        Assert.Equal(-3.01, Sine(rateHz, 10, 997, 1).Loudness(), rateHz >= 44_100 ? 0.02 : 0.05);

    // Oracle: EBU Tech 3341, test signals 1, 3 and 4: 1 kHz in both channels, −23.0 LUFS ± .1.
    [Fact]
    public void Loudness_passes_the_tests_of_the_EBU()
    {
        Assert.Equal(-23.0, Stereo(48_000, (20, -23)).Loudness(), 0.1);
        Assert.Equal(-23.0, Stereo(48_000, (10, -36), (60, -23), (10, -36)).Loudness(), 0.1);
        Assert.Equal(-23.0, Stereo(48_000, (10, -72), (10, -36), (60, -23), (10, -36), (10, -72)).Loudness(), 0.1);
    }

    // Oracle: the same standard: surround channels count 1.41, low frequencies not at all. EBU Tech 3341, test signal 6.
    [Fact]
    public void Loudness_weighs_the_channels_of_5_1()
    {
        double[] decibels = [-28, -28, -24, double.NegativeInfinity, -30, -30];
        var channels = decibels.Select(level => Sine(48_000, 20, 1000, Math.Pow(10, level / 20)).All()).ToArray();
        Assert.Equal(-23.0, new Waveform(48_000, 6, [.. channels.SelectMany(channel => channel)]).Loudness(), 0.1);
        channels[3] = Sine(48_000, 20, 1000, 1).All();
        Assert.Equal(-23.0, new Waveform(48_000, 6, [.. channels.SelectMany(channel => channel)]).Loudness(), 0.1);
    }

    [Fact]
    public void Loudness_of_silence_is_minus_infinity_and_of_a_short_sound_finite()
    {
        Assert.Equal(double.NegativeInfinity, new Waveform(48_000, 1, new float[48_000]).Loudness());
        Assert.Equal(double.NegativeInfinity, new Waveform(48_000, 1, []).Loudness());
        Assert.Equal(-3.01, Sine(48_000, 0.3, 997, 1).Loudness(), 0.1);
    }

    [Fact]
    public void Level_and_scaling()
    {
        var sound = new Waveform(1000, 2, [0.5f, -0.25f, 0, -1]);
        Assert.Equal(1, sound.Peak());
        Assert.Equal(Math.Sqrt((0.25 + 0.0625 + 1) / 4), sound.RootMeanSquare(), 12);
        Assert.Equal(0.1, sound.ScaleToRms(0.1).RootMeanSquare(), 1e-8);
        Assert.Equal((0f, 0.0), (new Waveform(1000, 2, []).Peak(), new Waveform(1000, 2, []).RootMeanSquare()));
        var silent = new Waveform(1000, 1, new float[10]);
        Assert.Same(silent, silent.ScaleToRms(0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => sound.ScaleToRms(double.NaN));
        Assert.Equal([0.25f, -0.625f], sound.ToMono().All());
    }

    [Fact]
    public void Slice_takes_the_part_and_refuses_what_is_outside()
    {
        var sound = new Waveform(1000, 2, [1, 2, 3, 4, 5, 6]);
        Assert.Equal([2, 3, 5, 6], sound.Slice(1, 2).All());
        Assert.Same(sound, sound.Slice(0, 3));
        Assert.Equal([3, 6], sound.Slice(TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(9)).All());
        Assert.Equal(0, sound.Slice(3, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => sound.Slice(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => sound.Slice(-1, 2));
    }

    private static Waveform Sine(int rateHz, double seconds, double frequencyHz, double amplitude) =>
        new(
            rateHz,
            1,
            [
                .. Enumerable
                    .Range(0, (int)(seconds * rateHz))
                    .Select(i => (float)(amplitude * Math.Sin(2 * Math.PI * frequencyHz * i / rateHz))),
            ]
        );

    private static Waveform Stereo(int rateHz, params (double Seconds, double Decibels)[] parts)
    {
        var one = parts.SelectMany(part => Sine(rateHz, part.Seconds, 1000, Math.Pow(10, part.Decibels / 20)).All()).ToArray();
        return new(rateHz, 2, [.. one, .. one]);
    }
}
