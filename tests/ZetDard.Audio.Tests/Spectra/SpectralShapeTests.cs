using CsCheck;

namespace ZetDard.Audio.Tests.Spectra;

public sealed class SpectralShapeTests
{
    // Oracle: METlab (MATLAB). Its spectra: frames of 512 every 256 from the first sample on, symmetric Hamming window.
    [Fact]
    public void Centroid_agrees_with_the_golden()
    {
        using var golden = Golden.ReadOrSkip("met-centroid-001");
        Close(golden.Array("centroid"), SpectralShape.Centroid(MetlabMagnitudes()), 1e-5);
    }

    // METlab's bandwidth is the mean over the bins of S·|f − c|, S scaled so that S[0] + 2·ΣS + S[half] is 1: ours with
    // exponent 1, times ΣS, over 257 bins.
    [Fact]
    public void Bandwidth_agrees_with_the_golden()
    {
        using var golden = Golden.ReadOrSkip("met-bandwidth-001");
        var (scaled, expected) = (golden.Array("S"), golden.Array("bw"));
        var actual = SpectralShape.Bandwidth(MetlabMagnitudes(), exponent: 1);
        for (var frame = 0; frame < actual.Length; frame++)
        {
            var sum = Enumerable.Range(0, 257).Sum(bin => scaled[bin, frame]);
            Assert.Equal(1, actual[frame] * sum / 257 / expected[0, frame], 1e-5);
        }
    }

    [Theory, InlineData("met-rolloff-001"), InlineData("met-rolloff-002"), InlineData("met-rolloff-003")]
    public void RollOff_agrees_with_the_golden(string name)
    {
        using var golden = Golden.ReadOrSkip(name);
        Close(golden.Array("rolloff"), SpectralShape.RollOff(MetlabMagnitudes(), golden.Number("pct")), 1e-6);
    }

    // METlab's contrast is a difference of magnitudes that are scaled so that S[0] + 2·ΣS + S[half] is 1. The bound is
    // relative, and 1e-8 of the frame's sum, the limit of single precision (one value of 2,758 needs that).
    [Fact]
    public void Contrast_agrees_with_the_golden()
    {
        using var golden = Golden.ReadOrSkip("met-contrast-001");
        var expected = golden.Array("contrast");
        var magnitudes = MetlabMagnitudes();
        var actual = SpectralShape.Contrast(magnitudes, linear: true);
        Assert.Equal((394, 7), (actual.GetLength(0), actual.GetLength(1)));
        for (var frame = 0; frame < 394; frame++)
        {
            var spectrum = magnitudes.Frame(frame).ToArray();
            var scale = (2 * spectrum.Sum(value => (double)value)) - spectrum[0] - spectrum[^1];
            for (var band = 0; band < 7; band++)
                Assert.Equal(expected[band, frame], actual[frame, band] / scale, (1e-4 * expected[band, frame]) + 1e-8);
        }
    }

    // Oracle: the definition by LINQ, for the exponent 2 that librosa has.
    [Fact]
    public void Bandwidth_is_the_standard_deviation_of_the_frequency_by_default() =>
        Gen.Float[0, 1]
            .Array[17]
            .Sample(
                spectrum =>
                {
                    var frequencies = Enumerable.Range(0, 17).Select(bin => bin * 100f).ToArray();
                    var total = spectrum.Sum(value => (double)value);
                    var mean = total == 0 ? 0 : spectrum.Zip(frequencies, (value, frequency) => (double)value * frequency).Sum() / total;
                    var expected =
                        total == 0
                            ? 0
                            : Math.Sqrt(
                                spectrum.Zip(frequencies, (value, frequency) => value * Math.Pow(frequency - mean, 2)).Sum() / total
                            );
                    Assert.Equal(expected, SpectralShape.Bandwidth(new(3200, 100, frequencies, spectrum))[0], 1e-3);
                },
                iter: 500
            );

    // Oracle: the sorted values.
    [Fact]
    public void Extremes_are_those_of_the_sorted_values() =>
        Gen.Select(Gen.OneOf(Gen.Float[0, 1], Gen.Int[0, 3].Select(value => (float)value)).Array[1, 200], Gen.Double[.01, .49])
            .Sample(
                (values, quantile) =>
                {
                    var sorted = values.Order().ToArray();
                    var count = Math.Max(1, (int)Math.Round(quantile * values.Length));
                    var (valley, peak) = SpectralShape.Extremes([.. values], quantile);
                    Assert.Equal(sorted.Take(count).Average(value => (double)value), valley, 1e-9);
                    Assert.Equal(sorted.TakeLast(count).Average(value => (double)value), peak, 1e-9);
                },
                iter: 3_000
            );

    [Fact]
    public void Flatness_is_1_for_a_flat_spectrum_and_little_for_a_line()
    {
        float[] frequencies = [0, 1, 2, 3];
        Assert.Equal([1f, 1f], SpectralShape.Flatness(new(8, 1, frequencies, [2, 2, 2, 2, 0, 0, 0, 0])), Comparer(1e-6f));
        Assert.InRange(SpectralShape.Flatness(new(8, 1, frequencies, [0, 1, 0, 0]))[0], 0, 1e-6f);
    }

    [Fact]
    public void Silence_has_the_documented_values()
    {
        var silence = new Stft(new() { FftSize = 512, HopLength = 256 }).Magnitude(new float[600], 8_000);
        Assert.All(SpectralShape.Centroid(silence), value => Assert.Equal(0, value));
        Assert.All(SpectralShape.Bandwidth(silence), value => Assert.Equal(0, value));
        Assert.All(SpectralShape.RollOff(silence), value => Assert.Equal(0, value));
        Assert.All(SpectralShape.Flatness(silence), value => Assert.Equal(1, value));
        Assert.All(SpectralShape.Contrast(silence).Cast<float>(), value => Assert.Equal(0, value));
        Assert.All(Chroma.Of(silence).Cast<float>(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void FrameLevel_counts_crossings_and_takes_the_root_of_the_mean_square()
    {
        float[] samples = [1, -1, 1, -1, 2, 2, 2];
        Assert.Equal([1f, 2f], FrameLevel.Rms(samples, 4, 4));
        Assert.Equal([.75f, 0f], FrameLevel.ZeroCrossingRate(samples, 4, 4));
        Assert.Empty(FrameLevel.Rms([], 4, 4));
    }

    private static EqualityComparer<float> Comparer(float tolerance) =>
        EqualityComparer<float>.Create((a, b) => Math.Abs(a - b) <= tolerance);

    private static Spectrogram MetlabMagnitudes() =>
        new Stft(
            new()
            {
                FftSize = 512,
                HopLength = 256,
                Window = WindowShape.HammingSymmetric,
                Centred = false,
            }
        ).Magnitude(Golden.MonoOrSkip("test1_22050.wav").Channel(0), 22_050);

    private static void Close(double[,] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.GetLength(1), actual.Length);
        for (var frame = 0; frame < actual.Length; frame++)
            Assert.Equal(1, actual[frame] / expected[0, frame], tolerance);
    }
}
