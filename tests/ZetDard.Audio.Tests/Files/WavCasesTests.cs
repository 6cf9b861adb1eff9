using System.Diagnostics;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

/// <summary>WAV files as they are found: cut off, streamed, joined, tagged, with lengths that are wrong.</summary>
public sealed class WavCasesTests : IDisposable
{
    private const int Rate = 8000;
    private static readonly AudioReadOptions AsItIs = new() { SampleRateHz = null, MaxDuration = null };
    private static readonly byte[] Format = WavBytes.Format(1, 1, Rate, 16);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wavcases");

    [Theory]
    [InlineData("RIFF", 1, 16)]
    [InlineData("RIFF", 1, 8)]
    [InlineData("RIFF", 1, 24)]
    [InlineData("RIFF", 3, 32)]
    [InlineData("RIFF", 7, 8)]
    [InlineData("RF64", 1, 16)]
    public void A_file_that_is_cut_off_is_an_error_unless_that_is_allowed(string id, int tag, int bits)
    {
        var format = WavBytes.Format(tag, 1, Rate, bits);
        var data = new byte[2 * Rate * bits / 8];
        byte[] sizes = [.. BitConverter.GetBytes((long)data.Length + 60), .. BitConverter.GetBytes((long)data.Length), .. new byte[12]];
        var whole =
            id == "RIFF"
                ? WavBytes.File(format, WavBytes.Chunk("data", data))
                : WavBytes.File(id, uint.MaxValue, WavBytes.Chunk("ds64", sizes), format, WavBytes.Chunk("data", data, uint.MaxValue));
        Assert.Equal(2 * Rate, Read(whole).Length);
        Assert.Equal((2 * Rate) - 200, Read(whole[..^(200 * bits / 8)]).Length); // 25 ms
        var cut = whole[..^(Rate * bits / 8)];
        var message = Fails(cut);
        Assert.Contains($"states {data.Length:N0} bytes of sound, but only {data.Length / 2:N0} are there (1.0 of 2.0 s)", message, StringComparison.Ordinal);
        Assert.Contains("AllowIncomplete", message, StringComparison.Ordinal);
        Assert.Equal(Rate, AudioFile.Read(Given(cut), AsItIs with { AllowIncomplete = true }, Token).Length);
        Assert.Equal(Rate, WavFile.Read(Given(cut), allowIncomplete: true).Length);
    }

    // Of programs that could not return to the header, such as sox, mplayer, arecord and ffmpeg when they write to a pipe.
    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(36u, 0u)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(0x7FFF_F024u, 0x7FFF_F000u)]
    [InlineData(0x7FFF_FFFFu, 0x7FFF_FFDBu)]
    [InlineData(0x8000_0024u, 0x8000_0000u)]
    [InlineData(uint.MaxValue, 0xFFFF_FFDBu)]
    public void An_unfinished_file_is_read_to_its_end(uint riffLength, uint dataLength)
    {
        var (bytes, samples) = Sound(Rate);
        Assert.Equal(samples, Read(WavBytes.File("RIFF", riffLength, Format, WavBytes.Chunk("data", bytes, dataLength))).All());
    }

    [Fact]
    public void A_length_that_is_too_small_is_not_believed()
    {
        var (bytes, samples) = Sound(3 * Rate);
        var file = WavBytes.File(Format, WavBytes.Chunk("data", bytes, 2 * Rate));
        Assert.Equal(samples, Read(file).All()); // the length of the file contradicts
        file = WavBytes.File("RIFF", 36 + (2 * Rate), Format, WavBytes.Chunk("data", bytes, 2 * Rate));
        Assert.Contains("32,000 bytes more that are neither chunks nor tags", Fails(file), StringComparison.Ordinal);
        Assert.Equal(samples, WavFile.Read(Given(file), allowIncomplete: true).All());
    }

    [Fact]
    public void What_follows_the_data_is_no_sound()
    {
        var (bytes, samples) = Sound(Rate);
        var body = WavBytes.File(Format, WavBytes.Chunk("data", bytes));
        byte[] id3V2 = [.. "ID3"u8, 4, 0, 0, 0, 0, 0x10, 0, .. new byte[1 << 11]];
        byte[] id3V1 = [.. "TAG"u8, .. new byte[125]];
        byte[] ape = [.. "APETAGEX"u8, 0xD0, 7, 0, 0, .. Enumerable.Repeat((byte)200, 5000)];
        byte[][] tails =
        [
            id3V2,
            id3V1,
            ape,
            new byte[60_000],
            WavBytes.Chunk("LIST", [.. Enumerable.Repeat((byte)7, 9001)]),
            [.. WavBytes.Chunk("odd ", new byte[9001])[..^1], .. WavBytes.Chunk("id3 ", id3V2)],
            [.. WavBytes.Chunk("bext", new byte[9000], 12_000)], // cut off in a chunk that is no sound
            [.. Enumerable.Repeat((byte)0xEE, 700)], // 44 ms
        ];
        foreach (var tail in tails)
        {
            Assert.Equal(samples, Read([.. body, .. tail]).All());
            Assert.Equal(samples, Read([.. id3V2, .. id3V2, .. body, .. tail]).All());
        }
    }

    [Fact]
    public void Chunks_of_odd_length_may_lack_their_padding()
    {
        var (bytes, samples) = Sound(Rate);
        Assert.Equal(samples, Read(WavBytes.File(WavBytes.Chunk("LIST", new byte[9])[..^1], Format, WavBytes.Chunk("data", bytes))).All());
        var odd = WavBytes.Chunk("data", [.. Enumerable.Repeat((byte)192, 8001)]);
        var list = WavBytes.Chunk("LIST", new byte[5000]);
        var format = WavBytes.Format(1, 1, Rate, 8);
        Assert.Equal(8001, Read(WavBytes.File(format, odd[..^1], list)).Length);
        Assert.Equal(8001, Read(WavBytes.File(format, odd, list)).Length);
        Assert.Equal(8001, Read(WavBytes.File(format, odd[..^1])).Length);

        // Nuendo and Pro Tools write a padding that is not 0 (NAudio's issue 1386).
        foreach (var padding in new byte[] { 0xFF, 0xC3, (byte)'d' })
        {
            byte[] list9 = [.. WavBytes.Chunk("LIST", new byte[9])[..^1], padding];
            Assert.Equal(samples, Read(WavBytes.File(list9, Format, WavBytes.Chunk("data", bytes), list9)).All());
        }
    }

    // Long format chunks (NAudio's issue 482), and lengths of the whole file that are wrong (WAV.jl's issue 109, taglib's 291).
    [Fact]
    public void Headers_with_harmless_faults_are_read()
    {
        var (bytes, samples) = Sound(Rate);
        var data = WavBytes.Chunk("data", bytes);
        var longFormat = WavBytes.Chunk("fmt ", [.. Format[8..], .. new byte[300]]);
        Assert.Equal(samples, Read(WavBytes.File(longFormat, data)).All());
        foreach (var riffLength in new uint[] { 20, 5000, 1_000_000, 0xF000_0000 })
        {
            Assert.Equal(samples, Read(WavBytes.File("RIFF", riffLength, Format, data)).All());
            Assert.Equal(samples, Read(WavBytes.File("RIFF", riffLength, Format, data, WavBytes.Chunk("LIST", new byte[3000]))).All());
        }

        Assert.Equal(samples, Read(WavBytes.File(Format, WavBytes.Chunk("data", bytes, (uint)bytes.Length + 16))).All()); // CubicSDR's issue 616
    }

    [Fact]
    public void All_data_chunks_are_read_and_joined_files_too()
    {
        var ((one, first), (two, second)) = (Sound(Rate), Sound(Rate / 2, seed: 2));
        float[] both = [.. first, .. second];
        var (a, b) = (WavBytes.Chunk("data", one), WavBytes.Chunk("data", two));
        var list = WavBytes.Chunk("LIST", new byte[99]);
        var parts = WavBytes.File(Format, a, list, b, list);
        Assert.Equal(both, Read(parts).All());
        Assert.Equal(both, Read([.. WavBytes.File(Format, a), .. WavBytes.File(list, Format, b)]).All());
        using var source = AudioFile.Open(Given(parts)).Skip(TimeSpan.FromSeconds(1.25));
        Assert.Equal(both[10_000..], source.ToWaveform(cancellationToken: Token).All());
        using var border = AudioFile.Open(Given(parts)).Skip(TimeSpan.FromSeconds(1));
        Assert.Equal(second, border.ToWaveform(cancellationToken: Token).All());

        byte[] differing = [.. WavBytes.File(Format, a), .. WavBytes.File(WavBytes.Format(1, 2, Rate, 16), b)];
        Assert.Contains("joined end to end", Fails(differing), StringComparison.Ordinal);
        Assert.Equal(first, WavFile.Read(Given(differing), allowIncomplete: true).All());
        Assert.Contains("cut off", Fails([.. WavBytes.File(Format, a), .. WavBytes.File(Format, b)[..^4000]]), StringComparison.Ordinal);
    }

    // Oracle: ffmpeg's decoder of the same bytes.
    [Theory]
    [InlineData("pcm_alaw", 300)]
    [InlineData("pcm_mulaw", 300)]
    [InlineData("pcm_u8", 300)]
    [InlineData("pcm_s24le", 300)]
    [InlineData("pcm_s32le", 150)]
    [InlineData("pcm_f64le", 300)]
    public void Codings_are_read_as_ffmpeg_reads_them(string codec, double decibels)
    {
        var source = Path.Combine(_folder.FullName, "source.wav");
        WavFile.Write(source, SoundOf.Noise(Rate, 2, 20_000), WavSampleFormat.Pcm24);
        var path = Ffmpeg.Convert(source, Path.Combine(_folder.FullName, "coded.wav"), "-c:a", codec);
        var expected = WavFile.Read(Ffmpeg.Convert(path, Path.Combine(_folder.FullName, "oracle.wav"), "-c:a", "pcm_f32le"));
        Assert.InRange(SoundOf.SignalToNoise(expected, WavFile.Read(path)), decibels, 400);
    }

    [Fact]
    public void The_order_of_bytes_of_RIFX_is_known()
    {
        foreach (var (tag, length) in new[] { (1, 1), (1, 2), (1, 3), (1, 4), (3, 4), (3, 8), (6, 1) })
        {
            var data = new byte[2 * length * 300];
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = tag == 3 ? (byte)(i % length == 0 ? 0x3E : i) : (byte)(i * 37);
            }

            var little = data.Chunk(length).SelectMany(sample => sample.Reverse()).ToArray();
            var expected = Read(WavBytes.File(WavBytes.Format(tag, 2, Rate, 8 * length), WavBytes.Chunk("data", little)));
            var header = Turned(WavBytes.File(WavBytes.Format(tag, 2, Rate, 8 * length), WavBytes.Chunk("data", new byte[data.Length]))[..44]);
            var read = Read([.. header, .. data]);
            Assert.Equal((2, Rate), (read.ChannelCount, read.SampleRateHz));
            Assert.Equal(expected.All(), read.All());
        }

        static byte[] Turned(byte[] header)
        {
            "RIFX"u8.CopyTo(header);
            foreach (var (at, length) in new[] { (4, 4), (16, 4), (20, 2), (22, 2), (24, 4), (28, 4), (32, 2), (34, 2), (40, 4) })
            {
                Array.Reverse(header, at, length);
            }

            return header;
        }
    }

    // 8 GB that are not on the disk: as RF64, and with the length modulo 4 GiB, as recorders write it that do not know RF64.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_of_8_GB_is_opened_and_its_middle_read_at_once(bool is64)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files are not sparse by themselves on Windows.");
        const long FrameCount = 2_000_000_123;
        const long DataLength = 4 * FrameCount;
        var format = WavBytes.Format(1, 2, 48_000, 16);
        byte[] sizes = [.. BitConverter.GetBytes(DataLength + 72), .. BitConverter.GetBytes(DataLength), .. new byte[12]];
        var header = is64
            ? WavBytes.File("RF64", uint.MaxValue, WavBytes.Chunk("ds64", sizes), format, WavBytes.Chunk("data", [], uint.MaxValue))
            : WavBytes.File("RIFF", unchecked((uint)(DataLength + 36)), format, WavBytes.Chunk("data", [], unchecked((uint)DataLength)));
        var path = Given(header);
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(header.Length + DataLength);
            file.Position = header.Length + (4 * (FrameCount / 2));
            file.Write([0, 0x40, 0, 0xC0]);
        }

        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var source = AudioFile.Open(path))
        {
            Assert.Equal(FrameCount, source.Length);
            using var part = source.Skip(TimeSpan.FromSeconds(FrameCount / 2 / 48_000));
            var block = new float[2 * 48_000];
            for (var filled = 0; filled < block.Length; filled += part.Read(block.AsSpan(filled))) { }

            Assert.Equal((0.5f, -0.5f), (block[2 * (int)(FrameCount / 2 % 48_000)], block[(2 * (int)(FrameCount / 2 % 48_000)) + 1]));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        File.Delete(path);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_an_error_and_one_that_grows_is_read_as_it_was()
    {
        var (bytes, samples) = Sound(20 * Rate);
        var path = Given(WavBytes.File(Format, WavBytes.Chunk("data", bytes)));
        using (var source = AudioFile.Open(path))
        {
            File.AppendAllText(path, new string('x', 100_000));
            Assert.Equal(samples, source.ToWaveform(cancellationToken: Token).All());
        }

        path = Given(WavBytes.File(Format, WavBytes.Chunk("data", bytes)));
        using (var source = AudioFile.Open(path))
        {
            source.Read(new float[100]);
            using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                file.SetLength(Rate);
            }

            Assert.Throws<InvalidDataException>(() => source.ToWaveform(cancellationToken: Token));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static (byte[] Bytes, float[] Samples) Sound(int length, int seed = 1)
    {
        var samples = new float[length];
        var bytes = new byte[2 * length];
        var random = new Random(seed);
        for (var i = 0; i < length; i++)
        {
            var value = (short)random.Next(-30_000, 30_000);
            samples[i] = value / 32_768f;
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), value);
        }

        return (bytes, samples);
    }

    private string Given(byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, "given.wav");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    // By both ways, which must agree.
    private Waveform Read(byte[] bytes)
    {
        var path = Given(bytes);
        var (one, other) = (WavFile.Read(path), AudioFile.Read(path, AsItIs, Token));
        Assert.Equal(one.All(), other.All());
        return one;
    }

    private string Fails(byte[] bytes)
    {
        var path = Given(bytes);
        var (one, other) = (
            Assert.Throws<InvalidDataException>(() => WavFile.Read(path)).Message,
            Assert.Throws<InvalidDataException>(() => AudioFile.Read(path, AsItIs, Token)).Message
        );
        Assert.Equal(one, other);
        return one;
    }
}
