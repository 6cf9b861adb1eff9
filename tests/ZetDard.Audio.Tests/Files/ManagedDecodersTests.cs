using FFMpegCore;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

/// <summary>A machine that has .NET, and neither libsndfile nor ffmpeg.</summary>
public sealed class ManagedDecodersTests : IDisposable
{
    private static readonly IAudioDecoder[] Managed = [.. AudioFile.Decoders.Where(decoder => decoder is not (SndfileDecoder or FfmpegDecoder))];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("managed");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // chord.mp3 and chord.ogg are this sound as LAME (64 kbit/s) and libvorbis (quality 5) encode it.
    [Theory]
    [InlineData("chord.wav", 90)]
    [InlineData("chord.aiff", 90)]
    [InlineData("chord.mp3", 22)]
    [InlineData("chord.ogg", 25)]
    public void Sound_is_read_by_NET_alone(string name, double decibels)
    {
        var chord = SoundOf.Sines(22_050, 22_050, 220, 277.2, 880, 1760);
        var path = name switch
        {
            "chord.wav" => Wav(chord),
            "chord.aiff" => Aiff(Wav(chord)),
            _ => Resource(name),
        };
        Assert.SkipUnless(
            Managed.Any(decoder => decoder.CanDecode(AudioFile.ReadStart(path))),
            $"There is no managed decoder for {name} yet."
        );
        var sound = AudioFile.Read(path, new() { SampleRateHz = null, Decoders = Managed }, Token);
        Assert.Equal((22_050, 1), (sound.SampleRateHz, sound.ChannelCount));
        Assert.InRange(sound.Length, 21_790, 22_050); // libvorbis's file ends 256 samples early
        Assert.InRange(SoundOf.SignalToNoise(chord, sound, margin: 300), decibels, 400);

        using var late = AudioFile.Open(path, Managed).Skip(TimeSpan.FromSeconds(0.4)).Take(TimeSpan.FromSeconds(0.3));
        Assert.InRange(SoundOf.SignalToNoise(sound.Slice(8820, 6615), late.ToWaveform(cancellationToken: Token)), 60, 400);
        Assert.Single(Folder(path).Items);
    }

    [Fact]
    public void What_needs_a_program_names_it_for_Debian_Windows_and_macOS()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Hides the program behind a file that cannot be run.");
        File.WriteAllText(Path.Combine(_folder.FullName, "ffprobe"), "not a program"); // FFMpegCore looks into its folder first
        IAudioDecoder[] bare =
        [
            .. Managed,
            new SndfileDecoder("libnothing.so.1"),
            new FfmpegDecoder(new FFOptions { BinaryFolder = _folder.FullName }),
        ];
        File.WriteAllBytes(Path.Combine(_folder.FullName, "a.flac"), [.. "fLaC"u8, 0, 0, 0, 34, .. new byte[34], 0x84, 0, 0, 0]);
        var path = Path.Combine(_folder.FullName, "a.flac");
        var message = Assert.Throws<PlatformNotSupportedException>(() => AudioFile.Open(path, bare)).Message;
        foreach (var remedy in new[] { "is FLAC", "apt-get install libsndfile1", "brew install libsndfile", "on Windows, put sndfile.dll",
            "apt-get install ffmpeg", "brew install ffmpeg", "winget install ffmpeg" })
        {
            Assert.Contains(remedy, message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private AudioFolder Folder(string path)
    {
        var alone = Directory.CreateDirectory(Path.Combine(_folder.FullName, "alone"));
        File.Copy(path, Path.Combine(alone.FullName, "sound"), overwrite: true); // found by its content
        return AudioFolder.OpenAsync(alone.FullName, new() { Decoders = Managed }, Token).GetAwaiter().GetResult();
    }

    private string Wav(Waveform sound)
    {
        var path = Path.Combine(_folder.FullName, "chord.wav");
        WavFile.Write(path, sound, WavSampleFormat.Pcm24);
        return path;
    }

    // The bytes of the same samples, most significant first.
    private string Aiff(string wav)
    {
        var samples = File.ReadAllBytes(wav)[44..].Chunk(3).SelectMany(sample => sample.Reverse()).ToArray();
        var path = Path.Combine(_folder.FullName, "chord.aiff");
        byte[] rate = [0x40, 0x0D, 0xAC, 0x44, 0, 0, 0, 0, 0, 0];
        byte[] body =
        [
            .. "AIFFCOMM"u8, 0, 0, 0, 18, 0, 1, .. Big(samples.Length / 3), 0, 24, .. rate,
            .. "SSND"u8, .. Big(samples.Length + 8), .. new byte[8], .. samples,
        ];
        File.WriteAllBytes(path, [.. "FORM"u8, .. Big(body.Length), .. body]);
        return path;

        static byte[] Big(int value) => [.. BitConverter.GetBytes(value).Reverse()];
    }

    private string Resource(string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var from = typeof(ManagedDecodersTests).Assembly.GetManifestResourceStream(name)!;
        using var to = File.Create(path);
        from.CopyTo(to);
        return path;
    }
}
