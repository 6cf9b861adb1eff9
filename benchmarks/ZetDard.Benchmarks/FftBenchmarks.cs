using BenchmarkDotNet.Attributes;
using FftSharp;
using MathNet.Numerics.IntegralTransforms;
using NAudio.Dsp;
using RealFft = ZetDard.Audio.RealFft;

namespace ZetDard.Benchmarks;

/// <summary>Transforms of 2,048 real samples to 1,025 bins, by <see cref="RealFft"/> and by other libraries, on one thread.</summary>
/// <remarks>
/// Each library gets its own type of samples, prepared beforehand. FftSharp computes in double precision, the others in single. FftSharp
/// and <see cref="FastFourierTransform"/> transform complex numbers, so half of their result is redundant.
/// </remarks>
[MemoryDiagnoser, MinColumn]
public class FftBenchmarks
{
    private const int Length = 2048;
    private const int BinCount = (Length / 2) + 1;

    private readonly RealFft _zetDard = new(Length);
    private readonly NWaves.Transforms.RealFft _nWaves = new(Length);
    private readonly FftProcessor _nAudio = new(Length);
    private readonly float[] _real = new float[BinCount];
    private readonly float[] _imaginary = new float[BinCount];
    private readonly Complex[] _nAudioSpectrum = new Complex[BinCount];
    private readonly Complex[] _nAudioComplex = new Complex[Length];
    private readonly float[] _mathNet = new float[Length + 2];
    private System.Numerics.Complex[] _fftSharp = [];
    private float[][] _frames = [];
    private double[][] _doubleFrames = [];

    /// <summary>Tiny is 10 frames here, Track the 2,584 frames of 30 seconds at 22,050 Hz with a hop of 256 samples.</summary>
    [Params(AudioSet.Tiny, AudioSet.Track)]
    public AudioSet Set { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        _frames = new float[Set == AudioSet.Tiny ? 10 : 2_584][];
        for (var i = 0; i < _frames.Length; i++)
        {
            _frames[i] = [.. Enumerable.Range(0, Length).Select(n => (.5f * MathF.Sin(n * (i + 1) * .001f)) + (.1f * random.NextSingle()))];
        }

        _doubleFrames = [.. _frames.Select(frame => Array.ConvertAll(frame, sample => (double)sample))];

        // The definition, for the last frame, which is the one that every method leaves its spectrum of.
        var expected = RealFft.ForwardReference(_frames[^1]);
        Same("ZetDard.Audio", ZetDardAudio, k => new(_real[k], _imaginary[k]));
        Same("NWaves", NWaves, k => new(_real[k], _imaginary[k]));
        Same("NAudio", NAudio, k => Length * new System.Numerics.Complex(_nAudioSpectrum[k].X, _nAudioSpectrum[k].Y));
        Same("NAudio, complex", NAudioComplex, k => Length * new System.Numerics.Complex(_nAudioComplex[k].X, _nAudioComplex[k].Y));
        Same("FftSharp", FftSharp, k => _fftSharp[k]);
        Same("MathNet", MathNet, k => new(_mathNet[2 * k], _mathNet[(2 * k) + 1]));

        void Same(string name, Action transform, Func<int, System.Numerics.Complex> bin)
        {
            transform();
            var (signal, error) = (0.0, 0.0);
            for (var k = 0; k < BinCount; k++)
            {
                signal += Math.Pow(expected[k].Magnitude, 2);
                error += Math.Pow((expected[k] - bin(k)).Magnitude, 2);
            }

            Verify.AtLeast(100, 10 * Math.Log10(signal / error), $"{name}: dB by which the spectrum exceeds its error");
        }
    }

    [Benchmark(Baseline = true)]
    public void ZetDardAudio()
    {
        foreach (var frame in _frames)
        {
            _zetDard.Forward(frame, _real, _imaginary);
        }
    }

    [Benchmark]
    public void NWaves()
    {
        foreach (var frame in _frames)
        {
            _nWaves.Direct(frame, _real, _imaginary);
        }
    }

    /// <summary>NAudio 3's transform of real samples. It divides by the length.</summary>
    [Benchmark]
    public void NAudio()
    {
        foreach (var frame in _frames)
        {
            _nAudio.RealForward(frame, _nAudioSpectrum);
        }
    }

    /// <summary>The transform that every NAudio has. It divides by the length.</summary>
    [Benchmark]
    public void NAudioComplex()
    {
        foreach (var frame in _frames)
        {
            for (var n = 0; n < Length; n++)
            {
                _nAudioComplex[n] = new() { X = frame[n] };
            }

            FastFourierTransform.FFT(true, 11, _nAudioComplex);
        }
    }

    [Benchmark]
    public void FftSharp()
    {
        foreach (var frame in _doubleFrames)
        {
            _fftSharp = FFT.ForwardReal(frame);
        }
    }

    [Benchmark]
    public void MathNet()
    {
        foreach (var frame in _frames)
        {
            frame.CopyTo(_mathNet, 0);
            Fourier.ForwardReal(_mathNet, Length, FourierOptions.NoScaling);
        }
    }
}
