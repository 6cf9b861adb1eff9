using System.Numerics;
using CsCheck;

namespace ZetDard.Audio.Tests.Spectra;

public sealed class StftTests
{
    // Oracle: MATLAB (dpwe's stft): frames from the first sample on, not centred; hann_w 0 means no window. The goldens were
    // transposed with conjugation, so their phases have the other sign.
    [
        Theory,
        InlineData("core-stft-001"),
        InlineData("core-stft-003"),
        InlineData("core-stft-005"),
        InlineData("core-stft-006"),
        InlineData("core-stft-009")
    ]
    public void Complex_agrees_with_the_golden(string name)
    {
        using var golden = Golden.ReadOrSkip(name);
        var stft = new Stft(
            new()
            {
                FftSize = (int)golden.Number("nfft"),
                HopLength = (int)golden.Number("hop_length"),
                Window = golden.Number("hann_w") == 0 ? WindowShape.Rectangular : WindowShape.Hann,
                Centred = false,
            }
        );
        var actual = stft.Complex(Golden.MonoOrSkip("test1_22050.wav").Channel(0));
        var expected = golden.ComplexArray("D");
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.BinCount, actual.FrameCount));
        var worst = 0.0;
        for (var frame = 0; frame < actual.FrameCount; frame++)
        {
            var (error, norm) = (0.0, 0.0);
            for (var bin = 0; bin < actual.BinCount; bin++)
            {
                error += Math.Pow((actual[frame, bin] - Complex.Conjugate(expected[bin, frame])).Magnitude, 2);
                norm += Math.Pow(expected[bin, frame].Magnitude, 2);
            }

            worst = Math.Max(worst, Math.Sqrt(error / norm));
        }

        Assert.InRange(worst, 0, 1e-6); // required: 1e-4
    }

    // Oracle: the definition over a signal that was mirrored by hand.
    [Fact]
    public void Power_of_a_centred_frame_mirrors_the_ends() =>
        Gen.Select(Gen.Float[-1, 1].Array[1, 40], Gen.Int[1, 9])
            .Sample(
                (samples, hop) =>
                {
                    var stft = new Stft(new() { FftSize = 16, HopLength = hop });
                    var spectrogram = stft.Power(samples, 100);
                    Assert.Equal(1 + (samples.Length / hop), spectrogram.FrameCount);
                    for (var frame = 0; frame < spectrogram.FrameCount; frame++)
                    {
                        var weighted = Enumerable
                            .Range(0, 16)
                            .Select(i => (float)(.5 - (.5 * Math.Cos(2 * Math.PI * i / 16))) * Mirrored((frame * hop) - 8 + i))
                            .ToArray();
                        var expected = RealFft.ForwardReference(weighted);
                        for (var bin = 0; bin < 9; bin++)
                            Assert.Equal(expected[bin].Magnitude * expected[bin].Magnitude, spectrogram.Frame(frame)[bin], 1e-4);
                    }

                    float Mirrored(int i)
                    {
                        while (samples.Length > 1 && (i < 0 || i >= samples.Length))
                            i = i < 0 ? -i : (2 * (samples.Length - 1)) - i;
                        return samples[samples.Length == 1 ? 0 : i];
                    }
                },
                iter: 500
            );

    [Fact]
    public void FrameCount_says_how_many_frames_there_are_at_the_boundaries()
    {
        var centred = new Stft(new() { FftSize = 8, HopLength = 4 });
        Assert.Equal([0, 1, 1, 2, 3], new[] { 0, 1, 3, 4, 8 }.Select(centred.FrameCount));
        var whole = new Stft(
            new()
            {
                FftSize = 8,
                HopLength = 4,
                Centred = false,
            }
        );
        Assert.Equal([0, 1, 1, 1, 2], new[] { 0, 1, 8, 11, 12 }.Select(whole.FrameCount));
        Assert.Equal(0, centred.Power([], 8000).FrameCount);
        Assert.Equal(4, whole.Magnitude([1, 1, 1, 1], 8000).Frame(0)[0] * 2 / Stft.Window(WindowShape.Hann, 8).Take(4).Sum() * 2, 1e-5);
    }

    [Fact]
    public void Magnitude_of_a_sine_in_the_middle_of_a_bin_is_half_the_sum_of_the_window()
    {
        var samples = Enumerable.Range(0, 4096).Select(n => .5f * MathF.Sin(2 * MathF.PI * 40 * n / 1024)).ToArray();
        var spectrogram = new Stft(
            new()
            {
                FftSize = 1024,
                HopLength = 256,
                Centred = false,
            }
        ).Magnitude(samples, 16_000);
        Assert.Equal(.5 * 512 / 2, spectrogram.Frame(3)[40], 1e-3);
        Assert.Equal(625, spectrogram.FrequenciesHz[40]);
        Assert.Equal(62.5, spectrogram.FrameRateHz);
    }

    [Fact]
    public void Constructor_names_the_option_that_is_wrong()
    {
        Assert.Contains(
            "FftSize must be a power of two; 1000 was given, 1024 is the next.",
            Assert.Throws<ArgumentException>(() => new Stft(new() { FftSize = 1000 })).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "HopLength",
            Assert.Throws<ArgumentException>(() => new Stft(new() { HopLength = 0 })).Message,
            StringComparison.Ordinal
        );
    }
}
