namespace ZetDard.Audio.Tests.Spectra;

public sealed class MelSpectrogramTests
{
    // Oracle: torchaudio 0.13.1. The bound is relative to the value, and to a millionth of the loudest one, below which single
    // precision has no significant digits.
    [
        Theory,
        InlineData("mel_slaney_norm_slaney"),
        InlineData("mel_htk_norm_slaney"),
        InlineData("mel_slaney_norm_None"),
        InlineData("mel_htk_norm_None")
    ]
    public void Compute_agrees_with_torchaudio(string name)
    {
        using var golden = Golden.ReadOrSkip("torchaudio_mel_mfcc");
        var mel = new MelSpectrogram(
            22_050,
            new()
            {
                BandCount = 40,
                Scale = name.Contains("htk", StringComparison.Ordinal) ? MelScale.Htk : MelScale.Slaney,
                AreaNormalized = name.EndsWith("slaney", StringComparison.Ordinal),
            }
        );
        var actual = mel.Compute(Golden.MonoOrSkip("test1_22050.wav").Channel(0));
        var expected = golden.Array(name);
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.BinCount, actual.FrameCount));
        var loudest = expected.Cast<double>().Max();
        for (var frame = 0; frame < actual.FrameCount; frame++)
        for (var band = 0; band < 40; band++)
            // required: 1e-3
            Assert.InRange(
                actual.Frame(frame)[band] - expected[band, frame],
                (-1e-4 * expected[band, frame]) - (1e-9 * loudest),
                (1e-4 * expected[band, frame]) + (1e-9 * loudest)
            );
    }

    // Oracle: torchaudio 0.13.1, AmplitudeToDB with top_db 80 and an orthonormal DCT.
    [Fact]
    public void Mfcc_agrees_with_torchaudio()
    {
        using var golden = Golden.ReadOrSkip("torchaudio_mel_mfcc");
        var logMel = new MelSpectrogram(22_050, new() { BandCount = 40 }).ComputeLog(Golden.MonoOrSkip("test1_22050.wav").Channel(0));
        var actual = new Mfcc(40).Compute(logMel);
        var expected = golden.Array("mfcc_20");
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.GetLength(1), actual.GetLength(0)));
        for (var frame = 0; frame < actual.GetLength(0); frame++)
        {
            var (error, norm) = (0.0, 0.0);
            for (var i = 0; i < 20; i++)
            {
                error += Math.Pow(actual[frame, i] - expected[i, frame], 2);
                norm += Math.Pow(expected[i, frame], 2);
                Assert.Equal(expected[i, frame], actual[frame, i], 2e-3 + (1e-3 * Math.Abs(expected[i, frame])));
            }

            Assert.InRange(Math.Sqrt(error / norm), 0, 1e-5);
        }
    }

    [Fact]
    public void ComputeLog_of_silence_is_the_floor_and_of_nothing_is_empty()
    {
        var mel = new MelSpectrogram(22_050);
        var silence = mel.ComputeLog(new float[3_000]);
        Assert.Equal(6, silence.FrameCount);
        Assert.All(silence.Values.ToArray(), value => Assert.Equal(-100, value, 1e-3));
        Assert.Equal(0, mel.ComputeLog([]).FrameCount);
        Assert.Equal(1, mel.ComputeLog([.5f]).FrameCount);
    }

    // Oracle: decibels of amplitudes are twice those of powers with the same number.
    [Fact]
    public void ComputeLog_of_amplitudes_has_20_decibels_for_a_factor_ten()
    {
        var mel = new MelSpectrogram(
            8_000,
            new()
            {
                BandCount = 20,
                Power = false,
                RangeDb = null,
            },
            new() { FftSize = 256, HopLength = 128 }
        );
        var samples = Enumerable.Range(0, 2_000).Select(n => MathF.Sin(n * n * .001f)).ToArray();
        var (loud, soft) = (mel.ComputeLog(samples), mel.ComputeLog([.. samples.Select(sample => sample / 10)]));
        Assert.Equal(20, loud.Frame(5)[7] - soft.Frame(5)[7], 1e-3);
        Assert.Equal(20 * Math.Log10(mel.Compute(samples).Frame(5)[7]), loud.Frame(5)[7], 1e-3);
    }

    [Fact]
    public void Constructor_names_the_option_that_is_wrong()
    {
        Assert.Contains(
            "BandCount",
            Assert.Throws<ArgumentException>(() => new MelSpectrogram(22_050, new() { BandCount = 0 })).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mfcc(20, 21));
        Assert.Contains(
            "40 bands",
            Assert.Throws<ArgumentException>(() => new Mfcc(40).Compute(new MelSpectrogram(22_050).ComputeLog([1]))).Message,
            StringComparison.Ordinal
        );
    }
}
