using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Spectra;

public sealed class BandStatisticsTests
{
    // Oracle: two bands by hand: 1 2 3 and 2 4 6 have variances 2/3 and 8/3 and are fully correlated; a constant one is not
    // correlated with any.
    [Fact]
    public void Covariance_and_Correlation_agree_with_a_table_by_hand()
    {
        var spectrogram = new Spectrogram(100, 10, [1, 2, 3], [1, 2, 7, 2, 4, 7, 3, 6, 7]);
        var covariance = BandStatistics.Covariance(spectrogram);
        Assert.Equal([2.0 / 3, 4.0 / 3, 0, 4.0 / 3, 8.0 / 3, 0, 0, 0, 0], covariance.Cast<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([1.0, 1, 0, 1, 1, 0, 0, 0, 1], BandStatistics.Correlation(spectrogram).Cast<double>(), (a, b) =>
            Math.Abs(a - b) < 1e-6
        );
    }

    // Oracle: a band that is modulated at 5 Hz.
    [Fact]
    public void Modulation_is_found_at_its_speed()
    {
        var values = Enumerable.Range(0, 800).Select(frame => -40 + (10 * MathF.Sin(2 * MathF.PI * 5 * frame / 100))).ToArray();
        var modulation = BandStatistics.Modulation(new(16_000, 160, [1000], values), [1, 4, 6, 20]);
        Assert.True(modulation[0, 1] > 20 * modulation[0, 0]);
        Assert.True(modulation[0, 1] > 20 * modulation[0, 2]);
        Assert.Equal(0, BandStatistics.Modulation(new(16_000, 160, [1000], [3]), [1, 4])[0, 0]);
        Assert.Throws<ArgumentException>(() => BandStatistics.Modulation(new(16_000, 160, [1000], values), [1]));
    }

    // Oracle: right = left / 3 has a mid channel of 2/3 and a side channel of 1/3 of the left: width −6.02 dB, balance 9.54 dB,
    // correlation 1.
    [Fact]
    public void StereoImage_agrees_with_channels_by_construction()
    {
        var random = new Random(2);
        var left = Enumerable.Range(0, 20_000).Select(_ => random.NextSingle() - .5f).ToArray();
        var image = StereoImage.Of(new(22_050, 2, [.. left, .. left.Select(sample => sample / 3)]), 0, 1000, 4000);
        foreach (var part in image.Bands.Append(image))
        {
            Assert.Equal(20 * Math.Log10(.5), part.WidthDb, 1e-3);
            Assert.Equal(20 * Math.Log10(3), part.BalanceDb, 1e-3);
            Assert.Equal(1, part.Correlation, 1e-5);
        }

        Assert.Equal(2, image.Bands.Count);
        var opposite = StereoImage.Of(new(22_050, 2, [.. left, .. left.Select(sample => -sample)]));
        Assert.Equal((60.0, -1.0), (opposite.WidthDb, opposite.Correlation));
        Assert.Equal(-60, StereoImage.Of(new(22_050, 1, left), 0, 1000).Bands[0].WidthDb);
        var silence = StereoImage.Of(new(22_050, 2, new float[100]));
        Assert.Equal((0.0, 1.0, 0.0), (silence.WidthDb, silence.Correlation, silence.BalanceDb));
    }

    [Theory, InlineData(-1.0, 2.0), InlineData(2.0, 1.0), InlineData(1.0, double.NaN)]
    public void Modulation_refuses_edges_that_do_not_ascend(double first, double second) =>
        Assert.Equal(
            "edgesHz",
            Assert.Throws<ArgumentException>(() => BandStatistics.Modulation(new(100, 1, [1], new float[8]), [first, second])).ParamName
        );
}
