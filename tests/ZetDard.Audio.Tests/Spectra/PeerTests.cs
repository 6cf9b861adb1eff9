using NWaves.FeatureExtractors;
using NWaves.FeatureExtractors.Options;
using NWaves.Filters.Fda;
using NWaves.Windows;

namespace ZetDard.Audio.Tests.Spectra;

/// <summary>What other .NET libraries compute by the same definitions, beside what this one does.</summary>
public sealed class PeerTests
{
    private static readonly float[] Sound = Enumerable
        .Range(0, 22_050)
        .Select(n => (.4f * MathF.Sin(n * (.05f + (n * 1e-5f)))) + (.2f * MathF.Sin(n * .31f)) + (.01f * ((n * 7919L % 1000) - 500) / 500))
        .ToArray();

    // Oracle: FftSharp, which computes in double precision, and NWaves, in single.
    [Theory, InlineData(256), InlineData(2048), InlineData(8192)]
    public void RealFft_agrees_with_FftSharp_and_NWaves(int length)
    {
        var fft = new RealFft(length);
        var samples = Sound[..length];
        var (real, imaginary) = (new float[fft.BinCount], new float[fft.BinCount]);
        fft.Forward(samples, real, imaginary);
        var fftSharp = FftSharp.FFT.ForwardReal(Array.ConvertAll(samples, sample => (double)sample));
        var (realNWaves, imaginaryNWaves) = (new float[fft.BinCount], new float[fft.BinCount]);
        new NWaves.Transforms.RealFft(length).Direct(samples, realNWaves, imaginaryNWaves);
        var norm = Math.Sqrt(fftSharp.Sum(bin => Math.Pow(bin.Magnitude, 2)));
        for (var k = 0; k < fft.BinCount; k++)
        {
            Assert.Equal(fftSharp[k].Real, real[k], 3e-7 * norm);
            Assert.Equal(fftSharp[k].Imaginary, imaginary[k], 3e-7 * norm);
            Assert.Equal(realNWaves[k], real[k], 2e-5 * norm);
            Assert.Equal(imaginaryNWaves[k], imaginary[k], 2e-5 * norm);
        }
    }

    // Oracle: NWaves, whose bank of Slaney's has the same triangles of equal area.
    [Theory, InlineData(22_050, 2048, 128), InlineData(22_050, 2048, 40), InlineData(16_000, 512, 40), InlineData(44_100, 4096, 80)]
    public void Mel_agrees_with_NWaves(int sampleRateHz, int fftSize, int bandCount)
    {
        var expected = FilterBanks.MelBankSlaney(bandCount, fftSize, sampleRateHz);
        var actual = FilterBank.Mel(sampleRateHz, fftSize, bandCount).ToDense();
        Assert.Equal((expected.Length, expected[0].Length), (actual.GetLength(0), actual.GetLength(1)));
        for (var band = 0; band < bandCount; band++)
        for (var bin = 0; bin < actual.GetLength(1); bin++)
            Assert.Equal(expected[band][bin], actual[band, bin], 1e-6 * expected[band].Max());
    }

    // Oracle: NWaves with this library's defaults, but for what it has not: frames centred on their sample, the periodic window, and a
    // limit below the loudest value.
    [Fact]
    public void LogMel_and_MFCC_agree_with_NWaves()
    {
        var logMel = new MelSpectrogram(22_050, new() { RangeDb = null }, new() { Window = WindowShape.HannSymmetric, Centred = false })
            .ComputeLog(Sound);
        var bank = FilterBanks.MelBankSlaney(128, 2048, 22_050);
        var expectedMel = new FilterbankExtractor(
            new()
            {
                SamplingRate = 22_050,
                FrameSize = 2048,
                HopSize = 512,
                FilterBank = bank,
                NonLinearity = NonLinearityType.ToDecibel,
                LogFloor = 1e-10f,
                Window = WindowType.Hann,
            }
        ).ComputeFrom(Sound);
        var mfcc = new Mfcc().Compute(logMel);
        var expectedMfcc = new MfccExtractor(
            new()
            {
                SamplingRate = 22_050,
                FeatureCount = 20,
                FrameSize = 2048,
                HopSize = 512,
                FilterBank = bank,
                NonLinearity = NonLinearityType.ToDecibel,
                LogFloor = 1e-10f,
                Window = WindowType.Hann,
            }
        ).ComputeFrom(Sound);
        Assert.Equal((expectedMel.Count, expectedMfcc.Count), (logMel.FrameCount, mfcc.GetLength(0)));
        for (var frame = 0; frame < logMel.FrameCount; frame++)
        {
            for (var band = 0; band < 128; band++)
                Assert.Equal(expectedMel[frame][band], logMel.Frame(frame)[band], .01);
            for (var i = 0; i < 20; i++)
                Assert.Equal(expectedMfcc[frame][i], mfcc[frame, i], .01);
        }
    }
}
