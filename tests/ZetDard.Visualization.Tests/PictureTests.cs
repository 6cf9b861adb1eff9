using System.Xml.Linq;
using SkiaSharp;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Visualization.Tests;

public sealed class PictureTests
{
    public static TheoryData<string> Kinds => ["wave", "spectrogram", "both"];

    // Unusual sound: no sample, one sample, silence, quiet and loud sound, many channels, a high sample rate.
    public static TheoryData<int, int, int, float> Sizes =>
        new()
        {
            { 44_100, 1, 0, 0 },
            { 384_000, 1, 1, 0.5f },
            { 44_100, 2, 0, 0 },
            { 44_100, 2, 88_200, 0 },
            { 8_000, 1, 60, 0.003f },
            { 384_000, 8, 100_000, 0.7f },
            { 22_050, 1, 300_000, 9f },
            { 1, 1, 3, 1 },
            { 16_000, 12, 4_000, 0.1f },
        };

    [Theory, MemberData(nameof(Kinds))]
    public void ToPng_gives_a_picture_of_the_size_asked_for(string kind)
    {
        using var small = SKBitmap.Decode(Draw(kind, Sounds.Sweep(), new() { Width = 640, Height = 320 }).ToPng());
        Assert.Equal((640, 320), (small.Width, small.Height));
        using var twice = SKBitmap.Decode(
            Draw(
                    kind,
                    Sounds.Sweep(),
                    new()
                    {
                        Width = 640,
                        Height = 320,
                        PixelRatio = 2,
                    }
                )
                .ToPng()
        );
        Assert.Equal((1_280, 640), (twice.Width, twice.Height));
    }

    [Fact]
    public void Waveform_is_drawn_where_it_sounds_and_nowhere_else()
    {
        using var picture = SKBitmap.Decode(WaveformPicture.Draw(Sounds.Sweep(), new() { Width = 800, Height = 400 }).ToPng());
        Assert.True(Blue(picture, 100, 550) > 40_000);
        Assert.InRange(Blue(picture, 640, 770), 0, 2_000); // the silent quarter has at most a line

        static int Blue(SKBitmap picture, int from, int until)
        {
            var count = 0;
            for (var x = from; x < until; x++)
            {
                for (var y = 20; y < 330; y++)
                {
                    var color = picture.GetPixel(x, y);
                    count += color.Blue > color.Red + 25 ? 1 : 0;
                }
            }

            return count;
        }
    }

    // A sweep that rises linearly in hertz: on a linear axis, its brightest row rises linearly too.
    [Fact]
    public void Spectrogram_is_brightest_where_the_frequency_is()
    {
        using var picture = SKBitmap.Decode(
            SpectrogramPicture
                .Draw(
                    Sounds.Sweep(),
                    new()
                    {
                        Width = 800,
                        Height = 400,
                        FrequencyAxis = FrequencyAxis.Linear,
                        MaxFrequencyHz = 5_000,
                    }
                )
                .ToPng()
        );
        var (left, right, top, bottom) = (90, 800 - 108, 14 + 8, 400 - 4 - 56);
        for (var tenth = 1; tenth < 7; tenth++)
        {
            var x = left + ((right - left) * tenth / 10);
            var brightest = Enumerable
                .Range(top + 2, bottom - top - 4)
                .MaxBy(y => picture.GetPixel(x, y) is var color ? color.Red + color.Green + color.Blue : 0);
            var frequency = 5_000.0 * (bottom - brightest) / (bottom - top);
            Assert.InRange(frequency, 100 + (390 * tenth) - 60, 100 + (390 * tenth) + 60);
        }
    }

    // One sample is one frame, whose colour fills the plot.
    [Fact]
    public void A_single_frame_fills_the_plot()
    {
        using var picture = SKBitmap.Decode(
            SpectrogramPicture.Draw(new Waveform(384_000, 1, [0.5f]), new() { Width = 800, Height = 400 }).ToPng()
        );
        Assert.All(Enumerable.Range(0, 20), step => Assert.NotEqual(SKColors.White, picture.GetPixel(110 + (step * 27), 30 + (step * 14))));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Any_sound_is_drawn(int rate, int channels, int length, float gain)
    {
        var random = new Random(length + channels);
        var sound = new Waveform(
            rate,
            channels,
            [.. Enumerable.Range(0, channels * length).Select(_ => gain * ((2 * random.NextSingle()) - 1))]
        );
        foreach (var kind in (string[])["wave", "spectrogram", "both"])
        {
            foreach (var axis in Enum.GetValues<FrequencyAxis>())
            {
                var picture = Draw(
                    kind,
                    sound,
                    new()
                    {
                        Title = "x",
                        Width = 400,
                        Height = 300,
                        FrequencyAxis = axis,
                    }
                );
                using var bitmap = SKBitmap.Decode(picture.ToPng());
                Assert.Equal(400, bitmap.Width);
                Assert.NotNull(XDocument.Parse(picture.ToSvg()).Root);
            }
        }
    }

    // The SVG is valid XML 1.0 and contains nothing that a browser would run or load.
    [Theory, MemberData(nameof(Hostile))]
    public void ToSvg_is_safe_whatever_the_title(string title)
    {
        foreach (var kind in (string[])["wave", "both"])
        {
            var svg = Draw(
                    kind,
                    Sounds.Sweep(0.5),
                    new()
                    {
                        Title = title,
                        Width = 500,
                        Height = 300,
                    }
                )
                .ToSvg();
            var document = XDocument.Parse(svg);
            Assert.Equal("svg", document.Root!.Name.LocalName);
            Assert.DoesNotContain(document.Descendants(), static element =>
                element.Name.LocalName.ToLowerInvariant() is "script" or "foreignobject" or "iframe" or "a" or "style"
            );
            Assert.DoesNotContain(document.Descendants().Attributes(), static attribute =>
                attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)
            );
            Assert.All(
                document.Descendants().Attributes().Where(static attribute => attribute.Name.LocalName == "href"),
                static attribute => Assert.Matches("^(data:image/png;base64,|#)", attribute.Value)
            );
            Assert.All(document.Root.Value, static letter =>
                Assert.False(letter is '\u202E' or '\u200E' or '\u2067' || (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')))
            );
        }
    }

    public static TheoryData<string> Hostile =>
        [
            "<script>alert(1)</script>",
            "\"/><image href=\"http://x.example/\" onload=\"alert(1)\"/>",
            "]]>&lt;&#0;&x;",
            "\0\u0001\u0008\u001F\u007F\u0085",
            "\uD800 half \uDC00",
            "\u202Eright\u202C \u2067to\u2069 left\u200E",
            "\uFFFE\uFFFF",
            new string('\u0301', 500),
            "a" + new string('\u0335', 1_000),
            new string('歌', 100_000),
            "",
            "   \t\r\n ",
            "one\r\ntwo",
            "\uFEFF夜\u00A0曲",
            "👨‍👩‍👧‍👦🏳️‍🌈",
            "<![CDATA[",
            "<?xml?>",
            "<!--",
        ];

    [Fact]
    public void ToSvg_tells_the_title_as_text()
    {
        var document = XDocument.Parse(WaveformPicture.Draw(Sounds.Sweep(0.5), new() { Title = "夜曲 <live> & \"more\"" }).ToSvg());
        Assert.Equal("夜曲 <live> & \"more\"", document.Root!.Element(document.Root.Name.Namespace + "title")!.Value);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_same_picture_is_the_same_bytes_however_many_draw(string kind)
    {
        var picture = Draw(
            kind,
            Sounds.Sweep(0.5),
            new()
            {
                Title = "夜曲 ABC",
                Width = 400,
                Height = 300,
            }
        );
        var (png, svg) = (picture.ToPng(), picture.ToSvg());
        Parallel.For(0, 16, _ =>
        {
            var another = Draw(
                kind,
                Sounds.Sweep(0.5),
                new()
                {
                    Title = "夜曲 ABC",
                    Width = 400,
                    Height = 300,
                }
            );
            Assert.Equal(png, another.ToPng());
            Assert.Equal(svg, another.ToSvg());
        });
    }

    // Oracle: the definition, sample by sample.
    [Fact]
    public void Envelope_is_the_range_and_effective_value_of_each_column()
    {
        var random = new Random(5);
        foreach (var (length, columns) in ((int, int)[])[(10_007, 97), (100, 100), (3, 3), (1, 1)])
        {
            float[] samples = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
            var envelope = Envelope.Of(samples, columns);
            for (var column = 0; column < columns; column++)
            {
                var part = samples[(length * column / columns)..(length * (column + 1) / columns)];
                Assert.Equal((part.Min(), part.Max()), (envelope.Low[column], envelope.High[column]));
                Assert.Equal(Math.Sqrt(part.Average(static x => (double)x * x)), envelope.Rms[column], 1e-5);
            }
        }
    }

    [Fact]
    public void Draw_shows_a_spectrogram_that_is_there_already()
    {
        var sound = Sounds.Sweep();
        var log = new MelSpectrogram(sound.SampleRateHz).ComputeLog(sound.Channel(0));
        using var bitmap = SKBitmap.Decode(SpectrogramPicture.Draw(log, new() { Width = 500, Height = 300 }).ToPng());
        Assert.Equal(500, bitmap.Width);
        var holes = new Spectrogram(8_000, 80, [0, 100, 200], [float.NaN, 1, 2, float.NegativeInfinity, 4, 5]);
        Assert.NotEmpty(SpectrogramPicture.Draw(holes, new() { FrequencyAxis = FrequencyAxis.Linear }).ToPng());
        Assert.NotEmpty(SpectrogramPicture.Draw(new Spectrogram(8_000, 80, [100], []), new()).ToPng());
    }

    [Fact]
    public void Save_replaces_the_file_and_leaves_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("zetdard-");
        try
        {
            var picture = WaveformPicture.Draw(Sounds.Sweep(0.5));
            var path = Path.Combine(folder.FullName, "夜曲.png");
            File.WriteAllText(path, "old");
            picture.SavePng(path);
            picture.SaveSvg(Path.Combine(folder.FullName, "a.svg"));
            Assert.Equal(picture.ToPng(), File.ReadAllBytes(path));
            Assert.Equal(picture.ToSvg(), File.ReadAllText(Path.Combine(folder.FullName, "a.svg")));
            Assert.Equal(2, folder.GetFiles().Length);
            Assert.ThrowsAny<IOException>(() => picture.SavePng(Path.Combine(folder.FullName, "none", "a.png")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Draw_refuses_options_out_of_range_by_name()
    {
        var sound = Sounds.Sweep(0.1);
        Refused(new() { Width = 1 }, "Width");
        Refused(new() { Height = 100_000 }, "Height");
        Refused(new() { PixelRatio = double.NaN }, "PixelRatio");
        Refused(new() { FftSize = 1_000 }, "FftSize");
        Refused(new() { RangeDb = 0 }, "RangeDb");
        Refused(new() { FrequencyAxis = (FrequencyAxis)9 }, "FrequencyAxis");
        Assert.Throws<ArgumentNullException>(() => WaveformPicture.Draw(null!));

        void Refused(PictureOptions options, string name)
        {
            Assert.Contains(
                name,
                Assert.ThrowsAny<ArgumentException>(() => SoundPicture.Draw(sound, options)).Message,
                StringComparison.Ordinal
            );
        }
    }

    // Oracle: the frequencies of the spectrogram, for any axis option.
    [Fact]
    public void Draw_of_a_spectrogram_marks_its_own_frequencies()
    {
        var even = SpectrogramImage.Of(new Spectrogram(8_000, 100, [0, 1_000, 2_000, 3_000, 4_000], new float[50]), new(), 10, 5);
        Assert.Equal(
            even.FrequencyLabels.Select(label => double.Parse(label, System.Globalization.CultureInfo.InvariantCulture) / 4),
            even.FrequencyPlaces
        );
        var uneven = SpectrogramImage.Of(
            new Spectrogram(16_000, 100, [300, 500, 1_000, 2_000, 6_000], new float[50]),
            new() { FrequencyAxis = FrequencyAxis.Linear },
            10,
            5
        );
        Assert.Equal(["0.5", "1", "2", "4"], uneven.FrequencyLabels);
        Assert.Equal([2 / 6.0, 3 / 6.0, 4 / 6.0, 4.5 / 6.0], uneven.FrequencyPlaces);
    }

    // Two hours at 22.05 kHz, where samples times columns no longer fit into 32 bits. Oracle: the halves that were written.
    [Fact]
    public void Two_hours_are_drawn_with_their_loud_half_where_it_is()
    {
        var samples = new float[7_200 * 22_050];
        samples.AsSpan(samples.Length / 2).Fill(0.5f);
        var envelope = Envelope.Of(samples, 1_000);
        Assert.NotEmpty(SoundPicture.Draw(new Waveform(22_050, 1, samples)).ToPng());
        Assert.All(envelope.High[..500], high => Assert.Equal(0, high));
        Assert.All(envelope.Low[500..], low => Assert.Equal(0.5f, low));
        Assert.All(envelope.Rms[500..], effective => Assert.Equal(0.5f, effective, 1e-4f));
    }

    [Theory]
    [InlineData(2.6e-6, "Time (µs)")]
    [InlineData(0.02, "Time (ms)")]
    [InlineData(30, "Time (s)")]
    [InlineData(240, "Time (min:s)")]
    [InlineData(7_200, "Time (h:min:s)")]
    public void Ticks_of_time_have_the_unit_of_the_length(double seconds, string title)
    {
        var (places, labels, words) = Ticks.OfTime(seconds, 8);
        Assert.Equal(title, words);
        Assert.InRange(places.Length, 3, 10);
        Assert.Equal(labels.Length, labels.Distinct().Count());
        Assert.All(places, place => Assert.InRange(place, 0, seconds * 1.0001));
    }

    // The pictures of the documentation; ZETDARD_WRITE_IMAGES=docs/images writes them again.
    [Fact]
    public void Pictures_of_the_documentation_are_small_enough_to_keep()
    {
        var sound = Sounds.Chords();
        (string Name, Picture Picture)[] pictures =
        [
            ("sound.png", SoundPicture.Draw(sound, new() { Title = "Broken chords 分解和弦 · アルペジオ · 아르페지오" })),
            ("waveform.png", WaveformPicture.Draw(sound, new() { Title = "Waveform 波形", Height = 320 })),
            ("clusters.png", ClusterMapPicture.Draw(ClusterPictureTests.Songs(), new() { Title = "Songs by sound 按声音分组的歌曲" })),
            ("cluster-counts.png", ClusterCountPicture.Draw(ClusterPictureTests.Counts(), 8, new() { Title = "How many clusters?", Height = 480 })),
        ];
        foreach (var (name, picture) in pictures)
        {
            Assert.InRange(picture.ToPng().Length, 5_000, 150_000);
            if (Environment.GetEnvironmentVariable("ZETDARD_WRITE_IMAGES") is { Length: > 0 } folder)
            {
                picture.SavePng(Path.Combine(folder, name));
            }
        }
    }

    internal static Picture Draw(string kind, Waveform sound, PictureOptions options) =>
        kind switch
        {
            "wave" => WaveformPicture.Draw(sound, options),
            "spectrogram" => SpectrogramPicture.Draw(sound, options),
            _ => SoundPicture.Draw(sound, options),
        };
}
