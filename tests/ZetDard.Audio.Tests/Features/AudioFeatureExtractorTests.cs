using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Audio.Tests.Features;

public sealed class AudioFeatureExtractorTests
{
    private static readonly AudioFeatureExtractor Extractor = new();
    private static readonly int[] UsualRates = [1, 999, 1_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 384_000];
    private static readonly float[] Sizes = [1, .1f, 1e-3f, 1e-20f, 1e-38f, 1e-44f, 1e6f, 1e30f, 3e38f];

    [Fact]
    public void Extractor_keeps_the_promises() =>
        FeatureExtractorConformance.Check(
            () => new AudioFeatureExtractor(),
            [
                Music(seconds: 2),
                Music(seconds: 2, rateHz: 44_100, channelCount: 2),
                new Waveform(16_000, 1, []),
                new Waveform(16_000, 1, [.5f]),
                new Waveform(48_000, 2, new float[96_000]),
                new Waveform(384_000, 8, new float[8 * 1000]),
            ]
        );

    // A new extractor of this assembly must be checked above.
    [Fact]
    public void Every_extractor_of_the_package_is_checked() =>
        Assert.Equal([typeof(AudioFeatureExtractor)], FeatureExtractorConformance.ExtractorsOf(typeof(AudioFeatureExtractor).Assembly));

    [Fact]
    public void Names_begin_with_the_families_and_are_the_same_for_any_choice_of_them()
    {
        var families = Extractor.Names.Select(FeatureTable.FamilyOf).Distinct().ToArray();
        Assert.Equal(
            [
                "mel",
                "meldelta",
                "mfcc",
                "covariance",
                "correlation",
                "lag",
                "shape",
                "contrast",
                "chroma",
                "peak",
                "modulation",
                "tempo",
                "dynamics",
                "envelope",
                "pitch",
                "stereo",
                "level",
            ],
            families
        );
        var sound = Music(seconds: 3, channelCount: 2);
        var all = Extract(Extractor, sound);
        foreach (var family in Enum.GetValues<AudioFamilies>().Where(family => family is not (AudioFamilies.None or AudioFamilies.All)))
        {
            var extractor = new AudioFeatureExtractor(new() { Families = family });
            var prefix = Assert.Single(extractor.Names.Select(FeatureTable.FamilyOf).Distinct());
            Assert.Equal(family.ToString().ToLowerInvariant(), prefix);
            Assert.Equal(Extractor.Names.Where(name => FeatureTable.FamilyOf(name) == prefix), extractor.Names);
            Assert.Equal(
                Extractor.Names.Zip(all).Where(feature => FeatureTable.FamilyOf(feature.First) == prefix).Select(feature => feature.Second),
                Extract(extractor, sound)
            );
        }
    }

    // Invariants of the preparation: the level affects only its own family; the sample rate affects hardly any feature.
    [Fact]
    public void Features_do_not_depend_on_the_level_but_for_the_level()
    {
        var sound = Music(seconds: 3, channelCount: 2);
        var quiet = new Waveform(
            sound.SampleRateHz,
            2,
            [.. sound.Channel(0).ToArray().Concat(sound.Channel(1).ToArray()).Select(sample => sample / 16)]
        );
        var (loudRow, quietRow) = (Extract(Extractor, sound), Extract(Extractor, quiet));
        for (var i = 0; i < loudRow.Length; i++)
            if (FeatureTable.FamilyOf(Extractor.Names[i]) == "level")
                Assert.Equal(20 * Math.Log10(16), loudRow[i] - quietRow[i], 1e-3);
            else
                Assert.Equal(loudRow[i], quietRow[i], 1e-3f + (1e-3f * Math.Abs(loudRow[i])));
    }

    [Theory, InlineData(22_050), InlineData(44_100), InlineData(48_000), InlineData(192_000), InlineData(384_000)]
    public void Features_hardly_depend_on_the_sample_rate(int rateHz)
    {
        var (expected, actual) = (Features(Music(seconds: 3)), Features(Music(seconds: 3, rateHz: rateHz)));
        foreach (var band in new[] { 5, 15, 25, 35 })
            Assert.Equal(expected[$"mel{band}.mean"], actual[$"mel{band}.mean"], .5f);
        Assert.Equal(expected["shape.centroid.mean"], actual["shape.centroid.mean"], .02f);
        Assert.Equal(expected["pitch.octave.p50"], actual["pitch.octave.p50"], .01f);
        Assert.Equal(expected["tempo.octave"], actual["tempo.octave"], .02f);
    }

    // Oracle: sounds whose answers are known by construction.
    [Fact]
    public void Features_say_what_was_put_into_the_sound()
    {
        var features = Features(Music(seconds: 8, channelCount: 2));
        Assert.Equal(Math.Log2(120.0 / 120), features["tempo.octave"], .03);
        Assert.Equal(Math.Log2(220.0 / 440), features["pitch.octave.p50"], .02);
        Assert.InRange(features["pitch.voiced"], .5, 1);
        Assert.Equal(20 * Math.Log10(.5), features["stereo.width"], 1.0);

        var mono = Features(Music(seconds: 2));
        Assert.Equal(-60, mono["stereo.width"]);
        Assert.Equal(1, mono["stereo.correlation"]);
        Assert.Equal(0, mono["stereo.balance"]);
        Assert.True(Features(Noise(seconds: 2))["shape.flatness.mean"] > mono["shape.flatness.mean"] + .5);
    }

    [Fact]
    public void Silence_has_the_same_finite_features_however_long_it_is()
    {
        var (silence, nothing) = (Features(new Waveform(44_100, 2, new float[20_000])), Features(new Waveform(8_000, 1, [])));
        Assert.Equal(-100, silence["mel1.mean"], 1e-3);
        Assert.Equal(0, silence["tempo.octave"]);
        Assert.Equal(0, silence["pitch.voiced"]);
        Assert.Equal(-120, silence["level.rms"]);
        Assert.Equal(1, silence["stereo.correlation"]);
        Assert.All(nothing.Values, value => Assert.True(float.IsFinite(value)));
        foreach (
            var name in Extractor.Names.Where(name =>
                FeatureTable.FamilyOf(name) is "mel" or "meldelta" or "mfcc" or "chroma" or "contrast" or "stereo" or "level"
            )
        )
            Assert.Equal(silence[name], nothing[name], 1e-4f);

        // Two minutes at 16 kHz are more than 2²⁰ samples.
        Assert.Equal(Math.Log2(120), Features(new Waveform(1_000, 1, new float[120_000]))["envelope.duration"], .01);
    }

    // Invariant: only the stereo image distinguishes two opposite channels from one channel.
    [Fact]
    public void Opposite_channels_are_no_silence()
    {
        var mono = Music(seconds: 2);
        float[] left = mono.Channel(0).ToArray();
        var (expected, actual) = (Features(mono), Features(new Waveform(16_000, 2, [.. left, .. left.Select(sample => -sample)])));
        foreach (var name in Extractor.Names.Where(name => FeatureTable.FamilyOf(name) != "stereo"))
            Assert.Equal(expected[name], actual[name], 1e-5f);
        Assert.Equal(60, actual["stereo.width"]);
        Assert.Equal(-1, actual["stereo.correlation"], 1e-6f);
        Assert.Equal(0, actual["stereo.balance"]);
    }

    [Fact]
    public void Extract_names_the_rates_that_can_be_analysed() =>
        Assert.Contains(
            "is 16001000 Hz",
            Assert.Throws<ArgumentException>(() => Extract(Extractor, new Waveform(16_001_000, 1, [1]))).Message,
            StringComparison.Ordinal
        );

    // 10,000 hostile waveforms: all finite samples give finite features.
    [Fact]
    public void Any_waveform_gives_finite_features_or_the_documented_exception()
    {
        // One in ten is resampled and one in twenty has up to 5,000 samples; the others take little time.
        var rates = Gen.Select(Gen.Int[0, 19], Gen.Int[0, UsualRates.Length - 1], Gen.Int[1, 384_000])
            .Select(rate =>
                rate.Item1 switch
                {
                    0 => rate.Item3,
                    1 => UsualRates[rate.Item2],
                    _ => 16_000,
                }
            );
        var kinds = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Sizes.Length - 1].Select(i => Sizes[i]), Gen.Int);
        var lengths = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 3], Gen.Int[0, 300], Gen.Int[0, 5_000])
            .Select(length =>
                length.Item1 switch
                {
                    < 5 => length.Item2,
                    < 19 => length.Item3,
                    _ => length.Item4,
                }
            );
        Gen.Select(rates, Gen.Int[1, 8], lengths, kinds)
            .Sample(
                (rateHz, channelCount, length, kind) =>
                {
                    var sound = new Waveform(
                        rateHz,
                        channelCount,
                        Hostile(length * channelCount, kind.Item1, kind.Item2, new Random(kind.Item3))
                    );
                    if (rateHz < 1_000)
                        return Assert
                            .Throws<ArgumentException>(() => Extract(Extractor, sound))
                            .Message.Contains("must be 1000 Hz or more", StringComparison.Ordinal);
                    var features = Extract(Extractor, sound);
                    var bad = Array.FindIndex(features, value => !float.IsFinite(value));
                    Assert.True(bad < 0, bad < 0 ? "" : $"{Extractor.Names[bad]} is {features[bad]}");
                    return true;
                },
                iter: 10_000,
                threads: 2
            );
    }

    [Fact]
    public void Options_are_checked_and_named()
    {
        Assert.Contains(
            "AnalysisRateHz",
            Assert.Throws<ArgumentException>(() => new AudioFeatureExtractor(new() { AnalysisRateHz = 100 })).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Families",
            Assert.Throws<ArgumentException>(() => new AudioFeatureExtractor(new() { Families = AudioFamilies.None })).Message,
            StringComparison.Ordinal
        );
        Assert.NotEqual(Extractor.CacheKey, new AudioFeatureExtractor(new() { TrimSilence = true }).CacheKey);
        Assert.NotEqual(Extractor.CacheKey, new AudioFeatureExtractor(new() { Families = AudioFamilies.Mfcc }).CacheKey);
    }

    // Invariant: silence before and after the sound is cut off and changes almost nothing.
    [Fact]
    public void TrimSilence_cuts_silent_ends_off()
    {
        var trimming = new AudioFeatureExtractor(new() { TrimSilence = true });
        var sound = Music(seconds: 2).Channel(0).ToArray();
        var (bare, padded) = (
            Extract(trimming, new Waveform(16_000, 1, sound)),
            Extract(trimming, new Waveform(16_000, 1, [.. new float[8_000], .. sound, .. new float[16_000]]))
        );
        var level = trimming.Names.ToList().IndexOf("level.rms");
        Assert.Equal(bare[level], padded[level], .1f);
        Assert.Equal(
            bare[trimming.Names.ToList().IndexOf("envelope.duration")],
            padded[trimming.Names.ToList().IndexOf("envelope.duration")],
            .05f
        );
    }

    // What is heard of a song is the reader's option alone: twelve minutes, more than were once analysed, count from their first sample on.
    [Fact]
    public void Extract_analyses_the_whole_waveform()
    {
        var samples = new float[12 * 60 * 4_000];
        Noise(seconds: 1).Channel(0)[..4_000].CopyTo(samples);
        var extractor = new AudioFeatureExtractor(new() { AnalysisRateHz = 4_000, Families = AudioFamilies.Envelope | AudioFamilies.Level });
        var features = Features(new(4_000, 1, samples), extractor);
        Assert.Equal(Math.Log2(12 * 60), features["envelope.duration"], .001);
        Assert.InRange(features["level.peak"], -20, 20); // the noise was heard
    }

    // 1 kHz to 96 kHz: 22 million samples would become more than an array holds.
    [Fact]
    public void Extract_refuses_what_no_array_holds()
    {
        var extractor = new AudioFeatureExtractor(new() { AnalysisRateHz = 96_000 });
        var sound = new Waveform(1_000, 1, new float[(Array.MaxLength / 96) + 1]);
        Assert.Contains(
            "lasts 6 hours",
            Assert.Throws<ArgumentException>(() => Extract(extractor, sound)).Message,
            StringComparison.Ordinal
        );
    }

    // A file is resampled once on its way to features: it is read at the rate at which features are computed.
    [Fact]
    public void Files_are_read_at_the_rate_of_the_features() =>
        Assert.Equal(new AudioFeatureOptions().AnalysisRateHz, new AudioReadOptions().SampleRateHz);

    [Fact]
    public async Task AddZetDardAudio_registers_a_keyed_extractor_with_options_of_its_own()
    {
        var services = new ServiceCollection();
        services.AddZetDardAudio();
        services.AddZetDardAudio("small").Configure(options => options.Families = AudioFamilies.Mfcc);
        services.AddZetDardAudio("wrong").Configure(options => options.AnalysisRateHz = 1);
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(
            Extractor.Dimension(),
            provider.GetRequiredKeyedService<IFeatureExtractor<Waveform>>(AudioFeatureExtractor.Key).Dimension
        );
        Assert.Equal(72, provider.GetRequiredKeyedService<IFeatureExtractor<Waveform>>("small").Dimension);
        Assert.Contains(
            "AnalysisRateHz",
            Assert
                .Throws<OptionsValidationException>(() => _ = provider.GetRequiredKeyedService<IFeatureExtractor<Waveform>>("wrong").Names)
                .Message,
            StringComparison.Ordinal
        );
    }

    // The recipe of docs/packages/audio.md, with a broken file among the others.
    [Fact]
    public async Task A_folder_of_music_becomes_a_table_and_is_not_computed_twice()
    {
        var folder = Directory.CreateTempSubdirectory("zetdard-audio-features").FullName;
        try
        {
            WavFile.Write(Path.Combine(folder, "music.wav"), Music(seconds: 1));
            WavFile.Write(Path.Combine(folder, "noise.wav"), Noise(seconds: 1));
            await File.WriteAllTextAsync(Path.Combine(folder, "broken.wav"), "RIFF, but no more", TestContext.Current.CancellationToken);
            var music = await AudioFolder.OpenAsync(folder, null, TestContext.Current.CancellationToken);
            var options = new FeatureExtractionOptions { Cache = new FeatureFolderCache(Path.Combine(folder, "cache")) };
            var first = await music.ExtractAsync(Extractor, options, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(["music.wav", "noise.wav"], first.Table.Keys.Order());
            Assert.Equal("broken.wav", Assert.Single(first.Failures).Item);
            var second = await music.ExtractAsync(Extractor, options, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((0, 2), (first.CachedCount, second.CachedCount));
            Assert.Equal(first.Table.Row(0).ToArray(), second.Table.Row(0).ToArray());
            Assert.Equal(72 + 70 + 25, first.Table.SelectFamilies("mfcc", "contrast", "stereo").Dimension);
            FeatureFile.Write(Path.Combine(folder, "music.csv"), Standardizer.Fit(first.Table).Apply(first.Table), file => file);
            Assert.Equal(
                3,
                (await File.ReadAllLinesAsync(Path.Combine(folder, "music.csv"), TestContext.Current.CancellationToken)).Count(line =>
                    line.Length > 0
                )
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, float> Features(Waveform sound) => Features(sound, Extractor);

    private static Dictionary<string, float> Features(Waveform sound, AudioFeatureExtractor extractor) =>
        extractor.Names.Zip(Extract(extractor, sound)).ToDictionary(feature => feature.First, feature => feature.Second);

    private static float[] Extract(AudioFeatureExtractor extractor, Waveform sound)
    {
        var features = new float[extractor.Names.Count];
        extractor.Extract(sound, features);
        return features;
    }

    /// <summary>
    /// An A of 220 Hz with overtones up to 6.6 kHz, struck 120 times a minute; the right channel a third of the left, so that
    /// the side channel is half the mid channel.
    /// </summary>
    private static Waveform Music(double seconds, int rateHz = 16_000, int channelCount = 1)
    {
        var length = (int)(seconds * rateHz);
        var samples = new float[length * channelCount];
        for (var i = 0; i < length; i++)
        {
            var time = (double)i / rateHz;
            var value = .2 * Math.Exp(-6 * (time % .5)) * Enumerable.Range(1, 30).Sum(n => Math.Sin(2 * Math.PI * 220 * n * time) / n);
            for (var channel = 0; channel < channelCount; channel++)
                samples[(channel * length) + i] = (float)(channel == 1 ? value / 3 : value);
        }

        return new(rateHz, channelCount, samples);
    }

    private static Waveform Noise(double seconds)
    {
        var random = new Random(5);
        return new(16_000, 1, [.. Enumerable.Range(0, (int)(seconds * 16_000)).Select(_ => random.NextSingle() - .5f)]);
    }

    private static float[] Hostile(int count, int kind, float size, Random random)
    {
        var samples = new float[count];
        for (var i = 0; i < count; i++)
            samples[i] = kind switch
            {
                0 => 0,
                1 => size,
                2 => i == count / 2 ? size : 0,
                3 => i % 2 == 0 ? size : -size,
                4 => size * ((2 * random.NextSingle()) - 1),
                5 => size * MathF.Sin(i * .1f),
                6 => MathF.Sign(MathF.Sin(i * .03f)) * size,
                7 => random.Next(100) == 0 ? size : random.NextSingle() * 1e-3f,
                8 => i < count / 2 ? size : -size * 1e-6f,
                _ => BitConverter.Int32BitsToSingle(random.Next()) is var any && float.IsFinite(any) ? any : 0,
            };
        return samples;
    }
}

internal static class ExtractorExtensions
{
    public static int Dimension(this IFeatureExtractor<Waveform> extractor) => extractor.Dimension;
}
