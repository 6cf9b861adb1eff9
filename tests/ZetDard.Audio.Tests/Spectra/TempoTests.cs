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

    // Oracle: the tempo at which the patterns are played. A line is a bar; a letter is a drum, a blank separates steps.
    // At most 3 of 100 may be off by more than 4 %, which half, double, two thirds or three halves are.
    [Theory]
    [InlineData(4, "c c c c")]
    [InlineData(4, "k h k h k h k h")]
    [InlineData(4, "k - ks - k - ks -")]
    [InlineData(4, "kh h ksh h kh h ksh h")]
    [InlineData(4, "kh h sh h kh h sh h")]
    [InlineData(4, "kh h h h sh h h h kh h h h sh h h h")]
    [InlineData(4, "kh - - ksh - h kh - - ksh - h")]
    [InlineData(4, "kh - h - sh - kh - kh - h - sh - h -")]
    [InlineData(3, "k s s")]
    [InlineData(3, "kh h sh h sh h")]
    public void Estimate_finds_the_tempo_of_patterns(int beats, string bar)
    {
        var bpms = Enumerable.Range(0, 36).Select(i => 60 + (4 * i)).ToArray();
        var off = new List<string>();
        foreach (var bpm in bpms)
        {
            var drums = new Drums(bpm, beats, bar.Split(' '));
            var tempo = TempoEstimator.Estimate(drums.Samples, drums.SampleRateHz);
            if (Math.Abs((tempo.BeatsPerMinute / bpm) - 1) > .04)
                off.Add($"{tempo.BeatsPerMinute:F1} for {bpm}");
        }

        Assert.True(off.Count <= .03 * bpms.Length, string.Join(", ", off));
    }

    // Oracle: as above, from one envelope with impulses at the beats. The period is rarely a whole number of frames.
    [Fact]
    public void EstimateFromOnsets_finds_periods_between_frames()
    {
        for (var bpm = 60; bpm <= 200; bpm++)
        {
            var onsets = new float[1_000];
            for (var beat = 0.0; beat + 1 < onsets.Length; beat += 60 * 62.5 / bpm)
            {
                onsets[(int)beat] += (float)(1 - (beat % 1));
                onsets[(int)beat + 1] += (float)(beat % 1);
            }

            Assert.Equal(1, TempoEstimator.EstimateFromOnsets(onsets, 62.5).BeatsPerMinute / bpm, .01);
        }
    }

    [Fact]
    public void EstimateFromOnsets_prefers_what_is_expected()
    {
        var onsets = new float[1_000];
        for (var beat = 0; beat < onsets.Length; beat += 25)
            onsets[beat] = 1;
        Assert.Equal(240, TempoEstimator.EstimateFromOnsets(onsets, 100, expectedBpm: 240, spreadOctaves: .3).BeatsPerMinute, 3.0);
        Assert.Equal(120, TempoEstimator.EstimateFromOnsets(onsets, 100, expectedBpm: 120, spreadOctaves: .3).BeatsPerMinute, 1.5);
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

/// <summary>A drum pattern in sound: clicks (c), kick (k), snare (s) and hi-hat (h), every second time unsteady and noisy.</summary>
internal sealed class Drums
{
    public Drums(int bpm, int beats, string[] steps)
    {
        var random = new Random(bpm);
        SampleRateHz = new[] { 16_000, 22_050, 32_000 }[bpm / 4 % 3];
        Samples = new float[(8 + (bpm % 3)) * SampleRateHz];
        var noisy = bpm / 4 % 2 == 1;
        var step = 60.0 * beats / bpm / steps.Length;
        for (var i = 0; i * step < (double)Samples.Length / SampleRateHz; i++)
        {
            var second = (i * step) + (noisy ? .01 * (random.NextDouble() - .5) : 0);
            foreach (var drum in steps[i % steps.Length])
                Strike(drum, Math.Max(0, second), random);
        }

        for (var i = 0; noisy && i < Samples.Length; i++)
            Samples[i] += .01f * (random.NextSingle() - .5f);
    }

    public int SampleRateHz { get; }

    public float[] Samples { get; }

    private void Strike(char drum, double second, Random random)
    {
        var (at, before) = ((int)(second * SampleRateHz), 0.0);
        for (var i = 0; i < SampleRateHz / 5 && at + i < Samples.Length; i++)
        {
            var (t, noise) = ((double)i / SampleRateHz, random.NextDouble() - .5);
            Samples[at + i] += (float)(
                drum switch
                {
                    'c' => Math.Sin(2 * Math.PI * 1_500 * t) * Math.Exp(-t / .01),
                    'k' => Math.Sin(2 * Math.PI * ((50 * t) + (3 * (1 - Math.Exp(-t / .03))))) * Math.Exp(-t / .1),
                    's' => (noise + (.4 * Math.Sin(2 * Math.PI * 190 * t))) * Math.Exp(-t / .07),
                    'h' => .3 * (noise - before) * Math.Exp(-t / .025),
                    _ => 0,
                }
            );
            before = noise;
        }
    }
}
