using static ZetDard.Audio.Tests.Files.Mp3Bytes;

namespace ZetDard.Audio.Tests.Files;

public sealed class Mp3MapTests
{
    private const int PerFrame = 1152;

    public static TheoryData<string, byte[], int> Whole =>
        new()
        {
            { "frames alone", Frames(100), 100 },
            { "one frame", Frames(1), 1 },
            { "a tag before", [.. Id3v2(5000), .. Frames(100)], 100 },
            { "several tags before", [.. Id3v2(500), .. Id3v2(70), .. new byte[300], .. Frames(100)], 100 },
            { "zeros before", [.. new byte[3000], .. Frames(100)], 100 },
            { "a tag that states too little", [.. Id3v2(5000, 100), .. Frames(100)], 100 },
            { "a tag that states a little too much", [.. Id3v2(5000, 5100), .. Loud(100)], 100 },
            { "a tag that states more than the file has", [.. Id3v2(5000, 5_000_000), .. Frames(100)], 100 },
            { "junk before", [.. Junk(3000), .. Frames(100)], 100 },
            { "the beginning of a frame is cut off", [.. Frames(1)[200..], .. Frames(100)], 100 },
            { "an ID3v1 tag behind", [.. Frames(100), .. Id3v1()], 100 },
            { "all tags behind", [.. Frames(100), .. Ape(3000), .. Lyrics3(2000), .. Id3v1()], 100 },
            { "tags behind a frame that is cut off", [.. Frames(99), .. Frame()[..100], .. Ape(90_000), .. Id3v1()], 100 },
            { "the last frame is cut off", [.. Frames(99), .. Frame()[..100]], 100 },
            { "behind all stated frames are a few bytes of another one", [.. Xing(100), .. Frames(100), .. Frame()[..100]], 100 },
            { "an APE tag without a header behind", [.. Frames(100), .. Ape(9000)[32..]], 100 },
            { "an APE tag between", [.. Frames(50), .. Ape(90_000), .. Frames(50)], 100 },
            { "padded with zeros", [.. Frames(100), .. new byte[20_000]], 100 },
            { "tags between", [.. Frames(50), .. Id3v1(), .. Id3v2(90_000), .. Frames(50)], 100 },
            { "a tag with padding between", [.. Frames(50), .. Id3v2(900), .. new byte[90_000], .. Frames(50)], 100 },
            { "a tag behind a frame that is cut off, between", [.. Frames(50), .. Frame()[..100], .. Id3v2(90_000), .. Frames(50)], 101 },
            { "junk between that is shorter than two frames", [.. Frames(50), .. Junk(700), .. Frames(50)], 100 },
            { "Xing", [.. Xing(100), .. Frames(100)], 100 },
            { "Xing of another bitrate", [.. Xing(100, header: 0xFFFB5044), .. Frames(100)], 100 },
            { "Xing in mono before stereo", [.. Xing(100, header: Mono44), .. Frames(100)], 100 },
            { "Xing counts itself", [.. Xing(101), .. Frames(100)], 100 },
            { "Xing states too little", [.. Xing(10), .. Frames(100)], 100 },
            { "Xing states nothing", [.. Xing(0), .. Frames(100)], 100 },
            { "VBRI", [.. Vbri(100), .. Frames(100)], 100 },
            { "two files", [.. Xing(50), .. Frames(50), .. Id3v1(), .. Id3v2(500), .. Xing(49), .. Frames(49)], 100 },
            { "layer I", Frames(100, 0xFFFFA044), 100 },
            { "layer II", Frames(100, 0xFFFDA044), 100 },
            { "MPEG-2", Frames(100, 0xFFF38044), 100 },
            { "MPEG-2.5", Frames(100, 0xFFE38044), 100 },
            { "free format", [.. Enumerable.Repeat(Frame(0xFFFB0044, 1501), 100).SelectMany(frame => frame)], 100 },
            { "free format with padding", [.. Enumerable.Range(0, 100).SelectMany(i => Frame(0xFFFB0044 | (uint)(i % 3 == 0 ? 0x200 : 0), 1501 + (i % 3 == 0 ? 1 : 0)))], 100 },
        };

    [Theory]
    [MemberData(nameof(Whole))]
    public void Read_finds_all_frames(string what, byte[] bytes, int frames)
    {
        var map = Map(bytes);
        map.ThrowIfIncomplete(what, allowIncomplete: false);
        map.ThrowIfChanging(what);
        Assert.Equal(frames, map.FrameCount);
        Assert.Equal((frames * (long)map.First.SamplesPerFrame) - map.Start, map.SampleCount);
    }

    public static TheoryData<string, byte[]> Damaged =>
        new()
        {
            { "are stated, but only", [.. Xing(200), .. Frames(100)] },
            { "are stated, but only", [.. Vbri(200), .. Frames(100)] },
            { "are stated, but only", [.. Xing(50), .. Frames(50), .. Xing(50), .. Frames(20)] },
            { "after 1.3 s of sound, at byte 20,850", [.. Frames(50), .. Junk(10_000), .. Frames(50)] },
            { "bytes that are no MP3, 10,000 in all", [.. Frames(50), .. new byte[10_000], .. Frames(50)] },
            { "the room of 0.6 s", [.. Frames(50), .. Enumerable.Repeat((byte)0xFF, 10_000), .. Frames(50)] },
            { "after 2.6 s of sound", [.. Frames(100), .. Junk(10_000)] },
            { "after 2.6 s of sound", [.. Frames(100), .. new byte[100_000]] },
        };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void ThrowIfIncomplete_says_what_is_missing(string message, byte[] bytes)
    {
        var map = Map(bytes);
        map.ThrowIfIncomplete("a.mp3", allowIncomplete: true);
        var thrown = Assert.Throws<InvalidDataException>(() => map.ThrowIfIncomplete("a.mp3", allowIncomplete: false)).Message;
        Assert.StartsWith("a.mp3 is ", thrown, StringComparison.Ordinal);
        Assert.Contains(message, thrown, StringComparison.Ordinal);
        Assert.EndsWith("set AllowIncomplete.", thrown, StringComparison.Ordinal);
    }

    // As many frames as stated: what lies between is a tag of an unknown kind.
    [Fact]
    public void ThrowIfIncomplete_lets_junk_pass_where_nothing_is_missing() =>
        Map([.. Xing(100), .. Frames(50), .. Junk(10_000), .. Frames(50)]).ThrowIfIncomplete("a.mp3", allowIncomplete: false);

    [Theory]
    [InlineData(Mono44, "44100 Hz, mono")]
    [InlineData(Stereo48, "48000 Hz, stereo")]
    [InlineData(0xFFF38044, "MPEG-2 layer III, 22050 Hz, stereo")]
    [InlineData(0xFFFDA044, "MPEG-1 layer II, 44100 Hz, stereo")]
    public void ThrowIfChanging_says_what_changes(uint header, string message)
    {
        var map = Map([.. Frames(100), .. Frames(100, header)]);
        Assert.Equal(200, map.FrameCount);
        Assert.InRange(map.Seconds, 1.5 * PerFrame * 100 / 48_000, 2.01 * PerFrame * 100 / 44_100);
        var thrown = Assert.Throws<InvalidDataException>(() => map.ThrowIfChanging("a.mp3")).Message;
        Assert.Contains("begins as MPEG-1 layer III, 44100 Hz, stereo, and goes on after 2.6 s as ", thrown, StringComparison.Ordinal);
        Assert.Contains(message, thrown, StringComparison.Ordinal);
    }

    // A bit that is wrong in one header does not change the form of the sound.
    [Theory]
    [InlineData(Mono44)]
    [InlineData(Stereo48)]
    [InlineData(0xFFFB0044)]
    public void Read_takes_a_single_frame_of_another_kind_for_damage(uint header)
    {
        var map = Map([.. Frames(50), .. Frame(header, 417), .. Frames(50)]);
        Assert.Equal((100, null), (map.FrameCount, map.Change));
        Assert.Equal(417, map.Junk.Length);
    }

    [Theory]
    [InlineData(576, 1000, 576 + 529, 1000 - 529)]
    [InlineData(0, 300, 529, 0)]
    [InlineData(null, 0, 529, 0)]
    [InlineData(4095, 4095, 4095 + 529, 4095 - 529)]
    public void Read_cuts_what_encoder_and_decoder_add(int? delay, int padding, int start, int end)
    {
        var map = Map([.. Xing(100, delay, padding, name: "Info"), .. Frames(100)]);
        Assert.Equal((start, (100 * PerFrame) - start - end), (map.Start, map.SampleCount));
    }

    [Fact]
    public void Read_cuts_the_padding_of_the_last_file_and_the_delay_of_the_first()
    {
        var map = Map([.. Xing(50, 576, 1000), .. Frames(50), .. Xing(49, 1105, 2000), .. Frames(49)]);
        Assert.Equal((576 + 529, (100 * PerFrame) - 576 - 2000), (map.Start, map.SampleCount));
    }

    [Fact]
    public void Read_leaves_nothing_of_frames_that_hold_only_delay() =>
        Assert.Equal(0, Map([.. Xing(1, 1105, 600), .. Frames(1)]).SampleCount);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Read_refuses_what_holds_no_frame(int length)
    {
        foreach (var bytes in new[] { new byte[length], Junk(length), [.. Enumerable.Repeat((byte)0xFF, length)], Id3v2(length), Xing(10) })
        {
            Assert.Contains(
                "a.mp3 is damaged: it holds no frame of MP3",
                Assert.Throws<InvalidDataException>(() => Mp3Map.Read(new MemoryStream(bytes), "a.mp3")).Message,
                StringComparison.Ordinal
            );
        }
    }

    // 3 hours: more places than are kept at first.
    [Fact]
    public void PlaceBefore_leaves_enough_frames_to_fill_the_reservoir()
    {
        var map = Map(Frames(3_000_000, 0xFFF31444)); // 24 bytes each, of which 3 are sound
        foreach (var frame in new[] { 0L, 1, 2, 3, 100, 300, 301, 65_536, 1_234_567, 2_999_999 })
        {
            var (first, place) = map.PlaceBefore(frame);
            Assert.Equal(24 * first, place.Offset);
            Assert.InRange(first, Math.Max(0, frame - 304), Math.Max(0, frame - 3 - (255 / 3)));
        }
    }

    [Fact]
    public void Next_makes_frames_silent_whose_beginning_is_lost()
    {
        var (normal, early) = (Frame(), FrameThatBeginsBefore(500));
        early[20] = 1; // in the side information
        early[^1] = 2; // sound, perhaps of the next frame
        byte[] bytes = [.. early, .. normal, .. normal, .. early, .. Junk(300), .. early, .. normal, .. normal, .. normal, .. early];
        var map = Map(bytes);
        var frames = new Mp3Frames(map, map.PlaceBefore(0).Place, map.FrameCount);
        var found = new List<(int Begin, byte Side, byte Last)>();
        while (frames.Next())
        {
            found.Add((Mp3Frames.MainDataBegin(frames.Header, frames.Frame), frames.Frame[20], frames.Frame[^1]));
        }

        Assert.Equal(
            [(0, 0, 2), (0, 0, 0), (0, 0, 0), (500, 1, 2), (0, 0, 2), (0, 0, 0), (0, 0, 0), (0, 0, 0), (500, 1, 2)],
            found.Select(frame => (frame.Begin, (int)frame.Side, (int)frame.Last))
        );
    }

    [Fact]
    public void Read_survives_a_file_that_becomes_shorter()
    {
        var stream = new MemoryStream();
        stream.Write(Frames(2000));
        var map = Mp3Map.Read(stream, "a.mp3");
        stream.SetLength(stream.Length / 2);
        var frames = new Mp3Frames(map, map.PlaceBefore(0).Place, map.FrameCount);
        var count = 0;
        while (frames.Next())
        {
            count++;
        }

        Assert.Equal(1000, count);
        stream.SetLength(2 * stream.Length);
        stream.Write(Frames(5000));
        Assert.True(new Mp3Frames(map, map.PlaceBefore(0).Place, map.FrameCount).Next());
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void Of_knows_an_mp3(string what, byte[] bytes, int frames)
    {
        Assert.True(frames > 0, what);
        Assert.Equal("MP3", SoundFormat.Of(bytes)?.Name);
        Assert.Equal("MP3", SoundFormat.Of(bytes.AsSpan(0, Math.Min(bytes.Length, SoundFormat.StartLength)))?.Name);
    }

    [Fact]
    public void Of_does_not_take_two_frame_headers_for_an_mp3()
    {
        var random = new Random(7);
        var noise = new byte[60_000];
        random.NextBytes(noise);
        Assert.Null(SoundFormat.Of([0x7F, .. "ELF"u8, .. noise[..3000], .. Frames(2), .. noise[..8192]]));
        Assert.Null(SoundFormat.Of([.. Frames(2), .. noise[..8192]]));
        Assert.Null(SoundFormat.Of([.. noise[..3000], .. Frames(3), .. noise[..8192]]));
        Assert.Null(SoundFormat.Of([.. Frame()[..300]]));
        Assert.Null(SoundFormat.Of([1, 2, 3, .. Enumerable.Range(0, 400).SelectMany(i => (byte[])[0xFF, 0xFF, 0, 0, .. noise[..20]])])); // a table
        Assert.Null(SoundFormat.Of([0xFF, 0xFE, .. "H\0e\0l\0l\0o\0"u8]));
        for (var i = 0; i < 10_000; i++)
        {
            random.NextBytes(noise);
            for (var k = 0; k < SoundFormat.StartLength; k += 1 + (i % 5))
            {
                noise[k] = i % 2 == 0 ? noise[k] : (byte)0xFF;
            }

            Assert.Null(SoundFormat.Of(noise.AsSpan(0, SoundFormat.StartLength)));
        }
    }

    [Fact]
    public void Measure_adds_up_the_frames_of_an_ADTS_stream()
    {
        byte[] frame = [0xFF, 0xF1, 0x50, 0x80, 0x06, 0x5F, 0xFC, .. Junk(43)]; // 44,100 Hz, 50 bytes
        byte[] frames = [.. Enumerable.Repeat(frame, 10_000).SelectMany(bytes => bytes)];
        Assert.Equal("AAC", SoundFormat.Of(frames)?.Name);
        Assert.Equal("AAC", SoundFormat.Of(frame)?.Name);
        Assert.Null(SoundFormat.Of([.. Junk(50), .. frame, .. frame, .. Junk(8000)]));
        Assert.Equal((232.2, 0), Measured(frames));
        Assert.Equal((232.2, 0), Measured([.. Id3v2(3000), .. frames, .. frame[..20]]));
        Assert.Equal((464.4, 139.3), Measured([.. frames, .. Junk(300_000), .. frames])); // 6,000 frames would fit there
        Assert.Equal((0, 0), Measured(Junk(300_000)));

        static (double, double) Measured(byte[] bytes) =>
            AdtsFrames.Measure(new MemoryStream(bytes)) is var (seconds, junk) ? (Math.Round(seconds, 1), Math.Round(junk, 1)) : default;
    }

    private static Mp3Map Map(byte[] bytes) => Mp3Map.Read(new MemoryStream(bytes), "a.mp3");
}
