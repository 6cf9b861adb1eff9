using BenchmarkDotNet.Attributes;
using NAudio.Wave;
using NLayer;
using NVorbis;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Decoding a stereo file of 44.1 kHz to floats by one decoder, here and in other libraries, on one thread.</summary>
/// <remarks>
/// The MP3 (192 kbit/s) and the Ogg Vorbis file (quality 5) are made by the program ffmpeg: where it is absent, only WAV is measured, and
/// where libsndfile is absent, NLayer and NVorbis have nothing beside them.
/// </remarks>
[MemoryDiagnoser, MinColumn]
public class DecoderBenchmarks
{
    private static readonly Dictionary<string, (string Format, Func<string, Opened> Open)> All = new(StringComparer.Ordinal)
    {
        ["WAV, ZetDard.Audio"] = ("wav", path => Own(new WavDecoder().Open(path, allowIncomplete: false))),
        ["WAV, NAudio.Core"] = ("wav", NAudio),
        ["MP3, libsndfile"] = ("mp3", path => Own(new SndfileDecoder().Open(path, allowIncomplete: false))),
        ["MP3, NLayer"] = ("mp3", NLayer),
        ["Vorbis, libsndfile"] = ("ogg", path => Own(new SndfileDecoder().Open(path, allowIncomplete: false))),
        ["Vorbis, NVorbis"] = ("ogg", NVorbis),
    };

    private readonly float[] _buffer = new float[16_384];
    private DirectoryInfo _folder = null!;
    private string _path = "";

    public static IEnumerable<string> Decoders
    {
        get
        {
            var (hasFfmpeg, hasSndfile) = (AudioSound.Ffmpeg("-version"), Sndfile.Find(Sndfile.Names) != 0);
            return All.Where(decoder => decoder.Value.Format == "wav" || hasFfmpeg)
                .Select(decoder => decoder.Key)
                .Where(name => hasSndfile || !name.EndsWith("libsndfile", StringComparison.Ordinal));
        }
    }

    [Params(AudioSet.Tiny, AudioSet.Track)]
    public AudioSet Set { get; set; }

    [ParamsSource(nameof(Decoders))]
    public string Decoder { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("zetdard-benchmark");
        var sound = AudioSound.Create(Set);
        var format = All[Decoder].Format;
        _path = AudioSound.Write(sound, _folder, format, format == "mp3" ? ["-b:a", "192k"] : ["-c:a", "libvorbis", "-q:a", "5"]);

        // All decoders of a format give the same samples: a WAV rounds the sound to 16 bits, the other formats change it, so the first
        // decoder's result stands for them. NLayer's begins 1,105 samples before: LAME's delay and that of every decoder.
        var actual = Read(Decoder);
        var expected = format == "wav" ? sound : Read(Decoders.First(name => All[name].Format == format));
        var delay = Decoder == "MP3, NLayer" && expected.Length != actual.Length ? 1_105 : 0;
        var length = Math.Min(expected.Length, actual.Length - delay);
        Verify.AtLeast(sound.Length, length + 1_152, $"{Decoder}: samples, with at most a frame less");
        for (var channel = 0; channel < 2; channel++)
        {
            Verify.AtLeast(
                70,
                Verify.Snr(expected.Channel(channel)[..length], actual.Channel(channel).Slice(delay, length)),
                $"{Decoder}, channel {channel}, delay {delay}, length {actual.Length} of {sound.Length}: SNR in dB"
            );
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _folder.Delete(recursive: true);

    [Benchmark]
    public long Decode()
    {
        using var file = All[Decoder].Open(_path);
        var total = 0L;
        while (file.Read(_buffer) is > 0 and var count)
        {
            total += count;
        }

        return total;
    }

    private Waveform Read(string decoder)
    {
        using var file = All[decoder].Open(_path);
        return SampleSource
            .From(
                AudioSound.RateHz,
                2,
                (Span<float> buffer) =>
                {
                    var block = new float[buffer.Length];
                    var count = file.Read(block);
                    block.AsSpan(0, count).CopyTo(buffer);
                    return count;
                }
            )
            .ToWaveform();
    }

    private static Opened Own(SampleSource source) => new(source, buffer => source.Read(buffer));

    private static Opened NAudio(string path)
    {
        var reader = new WaveFileReader(path);
        var provider = reader.ToSampleProvider();
        return new(reader, buffer => provider.Read(buffer));
    }

    private static Opened NLayer(string path)
    {
        var file = new MpegFile(path);
        return new(file, buffer => file.ReadSamples(buffer, 0, buffer.Length));
    }

    private static Opened NVorbis(string path)
    {
        var reader = new VorbisReader(path);
        return new(reader, buffer => reader.ReadSamples(buffer, 0, buffer.Length));
    }

    /// <summary>An open file, and what fills an array with its next samples, interleaved, and says how many they are.</summary>
    private sealed record Opened(IDisposable File, Func<float[], int> Read) : IDisposable
    {
        public void Dispose() => File.Dispose();
    }
}
