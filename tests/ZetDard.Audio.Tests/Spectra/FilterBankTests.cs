namespace ZetDard.Audio.Tests.Spectra;

public sealed class FilterBankTests
{
    public static TheoryData<string> MelGoldens => [.. Enumerable.Range(1, 9).Select(number => $"feature-melfb-00{number}")];

    public static TheoryData<string> ChromaGoldens => [.. Enumerable.Range(1, 9).Select(number => $"feature-chromafb-00{number}")];

    // Oracle: MATLAB (dpwe's fft2melmx). Its nfft columns end before half the sample rate.
    [Theory, MemberData(nameof(MelGoldens))]
    public void Mel_agrees_with_the_golden(string name)
    {
        using var golden = Golden.ReadOrSkip(name);
        var nfft = (int)golden.Number("nfft");
        var bank = FilterBank.Mel(
            (int)golden.Number("sr"),
            nfft,
            (int)golden.Number("nfilts"),
            golden.Number("htk") == 1 ? MelScale.Htk : MelScale.Slaney,
            areaNormalized: true,
            golden.Number("fmin"),
            golden.Number("fmax")
        );
        Same(golden.Array("wts"), bank.ToDense(), nfft / 2);
        var edges = golden.Array("frqs");
        for (var band = 0; band < bank.BandCount; band++)
            Assert.Equal(edges[0, band + 1], bank.CentresHz[band], 1e-4 * edges[0, band + 1]);
    }

    // Oracle: MATLAB (dpwe's fft2chromamx), classes from A.
    [Theory, MemberData(nameof(ChromaGoldens))]
    public void Chroma_agrees_with_the_golden(string name)
    {
        using var golden = Golden.ReadOrSkip(name);
        var nfft = (int)golden.Number("nfft");
        var bank = FilterBank.Chroma(
            (int)golden.Number("sr"),
            nfft,
            (int)golden.Number("nchroma"),
            golden.Number("a440"),
            golden.Number("ctroct"),
            golden.Number("octwidth"),
            fromC: false
        );
        Same(golden.Array("wts"), bank.ToDense(), nfft / 2);
    }

    [Fact]
    public void Chroma_from_C_puts_an_A_into_class_9()
    {
        var power = new Stft().Power(Tone(440), 22_050);
        var classes = Chroma.Of(power);
        Assert.Equal(1, classes[10, 9]);
        var bank = FilterBank.Chroma(22_050, 2048);
        Assert.Equal(440, bank.CentresHz[9], 1e-3);
        Assert.Equal(261.63, bank.CentresHz[0], 1e-2);
    }

    // Oracle: the sum of products over the dense weights.
    [Fact]
    public void Apply_is_the_product_with_the_dense_weights()
    {
        var bank = FilterBank.Mel(16_000, 512, 40, MelScale.Htk, areaNormalized: false);
        var random = new Random(7);
        var spectrum = Enumerable.Range(0, bank.BinCount).Select(_ => random.NextSingle()).ToArray();
        var bands = new float[40];
        bank.Apply(spectrum, bands);
        var dense = bank.ToDense();
        for (var band = 0; band < 40; band++)
            Assert.Equal(Enumerable.Range(0, bank.BinCount).Sum(bin => (double)dense[band, bin] * spectrum[bin]), bands[band], 1e-4);
        Assert.Contains(
            "257 bins",
            Assert.Throws<ArgumentException>(() => bank.Apply(spectrum.AsSpan(1), bands)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Mel_leaves_bands_between_two_bins_empty()
    {
        var bank = FilterBank.Mel(44_100, 512, 256);
        var bands = new float[256];
        bank.Apply(new float[257], bands);
        Assert.All(bands, band => Assert.Equal(0, band));
        Assert.Throws<ArgumentOutOfRangeException>(() => FilterBank.Mel(16_000, 512, 40, minFrequencyHz: 9_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => FilterBank.Mel(16_000, 511, 40));
        Assert.Throws<ArgumentOutOfRangeException>(() => FilterBank.Mel(0, 512, 40));
        Assert.Throws<ArgumentOutOfRangeException>(() => FilterBank.Chroma(16_000, 512, 0));
    }

    // Oracle: MATLAB (dpwe's hz2mel, mel2hz, hz2octs).
    [Theory, InlineData("001"), InlineData("002"), InlineData("003"), InlineData("004")]
    public void FrequencyScale_agrees_with_the_goldens(string number)
    {
        using var toMel = Golden.ReadOrSkip($"feature-hz_to_mel-{number}");
        Compare(toMel, hz => FrequencyScale.HzToMel(hz, toMel.Number("htk") == 1 ? MelScale.Htk : MelScale.Slaney));
        using var toHz = Golden.ReadOrSkip($"feature-mel_to_hz-{number}");
        Compare(toHz, mel => FrequencyScale.MelToHz(mel, toHz.Number("htk") == 1 ? MelScale.Htk : MelScale.Slaney));
        if (number is "001" or "002")
        {
            using var toOctaves = Golden.ReadOrSkip($"feature-hz_to_octs-{number}");
            Compare(toOctaves, hz => FrequencyScale.HzToOctaves(hz));
        }

        static void Compare(Golden golden, Func<double, double> convert)
        {
            var (inputs, results) = (golden.Array("f"), golden.Array("result"));
            for (var i = 0; i < inputs.GetLength(1); i++)
                Assert.Equal(results[0, i], convert(inputs[0, i]), 1e-9 * Math.Max(1, Math.Abs(results[0, i])));
        }
    }

    private static float[] Tone(double hz) =>
        [.. Enumerable.Range(0, 22_050).Select(n => (float)(.3 * Math.Sin(2 * Math.PI * hz * n / 22_050)))];

    private static void Same(double[,] expected, float[,] actual, int sharedColumns)
    {
        Assert.Equal(expected.GetLength(0), actual.GetLength(0));
        for (var band = 0; band < expected.GetLength(0); band++)
        for (var bin = 0; bin < sharedColumns; bin++)
            Assert.InRange(actual[band, bin] - expected[band, bin], -1e-6, 1e-6);
    }
}
