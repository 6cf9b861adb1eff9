using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FFMpegCore;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

public sealed class FfmpegDecoderTests : IDisposable
{
    private const string Video = "testsrc=d=4:s=64x48:r=25";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ffmpeg");

    // Oracle: ffmpeg's own conversion, for which it guesses the format from content and name.
    [Theory]
    [InlineData("a.m4a")]
    [InlineData("alac.m4a", "-c:a", "alac")]
    [InlineData("a.3gp", "-c:a", "aac")]
    [InlineData("a.aac")]
    [InlineData("a.ac3")]
    [InlineData("a.eac3")]
    [InlineData("a.dts", "-strict", "-2", "-c:a", "dca")]
    [InlineData("a.thd", "-strict", "-2", "-c:a", "truehd")]
    [InlineData("a.latm", "-c:a", "aac", "-f", "latm")]
    [InlineData("a.mpg", "-c:a", "mp2", "-f", "mpeg")]
    [InlineData("a.vob", "-c:a", "ac3", "-f", "vob")]
    [InlineData("a.ts", "-c:a", "aac", "-f", "mpegts")]
    [InlineData("a.m2ts", "-c:a", "ac3", "-f", "mpegts", "-mpegts_m2ts_mode", "1")]
    [InlineData("a.wma")]
    [InlineData("a.mka", "-c:a", "flac")]
    [InlineData("a.webm", "-c:a", "libopus", "-ar", "48000")]
    [InlineData("a.flv", "-c:a", "mp3")]
    [InlineData("a.avi", "-c:a", "mp3")]
    [InlineData("a.wv")]
    [InlineData("a.tta")]
    [InlineData("a.spx", "-ar", "32000")]
    [InlineData("a.voc", "-c:a", "pcm_u8")]
    [InlineData("a.rm", "-c:a", "ac3")]
    [InlineData("dts.wav", "-strict", "-2", "-c:a", "dca")]
    public void Open_reads_all_that_ffmpeg_reads(string name, params string[] options)
    {
        var file = Ffmpeg.Convert(Music(), Temp(name), options);
        var expected = Oracle(file);
        File.Move(file, Temp("disguised.txt"));
        var (sound, length) = Read("disguised.txt");
        Assert.Equal(
            (expected.SampleRateHz, expected.ChannelCount, expected.Length),
            (sound.SampleRateHz, sound.ChannelCount, sound.Length)
        );
        Assert.InRange(SoundOf.SignalToNoise(expected, sound), 100, 400);
        Assert.True(length is null || length == sound.Length, $"{length} samples are stated, {sound.Length} come.");
    }

    [Theory]
    [InlineData("a.wv")]
    [InlineData("a.tta")]
    [InlineData("alac.m4a", "-c:a", "alac")]
    public void Open_states_the_length_where_the_container_counts_samples(string name, params string[] options)
    {
        Ffmpeg.Convert(Music(), Temp(name), options);
        Assert.Equal(Read(name).Sound.Length, Read(name).Length);
    }

    // The first sound of a film. Times of the second one begin later than those of the film.
    [Theory]
    [InlineData("film.mp4", 0)]
    [InlineData("film.mp4", .5)]
    [InlineData("film.mkv", 0)]
    [InlineData("film.mpg", 0)]
    public void Open_reads_the_sound_of_a_film_and_skips_exactly(string name, double delay)
    {
        var seconds = delay.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var file = Ffmpeg.Convert(Music(), Temp(name), "-itsoffset", "-" + seconds, "-f", "lavfi", "-i", Video, "-map", "0", "-map", "1", "-t", "3.9");
        Assert.Equal(Oracle(file).All(), Read(name).Sound.All());
        SkipsExactly(name);
    }

    [Theory]
    [InlineData("a.m4a")]
    [InlineData("fragments.m4a", "-movflags", "frag_keyframe+empty_moov")]
    [InlineData("alac.m4a", "-c:a", "alac")]
    [InlineData("adpcm.mov", "-c:a", "adpcm_ima_qt")]
    [InlineData("mp3.mp4", "-c:a", "libmp3lame")]
    [InlineData("ac3.mp4", "-c:a", "ac3")]
    public void Skip_is_exact_in_every_coding_of_mp4(string name, params string[] options)
    {
        Ffmpeg.Convert(Music(), Temp(name), options);
        SkipsExactly(name);
    }

    [Fact]
    public void Open_refuses_a_film_without_sound_and_a_protected_song()
    {
        Ffmpeg.Convert(Music(), Temp("silent.mp4"), "-f", "lavfi", "-i", Video, "-map", "1");
        Assert.Contains("silent.mp4 has no sound", Fails("silent.mp4"), StringComparison.Ordinal);
        var song = Encoding.Latin1.GetString(File.ReadAllBytes(Ffmpeg.Convert(Music(), Temp("a.m4a"))));
        File.WriteAllBytes(Temp("bought.m4p"), Encoding.Latin1.GetBytes(song.Replace("mp4a", "drms", StringComparison.Ordinal)));
        Assert.Contains("is protected (drms)", Fails("bought.m4p"), StringComparison.Ordinal);
    }

    // The middle of each file. A container that states its duration, or ffmpeg itself, tells of what is missing.
    [Theory]
    [InlineData("a.m4a", "-movflags", "faststart")]
    [InlineData("alac.m4a", "-c:a", "alac", "-movflags", "faststart")]
    [InlineData("a.mka", "-c:a", "aac")]
    [InlineData("a.wma")]
    [InlineData("a.flv", "-c:a", "mp3")]
    [InlineData("a.wv")]
    [InlineData("a.tta")]
    public void Read_refuses_a_file_that_is_cut_off_unless_that_is_allowed(string name, params string[] options)
    {
        var whole = File.ReadAllBytes(Ffmpeg.Convert(Music(), Temp(name), options));
        File.WriteAllBytes(Temp("cut"), whole[..(whole.Length * 6 / 10)]);
        Assert.Contains(nameof(AudioReadOptions.AllowIncomplete), Fails("cut"), StringComparison.Ordinal);
        Assert.InRange(Read("cut", allowIncomplete: true).Sound.Length, 44_100, 160_000);
    }

    [Theory]
    [InlineData("a.m4a", "-movflags", "faststart")]
    [InlineData("alac.m4a", "-c:a", "alac", "-movflags", "faststart")]
    [InlineData("a.mka", "-c:a", "aac")]
    [InlineData("a.wma")]
    [InlineData("a.wv")]
    [InlineData("a.tta")]
    [InlineData("a.aac")]
    [InlineData("a.mpg", "-c:a", "mp2", "-f", "mpeg")]
    public void Read_refuses_a_file_that_is_damaged_in_the_middle_unless_that_is_allowed(string name, params string[] options)
    {
        var bytes = File.ReadAllBytes(Ffmpeg.Convert(Music(), Temp(name), options));
        new Random(3).NextBytes(bytes.AsSpan(bytes.Length / 2, bytes.Length / 8));
        File.WriteAllBytes(Temp("damaged"), bytes);
        Assert.Contains(nameof(AudioReadOptions.AllowIncomplete), Fails("damaged"), StringComparison.Ordinal);
        Assert.InRange(Read("damaged", allowIncomplete: true).Sound.Length, 44_100, 180_000);
    }

    // ffmpeg resamples to the form of the beginning. Its own reading of the parts is the oracle.
    [Fact]
    public void Read_gives_joined_parts_of_different_rates_at_the_rate_of_the_first()
    {
        var first = File.ReadAllBytes(Ffmpeg.Convert(Music(), Temp("a.aac"), "-ar", "44100"));
        var second = File.ReadAllBytes(Ffmpeg.Convert(Music(), Temp("b.aac"), "-ar", "22050", "-ac", "1"));
        File.WriteAllBytes(Temp("joined.aac"), [.. first, .. second]);
        var sound = Read("joined.aac").Sound;
        Assert.Equal((44_100, 2), (sound.SampleRateHz, sound.ChannelCount));
        var parts = Oracle(Temp("a.aac")).Length + (2 * Oracle(Temp("b.aac")).Length);
        Assert.InRange(sound.Length, parts - 2205, parts + 2205);
    }

    // A canary beside the file, and a server on this machine, that no file may reach.
    [Fact]
    public void Open_touches_no_other_file_and_no_network()
    {
        Ffmpeg.SkipWhereAbsent();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        WavFile.Write(Temp("canary.wav"), SoundOf.Noise(44_100, 1, 44_100));
        Ffmpeg.Convert(Temp("canary.wav"), Temp("canary.aac"));
        string[] lists =
        [
            $"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:{port}/a.aac\n#EXT-X-ENDLIST\n",
            $"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{Temp("canary.aac")}\n#EXT-X-ENDLIST\n",
            $"ffconcat version 1.0\nfile {Temp("canary.wav")}\n",
            $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
            $"[Reference]\nRef1=http://127.0.0.1:{port}/a.asf\n",
            $"rtsp://127.0.0.1:{port}/a.rm\n",
        ];
        string[] beginnings =
        [
            "", "ID3\x04\0\0\0\0\0\0", "\0\0\0\u0020ftypM4A ", "\u001A\u0045\u00DF\u00A3", "FLV\x01", ".ra\u00FD",
            "\u0030\u0026\u00B2\u0075\u008E\u0066\u00CF\u0011",
        ];
        foreach (var list in lists)
        {
            foreach (var beginning in beginnings)
            {
                File.WriteAllBytes(Temp("song.mp3"), Encoding.Latin1.GetBytes(beginning + list));
                Assert.Throws<InvalidDataException>(() => Read("song.mp3", allowIncomplete: true));
            }
        }

        Assert.False(server.Pending(), "Something has connected.");
    }

    // QuickTime can keep the samples in another file, which it names.
    [Fact]
    public void Open_does_not_follow_a_reference_of_quicktime_to_another_file()
    {
        var canary = Ffmpeg.Convert(Music(), Temp("canary.mov"), "-c:a", "pcm_s16le");
        var bytes = WithAlias(File.ReadAllBytes(canary), "canary.mov");
        File.WriteAllBytes(Temp("reference.mov"), bytes);
        Assert.Throws<InvalidDataException>(() => Read("reference.mov", allowIncomplete: true));

        // With leave to open other files, ffmpeg does read the canary: the reference is right.
        Assert.Equal(0, Ffmpeg.Run("-v", "error", "-nostdin", "-y", "-enable_drefs", "1", "-i", Temp("reference.mov"), Temp("followed.wav")));
        Assert.InRange(new FileInfo(Temp("followed.wav")).Length, 100_000, 10_000_000);
    }

    [Fact]
    public void Open_says_that_the_installed_ffmpeg_does_not_know_a_format()
    {
        Ffmpeg.SkipWhereAbsent();
        File.WriteAllBytes(Temp("a.qoa"), [.. "qoaf"u8, .. new byte[100]]);
        Assert.Contains("a.qoa", Fails("a.qoa"), StringComparison.Ordinal);      // ffmpeg 6.1 knows QOA, but not this file
    }

    [Theory]
    [InlineData("echo '{}'")]
    [InlineData("echo 'not JSON'")]
    [InlineData("echo '{\"streams\":[{\"codec_name\":\"aac\",\"channels\":\"two\"}],\"format\":{}}'")]
    [InlineData("echo broken >&2; exit 1")]
    public void Open_survives_an_odd_answer_of_ffprobe(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in is a shell script.");
        File.WriteAllText(Temp("ffprobe"), "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Temp("ffprobe"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        File.WriteAllBytes(Temp("a"), [.. "wvpk"u8, .. new byte[100]]);
        IAudioDecoder decoder = new FfmpegDecoder(new FFOptions { BinaryFolder = _folder.FullName });
        Assert.Throws<InvalidDataException>(() => AudioFile.Open(Temp("a"), [decoder]));
    }

    [Theory]
    [InlineData(192_000, 8, 3000)]
    [InlineData(384_000, 1, 3000)]
    [InlineData(44_100, 2, 1)]
    public void Read_takes_unusual_shapes(int rateHz, int channelCount, int length)
    {
        WavFile.Write(Temp("a.wav"), SoundOf.Noise(rateHz, channelCount, length));
        Ffmpeg.Convert(Temp("a.wav"), Temp("a.wv"));
        var sound = Read("a.wv").Sound;
        Assert.Equal((rateHz, channelCount, length), (sound.SampleRateHz, sound.ChannelCount, sound.Length));
    }

    [Fact]
    public void Read_gives_silence_as_silence()
    {
        WavFile.Write(Temp("a.wav"), new(44_100, 2, new float[88_200]));
        Ffmpeg.Convert(Temp("a.wav"), Temp("a.m4a"));
        Assert.All(Read("a.m4a").Sound.All(), sample => Assert.Equal(0, sample));
    }

    // The file becomes shorter while it is read: an error, or what had been read ahead.
    [Fact]
    public void Read_survives_a_file_that_shrinks_and_one_that_grows()
    {
        var file = Ffmpeg.Convert(Music(), Temp("a.wv"));
        var whole = Read("a.wv").Sound;
        using (var source = Open("a.wv"))
        {
            source.Read(new float[2]);
            using (var writer = new FileStream(file, FileMode.Append))
            {
                writer.Write(new byte[100_000]);
            }

            Assert.Equal(whole.Length - 1, source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken).Length);
        }

        using (var source = Open("a.wv"))
        {
            using (var writer = new FileStream(file, FileMode.Open))
            {
                writer.SetLength(writer.Length / 2);
            }

            var reason = Assert.Throws<InvalidDataException>(() =>
                source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken)
            );
            Assert.Contains(nameof(AudioReadOptions.AllowIncomplete), reason.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Puts an alias record (Inside Macintosh, Files 1-107) in place of the reference to the file itself.</summary>
    private static byte[] WithAlias(byte[] movie, string name)
    {
        byte[] alias =
        [
            .. new byte[10], 0, .. new byte[27], .. new byte[12], (byte)name.Length, .. Encoding.ASCII.GetBytes(name.PadRight(63, '\0')),
            .. new byte[16], 0, 1, 0, 1, .. new byte[16],
            0, 2, 0, (byte)(name.Length + 2), .. Encoding.ASCII.GetBytes("/:" + name), .. new byte[name.Length % 2],
            0xFF, 0xFF, 0, 0,
        ];
        var at = movie.AsSpan().IndexOf("url \0\0\0\x01"u8) - 4;
        byte[] box = [.. WavBytes.Number(alias.Length + 12).Reverse(), .. "alis"u8, 0, 0, 0, 0, .. alias];
        byte[] bytes = [.. movie[..at], .. box, .. movie[(at + 12)..]];
        foreach (var parent in (string[])["moov", "trak", "mdia", "minf", "dinf", "dref"])
        {
            var size = bytes.AsSpan(bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(parent)) - 4);
            BinaryPrimitives.WriteInt32BigEndian(size, BinaryPrimitives.ReadInt32BigEndian(size) + box.Length - 12);
        }

        return bytes;
    }

    private void SkipsExactly(string name)
    {
        var whole = Read(name).Sound;
        foreach (var start in (double[])[.3, 1.234567, 3.1])
        {
            using var source = Open(name).Skip(TimeSpan.FromSeconds(start)).Take(TimeSpan.FromSeconds(.5));
            var part = source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(.5, part.Length / (double)part.SampleRateHz, 3);
            var first = (int)Math.Round(start * whole.SampleRateHz);
            var expected = Enumerable.Range(-1, 3).Max(shift => SoundOf.SignalToNoise(whole.Slice(first + shift, part.Length), part));
            Assert.InRange(expected, 60, 400);
        }
    }

    private string Fails(string name) => Assert.Throws<InvalidDataException>(() => Read(name)).Message;

    private SampleSource Open(string name, bool allowIncomplete = false) =>
        AudioFile.Open(Temp(name), [new FfmpegDecoder()], allowIncomplete);

    private (Waveform Sound, long? Length) Read(string name, bool allowIncomplete = false)
    {
        using var source = Open(name, allowIncomplete);
        return (source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken), source.Length);
    }

    private Waveform Oracle(string file)
    {
        Ffmpeg.Convert(file, Temp("oracle.wav"), "-map", "0:a:0", "-c:a", "pcm_f32le");
        using var source = AudioFile.Open(Temp("oracle.wav"), [new WavDecoder()]);
        return source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken);
    }

    // Four seconds: tones and a little noise, so that no part equals another.
    private string Music()
    {
        var random = new Random(5);
        var samples = new float[2 * 44_100 * 4];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)SoundOf.Sines(i / 44_100.0, 220 + (i / 20_000), 277.2, 880) + (.02f * (random.NextSingle() - .5f));
        }

        WavFile.Write(Temp("music.wav"), new(44_100, 2, samples));
        return Temp("music.wav");
    }

    private string Temp(string name) => Path.Combine(_folder.FullName, name);
}
