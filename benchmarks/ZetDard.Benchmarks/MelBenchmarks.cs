using BenchmarkDotNet.Attributes;
using NWaves.FeatureExtractors;
using NWaves.FeatureExtractors.Options;
using NWaves.Filters.Fda;
using NWaves.Windows;
using ZetDard.Audio;

namespace ZetDard.Benchmarks;

/// <summary>Log-mel spectrograms of 128 bands and 20 MFCC of sound at 22,050 Hz, here and by NWaves, on one thread.</summary>
/// <remarks>
/// Both with librosa's numbers (frames of 2,048 samples every 512, Slaney's bands of equal area, decibels of the power, at least −100, an
/// orthonormal DCT), but as NWaves has it where librosa's way is not to be had there: frames that begin at their sample, a symmetric Hann
/// window, no limit 80 dB below the loudest value. NWaves' own defaults are others: 24 bands of the other mel scale, the Hamming window,
/// frames of 25 ms, logarithms without the factor 10.
/// </remarks>
[MemoryDiagnoser, MinColumn]
public class MelBenchmarks
{
    private const int SampleRateHz = 22_050;
    private const int FftSize = 2048;
    private const int BandCount = 128;

    private readonly MelSpectrogram _mel = new(
        SampleRateHz,
        new() { RangeDb = null },
        new() { Window = WindowShape.HannSymmetric, Centred = false }
    );
    private readonly Mfcc _mfcc = new();
    private readonly FilterbankExtractor _nWavesMel = new(
        new()
        {
            SamplingRate = SampleRateHz,
            FrameSize = FftSize,
            HopSize = 512,
            FilterBank = FilterBanks.MelBankSlaney(BandCount, FftSize, SampleRateHz),
            NonLinearity = NonLinearityType.ToDecibel,
            LogFloor = 1e-10f,
            Window = WindowType.Hann,
        }
    );
    private readonly MfccExtractor _nWavesMfcc = new(
        new()
        {
            SamplingRate = SampleRateHz,
            FeatureCount = 20,
            FrameSize = FftSize,
            HopSize = 512,
            FilterBank = FilterBanks.MelBankSlaney(BandCount, FftSize, SampleRateHz),
            NonLinearity = NonLinearityType.ToDecibel,
            LogFloor = 1e-10f,
            Window = WindowType.Hann,
        }
    );
    private float[] _samples = [];

    /// <summary>Tiny is 2 seconds here, Track 4 minutes.</summary>
    [Params(AudioSet.Tiny, AudioSet.Track)]
    public AudioSet Set { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _samples = AudioSound.Create(Set).Resample(SampleRateHz).Channel(0).ToArray();
        var (mel, mfcc) = (LogMel(), LogMelAndMfcc());
        Same(mel.FrameCount, frame => mel.Frame(frame).ToArray(), LogMelNWaves(), "log-mel");
        Same(mfcc.GetLength(0), frame => [.. Enumerable.Range(0, 20).Select(i => mfcc[frame, i])], MfccNWaves(), "MFCC");

        static void Same(int frameCount, Func<int, float[]> own, List<float[]> theirs, string what)
        {
            Verify.AtLeast(frameCount, theirs.Count, $"{what}: frames of NWaves");
            float[] expected = [.. Enumerable.Range(0, frameCount).SelectMany(own)];
            float[] actual = [.. theirs.SelectMany(frame => frame)];
            Console.WriteLine($"// {what}: greatest difference {expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max():G2} dB");
            Verify.AtLeast(60, Verify.Snr(expected, actual), $"{what}: dB by which the values exceed their difference");
        }
    }

    [BenchmarkCategory("log-mel"), Benchmark(Baseline = true)]
    public Spectrogram LogMel() => _mel.ComputeLog(_samples);

    [BenchmarkCategory("log-mel"), Benchmark]
    public List<float[]> LogMelNWaves() => _nWavesMel.ComputeFrom(_samples);

    [BenchmarkCategory("MFCC"), Benchmark]
    public float[,] LogMelAndMfcc() => _mfcc.Compute(_mel.ComputeLog(_samples));

    [BenchmarkCategory("MFCC"), Benchmark]
    public List<float[]> MfccNWaves() => _nWavesMfcc.ComputeFrom(_samples);
}
