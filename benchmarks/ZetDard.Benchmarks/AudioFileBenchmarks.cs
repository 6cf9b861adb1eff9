using BenchmarkDotNet.Attributes;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Decoding a stereo file of 44.1 kHz, and resampling it to 22.05 kHz on the way.</summary>
/// <remarks>
/// The MP3 (128 kbit/s) is made by the program ffmpeg and decoded by libsndfile: where either is absent, only WAV is measured.
/// </remarks>
[MemoryDiagnoser]
public class AudioFileBenchmarks
{
    private const int NewRateHz = 22_050;

    private DirectoryInfo _folder = null!;
    private string _path = "";

    public static IEnumerable<string> Formats =>
        Sndfile.Find(Sndfile.Names) != 0 && AudioSound.Ffmpeg("-version") ? ["wav", "mp3"] : ["wav"];

    [Params(AudioSet.Tiny, AudioSet.Track)]
    public AudioSet Set { get; set; }

    [ParamsSource(nameof(Formats))]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("zetdard-benchmark");
        var sound = AudioSound.Create(Set);
        _path = AudioSound.Write(sound, _folder, Format, "-b:a", "128k");
        var expected = sound.Resample(NewRateHz);
        var actual = AudioFile.Read(_path, new() { SampleRateHz = NewRateHz, MaxDuration = null });
        var (energy, error) = (0.0, 0.0);
        for (var i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            energy += Math.Pow(expected.Channel(0)[i], 2);
            error += Math.Pow(expected.Channel(0)[i] - actual.Channel(0)[i], 2);
        }

        // An MP3 of this sound differs from it by a tenth at most, a WAV by its rounding.
        if (Math.Abs(expected.Length - actual.Length) > 3000 || error > energy * (Format == "wav" ? 1e-6 : 1e-2))
        {
            throw new InvalidOperationException("What is decoded is not what was written: its time means nothing.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _folder.Delete(recursive: true);

    [Benchmark]
    public long Decode() => Drain(AudioFile.Open(_path));

    [Benchmark]
    public long DecodeAndResample() => Drain(AudioFile.Open(_path).Resample(NewRateHz));

    /// <summary>The same file twice at once, as when features of many files are computed: real time counts twice.</summary>
    [Benchmark]
    public long DecodeAndResampleTwo()
    {
        var counts = new long[2];
        Parallel.For(0, 2, index => counts[index] = DecodeAndResample());
        return counts[0] + counts[1];
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
}
