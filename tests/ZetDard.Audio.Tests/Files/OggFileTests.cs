using System.Buffers.Binary;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

public sealed class OggFileTests : IDisposable
{
    private static readonly AudioReadOptions AsItIs = new() { SampleRateHz = null, MaxDuration = null };
    private static readonly string[] Vorbis = ["-c:a", "libvorbis"];
    private static readonly string[] Opus = ["-c:a", "libopus", "-b:a", "96k"];
    private static readonly string[] Flac = ["-c:a", "flac"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ogg");

    public static TheoryData<string, string> CodecsAndDecoders =>
        new()
        {
            { "vorbis", "libsndfile" },
            { "vorbis", "NVorbis" },
            { "opus", "libsndfile" },
            { "flac", "libsndfile" },
        };

    // Two tones and noise, at about a quarter of full scale.
    internal static Waveform Sound(int rateHz, int channelCount, int length, int seed)
    {
        var random = new Random(seed);
        var samples = new float[length * channelCount];
        for (var i = 0; i < samples.Length; i++)
        {
            var seconds = (double)(i % length) / rateHz;
            var tone = Math.Sin(2 * Math.PI * (200 + (100 * (i / length)) + (40 * seconds)) * seconds);
            samples[i] = (float)((.2 * tone) + (.03 * (random.NextDouble() - .5)));
        }

        return new(rateHz, channelCount, samples);
    }

    [Theory]
    [MemberData(nameof(CodecsAndDecoders))]
    public void Read_reads_streams_that_were_joined(string codec, string decoder)
    {
        var (first, second) = (Ogg(codec, 100_000, seed: 1), Ogg(codec, 60_000, seed: 2));
        var options = AsItIs with { Decoders = [Decoder(decoder)] };
        var (a, b) = (Read(Write("a", first), options), Read(Write("b", second), options));
        Assert.Equal((100_000, 60_000), (a.Length, b.Length));
        foreach (var twice in new[] { false, true }) // also with the same serial number twice
        {
            var joined = Write("joined", twice ? [.. first, .. first] : [.. first, .. second]);
            using var source = AudioFile.Open(joined, options.Decoders);
            Assert.Equal(twice ? 200_000 : 160_000, source.Length);
            var sound = source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(source.Length, sound.Length);
            Assert.Equal(a.All(), sound.Slice(0, 100_000).All());
            Assert.Equal((twice ? a : b).All(), sound.Slice(100_000, twice ? 100_000 : 60_000).All());
            using var behind = AudioFile.Open(joined, options.Decoders).Part(120_000, 5000);
            var expected = sound.Slice(120_000, 5000);
            Assert.InRange(
                SoundOf.SignalToNoise(expected, behind.ToWaveform(cancellationToken: TestContext.Current.CancellationToken)),
                60,
                400
            );
        }
    }

    [Theory]
    [MemberData(nameof(CodecsAndDecoders))]
    public void Skip_is_exact(string codec, string decoder)
    {
        var file = Write("a", Ogg(codec, 400_000, seed: 3));
        IReadOnlyList<IAudioDecoder> decoders = [Decoder(decoder)];
        var whole = Read(file, AsItIs with { Decoders = decoders });
        Assert.Equal(400_000, whole.Length);
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var at = i < 10 ? 1 + random.Next(3000) : random.Next(400_000);
            using var part = AudioFile.Open(file, decoders).Part(at, 3000);
            var expected = whole.Slice(at, Math.Min(3000, 400_000 - at));
            var actual = part.ToWaveform(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(expected.Length, actual.Length);
            Assert.True(SoundOf.SignalToNoise(expected, actual) > 60, $"at {at}");
        }
    }

    [Theory]
    [InlineData("vorbis", 1)]
    [InlineData("vorbis", 2)]
    [InlineData("opus", 2)]
    public void Read_of_NVorbis_and_libsndfile_and_ffmpeg_agrees(string codec, int channelCount)
    {
        var file = Write("a", Ogg(codec, 300_000, seed: 5, channelCount));
        var sound = Read(file, AsItIs with { Decoders = [new SndfileDecoder()] });
        Assert.Equal((300_000, channelCount), (sound.Length, sound.ChannelCount));
        var ffmpeg = Read(file, AsItIs with { Decoders = [new FfmpegDecoder()] });
        Assert.Equal(sound.Length, ffmpeg.Length);
        Assert.InRange(SoundOf.SignalToNoise(sound, ffmpeg), codec == "opus" ? 40 : 80, 400);
        if (codec == "vorbis")
        {
            var managed = Read(file, AsItIs with { Decoders = [new VorbisDecoder()] });
            Assert.Equal(sound.Length, managed.Length);
            Assert.InRange(SoundOf.SignalToNoise(sound, managed), 80, 400);
        }
    }

    // A recording of a broadcast begins at any time.
    [Theory]
    [InlineData("vorbis", "libsndfile")]
    [InlineData("vorbis", "NVorbis")]
    [InlineData("opus", "libsndfile")]
    public void Read_reads_a_stream_that_was_recorded_from_the_middle(string codec, string decoder)
    {
        var whole = Ogg(codec, 600_000, seed: 1);
        var pages = Pages(whole);
        var options = AsItIs with { Decoders = [Decoder(decoder)] };
        var dropped = pages.Count / 2;
        var late = Write("late", [.. pages.Where((page, i) => i < HeaderPages(pages) || i > dropped).SelectMany(page => page)]);
        var (expected, sound) = (Read(Write("whole", whole), options), Read(late, options));
        var missing = BinaryPrimitives.ReadInt64LittleEndian(pages[dropped].AsSpan(6));
        Assert.InRange(sound.Length, 600_000 - missing - 2048, 600_000 - missing);
        using (var source = AudioFile.Open(late, options.Decoders))
        {
            Assert.Equal(sound.Length, source.Length);
        }

        var end = sound.Length - 12_000; // without the quarter second in which Opus settles
        Assert.InRange(
            SoundOf.SignalToNoise(expected.Slice(600_000 - end, end), sound.Slice(sound.Length - end, end)),
            codec == "opus" ? 40 : 80,
            400
        );
        Assert.InRange(sound.Length, OracleLength(late) - 2400, OracleLength(late) + 2400);
    }

    [Theory]
    [MemberData(nameof(CodecsAndDecoders))]
    public void Read_needs_no_last_page_and_fails_for_one_that_is_cut_off(string codec, string decoder)
    {
        var pages = Pages(Ogg(codec, 600_000, seed: 1));
        var options = AsItIs with { Decoders = [Decoder(decoder)] };
        var count = pages.Count * 3 / 4;
        var live = Write("live", [.. pages.Take(count).SelectMany(page => page)]);
        using (var source = AudioFile.Open(live, options.Decoders))
        {
            var sound = source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(source.Length, sound.Length);
            Assert.InRange(sound.Length, OracleLength(live) - 2400, OracleLength(live) + 2400);
        }

        var cut = Write("cut", [.. pages.Take(count).SelectMany(page => page), .. pages[count][..(pages[count].Length / 2)]]);
        var message = Assert.Throws<InvalidDataException>(() => Read(cut, options)).Message;
        Assert.Contains("is cut off", message, StringComparison.Ordinal);
        Assert.Contains(nameof(AudioReadOptions.AllowIncomplete), message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Read(cut, AsItIs));
        Assert.InRange(Read(cut, options with { AllowIncomplete = true }).Length, OracleLength(live) - 2400, OracleLength(live) + 2400);
    }

    [Theory]
    [MemberData(nameof(CodecsAndDecoders))]
    public void Read_fails_where_pages_are_missing_or_damaged_and_reads_the_rest_if_that_is_allowed(string codec, string decoder)
    {
        var pages = Pages(Ogg(codec, 600_000, seed: 1));
        var options = AsItIs with { Decoders = [Decoder(decoder)] };
        var middle = pages.Count / 2;
        var flipped = pages.Select(page => page.ToArray()).ToList();
        flipped[middle][^1] ^= 1;
        foreach (var damaged in new[] { pages.Where((_, i) => i != middle), flipped })
        {
            var file = Write("damaged", [.. damaged.SelectMany(page => page)]);
            foreach (var decoders in new[] { options.Decoders, AudioFile.Decoders, [new FfmpegDecoder()] })
            {
                var message = Assert.Throws<InvalidDataException>(() => Read(file, AsItIs with { Decoders = decoders })).Message;
                Assert.Contains("is damaged", message, StringComparison.Ordinal);
                Assert.Contains(nameof(AudioReadOptions.AllowIncomplete), message, StringComparison.Ordinal);
            }

            var sound = Read(file, options with { AllowIncomplete = true });
            Assert.InRange(sound.Length, OracleLength(file) - 2400, 600_000);
            Assert.InRange(sound.All().Max(Math.Abs), 0, .6f);
        }

        // Bytes between pages are no sound.
        byte[] junk = [.. "OggS\0junk OggS"u8, .. new byte[9000]];
        var mixed = Write("junk", [.. pages.SelectMany((page, i) => i == middle ? [.. junk, .. page] : page)]);
        Assert.Equal(600_000, Read(mixed, options).Length);
    }

    [Theory]
    [InlineData("vorbis")]
    [InlineData("flac")]
    public void Read_reads_the_sound_beside_a_picture(string codec)
    {
        var ogg = Ogg(codec, 200_000, seed: 1);
        var expected = Read(Write("a", ogg), AsItIs);
        string[] picture = ["-f", "lavfi", "-i", "testsrc=s=64x48:r=10:d=4", "-map", "1:v", "-map", "0:a", "-c:v", "libtheora"];
        Ffmpeg.Convert(Temp("a"), Temp("a.ogv"), [.. picture, "-c:a", "copy"]);
        var sound = Read(Temp("a.ogv"), AsItIs with { Decoders = [new SndfileDecoder()] });
        Assert.InRange(sound.Length, 199_000, 201_000);
        Assert.InRange(SoundOf.SignalToNoise(expected.Slice(0, 190_000), sound.Slice(0, 190_000)), 80, 400);
        if (codec == "vorbis")
        {
            Assert.Equal(sound.Length, Read(Temp("a.ogv"), AsItIs with { Decoders = [new VorbisDecoder()] }).Length);
        }
    }

    [Fact]
    public void Read_decodes_opus_at_48_kHz_whatever_the_rate_before()
    {
        var ogg = Ogg("opus", 48_000, seed: 1);
        var expected = Read(Write("a", ogg), AsItIs);
        BinaryPrimitives.WriteInt32LittleEndian(ogg.AsSpan(28 + 12), 8000);
        OggPage.Seal(ogg.AsSpan(0, OggPage.StatedLength(ogg)));
        var sound = Read(Write("says-8000", ogg), AsItIs);
        Assert.Equal(48_000, sound.SampleRateHz);
        Assert.Equal(expected.All(), sound.All());
    }

    // Encoders that set no times, or begin late, or end with a time that is no time. Nothing is missing in these files.
    [Theory]
    [InlineData("vorbis")]
    [InlineData("opus")]
    public void Read_does_not_believe_times_that_do_not_fit_the_packets(string codec)
    {
        var pages = Pages(Ogg(codec, 300_000, seed: 1));
        var headers = HeaderPages(pages);
        Func<int, long, long>[] lies =
        [
            (_, _) => 0,
            (i, time) => i == headers ? time - 20 : time,
            (i, time) => i == headers ? 0 : time,
            (_, time) => time - 960,
            (i, time) => i == pages.Count / 2 ? 5 : time,
            (i, time) => i == pages.Count / 2 ? time + 200_000 : time,
            (i, time) => i == pages.Count - 1 ? 100 : time,
            (i, time) => i == pages.Count - 1 ? 1L << 60 : time,
            (_, time) => time + 12_345_678,
        ];
        foreach (var (index, lie) in lies.Index())
        {
            var lying = pages.SelectMany((page, i) =>
            {
                var changed = page.ToArray();
                if (i >= headers)
                {
                    var time = BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(6));
                    BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(6), lie(i, time));
                    OggPage.Seal(changed);
                }

                return changed;
            });
            var file = Write("lying", [.. lying]);
            if (codec == "opus" && index == 0)
            {
                // Without any time, libsndfile opens no Opus, and ffmpeg leaves out the last page.
                Assert.Throws<InvalidDataException>(() => Read(file, AsItIs));
                continue;
            }

            var sound = Read(file, AsItIs);
            Assert.True(Math.Abs(sound.Length - 300_000) < 2400 && sound.Length > OracleLength(file) - 2400, $"{index}: {sound.Length}");
        }
    }

    [Fact]
    public void Read_fails_where_the_file_is_shortened_meanwhile()
    {
        var file = Write("a", Ogg("vorbis", 600_000, seed: 1));
        using var source = AudioFile.Open(file);
        var block = new float[16_384];
        Assert.NotEqual(0, source.Read(block));
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(stream.Length / 2);
        }

        Assert.Throws<InvalidDataException>(() =>
        {
            while (source.Read(block) > 0) { }
        });
    }

    [Fact]
    public void Open_leaves_a_change_of_rate_or_channels_to_ffmpeg()
    {
        var file = Write("a", [.. Ogg("vorbis", 100_000, seed: 1), .. Ogg("vorbis", 100_000, seed: 1, channelCount: 1)]);
        foreach (var decoder in new IAudioDecoder[] { new SndfileDecoder(), new VorbisDecoder() })
        {
            Assert.Contains(
                "changes after 2.3 s from 2 channels at 44100 Hz to 1 channels at 44100 Hz",
                Assert.Throws<InvalidDataException>(() => decoder.Open(file, allowIncomplete: false)).Message,
                StringComparison.Ordinal
            );
        }

        Assert.InRange(Read(file, AsItIs).Length, 199_000, 201_000);
    }

    [Fact]
    public void Open_refuses_other_codings_without_the_natives()
    {
        var message = Assert.Throws<InvalidDataException>(() =>
            new VorbisDecoder().Open(Write("a", Ogg("opus", 10_000, seed: 1)), allowIncomplete: false)
        );
        Assert.Contains("holds Opus", message.Message, StringComparison.Ordinal);
    }

    // NVorbis would ask for 2 GB of memory.
    [Fact]
    public void Open_refuses_comments_longer_than_their_packet()
    {
        var pages = Pages(Ogg("vorbis", 10_000, seed: 1));
        var at = 27 + pages[1][26] + 7;
        Assert.Equal("\u0003vorbis"u8.ToArray(), pages[1][(at - 7)..at]);
        BinaryPrimitives.WriteInt32LittleEndian(pages[1].AsSpan(at), int.MaxValue);
        OggPage.Seal(pages[1]);
        var file = Write("a", [.. pages.SelectMany(page => page)]);
        Assert.Contains(
            "comments",
            Assert.Throws<InvalidDataException>(() => new VorbisDecoder().Open(file, allowIncomplete: true)).Message,
            StringComparison.Ordinal
        );
    }

    // Pages with a wrong checksum never reach the decoder, so that the checksums are set right after each mutation.
    // ZETDARD_MUTATIONS=10000 runs more.
    [Theory]
    [InlineData("vorbis", "NVorbis")]
    [InlineData("vorbis", "libsndfile")]
    [InlineData("opus", "libsndfile")]
    public void Open_and_Read_throw_only_what_they_say_for_mutated_pages(string codec, string decoder)
    {
        var count = Environment.GetEnvironmentVariable("ZETDARD_MUTATIONS") is { } number
            ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
            : 300;
        var (read, refused) = (0, 0);
        var buffer = new float[16_384];
        Mutation.ForEach([Ogg(codec, 6000, seed: 1)], count, seed: 12, bytes =>
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                if (OggPage.StatedLength(bytes.AsSpan(at)) is > 0 and var length && at + length <= bytes.Length)
                {
                    OggPage.Seal(bytes.AsSpan(at, length));
                }
            }

            try
            {
                using var source = AudioFile.Open(Write("mutated", bytes), [Decoder(decoder)], allowIncomplete: read % 2 == 0);
                for (var values = 0L; source.Read(buffer) is > 0 and var more && values < 10_000_000; values += more) { }

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

    private static List<byte[]> Pages(byte[] ogg)
    {
        var pages = new List<byte[]>();
        for (var at = 0; at < ogg.Length; at += pages[^1].Length)
        {
            pages.Add(ogg[at..(at + OggPage.StatedLength(ogg.AsSpan(at)))]);
        }

        return pages;
    }

    // The pages before the first one with a time.
    private static int HeaderPages(List<byte[]> pages) =>
        pages.FindIndex(page => BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(6)) > 0);

    private static IAudioDecoder Decoder(string name) => name == "NVorbis" ? new VorbisDecoder() : new SndfileDecoder();

    private static Waveform Read(string path, AudioReadOptions options) =>
        AudioFile.Read(path, options, TestContext.Current.CancellationToken);

    private int OracleLength(string file) =>
        WavFile.Read(Ffmpeg.Convert(file, Temp("oracle.wav"), "-map", "0:a:0", "-c:a", "pcm_f32le")).Length;

    // At 44,100 Hz, Opus at 48,000.
    private byte[] Ogg(string codec, int length, int seed, int channelCount = 2)
    {
        Assert.SkipWhen(Sndfile.Find(Sndfile.Names) == 0, "libsndfile is not installed (apt-get install libsndfile1).");
        var (rate, options) = codec switch
        {
            "vorbis" => (44_100, Vorbis),
            "opus" => (48_000, Opus),
            _ => (44_100, Flac),
        };
        WavFile.Write(Temp("original.wav"), Sound(rate, channelCount, length, seed));
        return File.ReadAllBytes(Ffmpeg.Convert(Temp("original.wav"), Temp("encoded.ogg"), [.. options, "-f", "ogg"]));
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Temp(name), bytes);
        return Temp(name);
    }

    private string Temp(string name) => Path.Combine(_folder.FullName, name);
}
