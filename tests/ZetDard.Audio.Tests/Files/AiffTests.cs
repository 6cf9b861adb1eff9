using System.Buffers.Binary;
using System.Text;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

/// <summary>AIFF files, read by this package without a native library.</summary>
public sealed class AiffTests : IDisposable
{
    private const int Rate = 8000;
    private static readonly AudioReadOptions AsItIs = new() { SampleRateHz = null, MaxDuration = null, Decoders = [new AiffDecoder()] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aiff");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Oracle: ffmpeg's decoder of the same file.
    [Theory]
    [InlineData("a.aiff", "pcm_s8", 300)]
    [InlineData("a.aiff", "pcm_s16be", 300)]
    [InlineData("a.aiff", "pcm_s24be", 300)]
    [InlineData("a.aiff", "pcm_s32be", 150)]
    [InlineData("a.aifc", "pcm_s16le", 300)]
    [InlineData("a.aifc", "pcm_f32be", 300)]
    [InlineData("a.aifc", "pcm_f64be", 300)]
    [InlineData("a.aifc", "pcm_alaw", 300)]
    [InlineData("a.aifc", "pcm_mulaw", 300)]
    public void Codings_are_read_as_ffmpeg_reads_them(string name, string codec, double decibels)
    {
        foreach (var (rateHz, channelCount, length) in new[] { (44_100, 2, 20_000), (8000, 1, 20_001), (96_000, 3, 5000) })
        {
            var source = Temp("source.wav");
            WavFile.Write(source, SoundOf.Noise(rateHz, channelCount, length), WavSampleFormat.Pcm24);
            var path = Ffmpeg.Convert(source, Temp(name), "-c:a", codec, "-f", "aiff");
            var expected = WavFile.Read(Ffmpeg.Convert(path, Temp("oracle.wav"), "-c:a", "pcm_f32le"));
            var read = AudioFile.Read(path, AsItIs, Token);
            Assert.Equal((rateHz, channelCount, length), (read.SampleRateHz, read.ChannelCount, read.Length));
            Assert.InRange(SoundOf.SignalToNoise(expected, read), decibels, 400);
        }
    }

    [Fact]
    public void Every_form_is_read()
    {
        float[] expected = [0, 0.5f, -1, -0.25f];
        byte[] bytes8 = [0, 0x40, 0x80, 0xE0];
        byte[] bytes16 = [0, 0, 0x40, 0, 0x80, 0, 0xE0, 0];
        byte[] bytes24 = [0, 0, 0, 0x40, 0, 0, 0x80, 0, 0, 0xE0, 0, 0];
        byte[] bytes32 = [0, 0, 0, 0, 0x40, 0, 0, 0, 0x80, 0, 0, 0, 0xE0, 0, 0, 0];
        byte[] Floats(Func<float, byte[]> bytes) => [.. expected.SelectMany(value => bytes(value).Reverse())];
        Same(expected, File("AIFF", Common(8, 4), Sound(bytes8)));
        Same(expected, File("AIFF", Common(12, 4), Sound(bytes16))); // the significant bits come first
        Same(expected, File("AIFF", Common(16, 4), Sound(bytes16)));
        Same(expected, File("AIFF", Common(20, 4), Sound(bytes24)));
        Same(expected, File("AIFF", Common(24, 4), Sound(bytes24)));
        Same(expected, File("AIFF", Common(32, 4), Sound(bytes32)));
        Same(expected, File("AIFC", Common(16, 4, "NONE"), Sound(bytes16)));
        Same(expected, File("AIFC", Common(16, 4, "twos"), Sound(bytes16)));
        Same(expected, File("AIFC", Common(16, 4, "sowt"), Sound([.. bytes16.Chunk(2).SelectMany(value => value.Reverse())])));
        Same(expected, File("AIFC", Common(24, 4, "in24"), Sound(bytes24)));
        Same(expected, File("AIFC", Common(32, 4, "in32"), Sound(bytes32)));
        Same(expected, File("AIFC", Common(24, 4, "42ni"), Sound([.. bytes24.Chunk(3).SelectMany(value => value.Reverse())])));
        Same(expected, File("AIFC", Common(32, 4, "23ni"), Sound([.. bytes32.Chunk(4).SelectMany(value => value.Reverse())])));
        Same(expected, File("AIFC", Common(8, 4, "raw "), Sound([128, 192, 0, 96])));
        foreach (var name in new[] { "fl32", "FL32" })
        {
            Same(expected, File("AIFC", Common(32, 4, name), Sound(Floats(BitConverter.GetBytes))));
        }

        Same(expected, File("AIFC", Common(64, 4, "fl64"), Sound(Floats(value => BitConverter.GetBytes((double)value)))));

        // Chunks in any order, an offset before the samples, tags before and behind, lengths that were never set.
        var common = Common(16, 4);
        Same(expected, File("AIFF", Sound(bytes16), Chunk("MARK", new byte[9]), common));
        Same(expected, File("AIFF", Chunk("NAME", new byte[9])[..^1], common, Sound(bytes16)));
        Same(expected, File("AIFF", common, Chunk("SSND", [0, 0, 0, 5, 0, 0, 0, 0, 9, 9, 9, 9, 9, .. bytes16])));
        byte[] tag = [.. "ID3"u8, 4, 0, 0, 0, 0, 0x10, 0, .. new byte[1 << 11]];
        Same(expected, [.. tag, .. File("AIFF", common, Sound(bytes16), Chunk("ID3 ", tag)), .. "TAG"u8, .. new byte[125]]);
        Same(expected, File("AIFF", 0, Common(16, 0), Sound(bytes16, 0)));
        Same(expected, File("AIFF", 0x7F00_002E, Common(16, 0x3F80_0000), Sound(bytes16, 0x7F00_0008)));
        Same(expected, File("AIFF", uint.MaxValue, Common(16, uint.MaxValue), Sound(bytes16, uint.MaxValue)));
    }

    [Fact]
    public void A_file_that_is_cut_off_is_an_error_unless_that_is_allowed()
    {
        var whole = File("AIFF", Common(16, 2 * Rate), Sound(new byte[4 * Rate]));
        Assert.Equal(2 * Rate, Read(whole).Length);
        Assert.Equal((2 * Rate) - 200, Read(whole[..^400]).Length);
        foreach (var cut in new[] { whole[..^(2 * Rate)], File("AIFF", Common(16, 2 * Rate), Sound(new byte[2 * Rate])) })
        {
            Fails("but only", "AllowIncomplete", cut);
            Assert.Equal(Rate, AudioFile.Read(Given(cut), AsItIs with { AllowIncomplete = true }, Token).Length);
        }

        // Too small a length is not believed.
        Assert.Equal(2 * Rate, Read(File("AIFF", Common(16, Rate), Sound(new byte[4 * Rate]))).Length);
        var noise = new byte[4 * Rate];
        new Random(1).NextBytes(noise);
        Assert.Equal(2 * Rate, Read(File("AIFF", Common(16, 2 * Rate), Sound(noise, 1000))).Length);
    }

    [Fact]
    public void A_damaged_file_is_an_error_that_says_what_is_wrong()
    {
        Fails("has no sound chunk", "", File("AIFF", Common(16, 4)));
        Fails("has no common chunk", "", File("AIFF", Sound(new byte[8])));
        Fails("0 channels at 8000 Hz", "", File("AIFF", Common(16, 4, channelCount: 0), Sound(new byte[8])));
        Fails("1 channels at 0 Hz", "", File("AIFF", Common(16, 4, rate: [0, 0]), Sound(new byte[8])));
        Fails("channels at", "", File("AIFF", Common(16, 4, rate: [0x7F, 0xFF]), Sound(new byte[8])));
        Fails("samples of 0 bits", "", File("AIFF", Common(0, 4), Sound(new byte[8])));
        Fails("samples of 33 bits", "", File("AIFF", Common(33, 4), Sound(new byte[8])));
        Fails("compression 'ima4'", "", File("AIFC", Common(16, 4, "ima4"), Sound(new byte[8])));
        Fails("a common chunk of 18 bytes", "", File("AIFC", Common(16, 4), Sound(new byte[8])));
        Fails("has no common chunk", "", [.. "FORM\0\0\0\0AIFF\0\0\0\0"u8]);
        Fails("is NaN", "", File("AIFC", Common(32, 1, "fl32"), Sound([0x7F, 0xC0, 0, 0])));
        Fails("holds no sample", "", File("AIFF", Common(16, 0), Sound([])));
    }

    [Fact]
    public void Skip_gives_the_same_as_reading_through()
    {
        var data = new byte[6 * 30_000];
        new Random(2).NextBytes(data);
        var path = Given(File("AIFF", Common(24, 30_000, channelCount: 2), Sound(data)));
        var whole = AudioFile.Read(path, AsItIs, Token);
        using var source = AudioFile.Open(path).Skip(TimeSpan.FromSeconds(1.5)).Take(TimeSpan.FromSeconds(1));
        Assert.Equal(whole.Slice(12_000, 8000).All(), source.ToWaveform(cancellationToken: Token).All());
    }

    // 10,000 mutated inputs: sound or an InvalidDataException, and little memory.
    [Fact]
    public void Open_and_Read_throw_only_what_they_say_for_mutated_files()
    {
        byte[][] seeds =
        [
            File("AIFF", Common(16, 20, channelCount: 2), Chunk("MARK", new byte[9]), Sound(new byte[80])),
            File("AIFC", Common(24, 20, "in24"), Sound(new byte[60]), Chunk("NAME", new byte[5])),
            File("AIFC", Sound(new byte[80]), Common(32, 20, "fl32")),
        ];
        var (read, refused) = (0, 0);
        var decoder = new AiffDecoder();
        var buffer = new float[16_384];
        Mutation.ForEach(seeds, 10_000, seed: 6, bytes =>
        {
            var path = Given(bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var source = decoder.Open(path, allowIncomplete: read % 2 == 0);
                while (source.Read(buffer) > 0) { }

                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        });
        Assert.Equal(10_000, read + refused);
        Assert.InRange(read, 1000, 9000);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Chunk(string id, byte[] content, uint? length = null) =>
        [.. Encoding.ASCII.GetBytes(id), .. Big(length ?? (uint)content.Length), .. content, .. new byte[content.Length % 2]];

    private static byte[] Sound(byte[] data, uint? length = null) => Chunk("SSND", [.. new byte[8], .. data], length);

    // 8,000 Hz in the extended precision of the format, or the two first bytes of another rate.
    private static byte[] Common(int bits, uint frameCount, string? compression = null, int channelCount = 1, byte[]? rate = null) =>
        Chunk(
            "COMM",
            [
                0,
                (byte)channelCount,
                .. Big(frameCount),
                0,
                (byte)bits,
                .. rate ?? [0x40, 0x0B],
                0xFA,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                .. Encoding.ASCII.GetBytes(compression ?? ""),
                .. compression is null ? [] : new byte[2],
            ]
        );

    private static byte[] File(string form, params byte[][] chunks) => File(form, null, chunks);

    private static byte[] File(string form, uint? length, params byte[][] chunks)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(form), .. chunks.SelectMany(chunk => chunk)];
        return [.. "FORM"u8, .. Big(length ?? (uint)body.Length), .. body];
    }

    private string Temp(string name) => Path.Combine(_folder.FullName, name);

    private string Given(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(Temp("given.aiff"), bytes);
        return Temp("given.aiff");
    }

    private Waveform Read(byte[] bytes) => AudioFile.Read(Given(bytes), AsItIs, Token);

    private void Same(float[] expected, byte[] bytes)
    {
        var read = Read(bytes);
        Assert.Equal((Rate, 1), (read.SampleRateHz, read.ChannelCount));
        Assert.Equal(expected, read.All());
    }

    private void Fails(string reason, string remedy, byte[] bytes)
    {
        var message = Assert.Throws<InvalidDataException>(() => Read(bytes)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
    }
}
