using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Decoding a stereo file of 44.1 kHz, and resampling it to 22.05 kHz.</summary>
/// <remarks>The sound is synthetic and seeded: chords, a beat and noise. The MP3 (128 kbit/s) is made by the program ffmpeg; where that is absent, or libsndfile is, what needs it cannot be measured and says so.</remarks>
[MemoryDiagnoser]
public class AudioFileBenchmarks
{
    private const int RateHz = 44_100;
    private const int NewRateHz = 22_050;

    private DirectoryInfo _folder = null!;
    private Waveform _waveform = null!;
    private string _wav = "";
    private string _mp3 = "";

    [Params(AudioSet.Tiny, AudioSet.Track)]
    public AudioSet Set { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("zetdard-benchmark");
        (_wav, _mp3) = (Path.Combine(_folder.FullName, "a.wav"), Path.Combine(_folder.FullName, "a.mp3"));
        _waveform = Sound(Set == AudioSet.Tiny ? 2 : 240);
        WavFile.Write(_wav, _waveform);
        using (var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-nostdin", "-i", _wav, "-b:a", "128k", _mp3]))
        {
            ffmpeg.WaitForExit();
        }

        VerifyResampling();
        if (DecodeWav() != 2L * _waveform.Length || Math.Abs(DecodeMp3() - (2L * _waveform.Length)) > 20_000)
        {
            throw new InvalidOperationException("What is decoded is not as long as what was written: its time means nothing.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _folder.Delete(recursive: true);

    [Benchmark]
    public long DecodeWav() => Drain(AudioFile.Open(_wav));

    [Benchmark]
    public long DecodeMp3() => Drain(AudioFile.Open(_mp3));

    [Benchmark]
    public long DecodeMp3AndResample() => Drain(AudioFile.Open(_mp3).Resample(NewRateHz));

    /// <summary>Two files at once, as a table of features is made: real time counts twice.</summary>
    [Benchmark]
    public long DecodeAndResampleTwoMp3()
    {
        var counts = new long[2];
        Parallel.For(0, 2, index => counts[index] = DecodeMp3AndResample());
        return counts[0] + counts[1];
    }

    [Benchmark]
    public Waveform Resample() => _waveform.Resample(NewRateHz);

    /// <summary>48 kHz to 22.05 kHz: another row of taps for each of 147 samples.</summary>
    [Benchmark]
    public long ResampleFrom48000()
    {
        var next = 0;
        return Drain(SampleSource.From(48_000, 2, buffer =>
        {
            var count = Math.Min(buffer.Length / 2, _waveform.Length - next);
            _waveform.Channel(0).Slice(next, count).CopyTo(buffer);
            _waveform.Channel(1).Slice(next, count).CopyTo(buffer[count..]);
            next += count;
            return 2 * count;
        }).Resample(NewRateHz));
    }

    private static long Drain(SampleSource source)
    {
        using (source)
        {
            var buffer = new float[16_384];
            var total = 0L;
            while (source.Read(buffer) is > 0 and var count)
            {
                total += count;
            }

            return total;
        }
    }

    private static Waveform Sound(int seconds)
    {
        var random = new Random(42);
        var length = seconds * RateHz;
        var samples = new float[2 * length];
        for (var i = 0; i < length; i++)
        {
            var time = (double)i / RateHz;
            var root = 110 * Math.Pow(2, (int)(time / 2) % 12 / 12.0);
            var chord = Math.Sin(2 * Math.PI * root * time) + Math.Sin(2 * Math.PI * root * 2.5198 * time) + Math.Sin(2 * Math.PI * root * 5.9932 * time);
            var beat = Math.Exp(-20 * (time * 2 % 1)) * (random.NextDouble() - 0.5);
            samples[i] = (float)((0.15 * chord) + (0.4 * beat));
            samples[length + i] = (float)((0.12 * chord) + (0.3 * beat) + (0.05 * Math.Sin(2 * Math.PI * 3000 * time)));
        }

        return new(RateHz, 2, samples);
    }

    // The definition, at a few places: a sum over all samples, in double precision.
    private void VerifyResampling()
    {
        var resampled = Resample();
        for (var i = 0; i < resampled.Length; i += resampled.Length / 10)
        {
            var sum = 0.0;
            for (var n = Math.Max(0, (2 * i) - 100); n < Math.Min(_waveform.Length, (2 * i) + 100); n++)
            {
                sum += _waveform.Channel(1)[n] * PolyphaseFilter.Impulse(n - (2 * i), 0.5);
            }

            if (Math.Abs(sum - resampled.Channel(1)[i]) > 1e-5)
            {
                throw new InvalidOperationException("The resampled sound differs from the definition's: its time means nothing.");
            }
        }
    }
}
