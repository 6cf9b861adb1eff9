using System.IO.Compression;
using System.Text.Json;
using CsCheck;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Audio.Tests.Samples;

public sealed class ResampleTests
{
    // Oracle: the sines themselves at the new times; below .85 of the lower Nyquist frequency nothing may be lost. The
    // requirement is 60 dB; the filter reaches 75.
    [Theory]
    [InlineData(44_100, 22_050)]
    [InlineData(48_000, 22_050)]
    [InlineData(8_000, 22_050)]
    [InlineData(384_000, 22_050)]
    [InlineData(11_025, 44_100)]
    [InlineData(44_101, 22_050)]
    [InlineData(16_000, 22_049)]
    [InlineData(22_050, 16_000)]
    [InlineData(96_000, 44_100)]
    public void Resample_gives_the_same_sines_at_the_new_times(int fromHz, int toHz)
    {
        var nyquist = Math.Min(fromHz, toHz) / 2.0;
        double[] frequencies = [0.01 * nyquist, 0.2 * nyquist, 0.55 * nyquist, 0.84 * nyquist];
        var resampled = SoundOf.Sines(fromHz, fromHz / 2, frequencies).Resample(toHz);
        Assert.Equal((int)Math.Ceiling((double)(fromHz / 2) * toHz / fromHz), resampled.Length);
        var expected = SoundOf.Sines(toHz, resampled.Length, frequencies);
        var margin = (int)(40 * toHz / (2 * nyquist));
        Assert.InRange(SoundOf.SignalToNoise(expected, resampled, margin), 75, 200);
    }

    // Oracle: MATLAB's resample (a short filter: the transitions differ), 22,050 to 8,000 Hz. All frequencies agree to 46 dB,
    // those below three quarters of the new Nyquist frequency to 60 dB.
    [Fact]
    public void Resample_agrees_with_another_program_below_the_transition()
    {
        using var golden = JsonDocument.Parse(
            new GZipStream(
                File.OpenRead(SharedFolder.PathOrSkip("oracles", "audio", "core-resample-001.json.gz")),
                CompressionMode.Decompress
            )
        );
        float[] Values(string name) =>
            [.. golden.RootElement.GetProperty(name).GetProperty("values").EnumerateArray().Select(value => value.GetSingle())];
        var expected = new Waveform((int)Values("sr_out")[0], 1, Values("y_out"));
        var actual = new Waveform((int)Values("sr_in")[0], 1, Values("y_in")).Resample(expected.SampleRateHz);
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(SoundOf.SignalToNoise(expected, actual), 45, 200);
        Assert.InRange(SoundOf.SignalToNoise(expected.Resample(6000), actual.Resample(6000)), 60, 200);
    }

    // Oracle: silence, because frequencies above the new Nyquist frequency must vanish.
    [Theory]
    [InlineData(44_100, 22_050)]
    [InlineData(48_000, 22_050)]
    [InlineData(44_101, 22_050)]
    [InlineData(384_000, 22_050)]
    public void Resample_removes_what_the_new_rate_cannot_hold(int fromHz, int toHz)
    {
        var nyquist = toHz / 2.0;
        var resampled = SoundOf.Sines(fromHz, fromHz / 2, 1.04 * nyquist, 1.3 * nyquist, 1.9 * nyquist).Resample(toHz);
        Assert.InRange(resampled.Slice(100, resampled.Length - 200).RootMeanSquare(), 0, 0.3 * Math.Pow(10, -80 / 20.0));
    }

    // Oracle: the definition, a sum over all samples in double precision. Bound: a dot product of 2 · 32 / scale taps in single
    // precision, and 2e-6 for interpolated taps.
    [Fact]
    public void Resample_agrees_with_the_definition() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[0, 400], Gen.Int[1, 3], Gen.Int[0, 1000])
            .Sample(
                (from, to, length, channels, seed) =>
                {
                    var (fromHz, toHz) = (from * 100, to * 100);
                    var sound = SoundOf.Noise(fromHz, channels, length, seed);
                    var actual = sound.Resample(toHz);
                    if (actual.Length != (((long)length * toHz) + fromHz - 1) / fromHz)
                    {
                        return false;
                    }

                    if (from == to)
                    {
                        return ReferenceEquals(sound, actual);
                    }

                    var scale = Math.Min(1, (double)toHz / fromHz);
                    for (var channel = 0; channel < channels; channel++)
                    {
                        for (var i = 0; i < actual.Length; i += 7)
                        {
                            var sum = 0.0;
                            for (var n = 0; n < length; n++)
                            {
                                sum += sound.Channel(channel)[n] * PolyphaseFilter.Impulse(n - ((double)i * fromHz / toHz), scale);
                            }

                            if (Math.Abs(sum - actual.Channel(channel)[i]) > 2e-5)
                            {
                                return false;
                            }
                        }
                    }

                    return true;
                },
                iter: 200
            );

    [Theory]
    [InlineData(44_100, 22_050, true)]
    [InlineData(48_000, 22_050, true)]
    [InlineData(384_000, 22_050, true)]
    [InlineData(44_101, 22_050, false)]
    [InlineData(1_000_000, 1_001, false)]
    public void PolyphaseFilter_keeps_its_table_small(int fromHz, int toHz, bool isExact)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var filter = new PolyphaseFilter(fromHz, toHz);
        Assert.Equal(isExact, filter.IsExact);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void Resample_refuses_a_thousandth_and_less()
    {
        using var source = SampleSource.From(SoundOf.Noise(48_000, 1, 10));
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => source.Resample(40));
        Assert.Contains("48 Hz or more", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resample_gives_the_same_whatever_the_size_of_the_blocks()
    {
        var sound = SoundOf.Noise(44_100, 2, 30_000);
        var whole = sound.Resample(22_050);
        var random = new Random(7);
        using var source = SampleSource.From(44_100, 2, new Reader(sound, random).Read).Resample(22_050);
        var values = new List<float>();
        var buffer = new float[5000];
        while (source.Read(buffer.AsSpan(0, random.Next(2, buffer.Length))) is > 0 and var count)
        {
            values.AddRange(buffer[..count]);
        }

        Assert.Equal(whole.Length * 2, values.Count);
        Assert.Equal(whole.Channel(1).ToArray(), values.Where((_, i) => i % 2 == 1));
    }

    // Returns any number of samples up to the requested one, including odd numbers.
    private sealed class Reader(Waveform sound, Random random)
    {
        private int _next;

        public int Read(Span<float> buffer)
        {
            var count = Math.Min((sound.Length * 2) - _next, random.Next(1, buffer.Length + 1));
            for (var i = 0; i < count; i++, _next++)
            {
                buffer[i] = sound.Channel(_next % 2)[_next / 2];
            }

            return count;
        }
    }
}
