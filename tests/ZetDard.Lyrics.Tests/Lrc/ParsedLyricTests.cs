using System.Text;

namespace ZetDard.Lyrics.Tests.Lrc;

public sealed class ParsedLyricTests
{
    [Theory]
    [InlineData("[00:12.34]a", 12_340)]
    [InlineData("[0:1]a", 1_000)]
    [InlineData("[00:12.3]a", 12_300)]
    [InlineData("[00:12.345]a", 12_345)]
    [InlineData("[00:12.3456]a", 12_345.6)]
    [InlineData("[00:12:34]a", 12_340)]
    [InlineData("[00:12,34]a", 12_340)]
    [InlineData("[01:02:03.50]a", 3_723_500)]
    [InlineData("[100:00.00]a", 6_000_000)]
    [InlineData("[00:75.00]a", 75_000)]
    [InlineData("[-00:01.00]a", 0)]
    [InlineData("[00:-1.00]a", 0)]
    [InlineData(" [ 00:12.34 ] a ", 12_340)]
    [InlineData("\uFEFF[00:12.34]a", 12_340)]
    [InlineData("[offset:500]\n[00:12.00]a", 11_500)]
    [InlineData("[00:12.00]a\n[offset:-500]", 12_500)]
    [InlineData("[offset:+99999]\n[00:12.00]a", 0)]
    [InlineData("[offset:x]\n[00:12.00]a", 12_000)]
    public void Parse_reads_stamps_and_offsets(string text, double milliseconds)
    {
        var line = Assert.Single(ParsedLyric.Parse(text).Lines);
        Assert.Equal("a", line.Text);
        Assert.Equal(milliseconds, line.Time!.Value.TotalMilliseconds, 3);
    }

    [Theory]
    [InlineData("[00:12.34", "[00:12.34")]
    [InlineData("[1234567:00]a", "[1234567:00]a")]
    [InlineData("[12.34]a", "[12.34]a")]
    [InlineData("[]a", "[]a")]
    [InlineData("a\0b", "ab")]
    [InlineData("a\u202Eb\u200F", "ab")]
    [InlineData("<b>a</b> &amp; b&#39;s <br/>", "a & b's")]
    [InlineData("a < b", "a < b")]
    public void Parse_keeps_as_text_what_is_no_stamp_and_cleans_it(string text, string expected)
    {
        var line = Assert.Single(ParsedLyric.Parse(text).AllLines);
        Assert.Null(line.Time);
        Assert.Equal(expected, line.Text);
    }

    [Fact]
    public void Parse_replaces_lone_surrogates() =>
        Assert.Equal("\uFFFDa\uD83D\uDE00", Assert.Single(ParsedLyric.Parse("\uD83Da\uD83D\uDE00").Lines).Text);

    [Fact]
    public void Parse_sorts_lines_of_several_stamps_and_counts_repetitions()
    {
        var lyric = ParsedLyric.Parse(
            "[ti:T]\n[ar: A ]\n[re:x]\n[00:30.00][00:10.00]chorus, again\n[00:20.00]a verse\n[00:40.00]\n[00:50.00]Chorus again!"
        );
        Assert.Equal(["chorus, again", "a verse", "chorus, again", "Chorus again!"], lyric.Lines.Select(line => line.Text));
        Assert.Equal([10.0, 20, 30, 50], lyric.Lines.Select(line => line.Time!.Value.TotalSeconds));
        Assert.Equal([new CountedLine("chorus, again", 3), new CountedLine("a verse", 1)], lyric.DistinctLines);
        Assert.Equal(10, lyric.Lines[2].Duration!.Value.TotalSeconds);
        Assert.Equal(("T", "A"), (lyric.Metadata["ti"], lyric.Metadata["ar"]));
        Assert.Equal(LyricLanguage.Latin, lyric.Language);
        Assert.True(lyric.IsTimed);
    }

    [Fact]
    public void Parse_reads_plain_text()
    {
        var lyric = ParsedLyric.Parse("一行\r\n\r\n二行\r三行");
        Assert.Equal(["一行", "二行", "三行"], lyric.Lines.Select(line => line.Text));
        Assert.False(lyric.IsTimed);
        Assert.Equal("一行\n二行\n三行", lyric.Text);
        Assert.Empty(ParsedLyric.Parse("").AllLines);
        Assert.Equal(LyricLanguage.None, ParsedLyric.Parse("").Language);
    }

    [Theory]
    [InlineData("[00:01.00]<00:01.00>我<00:01.50>爱<00:02.00>你<00:03.00>", "我@1+0.5 爱@1.5+0.5 你@2+1")]
    [InlineData("[00:01.00]我<00:01.50>爱<00:02.00>你", "我@1+0.5 爱@1.5+0.5 你@2+")]
    [InlineData("[00:01.00]我[00:01.50]爱[00:02.00]你[00:03.00]", "我@1+0.5 爱@1.5+0.5 你@2+1")]
    [InlineData("[1000,2000](1000,500,0)我(1500,500,0)爱(2000,1000,0)你", "我@1+0.5 爱@1.5+0.5 你@2+1")]
    [InlineData("[1000,2000](0,500)我(0,500)爱(0,1000)你", "我@1+0.5 爱@1.5+0.5 你@2+1")]
    [InlineData("[1000,2000]我(1000,500)爱(1500,500)你(2000,1000)", "我@1+0.5 爱@1.5+0.5 你@2+1")]
    public void Parse_reads_the_times_of_words(string text, string expected)
    {
        var line = Assert.Single(ParsedLyric.Parse(text).Lines);
        Assert.Equal("我爱你", line.Text);
        Assert.Equal(1, line.Time!.Value.TotalSeconds);
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                line.Words.Select(word =>
                    FormattableString.Invariant($"{word.Text}@{word.Time.TotalSeconds}+{word.Duration?.TotalSeconds}")
                )
            )
        );
    }

    [Fact]
    public void Parse_reads_credits_as_json_and_brackets_that_are_no_times()
    {
        var lyric = ParsedLyric.Parse(
            "{\"t\":0,\"c\":[{\"tx\":\"作词: \"},{\"tx\":\"某某\",\"li\":\"http://x\"}]}\n[16000,3000](16000,500,0)Oh (16500,500,0)(hey) (17000,500,0)you\n{\"t\":1,\"c\":[{\"tx\":\"\\ud800\"}]}\n{not json}"
        );
        Assert.Equal("作词: 某某", Assert.Single(lyric.Credits).Text);
        Assert.Equal("Oh (hey) you", lyric.Lines[0].Text);
        Assert.Equal(3, lyric.Lines[0].Words.Count);
        Assert.Contains(lyric.AllLines, line => line.Text == "{not json}");
    }

    [Fact]
    public void Parse_joins_a_translation_by_time_or_by_order()
    {
        var timed = ParsedLyric.Parse(
            "[00:00.00]作词 : 某\n[00:00.00]One\n[00:02.000]Two\n[00:03.00]Three",
            "[by:x]\n[00:00.00]一\n[00:02.00]二\n[00:03.00]//"
        );
        Assert.Equal([null, "一", "二", null], timed.AllLines.Select(line => line.Translation));
        var plain = ParsedLyric.Parse("One\nTwo", "一\n二");
        Assert.Equal(["一", "二"], plain.Lines.Select(line => line.Translation));
        var paired = ParsedLyric.Parse("[00:01.00]One\n[00:01.00]一\n[00:02.00]Two\n[00:02.00]二\n[00:03.00]Oh");
        Assert.Equal([("One", "一"), ("Two", "二"), ("Oh", null)], paired.Lines.Select(line => (line.Text, line.Translation)));
        var duet = ParsedLyric.Parse("[00:01.00]One\n[00:01.00]Two");
        Assert.Equal(2, duet.Lines.Count);
    }

    [Fact]
    public void Parse_takes_singer_marks_off_the_lines()
    {
        var lyric = ParsedLyric.Parse("男：你好\n女:再见\n(合)一起唱\n合\n最后一句\n小明：甲\n小明：乙\n小明：丙\n她说：不要走\nＡ：一句");
        Assert.Equal(
            [
                ("男", "你好"),
                ("女", "再见"),
                ("合", "一起唱"),
                ("合", "最后一句"),
                ("小明", "甲"),
                ("小明", "乙"),
                ("小明", "丙"),
                (null, "她说：不要走"),
                ("Ａ", "一句"),
            ],
            lyric.Lines.Select(line => (line.Singer, line.Text))
        );
    }

    [Fact]
    public void Parse_tells_titles_from_the_lines_around_them()
    {
        var lyric = ParsedLyric.Parse(
            "[ti:某歌]\n[ar:某人]\n[00:00.00]某歌 - 某人 (Some One)\n[00:01.00]词：某人\n[00:02.00]曲：某人\n[00:10.00]第一句 - 还没完"
        );
        Assert.Equal(
            [LyricLineKind.Title, LyricLineKind.Credit, LyricLineKind.Credit, LyricLineKind.Sung],
            lyric.AllLines.Select(line => line.Kind)
        );
        Assert.Equal(
            [LyricLineKind.Credit, LyricLineKind.Title, LyricLineKind.Credit, LyricLineKind.Sung],
            ParsedLyric.Parse("作词 : 某人\n某歌\n词 某人 曲 某人\n第一句").AllLines.Select(line => line.Kind)
        );
    }

    [Fact]
    public void Parse_divides_a_file_that_has_lost_its_line_ends()
    {
        var lyric = ParsedLyric.Parse(
            "[00:00.000] 作词 : 某某[00:01.124]当你的天空突然下起了大雨[00:05.341]那是我在为你炸乌云[00:09.191]当你的发丝微乱有阵风吹过"
        );
        Assert.Equal(3, lyric.Lines.Count);
        Assert.Single(lyric.Credits);
        Assert.Equal(5.341, lyric.Lines[1].Time!.Value.TotalSeconds);
    }

    [Fact]
    public void IsInstrumental_when_the_file_says_so()
    {
        Assert.True(ParsedLyric.Parse("[00:00.00]作曲 : 某\n[00:05.00]纯音乐，请欣赏").IsInstrumental);
        Assert.True(ParsedLyric.Parse("[00:05.00]此歌曲为没有填词的纯音乐，请您欣赏").IsInstrumental);
        Assert.False(ParsedLyric.Parse("[00:05.00]第一句\n[00:06.00]第二句").IsInstrumental);
    }

    [Theory]
    [InlineData("我爱你中国", LyricLanguage.ChineseSimplified)]
    [InlineData("後來我總算學會了", LyricLanguage.ChineseTraditional)]
    [InlineData("我是你", LyricLanguage.ChineseSimplified)]
    [InlineData("夜空に咲く花", LyricLanguage.Japanese)]
    [InlineData("あなたと私の街で中国の大学生", LyricLanguage.Japanese)]
    [InlineData("사랑해요 당신을", LyricLanguage.Korean)]
    [InlineData("I don't wanna go", LyricLanguage.Latin)]
    [InlineData("И вновь продолжается бой", LyricLanguage.Other)]
    [InlineData("我们 don't know what to say", LyricLanguage.Latin)]
    [InlineData("我们都是好人 we are all good people", LyricLanguage.Mixed)]
    [InlineData("123 ♪", LyricLanguage.None)]
    public void LanguageOf_tells_scripts(string text, LyricLanguage expected) => Assert.Equal(expected, ScriptShares.LanguageOf(text));

    [Fact]
    public void Parse_reads_every_real_file()
    {
        var songs = NeteaseLyrics.ReadOrSkip();
        Assert.Equal(2840, songs.Count);
        foreach (var (id, text) in songs)
        {
            // Oracle: each of these files' lines is a stamp and a text.
            var expected = text.Split('\n')
                .Count(line => line.IndexOf(']', StringComparison.Ordinal) is > 0 and var end && line[(end + 1)..].Trim().Length > 0);
            var lyric = ParsedLyric.Parse(text);
            var joined = lyric.AllLines.Count(line => line.Translation is not null);
            Assert.True(
                expected == lyric.AllLines.Count + joined,
                $"{id}: {lyric.AllLines.Count} lines and {joined} translations of {expected}"
            );
            Assert.DoesNotContain(lyric.AllLines, line => line.Time is null);
        }
    }

    [Fact]
    public void LanguageOf_agrees_with_the_data_of_real_songs()
    {
        // Oracle: the data's own guess of the language (zh, ja, ko, latin); a few songs are in two languages.
        var path = ZetDard.Tests.SharedFolder.PathOrSkip("data", "netease_lyrics", "lyrics.jsonl.gz");
        using var reader = new StreamReader(
            new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress),
            Encoding.UTF8
        );
        var (right, count) = (0, 0);
        while (reader.ReadLine() is { } line)
        {
            using var song = System.Text.Json.JsonDocument.Parse(line);
            var language = ParsedLyric.Parse(song.RootElement.GetProperty("lrc").GetString()!).Language;
            var same = song.RootElement.GetProperty("lang_guess").GetString() switch
            {
                "zh" => language is LyricLanguage.ChineseSimplified or LyricLanguage.ChineseTraditional,
                "ja" => language == LyricLanguage.Japanese,
                "ko" => language == LyricLanguage.Korean,
                "latin" => language == LyricLanguage.Latin,
                _ => true,
            };
            right += same ? 1 : 0;
            count++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{right} of {count}");
        Assert.InRange((double)right / count, .98, 1);
    }

    [Fact]
    public void Parse_never_throws_for_mutated_files()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        string[] files =
        [
            "[ti:某歌]\n[offset:-300]\n[00:00.00]某歌 - 某人\n[00:01.00][00:30.5]作词 : 某人\n[00:12.00]<00:12.00>一<00:12.50>句\n[00:13.00]男：二句\n\n[1:2:3.4]three &lt;b&gt;",
            "{\"t\":0,\"c\":[{\"tx\":\"作曲: \"},{\"tx\":\"某\"}]}\n[16000,3000](16000,500,0)Oh (16500,500,0)hey\n[53,5708](0,544)没(0,230)有\n[1,2]我(1,1)爱(2,1)",
            "[type:LyricifyLines]\n[1000,2000]<0,300,0>Hello <300,400,0>world\n[4](ooh)(1,2)\n[00:09.00]v1: a [bg:(<00:10.00>ooh)]",
            "[00:01.00]君の名\n[00:01.02]kimi no na\n[00:01.00]你的名字\n[00:02.00]예\n[00:02.00]ye\n［00：03.00］好",
            "<?xml <QrcInfos LyricContent=\"[0,1]a(0,1)&#10;\"/>",
            "未经著作权人许可\n[00:01.00]One\n[00:01.00]一\n[00:02.00]Two\n[00:02.00]二\n【合】la la\nproduced by X",
        ];
        string[] pieces =
        [
            "[",
            "]",
            "<",
            ">",
            "(",
            ")",
            ":",
            ".",
            ",",
            "-",
            "{",
            "}",
            "\"",
            "\\",
            "\n",
            "\r",
            "\0",
            "\uD83D",
            "\uDE00",
            "\u202E",
            "\uFEFF",
            "99999999999999999999",
            "&#x110000;",
            "&#xD800;",
            "：",
            "\u2028",
            "[00:00",
            "(0,",
            "<0,",
            "［",
            "[bg:",
            "[language:eyJjb250ZW50IjpbXX0=]",
            "[Lyricify Quick Export]\n",
            "\uFFFE",
            "，",
            "词",
        ];
        for (var round = 0; round < 10_000; round++)
        {
            var text = new StringBuilder(files[random.Next(files.Length)]);
            for (var change = random.Next(1, 12); change > 0; change--)
            {
                var at = random.Next(text.Length + 1);
                switch (random.Next(4))
                {
                    case 0:
                        text.Insert(at, pieces[random.Next(pieces.Length)]);
                        break;
                    case 1:
                        text.Remove(at, Math.Min(random.Next(5), text.Length - at));
                        break;
                    case 2:
                        text.Insert(at, (char)random.Next(char.MaxValue + 1));
                        break;
                    default:
                        text.Insert(at, text.ToString(at, Math.Min(random.Next(20), text.Length - at)));
                        break;
                }
            }

            var mutated = text.ToString();
            try
            {
                var lyric = ParsedLyric.Parse(mutated, round % 2 == 0 ? mutated : null);
                Assert.DoesNotContain(lyric.AllLines, line => line.Time < TimeSpan.Zero);
            }
            catch (Exception thrown)
            {
                throw new InvalidOperationException(
                    $"Seed {Seed}, round {round}: {Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(mutated))}",
                    thrown
                );
            }
        }
    }

    // Copying the line for each stamp would take 25 G characters here.
    [Theory]
    [InlineData("a")]
    [InlineData("<00:01.00>ab")]
    public void Parse_leaves_out_repetitions_that_would_outgrow_the_file(string piece)
    {
        var file =
            $"{string.Concat(Enumerable.Repeat("[00:01.00]", 50_000))}{string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length))}\n[00:02.00][00:03.00]b";
        var lyric = ParsedLyric.Parse(file);
        Assert.InRange(lyric.AllLines.Sum(line => (long)line.Text.Length), 1, 11L * file.Length);
        Assert.Contains(lyric.AllLines, line => line.Text == "b");
        Assert.Equal(
            7,
            ParsedLyric
                .Parse(
                    string.Concat(Enumerable.Range(1, 7).Select(i => $"[0{i}:00.00]"))
                        + "a chorus that is sung seven times, and is as long as a chorus may be"
                )
                .AllLines.Count
        );
    }

    [Fact]
    public void Parse_saturates_times_that_are_sums()
    {
        var lyric = ParsedLyric.Parse("[offset:-999999999]\n[0,1]" + string.Concat(Enumerable.Repeat("(0,999999999)a", 1_000_000)));
        var words = lyric.AllLines.Single().Words;
        Assert.Equal(1_000_000, words.Count);
        Assert.True(words[^1].Time >= words[^2].Time);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("<")]
    [InlineData("(1,1)")]
    [InlineData("[00:01.00]")]
    [InlineData("[00:01.00]a")]
    [InlineData("[1,1](1,1,0)a")]
    [InlineData("a ")]
    [InlineData("a\n")]
    [InlineData("{\"c\":")]
    [InlineData("[a:b")]
    [InlineData("&#39;")]
    [InlineData("词：甲/")]
    [InlineData("<b ")]
    [InlineData("[bg:")]
    [InlineData("[1,1]<0,1,0>a")]
    [InlineData("[0](1,1)")]
    [InlineData("[00:01.00]あ\n[00:01.00]a\n[00:01.00]你\n")]
    [InlineData("saranghae")]
    public void Parse_takes_a_megabyte(string piece)
    {
        // Quadratic time would take minutes. Time is not measured, because the machine may be busy.
        var large = string.Concat(Enumerable.Repeat(piece, 1 + (1_000_000 / piece.Length)));
        Assert.NotNull(ParsedLyric.Parse(large));
    }
}
