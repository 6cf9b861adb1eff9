using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Samples;

public sealed class AlteredSoundTests
{
    private const int RateHz = 16_000;

    [Fact]
    public void Altered_copies_are_the_same_for_a_seed_and_differ_between_copies_and_sounds()
    {
        var (sound, other) = (Tone(440), Tone(330));
        var copies = sound.AlteredCopies(3, seed: 7);
        Assert.Equal(3, copies.Count);
        Assert.All(copies.Zip(sound.AlteredCopies(3, seed: 7)), pair => Assert.Equal(pair.First.Channel(1).ToArray(), pair.Second.Channel(1).ToArray()));
        Assert.Equal(3, copies.Select(copy => copy.Channel(0)[100]).Distinct().Count());
        Assert.NotEqual(copies[0].Length, sound.AlteredCopies(1, seed: 8)[0].Length);
        Assert.NotEqual(copies[0].Length, other.AlteredCopies(1, seed: 7)[0].Length);
        Assert.All(copies, copy => Assert.Equal((RateHz, 2), (copy.SampleRateHz, copy.ChannelCount)));
    }

    // Oracle: the spectrum's peak moves by the factor by which the length shrinks.
    [Fact]
    public void A_copy_is_higher_where_it_is_shorter()
    {
        foreach (var copy in Tone(440).AlteredCopies(4, seed: 1, new() { MaxSemitones = 7 }))
        {
            var power = new Stft().Power(copy.Channel(0), RateHz);
            var loudest = Enumerable.Range(0, power.BinCount).MaxBy(bin => power.Frame(power.FrameCount / 2)[bin]);
            Assert.Equal(440.0 * RateHz / copy.Length, (double)loudest * RateHz / 2048, 2.0 * RateHz / 2048);
        }
    }

    [Fact]
    public void Without_differences_a_copy_is_the_sound_but_for_its_noise()
    {
        var sound = Tone(440);
        var copy = sound.AlteredCopies(1, seed: 1, new() { MaxSemitones = 0, MaxTiltDb = 0, MaxGainDb = 0, MinNoiseDistanceDb = 100 })[0];
        Assert.Equal(sound.Length, copy.Length);
        Assert.All(Enumerable.Range(0, sound.Length), i => Assert.Equal(sound.Channel(0)[i], copy.Channel(0)[i], 1e-4));
    }

    [Fact]
    public void Silence_and_empty_sounds_stay_silent_and_empty()
    {
        var silent = new Waveform(RateHz, 1, new float[100]).AlteredCopies(1, seed: 1)[0];
        Assert.All(silent.Channel(0).ToArray(), sample => Assert.Equal(0, sample));
        Assert.Equal(0, new Waveform(RateHz, 1, []).AlteredCopies(1, seed: 1)[0].Length);
        Assert.Empty(Tone(440).AlteredCopies(0, seed: 1));
    }

    [Fact]
    public void Limits_out_of_range_are_an_error() =>
        Assert.Contains(
            nameof(AlterationOptions.MaxSemitones),
            Assert.ThrowsAny<ArgumentException>(() => Tone(440).AlteredCopies(1, seed: 1, new() { MaxSemitones = 25 })).Message,
            StringComparison.Ordinal);

    // Oracle: the features of the side channel as a sound of its own.
    [Fact]
    public void Side_families_are_those_of_the_side_channel()
    {
        var stereo = Tone(440);
        var both = new AudioFeatureExtractor(new() { Families = AudioFamilies.Mfcc, SideFamilies = AudioFamilies.Mfcc | AudioFamilies.Shape });
        var alone = new AudioFeatureExtractor(new() { Families = AudioFamilies.Mfcc | AudioFamilies.Shape });
        Assert.Equal(["mfcc", "sidemfcc", "sideshape"], both.Names.Select(FeatureTable.FamilyOf).Distinct());
        var (features, side) = (both.RowOf(stereo), alone.RowOf(stereo.ToSide()));
        Assert.Equal(side.Values.ToArray(), features.Values[^side.Values.Length..].ToArray());
        Assert.All(both.RowOf(stereo.ToMono()).Values.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(both.CacheKey, new AudioFeatureExtractor(new() { Families = AudioFamilies.Mfcc }).CacheKey);
    }

    // Oracle: the features of the attack, cut out by hand: silence of half a second, then a tone from sample 8,000 on.
    [Fact]
    public void Attack_families_are_those_of_the_first_third_of_a_second_of_sound()
    {
        var tone = Tone(440).ToMono();
        var late = new Waveform(RateHz, 1, [.. new float[RateHz / 2], .. tone.Channel(0)]);
        var both = new AudioFeatureExtractor(new() { Families = AudioFamilies.Shape, AttackFamilies = AudioFamilies.Mfcc });
        var alone = new AudioFeatureExtractor(new() { Families = AudioFamilies.Mfcc });
        Assert.Equal(["shape", "attackmfcc"], both.Names.Select(FeatureTable.FamilyOf).Distinct());
        var attack = alone.RowOf(late.Slice((RateHz / 2) - (RateHz / 100), RateHz * 36 / 100));
        Assert.Equal(attack.Values.ToArray(), both.RowOf(late).Values[^attack.Values.Length..].ToArray());
        Assert.All(both.RowOf(new(RateHz, 1, [])).Values.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(both.CacheKey, new AudioFeatureExtractor(new() { Families = AudioFamilies.Shape }).CacheKey);
    }

    // A tone in the middle, another one a fifth above at the sides.
    private static Waveform Tone(double frequencyHz)
    {
        var samples = new float[2 * RateHz];
        for (var i = 0; i < RateHz; i++)
        {
            var (mid, side) = (.5 * Math.Sin(2 * Math.PI * frequencyHz * i / RateHz), .1 * Math.Sin(3 * Math.PI * frequencyHz * i / RateHz));
            (samples[i], samples[RateHz + i]) = ((float)(mid + side), (float)(mid - side));
        }

        return new(RateHz, 2, samples);
    }
}
