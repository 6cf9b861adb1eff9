using BenchmarkDotNet.Attributes;
using NAudio.Dsp;
using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using NWaves.Operations;
using NWaves.Signals;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Resampling stereo sound in memory to 22.05 kHz, here and by other libraries, on one thread.</summary>
/// <remarks>
/// From 44.1 kHz one row of taps serves all samples; from 48 kHz there is another row for each of 147 samples. The filters of the libraries
/// differ, so what each does to sines and to a sweep is printed beside the time (<see cref="ResampleQuality"/>).
/// </remarks>
[MemoryDiagnoser, MinColumn]
public class ResampleBenchmarks
{
    private const int NewRateHz = 22_050;

    private readonly Resampler _nWaves = new();
    private Waveform _waveform = null!;
    private float[] _interleaved = [];
    private DiscreteSignal[] _channels = [];

    [Params(AudioSet.Tiny, AudioSet.Track)]
    public AudioSet Set { get; set; }

    [Params(44_100, 48_000)]
    public int FromHz { get; set; }

    [GlobalSetup(Target = nameof(ZetDardAudio))]
    public void SetupZetDardAudio()
    {
        Setup("ZetDard.Audio", 80, () => ZetDardAudio().Channel(0).ToArray());
        VerifyDefinition(ZetDardAudio());
    }

    [GlobalSetup(Target = nameof(NAudio))]
    public void SetupNAudio() => Setup("NAudio", 20, () => EverySecond(NAudio()));

    [GlobalSetup(Target = nameof(NAudioSinc))]
    public void SetupNAudioSinc() => Setup("NAudio, sinc", 80, () => EverySecond(NAudioSinc()));

    [GlobalSetup(Target = nameof(NWaves))]
    public void SetupNWaves() => Setup("NWaves", 50, () => NWaves()[0].Samples);

    [Benchmark(Baseline = true)]
    public Waveform ZetDardAudio() => _waveform.Resample(NewRateHz);

    /// <summary>Linear interpolation after a recursive low-pass filter: the provider has no other mode.</summary>
    [Benchmark]
    public float[] NAudio()
    {
        var provider = new WdlResamplingSampleProvider(new Memory(_interleaved, FromHz), NewRateHz);
        var result = new float[2 * ResampledLength];
        for (var at = 0; at < result.Length && provider.Read(result.AsSpan(at)) is > 0 and var count; )
        {
            at += count;
        }

        return result;
    }

    /// <summary>The resampler inside of that provider with a windowed sinc of as many taps as here.</summary>
    [Benchmark]
    public float[] NAudioSinc()
    {
        var resampler = new WdlResampler();
        resampler.SetMode(interp: true, filtercnt: 0, sinc: true, sinc_size: 128, sinc_interpsize: 32);
        resampler.SetFeedMode(true);
        resampler.SetRates(FromHz, NewRateHz);
        var result = new float[2 * ResampledLength];
        for (var (from, to) = (0, 0); from < _interleaved.Length && to < result.Length; )
        {
            var count = Math.Min(resampler.ResamplePrepare(4096, 2, out var buffer), (_interleaved.Length - from) / 2);
            _interleaved.AsSpan(from, 2 * count).CopyTo(buffer);
            to += 2 * resampler.ResampleOut(result.AsSpan(to), count, (result.Length - to) / 2, 2);
            from += 2 * count;
        }

        return result;
    }

    /// <summary>Each channel by itself: this library's signals have one.</summary>
    [Benchmark]
    public DiscreteSignal[] NWaves() => Array.ConvertAll(_channels, channel => _nWaves.Resample(channel, NewRateHz));

    private int ResampledLength => (int)(((long)_waveform.Length * NewRateHz) / FromHz);

    private static float[] EverySecond(float[] interleaved) => [.. interleaved.Where((_, i) => i % 2 == 0)];

    // The sounds whose exact result is known go through the benchmark itself; then the sound that is timed takes their place.
    private void Setup(string name, double requiredDb, Func<float[]> left)
    {
        var longSeconds = Set == AudioSet.Track ? 240 : 2;
        ResampleQuality.Verify(FromHz, NewRateHz, longSeconds, name, requiredDb, mono =>
        {
            Use(new(FromHz, 2, [.. mono, .. mono]));
            return left();
        });
        var sound = AudioSound.Create(Set);
        Use(new(FromHz, 2, [.. sound.Channel(0), .. sound.Channel(1)]));
    }

    private void Use(Waveform waveform)
    {
        _waveform = waveform;
        _interleaved = new float[2 * waveform.Length];
        for (var i = 0; i < waveform.Length; i++)
        {
            (_interleaved[2 * i], _interleaved[(2 * i) + 1]) = (waveform.Channel(0)[i], waveform.Channel(1)[i]);
        }

        _channels = [new(FromHz, waveform.Channel(0).ToArray()), new(FromHz, waveform.Channel(1).ToArray())];
    }

    // The definition, at a few places: a sum over all samples that matter, in double precision.
    private void VerifyDefinition(Waveform resampled)
    {
        var ratio = (double)FromHz / NewRateHz;
        for (var i = 0; i < resampled.Length; i += resampled.Length / 10)
        {
            var (sum, center) = (0.0, i * ratio);
            for (var n = Math.Max(0, (int)center - 100); n < Math.Min(_waveform.Length, (int)center + 100); n++)
            {
                sum += _waveform.Channel(1)[n] * PolyphaseFilter.Impulse(n - center, 1 / ratio);
            }

            if (Math.Abs(sum - resampled.Channel(1)[i]) > 1e-5)
            {
                throw new InvalidOperationException("The resampled sound differs from the definition's: its time means nothing.");
            }
        }
    }

    private sealed class Memory(float[] interleaved, int rateHz) : ISampleProvider
    {
        private int _at;

        public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(rateHz, 2);

        public int Read(Span<float> buffer)
        {
            var count = Math.Min(buffer.Length, interleaved.Length - _at);
            interleaved.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
