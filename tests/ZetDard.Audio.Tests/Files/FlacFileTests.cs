using System.Buffers.Binary;
using System.Diagnostics;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

/// <summary>FLAC is lossless: what is read is compared with what was encoded.</summary>
public sealed class FlacFileTests : IDisposable
{
    private static readonly AudioReadOptions AsItIs = new() { SampleRateHz = null, MaxDuration = null };
    private static readonly AudioReadOptions Incomplete = AsItIs with { AllowIncomplete = true };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flac");

    [Theory]
    [InlineData("")]
    [InlineData("TAG")]
    [InlineData("ID3")]
    public void Read_reads_files_that_were_joined(string between)
    {
        var (first, second) = (Flac("a", 100_000, seed: 1), Flac("b", 60_000, seed: 2));
        byte[] tag = between switch
        {
            "TAG" => [.. "TAG"u8, .. new byte[125]],
            "ID3" => [.. "ID3"u8, 4, 0, 0, 0, 0, 2, 0, .. new byte[256]],
            _ => [],
        };
        var joined = Write("joined", [.. first, .. tag, .. second, .. tag]);
        var sound = Read(joined, AsItIs);
        Assert.Equal(160_000, sound.Length);
        Assert.Equal(Original("a"), Left(sound.Slice(0, 100_000)));
        Assert.Equal(Original("b"), Left(sound.Slice(100_000, 60_000)));
        using var source = AudioFile.Open(joined).Skip(TimeSpan.FromSeconds(110_000 / 44_100.0));
        Assert.Equal(50_000, source.Length);
        Assert.Equal(Original("b")[10_000..], Left(source.ToWaveform(cancellationToken: TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(44_100)]
    [InlineData(100_001)]
    public void Read_does_not_believe_a_header_that_states_too_little(long stated)
    {
        var bytes = Flac("a", 100_000, seed: 1);
        State(bytes, stated);
        using (var source = AudioFile.Open(Write("lies", bytes)))
        {
            Assert.Equal(100_000, source.Length);
        }

        Assert.Equal(Original("a"), Left(Read(Temp("lies"), AsItIs)));
    }

    [Theory]
    [InlineData(17, 0x10)] // 24 bits
    [InlineData(16, 0x0E)] // other channels
    [InlineData(8, 0xFF)] // the size of blocks
    [InlineData(14, 0xFF)] // the rate
    public void Read_believes_the_frames_more_than_the_header(int offset, byte flip)
    {
        var bytes = Flac("a", 30_000, seed: 1);
        bytes[offset + 4] ^= flip;
        Assert.Equal(Original("a"), Left(Read(Write("lies", bytes), AsItIs)));
    }

    [Fact]
    public void Read_fails_where_the_header_states_more_than_there_is()
    {
        var bytes = Flac("a", 100_000, seed: 1);
        State(bytes, 441_000);
        var message = Assert.Throws<InvalidDataException>(() => Read(Write("lies", bytes), AsItIs)).Message;
        Assert.Contains("10.0 s of sound are stated, but only 2.3 s can be read", message, StringComparison.Ordinal);
        Assert.Contains(nameof(AudioReadOptions.AllowIncomplete), message, StringComparison.Ordinal);
        Assert.Equal(Original("a"), Left(Read(Temp("lies"), Incomplete)));
    }

    [Theory]
    [InlineData(.1)]
    [InlineData(.5)]
    [InlineData(.9)]
    public void Read_fails_where_the_file_is_cut_off(double place)
    {
        var bytes = Flac("a", 100_000, seed: 1);
        Write("cut", bytes[..(int)(place * bytes.Length)]);
        var message = Assert.Throws<InvalidDataException>(() => Read(Temp("cut"), AsItIs)).Message;
        Assert.Contains("is cut off", message, StringComparison.Ordinal);
        State(bytes, 0);
        Write("cut", bytes[..(int)(place * bytes.Length)]);
        Assert.Contains(
            nameof(AudioReadOptions.AllowIncomplete),
            Assert.Throws<InvalidDataException>(() => Read(Temp("cut"), AsItIs)).Message,
            StringComparison.Ordinal
        );

        // What is there is read, but for the frame that was cut.
        var rest = Left(Read(Temp("cut"), Incomplete));
        Assert.InRange(rest.Length, (int)(place * 100_000) - 10_000, (int)(place * 100_000) + 10_000);
        Assert.Equal(Original("a")[..rest.Length], rest);
    }

    [Theory]
    [InlineData("flip", 1)]
    [InlineData("zeros", 100)]
    [InlineData("zeros", 40_000)]
    [InlineData("noise", 3000)]
    [InlineData("deleted", 1)]
    [InlineData("deleted", 20_000)]
    [InlineData("inserted", 30_000)]
    public void Read_fails_for_damage_in_the_middle_and_reads_the_rest_if_that_is_allowed(string damage, int length)
    {
        var whole = Flac("a", 200_000, seed: 1);
        Write("damaged", Damaged(whole, damage, whole.Length / 2, length));
        foreach (var decoders in new IReadOnlyList<IAudioDecoder>[] { AudioFile.Decoders, [new SndfileDecoder()], [new FfmpegDecoder()] })
        {
            var reason = Assert.Throws<InvalidDataException>(() => Read(Temp("damaged"), AsItIs with { Decoders = decoders }));
            Assert.Contains("is damaged", reason.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(AudioReadOptions.AllowIncomplete), reason.Message, StringComparison.Ordinal);
        }

        // The beginning is at its place, and so is the end when it is counted from behind.
        var (sound, original) = (Left(Read(Temp("damaged"), Incomplete)), Original("a"));
        Assert.InRange(sound.Length, 200_000 - 60_000, 200_000);
        Assert.Equal(original[..80_000], sound[..80_000]);
        Assert.Equal(original[^50_000..], sound[^50_000..]);
        Assert.InRange(sound.Max(Math.Abs), 0, original.Max(Math.Abs) * 2);
    }

    [Fact]
    public void Read_puts_silence_in_the_place_of_a_frame_that_is_damaged()
    {
        var whole = Flac("a", 200_000, seed: 1);
        var (sound, original) = (Left(Read(Write("damaged", Damaged(whole, "flip", whole.Length / 2, 1)), Incomplete)), Original("a"));
        Assert.Equal(original.Length, sound.Length);
        var wrong = Enumerable.Range(0, sound.Length).Where(i => sound[i] != original[i]).ToList();
        Assert.InRange(wrong[^1] - wrong[0], 1, 4608);
        Assert.All(wrong, i => Assert.Equal(0, sound[i]));
    }

    [Theory]
    [InlineData("a.flac")]
    [InlineData("a.oga", "-c:a", "flac", "-f", "ogg")]
    public void Skip_is_exact(string name, params string[] options)
    {
        Flac("a", 300_000, seed: 3);
        var file = Ffmpeg.Convert(Temp("a.wav"), Temp(name), options);
        var (whole, random) = (Read(file, AsItIs), new Random(1));
        Assert.Equal(Original("a"), Left(whole));
        for (var i = 0; i < 50; i++)
        {
            using var source = AudioFile.Open(file, [new SndfileDecoder()]);
            var at = random.Next(300_000);
            using var part = source.Part(at, 3000);
            Assert.Equal(
                whole.Slice(at, Math.Min(3000, 300_000 - at)).All(),
                part.ToWaveform(cancellationToken: TestContext.Current.CancellationToken).All()
            );
        }
    }

    [Fact]
    public void Open_leaves_a_change_of_rate_or_channels_to_ffmpeg()
    {
        var bytes = Flac("a", 100_000, seed: 1);
        var slower = File.ReadAllBytes(Ffmpeg.Convert(Temp("a.wav"), Temp("slow.flac"), "-ar", "22050", "-sample_fmt", "s16"));
        Write("changing", [.. bytes, .. slower]);
        Assert.Contains(
            "changes after 2.3 s from 2 channels at 44100 Hz to 2 channels at 22050 Hz",
            Assert.Throws<InvalidDataException>(() => new SndfileDecoder().Open(Temp("changing"), allowIncomplete: false)).Message,
            StringComparison.Ordinal
        );
        Assert.InRange(Read(Temp("changing"), AsItIs).Length, 170_000, 201_000);
    }

    // One frame a second is indexed, and each has a number that follows the one before: noise holds places that look like headers.
    [Fact]
    public void Read_of_the_map_finds_every_frame_and_no_other()
    {
        var bytes = Flac("a", 2_000_000, seed: 9);
        var map = FlacMap.Read(new MemoryStream(bytes), checksFrames: false);
        Assert.Equal((1, 2_000_000, 0, 0), (map.Runs.Count, map.SampleCount, map.LostCount, map.MissingCount));
        var whole = FlacMap.Read(new MemoryStream(bytes), checksFrames: true);
        Assert.Equal((1, 2_000_000, 0), (whole.Runs.Count, whole.SampleCount, whole.LostCount));
        Assert.Equal(map.Runs[0].Before(1_000_000), whole.Runs[0].Before(1_000_000));
        for (var at = 0L; at < 2_000_000; at += 50_000)
        {
            var (sample, offset) = map.Runs[0].Before(at);
            Assert.InRange(at - sample, 0, 44_100 + 8192);
            Assert.True(FlacFrame.TryRead(bytes.AsSpan((int)offset), out _));
        }
    }

    [Fact]
    public void Of_a_check_is_that_of_its_definition()
    {
        var bytes = new byte[100];
        new Random(1).NextBytes(bytes);
        foreach (var polynomial in new[] { 0x07000000u, 0x80050000u, 0x04C11DB7u })
        {
            for (var length = 0; length < 100; length++)
            {
                var crc = 0u;
                foreach (var value in bytes[..length])
                {
                    crc ^= (uint)value << 24;
                    for (var bit = 0; bit < 8; bit++)
                        crc = (crc << 1) ^ ((crc >> 31) * polynomial);
                }

                Assert.Equal(crc, new Crc(polynomial).Of(bytes.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void FindSync_finds_what_a_loop_finds()
    {
        var random = new Random(4);
        for (var times = 0; times < 2000; times++)
        {
            var bytes = new byte[random.Next(200)];
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(random.Next(8) switch { 0 => 0xFF, 1 => 0xF8, 2 => 0xF9, _ => random.Next(256) });
            var expected = Enumerable
                .Range(0, Math.Max(0, bytes.Length - 1))
                .FirstOrDefault(i => bytes[i] == 0xFF && (bytes[i + 1] & 0xFE) == 0xF8, -1);
            Assert.Equal(expected, FlacFrame.FindSync(bytes));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    internal static byte[] Damaged(byte[] whole, string damage, int at, int length)
    {
        var noise = new byte[length];
        new Random(5).NextBytes(noise);
        return damage switch
        {
            "flip" => [.. whole[..at], (byte)(whole[at] ^ 16), .. whole[(at + 1)..]],
            "zeros" => [.. whole[..at], .. new byte[length], .. whole[(at + length)..]],
            "noise" => [.. whole[..at], .. noise, .. whole[(at + length)..]],
            "deleted" => [.. whole[..at], .. whole[(at + length)..]],
            "inserted" => [.. whole[..at], .. noise, .. whole[at..]],
            _ => throw new UnreachableException(damage),
        };
    }

    private static void State(byte[] flac, long samples)
    {
        var packed = BinaryPrimitives.ReadUInt64BigEndian(flac.AsSpan(18));
        BinaryPrimitives.WriteUInt64BigEndian(flac.AsSpan(18), (packed & ~0xFFFFFFFFFul) | (ulong)samples);
    }

    private static float[] Left(Waveform sound) => sound.Channel(0).ToArray();

    private static Waveform Read(string path, AudioReadOptions options) =>
        AudioFile.Read(path, options, TestContext.Current.CancellationToken);

    private float[] Original(string name) => Left(WavFile.Read(Temp(name + ".wav")));

    // Stereo at 44,100 Hz: two different tones and noise.
    private byte[] Flac(string name, int length, int seed)
    {
        Assert.SkipWhen(Sndfile.Find(Sndfile.Names) == 0, "libsndfile is not installed (apt-get install libsndfile1).");
        WavFile.Write(Temp(name + ".wav"), OggFileTests.Sound(44_100, 2, length, seed), WavSampleFormat.Pcm16);
        return File.ReadAllBytes(Ffmpeg.Convert(Temp(name + ".wav"), Temp(name + ".flac")));
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Temp(name), bytes);
        return Temp(name);
    }

    private string Temp(string name) => Path.Combine(_folder.FullName, name);
}
