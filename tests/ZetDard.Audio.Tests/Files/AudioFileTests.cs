using System.Diagnostics;
using FFMpegCore;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Audio.Tests.Files;

public sealed class AudioFileTests : IDisposable
{
    private static readonly AudioReadOptions AsItIs = new() { SampleRateHz = null, MaxDuration = null };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audio");

    // Oracle: ffmpeg's decoding of the same MP3, as floats and as 16 bits. The requirement is 60 dB.
    [Fact]
    public void Read_decodes_an_mp3_as_ffmpeg_does()
    {
        SkipWithoutSndfile();
        var mp3 = SharedFolder.PathOrSkip("oracles", "audio", "test1_22050.mp3");
        var sound = Read(mp3, AsItIs);
        Assert.InRange(SoundOf.SignalToNoise(Read(Ffmpeg.Convert(mp3, Temp("a.wav"), "-c:a", "pcm_f32le"), AsItIs), sound), 100, 200);
        Assert.InRange(SoundOf.SignalToNoise(Read(Ffmpeg.Convert(mp3, Temp("b.wav")), AsItIs), sound), 60, 200);
    }

    // The clip compared with its own MP3 encoding (64 kbit/s), which limits every decoder. Both are aligned and have the same length.
    [Fact]
    public void Read_gives_an_mp3_aligned_with_the_wav_that_it_was_made_of()
    {
        var mp3 = SharedFolder.PathOrSkip("oracles", "audio", "test1_22050.mp3");
        var (sound, original) = (Read(mp3, AsItIs), Read(Path.ChangeExtension(mp3, "wav"), AsItIs));
        Assert.Equal(
            (original.SampleRateHz, original.ChannelCount, original.Length),
            (sound.SampleRateHz, sound.ChannelCount, sound.Length)
        );
        var aligned = SoundOf.SignalToNoise(original, sound);
        Assert.InRange(aligned, 20, 60);
        Assert.True(aligned > SoundOf.SignalToNoise(original.Slice(1, original.Length - 1), sound));
        Assert.True(aligned > SoundOf.SignalToNoise(original, sound.Slice(1, sound.Length - 1)));
    }

    // Oracle: ffmpeg's conversion to WAV; lossless formats give the clip itself.
    [Theory]
    [InlineData("a.flac", 120)]
    [InlineData("a.aiff", 120)]
    [InlineData("a.au", 120)]
    [InlineData("a.ogg", 60, "-c:a", "libvorbis")]
    [InlineData("a.m4a", 60)]
    [InlineData("a.aac", 60)]
    [InlineData("a.wma", 60)]
    [InlineData("a.mka", 60, "-c:a", "aac")]
    [InlineData("a.mp3", 60)]
    [InlineData("a.mp2", 60)]
    [InlineData("adpcm.wav", 60, "-c:a", "adpcm_ms")]
    [InlineData("mulaw.wav", 60, "-c:a", "pcm_mulaw")]
    [InlineData("w.w64", 120)]
    [InlineData("c.caf", 120)]
    public void Read_decodes_formats_as_ffmpeg_does(string name, double decibels, params string[] options)
    {
        SkipWithoutSndfile();
        var file = Ffmpeg.Convert(MusicalWav(44_100, 2, 60_000), Temp(name), options);
        var disguised = Temp("disguised.txt");
        File.Copy(file, disguised);
        var expected = Read(Ffmpeg.Convert(file, Temp("oracle.wav"), "-c:a", "pcm_f32le"), AsItIs);
        var actual = Read(disguised, AsItIs);
        Assert.Equal((expected.SampleRateHz, expected.ChannelCount), (actual.SampleRateHz, actual.ChannelCount));
        Assert.InRange(actual.Length, expected.Length - 1, expected.Length + 1);
        Assert.InRange(SoundOf.SignalToNoise(expected, actual), decibels, 400);
    }

    // Opus at 48 kHz: ffmpeg's own decoder rounds differently from libopus.
    [Fact]
    public void Read_decodes_opus()
    {
        SkipWithoutSndfile();
        var wav = MusicalWav(48_000, 2, 60_000);
        var opus = Read(Ffmpeg.Convert(wav, Temp("a.opus"), "-c:a", "libopus", "-b:a", "256k"), AsItIs);
        Assert.Equal((48_000, 2), (opus.SampleRateHz, opus.ChannelCount));
        Assert.InRange(SoundOf.SignalToNoise(Read(wav, AsItIs), opus), 15, 100);
    }

    [Theory]
    [InlineData("a.mp3")]
    [InlineData("a.ogg", "-c:a", "libvorbis")]
    [InlineData("a.flac")]
    [InlineData("a.wav")]
    [InlineData("a.m4a", "-aac_pns", "0")] // without noise that the decoder generates
    [InlineData("a.wma")]
    public void Skip_and_Take_give_the_same_as_reading_through(string name, params string[] options)
    {
        var file = MusicalWav(44_100, 2, 200_000);
        if (name != "a.wav")
        {
            SkipWithoutSndfile();
            file = Ffmpeg.Convert(file, Temp(name), options);
        }

        var whole = Read(file, AsItIs);
        using var source = AudioFile.Open(file).Skip(TimeSpan.FromSeconds(2)).Take(TimeSpan.FromSeconds(1));
        Assert.Equal(name is "a.m4a" or "a.wma" ? null : 44_100, source.Length); // those do not state it exactly
        var part = source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(44_100, part.Length);
        Assert.InRange(SoundOf.SignalToNoise(whole.Slice(88_200, 44_100), part), 60, 400);
        Assert.Equal(0, source.Read(new float[10]));
    }

    [Fact]
    public void Read_takes_the_middle_of_a_long_file()
    {
        var wav = MusicalWav(8000, 1, 80_000);
        var middle = Read(wav, new() { SampleRateHz = null, MaxDuration = TimeSpan.FromSeconds(2) });
        Assert.Equal(Read(wav, AsItIs).Slice(32_000, 16_000).All(), middle.All());
        Assert.Equal(TimeSpan.FromMinutes(2), new AudioReadOptions().MaxDuration);
    }

    [Fact]
    public void Read_resamples_and_averages_as_told()
    {
        var wav = MusicalWav(48_000, 2, 48_000);
        var sound = Read(wav, new() { Mono = true });
        Assert.Equal((16_000, 1, 16_000), (sound.SampleRateHz, sound.ChannelCount, sound.Length));
        var expected = Read(wav, AsItIs).ToMono().Resample(16_000);
        Assert.InRange(SoundOf.SignalToNoise(expected, sound), 100, 400);
        Assert.Throws<ArgumentException>(() => Read(wav, new() { SampleRateHz = 10 }));
        Assert.Throws<ArgumentException>(() => Read(wav, new() { MaxDuration = TimeSpan.Zero }));
    }

    [Theory]
    [InlineData(384_000, 1, 38_400)]
    [InlineData(48_000, 8, 4800)]
    [InlineData(44_100, 2, 1)]
    [InlineData(8000, 1, 1)]
    public void Read_takes_unusual_shapes(int rateHz, int channelCount, int length)
    {
        var sound = Read(MusicalWav(rateHz, channelCount, length));
        Assert.Equal(
            (16_000, channelCount, (int)Math.Ceiling(length * 16_000.0 / rateHz)),
            (sound.SampleRateHz, sound.ChannelCount, sound.Length)
        );
    }

    [Fact]
    public void Read_reads_silence_and_refuses_nothing_at_all()
    {
        WavFile.Write(Temp("silent.wav"), new(22_050, 2, new float[2000]));
        Assert.All(Read(Temp("silent.wav")).All(), sample => Assert.Equal(0, sample));
        WavFile.Write(Temp("none.wav"), new(22_050, 2, []));
        Assert.Contains(
            "holds no sample",
            Assert.Throws<InvalidDataException>(() => Read(Temp("none.wav"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_goes_by_content_not_by_name()
    {
        var mp3 = SharedFolder.PathOrSkip("oracles", "audio", "test1_22050.mp3");
        File.Copy(mp3, Temp("really.wav"));
        Assert.Equal(Read(mp3).All(), Read(Temp("really.wav")).All());

        // After a tag whose picture is longer than the bytes that are examined, and without a tag.
        var untagged = File.ReadAllBytes(mp3)[(int)SoundFormat.TagLength(File.ReadAllBytes(mp3))..];
        Assert.False(untagged.AsSpan().StartsWith("ID3"u8));
        File.WriteAllBytes(Temp("untagged"), untagged);
        File.WriteAllBytes(Temp("tagged"), [.. "ID3"u8, 4, 0, 0, 0, 1, 0x20, 0, .. new byte[(1 << 14) + (0x20 << 7)], .. untagged]);
        Assert.Equal(Read(Temp("untagged")).All(), Read(Temp("tagged")).All());
    }

    [Fact]
    public void Open_says_what_is_wrong()
    {
        Assert.Throws<FileNotFoundException>(() => Read(_folder.FullName));
        Assert.Throws<FileNotFoundException>(() => Read(Temp("none.mp3")));
        Assert.Throws<ArgumentException>(() => Read(""));
        Fails("is empty", "a.mp3", []);
        Fails("is a playlist (M3U)", "list.mp3", "#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n"u8.ToArray());
        Fails("is a text. It begins with", "a.wav", "ffconcat version 1.0\nfile /etc/hostname\n"u8.ToArray());
        Fails("is not a sound file", "utf16.mp3", [0xFF, 0xFE, .. "H\0e\0l\0l\0o\0 \0w\0o\0r\0l\0d\0"u8]);
        Fails("is not a sound file", "zeros.mp3", new byte[100_000]);
        Fails("damaged WAV file", "cut.wav", [.. "RIFF\0\0\0\0WAVE\0\0\0\0"u8]);
    }

    [Fact]
    public async Task Open_does_not_wait_for_a_pipe_or_a_device()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes with names and devices are Linux's here.");
        using (var mkfifo = Process.Start("mkfifo", Temp("pipe.mp3")))
        {
            mkfifo.WaitForExit();
        }

        File.CreateSymbolicLink(Temp("link.mp3"), Temp("pipe.mp3"));
        File.CreateSymbolicLink(Temp("zero.wav"), "/dev/zero");
        foreach (var name in new[] { "pipe.mp3", "link.mp3", "zero.wav" })
        {
            Assert.Contains("is empty", Assert.Throws<InvalidDataException>(() => Read(Temp(name))).Message, StringComparison.Ordinal);
            Assert.Null(
                await new WaveformFiles<SongId>([new(new(1), Temp(name))]).ContentKeyAsync(new(1), TestContext.Current.CancellationToken)
            );
        }

        File.CreateSymbolicLink(Temp("music.link"), MusicalWav(8000, 1, 100));
        Assert.Equal(100, Read(Temp("music.link"), AsItIs).Length);
    }

    [Theory]
    [InlineData("fLaC")]
    [InlineData("OggS")]
    [InlineData("ID3")]
    [InlineData("....ftypM4A ")]
    public void Open_refuses_a_beginning_without_the_rest(string start)
    {
        SkipWithoutSndfile();
        Ffmpeg.SkipWhereAbsent();
        foreach (var length in new[] { 0, 100, 20_000 })
        {
            File.WriteAllBytes(Temp("a"), [.. start.Select(c => (byte)c), .. new byte[length]]);
            Assert.Contains(Temp("a"), Assert.Throws<InvalidDataException>(() => Read(Temp("a"))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a.flac")]
    [InlineData("a.m4a")]
    [InlineData("a.ogg", "-c:a", "libvorbis")]
    public void Read_refuses_a_file_that_is_cut_off_unless_incomplete_sound_is_allowed(string name, params string[] options)
    {
        SkipWithoutSndfile();
        var whole = File.ReadAllBytes(Ffmpeg.Convert(MusicalWav(44_100, 2, 100_000), Temp(name), options));
        foreach (var part in new[] { 0.1, 0.5, 0.9 })
        {
            File.WriteAllBytes(Temp("cut"), whole[..(int)(whole.Length * part)]);
            if (name != "a.ogg") // an Ogg file does not state its length
            {
                Assert.Contains(Temp("cut"), Assert.Throws<InvalidDataException>(() => Read(Temp("cut"), AsItIs)).Message, StringComparison.Ordinal);
            }

            try
            {
                var shortest = name is "a.mp3" or "a.flac" ? (int)(100_000 * (part - 0.1) * 0.8) : 1;
                Assert.InRange(Read(Temp("cut"), AsItIs with { AllowIncomplete = true }).Length, shortest, 102_000);
            }
            // the table of an M4A file is at its end; a page of Ogg lasts a second
            catch (InvalidDataException reason) when (part < .5 || name is "a.m4a" || (name is "a.ogg" && part < .9))
            {
                Assert.Contains(Temp("cut"), reason.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("a.mp3")]
    [InlineData("a.flac")]
    public void Read_takes_the_middle_of_what_is_there_of_a_file_that_is_cut_off(string name)
    {
        SkipWithoutSndfile();
        var whole = File.ReadAllBytes(Ffmpeg.Convert(MusicalWav(44_100, 2, 200_000), Temp(name)));
        File.WriteAllBytes(Temp("cut"), whole[..(int)(whole.Length * .3)]);
        var options = AsItIs with { AllowIncomplete = true };
        var middle = Read(Temp("cut"), options with { MaxDuration = TimeSpan.FromSeconds(.5) });
        var all = Read(Temp("cut"), options);
        Assert.Equal(22_050, middle.Length);
        Assert.InRange(SoundOf.SignalToNoise(all.Slice((all.Length - 22_050) / 2, 22_050), middle), 60, 400);
    }

    [Theory]
    [InlineData("-i.m4a")]
    [InlineData("concat:a.m4a")]
    [InlineData("http:..a.m4a")]
    [InlineData("夜 曲 ' & $(x) %20 é.m4a")]
    [InlineData("quote\".m4a")]
    [InlineData("back\\slash\\.m4a")]
    [InlineData("\" -f null \".m4a")]
    public void Read_takes_a_path_for_nothing_but_a_path(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names do not exist on Windows.");
        var file = Ffmpeg.Convert(MusicalWav(44_100, 2, 20_000), Temp("made.m4a"));
        var expected = Read(file);
        File.Move(file, Temp(name));
        Assert.Equal(expected.All(), Read(Temp(name)).All());
        Assert.Equal(expected.All(), Read(Path.GetRelativePath(Environment.CurrentDirectory, Temp(name))).All());
    }

    [Fact]
    public void Open_asks_the_host_s_decoder()
    {
        File.WriteAllText(Temp("a.beep"), "BEEP 440");
        var options = AsItIs with { Decoders = [.. AudioFile.Decoders, new Beeper()] };
        Assert.Equal(8000, Read(Temp("a.beep"), options).Length);
        Assert.Throws<InvalidDataException>(() => Read(Temp("a.beep")));
    }

    [Fact]
    public void Open_names_the_packages_to_install_where_nothing_decodes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Hides the program behind a file that cannot be run.");
        var mp3 = SharedFolder.PathOrSkip("oracles", "audio", "test1_22050.mp3");
        File.WriteAllText(Temp("ffprobe"), "not a program"); // FFMpegCore looks into its configured folder first
        IAudioDecoder[] without =
        [
            new WavDecoder(),
            new SndfileDecoder("libnothing.so.1"),
            new FfmpegDecoder(new FFOptions { BinaryFolder = _folder.FullName }),
        ];
        var message = Assert.Throws<PlatformNotSupportedException>(() => AudioFile.Open(mp3, without)).Message;
        Assert.Contains("apt-get install libsndfile1", message, StringComparison.Ordinal);
        Assert.Contains("apt-get install ffmpeg", message, StringComparison.Ordinal);
        Assert.Contains("is MP3", message, StringComparison.Ordinal);
        Assert.Equal(101_155, Read(Path.ChangeExtension(mp3, "wav"), AsItIs with { Decoders = without }).Length);
    }

    [Fact]
    public void Open_takes_ffmpeg_where_libsndfile_is_absent()
    {
        SkipWithoutSndfile();
        Ffmpeg.SkipWhereAbsent();
        var mp3 = SharedFolder.PathOrSkip("oracles", "audio", "test1_22050.mp3");
        IAudioDecoder[] without = [new WavDecoder(), new SndfileDecoder("libnothing.so.1"), new FfmpegDecoder()];
        Assert.InRange(SoundOf.SignalToNoise(Read(mp3, AsItIs), Read(mp3, AsItIs with { Decoders = without })), 100, 400);
    }

    [Fact]
    public void Dispose_ends_ffmpeg()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        var file = Ffmpeg.Convert(MusicalWav(44_100, 2, 300_000), Temp("long.m4a"));
        using (var source = AudioFile.Open(file))
        {
            Assert.NotEqual(0, source.Read(new float[1000]));
            Assert.Equal(1, RunningOn(file));
        }

        for (var wait = Stopwatch.StartNew(); RunningOn(file) > 0; )
        {
            Assert.True(wait.Elapsed < TimeSpan.FromSeconds(20), "ffmpeg is still there.");
            Thread.Yield();
        }
    }

    [Theory]
    [InlineData("a.m4a")]
    [InlineData("a.wav")]
    public async Task ReadAsync_stops_when_it_is_cancelled(string name)
    {
        var wav = MusicalWav(44_100, 2, 100_000);
        var file = name == "a.wav" ? wav : Ffmpeg.Convert(wav, Temp(name));
        using var cancelled = new CancellationTokenSource();
        var options = AsItIs with { Decoders = [new Cancelling(cancelled)] };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AudioFile.ReadAsync(file, options, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AudioFile.ReadAsync(file, AsItIs, cancelled.Token));
    }

    // Only InvalidDataException, no crash of native code, no hang. The first 500 mutations run each time;
    // ZETDARD_MUTATIONS=10000 runs more.
    [Theory]
    [InlineData("a.mp3")]
    [InlineData("a.ogg", "-c:a", "libvorbis")]
    [InlineData("a.flac")]
    [InlineData("a.opus", "-c:a", "libopus")]
    [InlineData("a.aiff")]
    public void Open_and_Read_throw_only_what_they_say_for_mutated_files(string name, params string[] options)
    {
        SkipWithoutSndfile();
        var original = File.ReadAllBytes(Ffmpeg.Convert(MusicalWav(16_000, 2, 4000), Temp(name), options));
        var count = Environment.GetEnvironmentVariable("ZETDARD_MUTATIONS") is { } number
            ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
            : 500;
        var (read, refused) = (0, 0);
        var decoder = new SndfileDecoder();
        var buffer = new float[16_384];
        Mutation.ForEach([original], count, seed: 11, bytes =>
        {
            File.WriteAllBytes(Temp("mutated"), bytes);
            try
            {
                // The decoder must survive files that its CanDecode would refuse, too.
                using var source = decoder.Open(Temp("mutated"), allowIncomplete: true);
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

    private static Waveform Read(string path, AudioReadOptions? options = null) =>
        AudioFile.Read(path, options, TestContext.Current.CancellationToken);

    private static void SkipWithoutSndfile() =>
        Assert.SkipWhen(Sndfile.Find(Sndfile.Names) == 0, "libsndfile is not installed (apt-get install libsndfile1).");

    private static int RunningOn(string file) =>
        Directory
            .EnumerateDirectories("/proc")
            .Count(process =>
            {
                try
                {
                    return File.ReadAllText(Path.Combine(process, "cmdline")).StartsWith("ffmpeg\0", StringComparison.Ordinal)
                        && File.ReadAllText(Path.Combine(process, "cmdline")).Contains(file, StringComparison.Ordinal);
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    return false;
                }
            });

    private string Temp(string name) => Path.Combine(_folder.FullName, name);

    private string MusicalWav(int rateHz, int channelCount, int length)
    {
        var samples = new float[channelCount * length];
        var random = new Random(3);
        for (var channel = 0; channel < channelCount; channel++)
        {
            for (var i = 0; i < length; i++)
            {
                var seconds = (double)i / rateHz;
                samples[(channel * length) + i] = (float)(
                    SoundOf.Sines(seconds, 220, 277.2 + channel, 880, 1760) * (1 - (0.5 * ((seconds * 2) % 1)))
                    + (0.02 * (random.NextDouble() - 0.5))
                );
            }
        }

        WavFile.Write(Temp("music.wav"), new(rateHz, channelCount, samples));
        return Temp("music.wav");
    }

    private void Fails(string reason, string name, byte[] bytes)
    {
        File.WriteAllBytes(Temp(name), bytes);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(Temp(name))).Message, StringComparison.Ordinal);
    }

    private sealed class Beeper : IAudioDecoder
    {
        public string Name => "beep";

        public bool CanDecode(ReadOnlySpan<byte> start) => start.StartsWith("BEEP"u8);

        public SampleSource Open(string path, bool allowIncomplete) =>
            SampleSource.From(
                SoundOf.Sines(8000, 8000, double.Parse(File.ReadAllText(path)[5..], System.Globalization.CultureInfo.InvariantCulture))
            );
    }

    // Cancels during the reading.
    private sealed class Cancelling(CancellationTokenSource cancelled) : IAudioDecoder
    {
        public string Name => "cancelling";

        public bool CanDecode(ReadOnlySpan<byte> start) => true;

        public SampleSource Open(string path, bool allowIncomplete)
        {
            var inner = AudioFile.Open(path);
            return SampleSource.From(inner.SampleRateHz, inner.ChannelCount, buffer =>
            {
                var count = inner.Read(buffer);
                cancelled.Cancel();
                return count;
            });
        }
    }
}
