using BenchmarkDotNet.Attributes;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Resampling stereo sound to 22.05 kHz.</summary>
[MemoryDiagnoser]
public class ResampleBenchmarks
{
    private const int NewRateHz = 22_050;

    private Waveform _waveform = null!;
    private Waveform _waveform48000 = null!;

    [Params(AudioSet.Tiny, AudioSet.Track)]
    public AudioSet Set { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _waveform = AudioSound.Create(Set);
        _waveform48000 = new(48_000, 2, [.. _waveform.Channel(0), .. _waveform.Channel(1)]);
        Verify(_waveform, From44100());
        Verify(_waveform48000, From48000());
    }

    /// <summary>One row of taps for all samples.</summary>
    [Benchmark]
    public Waveform From44100() => _waveform.Resample(NewRateHz);

    /// <summary>Another row of taps for each of 147 samples.</summary>
    [Benchmark]
    public Waveform From48000() => _waveform48000.Resample(NewRateHz);

    // The definition, at a few places: a sum over all samples that matter, in double precision.
    private static void Verify(Waveform sound, Waveform resampled)
    {
        var ratio = (double)sound.SampleRateHz / resampled.SampleRateHz;
        for (var i = 0; i < resampled.Length; i += resampled.Length / 10)
        {
            var (sum, center) = (0.0, i * ratio);
            for (var n = Math.Max(0, (int)center - 100); n < Math.Min(sound.Length, (int)center + 100); n++)
            {
                sum += sound.Channel(1)[n] * PolyphaseFilter.Impulse(n - center, 1 / ratio);
            }

            if (Math.Abs(sum - resampled.Channel(1)[i]) > 1e-5)
            {
                throw new InvalidOperationException("The resampled sound differs from the definition's: its time means nothing.");
            }
        }
    }
}
