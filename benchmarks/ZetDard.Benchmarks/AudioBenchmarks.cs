using BenchmarkDotNet.Attributes;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Spectra and features of sound at 22,050 Hz, on one thread.</summary>
[MemoryDiagnoser]
public class AudioBenchmarks
{
    private const int SampleRateHz = 22_050;

    private readonly Stft _stft = new();
    private readonly MelSpectrogram _mel = new(SampleRateHz);
    private readonly Mfcc _mfcc = new();
    private readonly AudioFeatureExtractor _extractor = new();
    private Waveform _sound = null!;
    private float[] _features = [];

    /// <summary>Tiny is 1 second here, Small 30 seconds; stereo, of which all but the features take the left channel.</summary>
    [Params(InteractionSet.Tiny, InteractionSet.Small)]
    public InteractionSet Set { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        var length = (Set == InteractionSet.Tiny ? 1 : 30) * SampleRateHz;
        _sound = new(
            SampleRateHz,
            2,
            [
                .. Enumerable
                    .Range(0, 2 * length)
                    .Select(i => (.3f * MathF.Sin(i * .05f) * MathF.Exp(-(i % 11_025) / 4_000f)) + (.1f * random.NextSingle())),
            ]
        );
        _features = new float[_extractor.Names.Count];

        // The definition: one frame in double precision, weighted and summed by the dense bank.
        var window = Enumerable.Range(0, 2048).Select(n => (float)(.5 - (.5 * Math.Cos(2 * Math.PI * n / 2048)))).ToArray();
        var frame = Enumerable.Range(0, 2048).Select(n => window[n] * _sound.Channel(0)[(10 * 512) - 1024 + n]).ToArray();
        var spectrum = RealFft.ForwardReference(frame);
        var bank = FilterBank.Mel(SampleRateHz, 2048, 128).ToDense();
        var mel = _mel.Compute(_sound.Channel(0));
        for (var band = 0; band < 128; band++)
        {
            var expected = Enumerable
                .Range(0, spectrum.Length)
                .Sum(bin => bank[band, bin] * spectrum[bin].Magnitude * spectrum[bin].Magnitude);
            if (Math.Abs(mel.Frame(10)[band] - expected) > 1e-4 * expected)
            {
                throw new InvalidOperationException("A mel band differs from the definition: its time means nothing.");
            }
        }

        _extractor.Extract(_sound, _features);
        if (!_features.All(float.IsFinite))
        {
            throw new InvalidOperationException("A feature is not finite: its time means nothing.");
        }
    }

    [Benchmark]
    public Spectrogram Stft() => _stft.Power(_sound.Channel(0), SampleRateHz);

    [Benchmark]
    public float[,] LogMelAndMfcc() => _mfcc.Compute(_mel.ComputeLog(_sound.Channel(0)));

    [Benchmark]
    public float[] Features()
    {
        _extractor.Extract(_sound, _features);
        return _features;
    }
}
