namespace ZetDard.Audio.Tests.Spectra;

public sealed class TempoTests
{
    // Oracle: MATLAB (dpwe's tempo2): 57.69 and 115.38 beats a minute, the faster one the stronger. Its envelope has 250 frames a second.
    [Fact]
    public void EstimateFromOnsets_agrees_with_the_golden()
    {
        using var golden = Golden.ReadOrSkip("beat-tempo-000");
        var tempo = TempoEstimator.EstimateFromOnsets(golden.Array("onsetenv").Cast<double>().Select(value => (float)value).ToArray(), 250);
        Assert.Equal(1, tempo.BeatsPerMinute / golden.Array("t")[0, 1], .04);
        Assert.InRange(tempo.Strength, .1, 1);
    }

    [Fact]
    public void Estimate_agrees_with_the_golden_on_its_sound()
    {
        using var golden = Golden.ReadOrSkip("beat-tempo-000");
        var sound = Golden.MonoOrSkip("test2_8000.wav");
        Assert.Equal(1, TempoEstimator.Estimate(sound.Channel(0), sound.SampleRateHz).BeatsPerMinute / golden.Array("t")[0, 1], .04);
    }

    // Oracle: clicks at a known rate.
    [Theory, InlineData(70), InlineData(90), InlineData(120), InlineData(133), InlineData(165)]
    public void Estimate_finds_the_rate_of_clicks(double bpm)
    {
        var random = new Random(3);
        var samples = new float[8 * 22_050];
        for (var beat = 0.0; beat < samples.Length; beat += 22_050 * 60 / bpm)
        for (var i = 0; i < 400 && (int)beat + i < samples.Length; i++)
            samples[(int)beat + i] = (random.NextSingle() - .5f) * (400 - i) / 400;
        var tempo = TempoEstimator.Estimate(samples, 22_050);
        Assert.Equal(1, tempo.BeatsPerMinute / bpm, .01);
        Assert.InRange(tempo.Strength, .5, 1);
    }

    [Fact]
    public void Estimate_of_nothing_to_hear_is_zero()
    {
        Assert.Equal(default, TempoEstimator.Estimate([], 22_050));
        Assert.Equal(default, TempoEstimator.Estimate(new float[100_000], 22_050));
        Assert.Equal(default, TempoEstimator.EstimateFromOnsets([1, 0, 1, 0, 0], frameRateHz: 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => TempoEstimator.Estimate([1], sampleRateHz: 10));
    }

    // Oracle: the definition, in double precision.
    [Fact]
    public void Autocorrelation_agrees_with_the_definition()
    {
        var random = new Random(11);
        var series = Enumerable.Range(0, 300).Select(t => (float)(Math.Sin(t * .3) + random.NextDouble())).ToArray();
        var mean = series.Average(value => (double)value);
        var energy = series.Sum(value => Math.Pow(value - mean, 2));
        var actual = Autocorrelation.Normalized(series, 100);
        for (var lag = 0; lag < 100; lag++)
            Assert.Equal(
                Enumerable.Range(0, 300 - lag).Sum(t => (series[t] - mean) * (series[t + lag] - mean)) / energy,
                actual[lag],
                1e-5
            );
    }
}
