using CsCheck;
using ZetDard.Audio.Tests.Samples;
using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

public sealed class WavFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wav");

    [Theory]
    [InlineData(WavSampleFormat.Pcm16, 1.0 / 65536)]
    [InlineData(WavSampleFormat.Pcm24, 1.0 / 16777216)]
    [InlineData(WavSampleFormat.FloatingPoint32, 0.0)]
    public void Read_gives_what_was_written_within_half_a_step(WavSampleFormat format, double halfStep)
    {
        var path = Path.Combine(_folder.FullName, "a.wav");
        var sound = SoundOf.Noise(32_000, 3, 30_001);
        Assert.Equal(0, WavFile.Write(path, sound, format));
        var read = WavFile.Read(path);
        Assert.Equal((32_000, 3, 30_001), (read.SampleRateHz, read.ChannelCount, read.Length));
        Assert.InRange(sound.All().Zip(read.All(), (a, b) => Math.Abs(a - b)).Max(), 0, halfStep * 1.01);
        Assert.Equal(["a.wav"], _folder.GetFiles().Select(file => file.Name));
        if (format != WavSampleFormat.FloatingPoint32)
        {
            WavFile.Write(path + "2", read, format);
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(path + "2"));
        }
    }

    [Fact]
    public void Write_and_Read_agree_for_any_shape() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 50], Gen.Enum<WavSampleFormat>(), Gen.Int[1, 400_000])
            .Sample(
                (channels, length, format, rate) =>
                {
                    using var stream = new MemoryStream();
                    var sound = SoundOf.Noise(rate, channels, length);
                    WavFile.Write(stream, sound, format);
                    var read = WavFile.Read(Write(stream.ToArray()));
                    return stream.Length % 2 == 0
                        && (read.SampleRateHz, read.ChannelCount, read.Length) == (rate, channels, length)
                        && sound.All().Zip(read.All(), (a, b) => Math.Abs(a - b)).All(error => error <= 1.0 / 65536);
                },
                iter: 300,
                threads: 1
            );

    // Oracle: the values by the definition of the format. AudioFileTests compares with ffmpeg.
    [Fact]
    public void Read_reads_every_coding()
    {
        float[] expected = [0, 0.5f, -1, -0.25f];
        Same(expected, WavBytes.File(WavBytes.Format(1, 1, 8000, 8), WavBytes.Chunk("data", [128, 192, 0, 96])));
        Same(
            expected,
            WavBytes.File(
                WavBytes.Format(1, 2, 8000, 16),
                WavBytes.Chunk(
                    "data",
                    [.. WavBytes.Short(0), .. WavBytes.Short(-32768), .. WavBytes.Short(16384), .. WavBytes.Short(-8192)]
                )
            ),
            2
        );
        byte[] bytes24 = [0, 0, 0, 0, 0, 0x40, 0, 0, 0x80, 0, 0, 0xE0];
        Same(expected, WavBytes.File(WavBytes.Format(1, 1, 8000, 24), WavBytes.Chunk("data", bytes24)));
        Same(expected, WavBytes.File(WavBytes.Extensible(1, 1, 8000, 24, 20), WavBytes.Chunk("data", bytes24)));
        byte[] bytes32 =
        [
            .. WavBytes.Number(0),
            .. WavBytes.Number(1 << 30),
            .. WavBytes.Number(int.MinValue),
            .. WavBytes.Number(-1 << 29),
        ];
        Same(expected, WavBytes.File(WavBytes.Format(1, 1, 8000, 32), WavBytes.Chunk("data", bytes32)));
        Same(expected, WavBytes.File(WavBytes.Extensible(1, 1, 8000, 32, 24), WavBytes.Chunk("data", bytes32)));
        byte[] floats = [.. expected.SelectMany(BitConverter.GetBytes)];
        Same(expected, WavBytes.File(WavBytes.Format(3, 1, 8000, 32), WavBytes.Chunk("data", floats)));
        Same(expected, WavBytes.File(WavBytes.Extensible(3, 1, 8000, 32, 32), WavBytes.Chunk("data", floats)));
        Same(
            expected,
            WavBytes.File(
                WavBytes.Format(3, 1, 8000, 64),
                WavBytes.Chunk("data", [.. expected.SelectMany(value => BitConverter.GetBytes((double)value))])
            )
        );
    }

    [Fact]
    public void Read_finds_the_data_behind_and_before_other_chunks()
    {
        var data = WavBytes.Chunk("data", [.. WavBytes.Short(16384), .. WavBytes.Short(-16384)]);
        var format = WavBytes.Format(1, 1, 8000, 16);
        float[] expected = [0.5f, -0.5f];
        Same(
            expected,
            WavBytes.File(
                WavBytes.Chunk("LIST", [1, 2, 3]),
                format,
                WavBytes.Chunk("fact", [1]),
                WavBytes.Chunk("junk", []),
                data,
                WavBytes.Chunk("id3 ", new byte[99])
            )
        );
        Same(expected, WavBytes.File("RIFF", 0, format, WavBytes.Chunk("data", [.. WavBytes.Short(16384), .. WavBytes.Short(-16384)], 0)));
        Same(expected, WavBytes.File("RIFF", 36, format, WavBytes.Chunk("data", [.. WavBytes.Short(16384), .. WavBytes.Short(-16384)], 0)));
        Same(
            expected,
            WavBytes.File(
                "RIFF",
                uint.MaxValue,
                format,
                [.. WavBytes.Chunk("data", [.. WavBytes.Short(16384), .. WavBytes.Short(-16384)], uint.MaxValue), 9]
            )
        );
        Same([], WavBytes.File(format, WavBytes.Chunk("data", []), WavBytes.Chunk("LIST", new byte[40])));
        byte[] sizes = [.. BitConverter.GetBytes(0L), .. BitConverter.GetBytes(4L), .. BitConverter.GetBytes(2L), 0, 0, 0, 0];
        Same(
            expected,
            WavBytes.File(
                "RF64",
                uint.MaxValue,
                WavBytes.Chunk("ds64", sizes),
                format,
                WavBytes.Chunk("data", [.. WavBytes.Short(16384), .. WavBytes.Short(-16384)], uint.MaxValue),
                WavBytes.Chunk("LIST", new byte[40])
            )
        );
    }

    [Fact]
    public void Read_gives_what_is_there_of_a_file_that_is_cut_off_without_making_room_for_more()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Same(
            [0.5f],
            WavBytes.File("RIFF", 0xFFFF_FFF0, WavBytes.Format(1, 1, 8000, 16), [.. WavBytes.Chunk("data", [0, 0x40], 0xFFFF_0000), 7])
        );
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void Write_says_how_many_samples_it_clipped()
    {
        var path = Path.Combine(_folder.FullName, "a.wav");
        var sound = new Waveform(8000, 1, [1, 1.5f, -1, -1.00001f, -3, 0.9999f]);
        Assert.Equal(3, WavFile.Write(path, sound));
        Assert.Equal([32767 / 32768f, 32767 / 32768f, -1, -1, -1, 32765 / 32768f], WavFile.Read(path).All());
        Assert.Equal(0, WavFile.Write(path, sound, WavSampleFormat.FloatingPoint32));
        Assert.Equal(sound.All(), WavFile.Read(path).All());
    }

    [Fact]
    public void Write_leaves_the_old_file_where_the_folder_is_missing()
    {
        Assert.ThrowsAny<IOException>(() => WavFile.Write(Path.Combine(_folder.FullName, "none", "a.wav"), SoundOf.Noise(8000, 1, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            WavFile.Write(Path.Combine(_folder.FullName, "a.wav"), SoundOf.Noise(8000, 1, 5), (WavSampleFormat)9)
        );
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Read_says_what_is_wrong()
    {
        var format = WavBytes.Format(1, 1, 8000, 16);
        var data = WavBytes.Chunk("data", [0, 0]);
        Fails("0 channels at 8000 Hz", WavBytes.File(WavBytes.Format(1, 0, 8000, 16, 2), data));
        Fails("1 channels at 0 Hz", WavBytes.File(WavBytes.Format(1, 1, 0, 16), data));
        Fails("65535 channels", WavBytes.File(WavBytes.Format(1, 65535, 8000, 16, 2), data));
        Fails("4000000000 Hz", WavBytes.File(WavBytes.Format(1, 1, 4_000_000_000, 16), data));
        Fails("0 bits", WavBytes.File(WavBytes.Format(1, 1, 8000, 0, 2), data));
        Fails("40 bits", WavBytes.File(WavBytes.Format(1, 1, 8000, 40), data));
        Fails("16 bits", WavBytes.File(WavBytes.Format(3, 1, 8000, 16), data));
        Fails("coding 0x0011", WavBytes.File(WavBytes.Format(0x11, 1, 8000, 4, 1), data));
        Fails("of an unknown kind", WavBytes.File(WavBytes.Format(0xFFFE, 1, 8000, 16), data));
        Fails("no format chunk before its data", WavBytes.File(data, format));
        Fails("has no data chunk", WavBytes.File(format));
        Fails("has no data chunk: a chunk reaches beyond its end", WavBytes.File(format, WavBytes.Chunk("LIST", [1], 0xFFFF_FFFF)));
        Fails("has no format chunk", WavBytes.File(WavBytes.Chunk("LIST", [])));
        Fails("a format chunk of 4000000000 bytes", WavBytes.File(WavBytes.Chunk("fmt ", new byte[16], 4_000_000_000)));
        Fails("not a WAV file", "Hello, world: this is text."u8.ToArray());
        Fails("is empty", []);
        Fails(
            "sample 1 of channel 0 (at 0.000 s) is NaN",
            WavBytes.File(
                WavBytes.Format(3, 2, 8000, 32),
                WavBytes.Chunk("data", [.. new float[] { 1, 2, float.NaN, 3 }.SelectMany(BitConverter.GetBytes)])
            )
        );
        Fails("is Infinity", WavBytes.File(WavBytes.Format(3, 1, 8000, 64), WavBytes.Chunk("data", BitConverter.GetBytes(1e300))));
        Assert.Throws<FileNotFoundException>(() => WavFile.Read(_folder.FullName));
        Assert.Throws<FileNotFoundException>(() => WavFile.Read(Path.Combine(_folder.FullName, "none.wav")));
    }

    [Fact]
    public void Read_throws_only_what_it_says_for_every_length_of_a_file()
    {
        var whole = WavBytes.File(
            WavBytes.Chunk("LIST", [1, 2, 3]),
            WavBytes.Extensible(1, 2, 8000, 16, 16),
            WavBytes.Chunk("data", new byte[40])
        );
        for (var length = 0; length <= whole.Length; length++)
        {
            var path = Write(whole[..length]);
            if (length < 12 + 12 + 48 + 8)
            {
                Assert.Throws<InvalidDataException>(() => WavFile.Read(path));
            }
            else
            {
                Assert.Equal((length - 80) / 4, WavFile.Read(path).Length);
            }
        }
    }

    // 10,000 mutated inputs: the reader returns a waveform or throws an InvalidDataException, and allocates little.
    [Fact]
    public void Read_throws_only_what_it_says_for_mutated_files()
    {
        byte[][] seeds =
        [
            WavBytes.File(WavBytes.Chunk("LIST", [1, 2, 3]), WavBytes.Extensible(1, 2, 8000, 16, 16), WavBytes.Chunk("data", new byte[40])),
            WavBytes.File(WavBytes.Format(3, 1, 48_000, 32), WavBytes.Chunk("data", new byte[40])),
            WavBytes.File(
                "RF64",
                uint.MaxValue,
                WavBytes.Chunk("ds64", new byte[28]),
                WavBytes.Format(1, 3, 8000, 24),
                WavBytes.Chunk("data", new byte[27], uint.MaxValue)
            ),
            [
                .. WavBytes.File(WavBytes.Format(7, 1, 8000, 8), WavBytes.Chunk("data", new byte[20]), WavBytes.Chunk("LIST", [1])),
                .. WavBytes.File(WavBytes.Format(7, 1, 8000, 8), WavBytes.Chunk("data", new byte[20])),
            ],
        ];
        var path = Path.Combine(_folder.FullName, "mutated.wav");
        var (read, refused) = (0, 0);
        Mutation.ForEach(seeds, 10_000, seed: 5, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                WavFile.Read(path);
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

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, "given.wav");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private void Same(float[] expected, byte[] bytes, int channelCount = 1)
    {
        var read = WavFile.Read(Write(bytes));
        Assert.Equal((8000, channelCount), (read.SampleRateHz, read.ChannelCount));
        Assert.Equal(expected, read.All());
    }

    private void Fails(string reason, byte[] bytes)
    {
        var path = Write(bytes);
        var message = Assert.Throws<InvalidDataException>(() => WavFile.Read(path)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
