using System.Text;
using System.Text.Json;
using ZetDard.Tests;

namespace ZetDard.Lyrics.Tests.Lrc;

/// <summary>
/// Forms of lyric files that players and tools write, most of them from public bug reports. The program and what went wrong there stand
/// before each; the words are made up.
/// </summary>
public sealed class LyricFormsTests
{
    // OpenLyrics: a blank after the colon made the tag void. fooyin: the sign was taken the wrong way round.
    [Theory]
    [InlineData("[offset: -3000]", 13_000)]
    [InlineData("[offset:600]", 9_400)]
    [InlineData("[offset:+500]", 9_500)]
    [InlineData("[offset:500ms]", 9_500)]
    [InlineData("[offset: 500 MS ]", 9_500)]
    [InlineData("[offset:-0.5s]", 10_500)]
    [InlineData("[offset:+1.25 sec]", 8_750)]
    [InlineData("[offset:500毫秒]", 9_500)]
    [InlineData("[offset:－2秒]", 12_000)]
    [InlineData("[offset:1500.0]", 8_500)]
    [InlineData("[offset：500]", 9_500)]
    [InlineData("[offset=500]", 9_500)]
    [InlineData("[OFFSET: + 500]", 9_500)]
    [InlineData("[offset:]\n[offset:500]", 9_500)]
    [InlineData("［offset：500］", 9_500)]
    [InlineData("[offset:abc]", 10_000)]
    [InlineData("[offset:5 minutes]", 10_000)]
    [InlineData("[offset:1e3]", 10_000)]
    [InlineData("[offset:--5]", 10_000)]
    [InlineData("[offset:99999999999999999999]", 10_000)]
    public void Parse_reads_offsets_in_every_form_and_ignores_others(string tag, double milliseconds)
    {
        var lyric = ParsedLyric.Parse($"{tag}\n[00:10.00]a");
        Assert.Equal(milliseconds, Assert.Single(lyric.AllLines).Time!.Value.TotalMilliseconds, 3);
        Assert.True(lyric.Metadata.ContainsKey("offset"));
    }

    // Subtitle Edit: one digit of minutes, as MusicBee writes. OpenLyrics: a colon before the fraction. ESLyric: hours. Jellyfin: three
    // digits.
    [Theory]
    [InlineData("[1:07.899]a", 67_899)]
    [InlineData("[00:25.831]a", 25_831)]
    [InlineData("[00:15:00]a", 15_000)]
    [InlineData("[01:23:45.678]a", 5_025_678)]
    [InlineData("[00:01:02:03]a", 62_030)]
    [InlineData("[00: 15.00]a", 15_000)]
    [InlineData("[ 00:15.00 ]a", 15_000)]
    [InlineData("[00 : 15 . 00]a", 15_000)]
    [InlineData("[00:15,00]a", 15_000)]
    [InlineData("[0:15]a", 15_000)]
    [InlineData("[00:15.]a", 15_000)]
    [InlineData("[00:15.00-1]a", 15_000)]
    [InlineData("[00:15-1]a", 15_000)]
    [InlineData("［00:15.00］a", 15_000)]
    [InlineData("［00：15.00]a", 15_000)]
    [InlineData("<00:15.00>a", 15_000)]
    public void Parse_reads_odd_stamps(string text, double milliseconds)
    {
        var line = Assert.Single(ParsedLyric.Parse(text).Lines);
        Assert.Equal("a", line.Text);
        Assert.Equal(milliseconds, line.Time!.Value.TotalMilliseconds, 3);
    }

    [Fact]
    public void Parse_keeps_full_width_brackets_around_the_name_of_a_part() =>
        Assert.Equal("［副歌］", Assert.Single(ParsedLyric.Parse("［副歌］").AllLines).Text);

    [Theory]
    // Kugou: the offset of a word counts from its line.
    [InlineData("[1000,2000]<0,300,0>Hello <300,400,0>world", "Hello @1+0.3 world@1.3+0.4")]
    [InlineData("[1000,2000]<0,300,0>Good<300,400,0> night", "Good@1+0.3  night@1.3+0.4")]
    // Lyricify: a digit of properties, and no time of the line.
    [InlineData("[4]Hello (1000,300)world(1300,400)", "Hello @1+0.3 world@1.3+0.4")]
    // Lyrics of ESLyric and Salt Player: stamps before the first word and after the last.
    [InlineData("[00:01.000]<00:01.000>Hello <00:01.300>world<00:01.700>", "Hello @1+0.3 world@1.3+0.4")]
    [InlineData("[00:01.00]Hello [00:01.30]world[00:01.70]", "Hello @1+0.3 world@1.3+0.4")]
    // foo_openlyrics and lrc-maker: blanks around the stamps, and a first word later than the line.
    [InlineData("[00:01.00] <00:01.04> Hello <00:01.30> world", " Hello @1.04+0.26  world@1.3+")]
    public void Parse_reads_the_words_of_players(string text, string expected)
    {
        var line = Assert.Single(ParsedLyric.Parse(text).Lines);
        Assert.Equal(1, line.Time!.Value.TotalSeconds);
        Assert.Equal(line.Text, string.Concat(line.Words.Select(word => word.Text)).Trim());
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                line.Words.Select(word => FormattableString.Invariant($"{word.Text}@{word.Time.TotalSeconds}+{word.Duration?.TotalSeconds}"))
            )
        );
    }

    // Kugou: translations and syllables in base 64, one entry per line of the file. Players put them one line too low after an empty line.
    [Fact]
    public void Parse_joins_the_renderings_of_Kugou_by_the_order_of_lines()
    {
        var json = JsonSerializer.Serialize(
            new
            {
                content = new object[]
                {
                    new { language = 0, type = 0, lyricContent = new[] { new[] { "shi", ":", "bou" }, ["yu me ", "wo"], ["mi ta"] } },
                    new { language = 0, type = 1, lyricContent = new[] { new[] { " " }, ["一个梦"], [""], ["做了"] } },
                },
                version = 1,
            }
        );
        var tag = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        const string Lines = "[0,500]<0,500,0>词：某\n[1000,900]<0,400,0>夢<400,400,0>を\n[2000,10]\n[3000,900]<0,400,0>見た";
        Assert.Equal(["0: 词：某", "1: 夢を | 一个梦 | yu me wo", "3: 見た | 做了 | mi ta"], Show(ParsedLyric.Parse($"[language:{tag}]\n{Lines}")));

        // With another number of lines, none can be trusted.
        Assert.DoesNotContain(ParsedLyric.Parse($"[language:{tag}]\n{Lines}\n[4000,9]<0,9,0>新").Lines, line => line.Romanization is not null);
        Assert.Equal(3, ParsedLyric.Parse($"[language:en]\n{Lines}").AllLines.Count);
    }

    // QQ Music: the lyric is an attribute of XML, with quotation marks that XML forbids.
    [Theory]
    [InlineData("\n", "\"/>")]
    [InlineData("&#10;", "\" />")]
    public void Parse_reads_the_XML_of_QQ(string lineEnd, string end)
    {
        string[] lines = ["[ti:T]", "[0,500]词(0,100)：(100,100)某(200,100)", "[1000,2000]Say(1000,300) \"(1300,10)hi(1310,90)\"(1400,10) &amp; go(1500,500)"];
        var lyric = ParsedLyric.Parse(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<QrcInfos>\n<QrcHeadInfo SaveTime=\"1\" Version=\"100\"/>\n<LyricInfo LyricCount=\"1\">\n"
                + $"<Lyric_1 LyricType=\"1\" LyricContent=\"{string.Join(lineEnd, lines)}{lineEnd}{end}\n</LyricInfo>\n</QrcInfos>"
        );
        Assert.Equal(["0: 词：某", "1: Say \"hi\" & go"], Show(lyric));
        Assert.Equal("T", lyric.Metadata["ti"]);
        Assert.Equal(5, lyric.Lines[0].Words.Count);
    }

    [Fact]
    public void Parse_reads_the_forms_of_Lyricify()
    {
        Assert.Equal(
            ["17.69: 月に話 | 对月亮说 | tsuki ni hana"],
            Show(
                ParsedLyric.Parse(
                    "[Lyricify Quick Export]\n[version:1.0]\n\n[lyrics: format@Lyricify Syllable]\n[4]月(17690,600)に(18290,510)話(18800,408)\n\n"
                        + "[translation: format@LRC, language@zh-CN]\n[00:17.690]对月亮说\n\n[pronunciation: format@LRC, language@ja-Latn]\n[00:17.690]tsuki ni hana\n"
                )
            )
        );

        // AMLL TTML Tool: the properties 6 to 8 of a line were lost; they mean the background.
        var lyric = ParsedLyric.Parse("[4]Hello (1000,300)world(1300,400)\n[7](ooh)(1500,300)\n[9]no (1,2)");
        Assert.Equal([false, true, false], lyric.AllLines.Select(line => line.IsBackground));
        Assert.Equal("[9]no (1,2)", lyric.AllLines[2].Text);

        // The second number of a line is its end.
        Assert.Equal(
            [2.0, 2.0],
            ParsedLyric.Parse("[type:LyricifyLines]\n[1000,3000]one\n[4000,6000]two").Lines.Select(line => line.Duration!.Value.TotalSeconds)
        );
    }

    [Theory]
    // harmonoid: lyric, translation, romaji.
    [InlineData("[00:01.00]君の歌\n[00:01.00]你的歌\n[00:01.00]kimi no uta\n[00:04.00]夢を見た\n[00:04.00]做了个梦\n[00:04.00]yume wo mita")]
    // Any other order, and stamps that differ by some milliseconds (Salt Player).
    [InlineData("[00:01.02]kimi no uta\n[00:01.01]你的歌\n[00:01.00]君の歌\n[00:04.00]yume wo mita\n[00:04.02]做了个梦\n[00:04.05]夢を見た")]
    // Blocks: all lines, then all of their renderings.
    [InlineData("[00:01.00]君の歌\n[00:04.00]夢を見た\n\n[00:01.00]你的歌\n[00:04.00]做了个梦\n\n[00:01.00]kimi no uta\n[00:04.00]yume wo mita")]
    public void Parse_tells_three_lines_at_one_time_by_their_scripts(string text) =>
        Assert.Equal(
            ["君の歌 | 你的歌 | kimi no uta", "夢を見た | 做了个梦 | yume wo mita"],
            Show(ParsedLyric.Parse(text)).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
        );

    [Theory]
    // ZonyLrcToolsX: the translations stood before the lines, and the file was not in order.
    [InlineData("[00:19.64]那天看见的海\n[00:24.50]至今记得\n[00:19.64]あの日見た海を\n[00:24.50]今も思い出す", "19.64: あの日見た海を | 那天看见的海", "24.5: 今も思い出す | 至今记得")]
    // StreamMusic: the translation behind the line.
    [InlineData("[00:20.40]見せたいもの\n[00:20.40]想给你看的\n[00:25.65]孤独な夜にも\n[00:25.65]就算是孤独的夜", "20.4: 見せたいもの | 想给你看的", "25.65: 孤独な夜にも | 就算是孤独的夜")]
    // lrc-file-parser: English, romaji, Japanese.
    [InlineData("[00:03.10]We are happy\n[00:03.10]ureshii yo\n[00:03.10]嬉しいよ\n[00:05.10]I had a dream\n[00:05.10]yume wo mita\n[00:05.10]夢を見た", "3.1: 嬉しいよ | We are happy | ureshii yo", "5.1: 夢を見た | I had a dream | yume wo mita")]
    // Two lines, of which the second is no translation.
    [InlineData("[00:10.00]그대를 사랑해\n[00:10.00]geudaereul saranghae\n[00:12.00]보고 싶어요\n[00:12.00]bogo sipeoyo", "10: 그대를 사랑해 |  | geudaereul saranghae", "12: 보고 싶어요 |  | bogo sipeoyo")]
    [InlineData("[00:10.00]夢を見た\n[00:10.00]yume wo mita\n[00:12.00]空を見た\n[00:12.00]sora wo mita", "10: 夢を見た |  | yume wo mita", "12: 空を見た |  | sora wo mita")]
    [InlineData("[00:10.00]nei5 hou2 maa3\n[00:10.00]你好嗎\n[00:12.00]ngo5 oi3 nei5\n[00:12.00]我愛你", "10: 你好嗎 |  | nei5 hou2 maa3", "12: 我愛你 |  | ngo5 oi3 nei5")]
    [InlineData("[00:10.00]月亮代表心\n[00:10.00]yuè liang dài biǎo xīn\n[00:12.00]你问我\n[00:12.00]nǐ wèn wǒ", "10: 月亮代表心 |  | yuè liang dài biǎo xīn", "12: 你问我 |  | nǐ wèn wǒ")]
    // A second line in English is a translation.
    [InlineData("[00:10.00]그대를 사랑해\n[00:10.00]I love you\n[00:12.00]보고 싶어요\n[00:12.00]I miss you so much tonight", "10: 그대를 사랑해 | I love you", "12: 보고 싶어요 | I miss you so much tonight")]
    [InlineData("[00:10.00]大海和天空\n[00:10.00]The sea and the sky\n[00:12.00]今天我\n[00:12.00]Today I watch the snow drift", "10: 大海和天空 | The sea and the sky", "12: 今天我 | Today I watch the snow drift")]
    // Songs in English keep their order.
    [InlineData("[00:10.00]The sea and the sky\n[00:10.00]大海和天空\n[00:12.00]Today\n[00:12.00]今天", "10: The sea and the sky | 大海和天空", "12: Today | 今天")]
    // A line of Han characters alone, and a line of English, in a Japanese song.
    [InlineData("[00:01.00]永遠\n[00:01.00]eien\n[00:01.00]永远\n[00:02.00]Oh my love\n[00:02.00]Oh my love\n[00:02.00]噢 我的爱\n[00:03.00]ずっと一緒に\n[00:03.00]zutto issho ni\n[00:03.00]一直在一起", "1: 永遠 | 永远 | eien", "2: Oh my love | 噢 我的爱 | Oh my love", "3: ずっと一緒に | 一直在一起 | zutto issho ni")]
    // Salt Player: lines without a stamp translate the line before them. Stamps may end both.
    [InlineData("[00:10.00]あの日を[00:14.00]\n那一天\n[00:15.00]今も思う[00:18.00]\n现在还想", "10: あの日を | 那一天", "15: 今も思う | 现在还想")]
    [InlineData("[00:10.00]<00:10.00>あの日<00:12.00>を<00:14.00>\n[00:10.00]<00:10.00>那一天<00:14.00>", "10: あの日を | 那一天")]
    // LDDC: each translation has the time at which its line ends.
    [InlineData("[00:10.00]あの日見た海を\n[00:15.00]那天看见的海\n[00:15.00]今も思い出す\n[00:20.00]至今记得\n[00:20.00]砂の上の言葉\n[00:25.00]沙上的话\n[00:25.00]君の後ろ姿\n[00:30.00]你的背影", "10: あの日見た海を | 那天看见的海", "15: 今も思い出す | 至今记得", "20: 砂の上の言葉 | 沙上的话", "25: 君の後ろ姿 | 你的背影")]
    // Two voices in one language are both sung, also where the rest is translated.
    [InlineData("[00:01.00]Hello there\n[00:02.00]Sing with me\n[00:02.00]Follow me\n[00:03.00]Goodbye", "1: Hello there", "2: Sing with me", "2: Follow me", "3: Goodbye")]
    [InlineData("[00:01.00]Hello\n[00:01.00]你好\n[00:02.00]Sing\n[00:02.00]唱吧\n[00:03.00]oh\n[00:03.00]噢\n[00:03.00]yeah", "1: Hello | 你好", "2: Sing | 唱吧", "3: oh | 噢", "3: yeah")]
    // A song in two languages, whose lines stand at times of their own.
    [InlineData("[00:01.00]你好\n[00:02.00]Hello\n[00:03.00]再见\n[00:04.00]Goodbye", "1: 你好", "2: Hello", "3: 再见", "4: Goodbye")]
    // Eight syllables above eight characters: no pinyin, which has a blank behind each syllable.
    [InlineData(
        "[00:01.00]Bésame bésame mucho\n[00:01.00]吻我吧 深深地吻我\n[00:05.00]Como si fuera esta noche\n[00:05.00]就像今晚是最后一次",
        "1: Bésame bésame mucho | 吻我吧 深深地吻我", "5: Como si fuera esta noche | 就像今晚是最后一次"
    )]
    // A line of a Japanese song that has no kana.
    [InlineData(
        "[00:01.00]夢を見た\n[00:01.00]做了个梦\n[00:04.00]一期一会\n[00:04.00]一生一次的相遇\n[00:08.00]君の名は\n[00:08.00]你的名字",
        "1: 夢を見た | 做了个梦", "4: 一期一会 | 一生一次的相遇", "8: 君の名は | 你的名字"
    )]
    [InlineData(
        "[00:01.00]夢を見た\n[00:01.00]I had a dream\n[00:04.00]永遠\n[00:04.00]Forever\n[00:08.00]君の名は\n[00:08.00]What is your name",
        "1: 夢を見た | I had a dream", "4: 永遠 | Forever", "8: 君の名は | What is your name"
    )]
    public void Parse_tells_lines_at_one_time_by_their_scripts(string text, params string[] expected) =>
        Assert.Equal(expected, Show(ParsedLyric.Parse(text)));

    [Fact]
    public void Parse_joins_a_translation_whose_times_differ_a_little() =>
        Assert.Equal(
            ["61.66: 簡単なことも | 简单的事", "64.5: あたしって | 我是什么", "70: 消える"],
            Show(ParsedLyric.Parse("[01:01.66]簡単なことも\n[01:04.50]あたしって\n[01:10.00]消える", "[01:01.68]简单的事\n[01:04.44]我是什么\n[01:10.50]不是它"))
        );

    // Apple's lyrics as enhanced LRC; LySy writes the background into the line; Walaoke marks women, men and duets.
    [Fact]
    public void Parse_takes_voices_and_backgrounds_off_the_lines()
    {
        var lyric = ParsedLyric.Parse(
            "[00:10.00]v1: <00:10.00>Hello <00:10.50>you [bg:(<00:11.00>ooh <00:11.20>yeah)]\n[00:12.00]v2:<00:12.00>Again\n[bg:<00:13.00>la]\n"
                + "[00:14.00]bg: la la\n[00:15.00]F: she sings\n[00:16.00]M: he sings\n[00:17.00]D: both sing\n[00:18.00][v1]three\n[bg: untimed]"
        );
        Assert.Equal(
            [
                "10 v1 Hello you",
                "11 bg (ooh yeah)",
                "12 v2 Again",
                "13 bg la",
                "14 bg la la",
                "15 F she sings",
                "16 M he sings",
                "17 D both sing",
                "18 v1 three",
                " bg untimed",
            ],
            lyric.AllLines.Select(line =>
                FormattableString.Invariant($"{line.Time?.TotalSeconds} {line.Singer}{(line.IsBackground ? "bg" : "")} {line.Text}")
            )
        );
        Assert.All(
            lyric.Lines.Where(line => line.Words.Count > 0),
            line => Assert.Equal(line.Text, string.Concat(line.Words.Select(word => word.Text)).Trim())
        );
    }

    [Theory]
    // OpenLyrics: the notices of NetEase and QQ Music, and of sites of metal music.
    [InlineData("[00:00:00]此歌曲为没有填词的纯音乐，请您欣赏", true)]
    [InlineData("[00:00.00]纯音乐，请欣赏", true)]
    [InlineData("[00:05.00]純音樂，請欣賞", true)]
    [InlineData("(Instrumental)", true)]
    [InlineData("[00:00.00][Instrumental]", true)]
    [InlineData("[00:00.00]♪ Instrumental ♪", true)]
    [InlineData("[00:00.00]インスト", true)]
    [InlineData("[00:00.00]インストゥルメンタル", true)]
    [InlineData("[00:00.00]연주곡", true)]
    [InlineData("This song is an instrumental", true)]
    // LRCGET: no lines at all.
    [InlineData("[au: instrumental]", true)]
    [InlineData("[au: instrumental]\n[00:01.00]but there are words", false)]
    [InlineData("[00:10.00]Hello\n[00:20.00][Instrumental]", false)]
    [InlineData("[00:10.00]Hello\n[00:20.00]インスト\n[00:30.00]again", false)]
    [InlineData("[00:10.00]一句\n[00:20.00]二句\n[00:30.00]纯音乐，请欣赏", false)]
    [InlineData("", false)]
    [InlineData("[00:10.00][Chorus]", false)]
    public void IsInstrumental_when_the_file_says_so_in_any_form(string text, bool expected) =>
        Assert.Equal(expected, ParsedLyric.Parse(text).IsInstrumental);

    [Theory]
    [InlineData("")]
    [InlineData("[offset:500]\n")]      // of the translation: the same
    public void Parse_joins_a_translation_to_a_lyric_with_an_offset(string offsetOfTranslation)
    {
        var lyric = ParsedLyric.Parse(
            "[offset:500]\n[00:02.00]one\n[00:02.50]two\n[00:03.00]three", $"{offsetOfTranslation}[00:02.00]一\n[00:02.50]二\n[00:03.00]三");
        Assert.Equal(["一", "二", "三"], lyric.Lines.Select(line => line.Translation));
    }

    [Fact]
    public void Parse_takes_no_time_of_day_for_a_singer()
    {
        var lyric = ParsedLyric.Parse("[00:01.00]4:44 in the morning\n[00:02.00]4:44 again\n[00:03.00]4:44 once more");
        Assert.Equal(["4:44 in the morning", "4:44 again", "4:44 once more"], lyric.Lines.Select(line => line.Text));
        Assert.All(lyric.Lines, line => Assert.Null(line.Singer));
    }

    [Fact]
    public void Parse_gives_words_to_the_nearest_of_several_stamps()
    {
        var lines = ParsedLyric.Parse("[01:10.00][00:10.00]<00:10.00>la <00:11.00>le").Lines;
        Assert.Equal([10d, 70], lines.Select(line => line.Time!.Value.TotalSeconds));
        Assert.Equal([[10d, 11], [70, 71]], lines.Select(line => line.Words.Select(word => word.Time.TotalSeconds).ToArray()));
    }

    [Fact]
    public void Parse_reads_the_shared_cases()
    {
        string[] Read(string file) => Show(ParsedLyric.Read(SharedFolder.PathOrSkip("cases", "lyrics", file)));
        Assert.Equal(["1: 故事的小黄花", "5: 从出生那年就飘着"], Read("gb18030.lrc"));
        Assert.Equal(["1: Hello world now", "5: Good night"], Read("kugou.krc.lrc"));
        Assert.Equal(["1: 君の名は | 你的名字 | kimi no na wa", "4: 夢を見た | 做了个梦 | yume wo mita"], Read("three-lines-a-stamp.lrc"));
        Assert.Equal(["9.5: one", "11.5: two", "12.5: ooh", "14.5: three"], Read("a2-and-offset.lrc"));
    }

    private static string[] Show(ParsedLyric lyric) =>
        [
            .. lyric.AllLines.Select(line =>
                FormattableString
                    .Invariant($"{line.Time?.TotalSeconds}: {line.Text} | {line.Translation} | {line.Romanization}")
                    .TrimEnd(' ', '|')
            ),
        ];
}
