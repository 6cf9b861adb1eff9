using System.Runtime.CompilerServices;
using FFMpegCore;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

/// <summary>MP3 through libsndfile, NLayer and ffmpeg: the same sound, all of it, from every place.</summary>
public sealed class Mp3DecoderTests : IDisposable
{
    private static readonly SndfileDecoder Native = new SndfileDecoder();
    private static readonly NLayerDecoder Managed = new NLayerDecoder();
    private static readonly ConditionalWeakTable<string, byte[]> Encoded = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mp3");

    public static TheoryData<string, string[]> Kinds =>
        new()
        {
            { "cbr.mp3", ["-b:a", "128k"] },
            { "without-header.mp3", ["-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0"] },
            { "vbr.mp3", ["-q:a", "4"] },
            { "mono-32k.mp3", ["-ac", "1", "-ar", "48000", "-b:a", "32k"] },
            { "mpeg-2.mp3", ["-ar", "22050", "-q:a", "7"] },
            { "mpeg-2.5.mp3", ["-ar", "11025", "-ac", "1", "-b:a", "16k"] },
            { "24000.mp3", ["-ar", "24000", "-q:a", "5"] },
            { "vbr-without-header.mp3", ["-q:a", "4", "-write_xing", "0", "-id3v2_version", "0"] },
            { "stereo-320k.mp3", ["-b:a", "320k", "-joint_stereo", "0"] },
            { "a.mp2", ["-b:a", "192k"] },
            { "mpeg-2.mp2", ["-ar", "24000", "-ac", "1", "-b:a", "48k"] },
        };

    // ffmpeg is the oracle. Both decoders cut the delay of the encoder, as ffmpeg does.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_gives_the_samples_that_ffmpeg_gives(string name, string[] options)
    {
        var file = Make(name, options);
        var expected = WavFile.Read(Ffmpeg.Convert(file, Temp("oracle.wav"), "-c:a", "pcm_f32le"));
        var managed = Read(Managed, file);
        Assert.Equal((expected.SampleRateHz, expected.ChannelCount, expected.Length), (managed.SampleRateHz, managed.ChannelCount, managed.Length));
        var agreement = name == "24000.mp3" ? 40 : 80; // ffmpeg has a border between two bands at 330 instead of 332 (LAME, mpg123)
        Assert.InRange(SoundOf.SignalToNoise(expected, managed), agreement, 400);
        SkipWithoutSndfile();
        var native = Read(Native, file);
        Assert.Equal(expected.Length, native.Length);
        Assert.InRange(SoundOf.SignalToNoise(expected, native), agreement, 400);
        Assert.InRange(SoundOf.SignalToNoise(native, managed), 90, 400);
    }

    // What libsndfile gives for the file itself, whose header it believes.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_gives_the_samples_that_libsndfile_gives_for_an_ordinary_file(string name, string[] options)
    {
        SkipWithoutSndfile();
        var file = Make(name, options);
        using var plain = SndfileSource.Open(AudioFile.OpenStream(file), file);
        var (expected, actual) = (plain.ToWaveform(cancellationToken: Token), Read(Native, file));
        Assert.True(name == "vbr-without-header.mp3" ? actual.Length > expected.Length : actual.Length == expected.Length);
        Assert.InRange(SoundOf.SignalToNoise(expected, actual), 130, 400);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Skip_is_exact_to_the_sample(string name, string[] options)
    {
        var file = Make(name, options);
        foreach (var decoder in Decoders())
        {
            var whole = Read(decoder, file);
            var random = new Random(5);
            foreach (var start in Enumerable.Range(0, 12).Select(_ => random.Next(whole.Length)).Concat([1, 1151, 1152, whole.Length - 1]))
            {
                using var source = decoder.Open(file, allowIncomplete: false);
                var part = source.Part(start, 3000).ToWaveform(cancellationToken: Token);
                Assert.Equal(Math.Min(3000, whole.Length - start), part.Length);
                var differences = whole.Slice(start, part.Length).All().Zip(part.All(), (a, b) => Math.Abs(a - b));
                Assert.InRange(differences.Max(), 0, 1e-5);
            }
        }
    }

    [Fact]
    public void Open_refuses_what_NLayer_decodes_wrongly()
    {
        var file = Make("8000.mp3", "-ar", "8000", "-ac", "1", "-b:a", "8k");
        Assert.Contains(
            "8,000 Hz, which NLayer decodes wrongly",
            Assert.Throws<InvalidDataException>(() => Managed.Open(file, allowIncomplete: false)).Message,
            StringComparison.Ordinal
        );
        SkipWithoutSndfile();
        Assert.InRange(AudioFile.Read(file, new() { SampleRateHz = null }, Token).Duration.TotalSeconds, 3.9, 4.3);
    }

    [Fact]
    public void Open_reads_free_format()
    {
        // 320 kbit/s, of which the headers state nothing.
        var bytes = Bytes("stereo-320k.mp3", "-b:a", "320k", "-ar", "48000", "-write_xing", "0", "-id3v2_version", "0");
        File.WriteAllBytes(Temp("stated.mp3"), bytes);
        for (var at = 0; at < bytes.Length; at += 960)
        {
            Assert.Equal(0xE4, bytes[at + 2] & 0xFC);
            bytes[at + 2] &= 0x0F;
        }

        File.WriteAllBytes(Temp("free.mp3"), bytes);
        foreach (var decoder in Decoders())
        {
            Assert.InRange(SoundOf.SignalToNoise(Read(decoder, Temp("stated.mp3")), Read(decoder, Temp("free.mp3"))), 100, 400);
        }

        Ffmpeg.SkipWhereAbsent();
        Assert.Contains(
            "free format, which ffmpeg does not read",
            Assert.Throws<InvalidDataException>(() => new FfmpegDecoder().Open(Temp("free.mp3"), false)).Message,
            StringComparison.Ordinal
        );
    }

    // The cases of public bug reports: a header that states the first of many pieces (speech services), joined files (MPD #1200), a header
    // that states 0 frames (mp3-duration #16), a large picture (Symphonia #522), tags of wrong sizes (mutagen #268).
    [Theory]
    [InlineData("states too little")]
    [InlineData("states nothing")]
    [InlineData("joined")]
    [InlineData("joined in many pieces")]
    [InlineData("has a tag that is longer than it states")]
    [InlineData("has tags everywhere")]
    public void Read_reads_all_of_a_file_that(string kind)
    {
        byte[] one = Bytes("cbr.mp3", "-b:a", "128k"), two = Bytes("vbr.mp3", "-q:a", "4");
        var xing = one.AsSpan().IndexOf("Info"u8);
        var (bytes, parts) = kind switch
        {
            "states too little" => ((byte[])[.. one[..(xing + 8)], 0, 0, 0, 10, .. one[(xing + 12)..]], 1),
            "states nothing" => ([.. one[..(xing + 8)], 0, 0, 0, 0, .. one[(xing + 12)..]], 1),
            "joined" => ([.. one, .. two], 2),
            "joined in many pieces" => ([.. one, .. two, .. one, .. two, .. two], 5),
            "has a tag that is longer than it states" => ([.. Mp3Bytes.Id3v2(20_000, 700), .. one], 1),
            _ => ([.. Mp3Bytes.Id3v2(300_000), .. one, .. Mp3Bytes.Ape(900), .. Mp3Bytes.Id3v1(), .. Mp3Bytes.Id3v2(9000), .. one, .. Mp3Bytes.Id3v1()], 2),
        };
        File.WriteAllBytes(Temp("whole.mp3"), bytes);
        File.WriteAllBytes(Temp("one.mp3"), one);
        foreach (var decoder in Decoders())
        {
            var (whole, first) = (Read(decoder, Temp("whole.mp3")), Read(decoder, Temp("one.mp3")));
            Assert.InRange(whole.Length, parts * first.Length, (parts * first.Length) + (parts * 4000));
            var start = kind == "states nothing" ? 1105 : 0; // without a count, nothing is cut
            Assert.InRange(SoundOf.SignalToNoise(first.Slice(0, first.Length - 1200), whole.Slice(start, first.Length - 1200)), 100, 400);
        }
    }

    [Theory]
    [InlineData("cbr.mp3", "-b:a", "128k")]
    [InlineData("vbr.mp3", "-q:a", "4")]
    public void Read_refuses_a_file_that_is_cut_off_and_reads_what_is_there_where_that_is_allowed(string name, params string[] options)
    {
        var bytes = Bytes(name, options);
        foreach (var part in new[] { .1, .5, .9 })
        {
            File.WriteAllBytes(Temp("cut.mp3"), bytes[..(int)(part * bytes.Length)]);
            foreach (var decoders in Decoders().Select(decoder => new[] { decoder }).Append([.. AudioFile.Decoders]))
            {
                var refused = Assert.Throws<InvalidDataException>(() => Read(decoders, allowIncomplete: false)).Message;
                Assert.Contains("s of sound are stated, but only", refused, StringComparison.Ordinal);
                Assert.Contains("AllowIncomplete", refused, StringComparison.Ordinal);
                var sound = Read(decoders, allowIncomplete: true);
                Assert.InRange(sound.Length / 44_100.0, (4 * part) - .15, (4 * part) + .15);
            }
        }

        Waveform Read(IAudioDecoder[] decoders, bool allowIncomplete)
        {
            using var source = AudioFile.Open(Temp("cut.mp3"), decoders, allowIncomplete);
            return source.ToWaveform(cancellationToken: Token);
        }
    }

    // Bytes that are missing, random or zero in the middle: an error, or as much as ffmpeg reads and not louder.
    [Theory]
    [InlineData(100)]
    [InlineData(3000)]
    [InlineData(20_000)]
    public void Read_refuses_damage_or_reads_past_it(int length)
    {
        var original = Bytes("cbr.mp3", "-b:a", "128k");
        var random = new Random(length);
        for (var i = 0; i < 6; i++)
        {
            var at = random.Next(5000, original.Length - length - 5000);
            var noise = new byte[length];
            random.NextBytes(noise);
            byte[] damaged = i % 3 == 0 ? [.. original[..at], .. original[(at + length)..]]
                : [.. original[..at], .. i % 3 == 1 ? noise : new byte[length], .. original[(at + length)..]];
            File.WriteAllBytes(Temp("damaged.mp3"), damaged);
            var expected = WavFile.Read(Ffmpeg.Convert(Temp("damaged.mp3"), Temp("oracle.wav"), "-c:a", "pcm_f32le"));
            foreach (var decoder in Decoders())
            {
                if (length > 1000)
                {
                    Assert.Throws<InvalidDataException>(() => Read(decoder, Temp("damaged.mp3"), allowIncomplete: false));
                }

                var sound = Read(decoder, Temp("damaged.mp3"), allowIncomplete: true);
                Assert.InRange(sound.Length, expected.Length - 2205, original.Length * 4);
                Assert.InRange(sound.All().Max(Math.Abs), 0, 2 * expected.All().Max(Math.Abs));
            }
        }
    }

    [Fact]
    public void Read_of_a_file_whose_channels_change_comes_from_ffmpeg()
    {
        byte[] bytes = [.. Bytes("mono.mp3", "-b:a", "64k", "-ac", "1"), .. Bytes("cbr.mp3", "-b:a", "128k")];
        File.WriteAllBytes(Temp("changing.mp3"), bytes);
        foreach (var decoder in Decoders())
        {
            Assert.Contains(
                "goes on after 4.",
                Assert.Throws<InvalidDataException>(() => decoder.Open(Temp("changing.mp3"), allowIncomplete: false)).Message,
                StringComparison.Ordinal
            );
        }

        using var source = AudioFile.Open(Temp("changing.mp3"));
        Assert.Equal(1, source.ChannelCount);
        Assert.InRange(source.ToWaveform(cancellationToken: Token).Length / 44_100.0, 8, 8.2);
    }

    [Fact]
    public void Read_needs_nothing_but_dotnet()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Hides the program behind a file that cannot be run.");
        var file = Make("cbr.mp3", "-b:a", "128k");
        File.WriteAllText(Temp("ffprobe"), "not a program"); // FFMpegCore looks into its configured folder first
        IAudioDecoder[] decoders =
        [
            new WavDecoder(),
            new SndfileDecoder("libnothing.so.1"),
            new FfmpegDecoder(new FFOptions { BinaryFolder = _folder.FullName }),
            new NLayerDecoder(),
        ];
        var options = new AudioReadOptions { SampleRateHz = null, MaxDuration = TimeSpan.FromSeconds(2), Decoders = decoders };
        var sound = AudioFile.Read(file, options, Token);
        Assert.Equal(88_200, sound.Length);
        Assert.InRange(SoundOf.SignalToNoise(Read(Managed, file).Slice(44_100, 88_200), sound), 100, 400);
    }

    // Only InvalidDataException, and exactly as many samples as stated or an error. 500 run each time; ZETDARD_MUTATIONS=10000 runs more.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_and_Read_throw_only_what_they_say_for_mutated_files(bool isManaged)
    {
        if (!isManaged)
        {
            SkipWithoutSndfile();
        }

        byte[][] originals =
        [
            Bytes("small.mp3", "-t", "0.3", "-q:a", "4"),
            Bytes("small-mpeg-2.mp3", "-t", "0.3", "-ar", "16000", "-b:a", "24k"),
            Bytes("small.mp2", "-t", "0.3", "-b:a", "192k"),
        ];
        var count = Environment.GetEnvironmentVariable("ZETDARD_MUTATIONS") is { } number
            ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
            : 500;
        var (read, refused) = (0, 0);
        var buffer = new float[16_384];
        Mutation.ForEach(originals, count, seed: 13, bytes =>
        {
            File.WriteAllBytes(Temp("mutated"), bytes);
            try
            {
                using var source = (isManaged ? (IAudioDecoder)Managed : Native).Open(Temp("mutated"), allowIncomplete: bytes.Length % 2 == 0);
                var values = 0L;
                for (int more; (more = source.Read(buffer)) > 0; )
                {
                    values += more;
                }

                Assert.InRange(values, 1, source.Length!.Value * source.ChannelCount);
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        });
        Assert.Equal(count, read + refused);
        Assert.True(read > 0 && refused > 0);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<IAudioDecoder> Decoders() => Sndfile.Find(Sndfile.Names) == 0 ? [Managed] : [Native, Managed];

    private static void SkipWithoutSndfile() =>
        Assert.SkipWhen(Sndfile.Find(Sndfile.Names) == 0, "libsndfile is not installed (apt-get install libsndfile1).");

    private static Waveform Read(IAudioDecoder decoder, string file, bool allowIncomplete = false)
    {
        using var source = decoder.Open(file, allowIncomplete);
        var length = source.Length;
        var sound = source.ToWaveform(cancellationToken: Token);
        Assert.Equal(length, sound.Length);
        return sound;
    }

    private string Temp(string name) => Path.Combine(_folder.FullName, name);

    private string Make(string name, params string[] options)
    {
        File.WriteAllBytes(Temp(name), Bytes(name, options));
        return Temp(name);
    }

    // Four seconds of tones that fade, with silence and noise between them, so that frames of many lengths come.
    private byte[] Bytes(string name, params string[] options)
    {
        Ffmpeg.SkipWhereAbsent();
        return Encoded.GetValue(string.Intern($"{name} {string.Join(' ', options)}"), _ =>
        {
            var random = new Random(3);
            var samples = new float[2 * 4 * 44_100];
            for (var i = 0; i < samples.Length / 2; i++)
            {
                var seconds = i / 44_100.0;
                var loudness = Math.Max(0, 1 - (1.3 * (seconds % 1)));
                samples[i] = (float)(loudness * SoundOf.Sines(seconds, 220, 277.2, 880, 1760));
                samples[i + (samples.Length / 2)] = (float)(loudness * (SoundOf.Sines(seconds, 330, 660) + (.1 * random.NextDouble())));
            }

            WavFile.Write(Temp("original.wav"), new(44_100, 2, samples));
            return File.ReadAllBytes(Ffmpeg.Convert(Temp("original.wav"), Temp("made" + Path.GetExtension(name)), options));
        });
    }
}
