using ZetDard.Recommenders;

namespace ZetDard.Audio.Tests.Files;

/// <summary>How <see cref="AudioFile.Open"/> goes from decoder to decoder. The decoders here give a ramp: sample n has the value n / 1000.</summary>
public sealed class DecodedSourceTests : IDisposable
{
    private const int RateHz = 1000;

    private readonly string _path = Path.GetTempFileName();

    public DecodedSourceTests() => File.WriteAllText(_path, "RAMP");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(400)]
    [InlineData(999)]
    public void Open_lets_the_next_decoder_go_on_where_one_fails(int failsAt)
    {
        var (first, second) = (new Ramp { FailsAt = failsAt }, new Ramp());
        Assert.Equal(Expected(0, 1000), Read(first, second));
        Assert.Equal((1, 1), (first.Disposed, second.Disposed));
    }

    [Fact]
    public void Open_lets_the_next_decoder_go_on_where_one_ends_before_its_length() =>
        Assert.Equal(Expected(0, 1000), Read(new Ramp { EndsAt = 900 }, new Ramp { Stated = null }));

    [Fact]
    public void Open_takes_a_decoder_that_gives_no_sample_for_one_that_failed() =>
        Assert.Equal(Expected(0, 1000), Read(new Ramp { EndsAt = 0, Stated = null }, new Ramp { EndsAt = 0, Stated = 0 }, new Ramp()));

    [Fact]
    public void Open_goes_on_at_the_right_sample_after_Skip()
    {
        using var source = AudioFile
            .Open(_path, [new Ramp { FailsAt = 700 }, new Ramp { FailsAt = 800, CanSeek = true }, new Ramp()])
            .Skip(TimeSpan.FromSeconds(.6));
        Assert.Equal(400, source.Length);
        Assert.Equal(Expected(600, 400), All(source));
    }

    [Fact]
    public void Open_goes_on_with_the_next_decoder_where_Skip_meets_the_fault()
    {
        using var source = AudioFile.Open(_path, [new Ramp { FailsAt = 100 }, new Ramp()]).Skip(TimeSpan.FromSeconds(.6));
        Assert.Equal(Expected(600, 400), All(source));
    }

    [Fact]
    public void Open_accepts_that_a_twentieth_of_a_second_is_missing()
    {
        Assert.Equal(Expected(0, 950), Read(new Ramp { EndsAt = 950 }));
        Assert.Throws<InvalidDataException>(() => Read(new Ramp { EndsAt = 949 }));
    }

    [Fact]
    public void Read_says_how_much_is_missing_and_how_to_read_the_rest()
    {
        var message = Assert.Throws<InvalidDataException>(() => Read(new Ramp { EndsAt = 400 }, new Ramp { EndsAt = 300 })).Message;
        Assert.StartsWith($"{_path} is cut off or damaged: 1.0 s of sound are stated, but only 0.4 s can be read.", message, StringComparison.Ordinal);
        Assert.Contains("AllowIncomplete", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_reads_as_far_as_any_decoder_can_where_incomplete_sound_is_allowed()
    {
        using var source = AudioFile.Open(_path, [new Ramp { FailsAt = 300 }, new Ramp { EndsAt = 500 }], allowIncomplete: true);
        Assert.Equal(Expected(0, 500), All(source));
        var options = new AudioReadOptions { SampleRateHz = null, AllowIncomplete = true, Decoders = [new Ramp { FailsAt = 300 }] };
        Assert.Equal(300, AudioFile.Read(_path, options, TestContext.Current.CancellationToken).Length);
        Assert.Throws<InvalidDataException>(() => All(AudioFile.Open(_path, [new Ramp { FailsAt = 0 }], allowIncomplete: true)));
    }

    [Fact]
    public void Open_gives_the_reason_of_the_first_decoder_where_all_fail()
    {
        var first = new Ramp { FailsAt = 400, Reason = "the first reason" };
        var other = new Ramp { Reason = "another reason", FailsAt = 10 };
        Assert.Equal("the first reason", Assert.Throws<InvalidDataException>(() => Read(first, other)).Message);
        Assert.Equal((1, 1), (first.Disposed, other.Disposed));
    }

    [Fact]
    public void Open_does_not_go_on_with_another_sample_rate_or_other_channels() =>
        Assert.Equal("broken", Assert.Throws<InvalidDataException>(
            () => Read(new Ramp { FailsAt = 400 }, new Ramp { Rate = 2000 }, new Ramp { Channels = 2 })).Message);

    [Fact]
    public void Open_reads_on_behind_a_length_that_is_too_small() =>
        Assert.Equal(Expected(0, 1000), Read(new Ramp { Stated = 10 }));

    [Fact]
    public void Read_finds_the_middle_by_an_estimate()
    {
        var options = new AudioReadOptions
        {
            SampleRateHz = null,
            MaxDuration = TimeSpan.FromSeconds(.2),
            Decoders = [new Ramp { Stated = null, Estimate = 1010 }],
        };
        var middle = AudioFile.Read(_path, options, TestContext.Current.CancellationToken);
        Assert.Equal(Expected(405, 200), middle.Channel(0).ToArray());
    }

    public void Dispose() => File.Delete(_path);

    private static float[] Expected(int start, int count) => [.. Enumerable.Range(start, count).Select(n => n / 1000f)];

    private static float[] All(SampleSource source)
    {
        var (all, buffer) = (new List<float>(), new float[64]);
        while (source.Read(buffer) is > 0 and var count)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return [.. all];
    }

    private float[] Read(params Ramp[] decoders)
    {
        using var source = AudioFile.Open(_path, decoders);
        return All(source);
    }

    private sealed class Ramp : IAudioDecoder
    {
        public int FailsAt { get; init; } = int.MaxValue;
        public int EndsAt { get; init; } = 1000;
        public long? Stated { get; init; } = 1000;
        public long? Estimate { get; init; }
        public int Rate { get; init; } = RateHz;
        public int Channels { get; init; } = 1;
        public bool CanSeek { get; init; }
        public string Reason { get; init; } = "broken";
        public int Disposed { get; private set; }
        public string Name => "ramp";

        public bool CanDecode(ReadOnlySpan<byte> start) => start.SequenceEqual("RAMP"u8);

        public SampleSource Open(string path, bool allowIncomplete) => new Source(this);

        private sealed class Source(Ramp ramp) : SampleSource(ramp.Rate, ramp.Channels, ramp.Stated)
        {
            private int _next;

            internal override long? EstimatedLength => ramp.Estimate ?? Length;

            protected override int ReadBlock(Span<float> interleaved)
            {
                if (_next >= ramp.FailsAt)
                {
                    throw new InvalidDataException(ramp.Reason);
                }

                var count = Math.Min(Math.Min(ramp.EndsAt, ramp.FailsAt) - _next, interleaved.Length / ChannelCount);
                for (var i = 0; i < count; i++)
                {
                    interleaved.Slice(i * ChannelCount, ChannelCount).Fill(_next++ / 1000f);
                }

                return count * ChannelCount;
            }

            protected override bool TrySeek(long sample)
            {
                _next = ramp.CanSeek ? (int)sample : _next;
                return ramp.CanSeek;
            }

            protected override void Dispose(bool disposing)
            {
                ramp.Disposed++;
                base.Dispose(disposing);
            }
        }
    }
}
