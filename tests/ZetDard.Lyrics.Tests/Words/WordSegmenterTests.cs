using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;
using ZetDard.Tests;

namespace ZetDard.Lyrics.Tests.Words;

public sealed class WordSegmenterTests
{
    private static readonly WordSegmenter Default = WordSegmenter.Default;

    // Characters to which different rules apply: words of the dictionary, unknown Han characters, the edges of the block,
    // letters, marks, blanks, surrogates.
    // A word that never occurs, with the frequency 1: the total changes by 1 of 60 million.

    // The frequency is 0, because any other would change the total and so the rounding that decides between divisions of equal
    // probability (人|人人 and 人人|人).
    private static readonly WordSegmenter WithAddition = Default.WithWords([("魑魅魍魉甲乙丙", 0)]);

    private static readonly string[] Pieces =
    [
        "我",
        "们",
        "的",
        "中",
        "国",
        "人",
        "爱",
        "不",
        "心",
        "情",
        "歌",
        "曲",
        "龘",
        "钅",
        "\u4DFF",
        "\u4E00",
        "\u9FD5",
        "\u9FD6",
        "愛",
        "國",
        "後",
        "㑮",
        "a",
        "B",
        "3",
        "é",
        ".",
        "%",
        "-",
        "+",
        "#",
        "&",
        "_",
        " ",
        "\u3000",
        "\r",
        "\n",
        "\r\n",
        "\u001C",
        "，",
        "·",
        "\uD83D\uDE00",
        "\uD83D",
        "\uDE00",
        "\U00020000",
        "\U0002B85C",
        "\0",
        "\u200F",
        "あ",
        "가",
    ];

    private static readonly Gen<string> Mixed = Gen.Int[0, Pieces.Length - 1]
        .Array[0, 40]
        .Select(indices => string.Concat(indices.Select(i => Pieces[i])));

    [Fact]
    public void Segment_equals_jieba_on_the_golden_lines()
    {
        // Oracle: jieba 0.42.1, 1,500 real lines.
        var path = SharedFolder.PathOrSkip("oracles", "segmentation", "jieba_tokens.jsonl.gz");
        var lines = Lines(path).Where(line => !line.StartsWith('#')).ToArray();
        var wrong = new List<string>();
        foreach (var line in lines)
        {
            using var golden = JsonDocument.Parse(line);
            var text = golden.RootElement.GetProperty("text").GetString()!;
            foreach (var (name, useHmm) in (ReadOnlySpan<(string, bool)>)[("tokens", true), ("tokensNoHmm", false)])
            {
                var expected = string.Join('|', golden.RootElement.GetProperty(name).EnumerateArray().Select(token => token.GetString()));
                var actual = string.Join('|', Default.Segment(text, useHmm));
                if (actual != expected)
                {
                    wrong.Add($"{name}: {expected} but {actual}");
                }
            }
        }

        Assert.Equal(1500, lines.Length);
        Assert.Empty(wrong);
    }

    [Fact]
    public void FrequencyOf_equals_the_dictionary_for_every_word()
    {
        // Oracle: dict.txt itself. If a word occurs twice, the last line counts.
        var path = SharedFolder.PathOrSkip("oracles", "segmentation", "dict.txt.gz");
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var parts in Lines(path).Select(line => line.Split(' ')))
        {
            words[parts[0]] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        Assert.Equal(349_045, words.Count);
        var wrong = words
            .Keys.SelectMany(word => Enumerable.Range(1, word.Length).Select(length => word[..length]))
            .Distinct(StringComparer.Ordinal)
            .Where(prefix => Default.FrequencyOf(prefix) != (words.TryGetValue(prefix, out var frequency) ? frequency : null))
            .Take(3);
        Assert.Empty(wrong);
        Assert.Null(Default.FrequencyOf(""));
        Assert.Null(Default.FrequencyOf("我们的中国人民"));
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    [Fact]
    public void Tokens_joined_are_the_text_for_any_text() =>
        Gen.Select(Mixed, Gen.Bool)
            .Sample(
                (text, useHmm) =>
                    string.Concat(Default.Segment(text, useHmm)) == text
                    && string.Concat(Default.WithScriptFolding().Segment(text, useHmm)) == text
            );

    [Fact]
    public void Segment_equals_the_definition_for_any_text() =>
        Mixed.Sample(
            text =>
                Default
                    .Segment(text, useHmm: false)
                    .SequenceEqual(
                        WordSegmenterReference.Segment(
                            text,
                            word => WordDictionary.Instance.Find(word),
                            WordDictionary.Instance.Total,
                            maxLength: 16
                        )
                    ),
            iter: 2_000
        );

    [Fact]
    public void Folded_segments_equal_those_of_the_folded_text() =>
        Gen.Select(Mixed, Gen.Bool)
            .Sample(
                (text, useHmm) =>
                {
                    // Oracle: the catalogue's folding of the whole text, where it keeps the length of each character.
                    var folded = ZetDard.Recommenders.TextFolding.ToSimplified(text);
                    var (own, other) = (new List<Range>(), new List<Range>());
                    Default.WithScriptFolding().Segment(text, own, useHmm);
                    Default.Segment(SimplifiedCharacters.Fold(text), other, useHmm);
                    return own.SequenceEqual(other)
                        && (folded.Length != text.Length || text.Any(char.IsSurrogate) || folded == SimplifiedCharacters.Fold(text));
                },
                iter: 2_000
            );

    [Fact]
    public void Folding_gives_the_original_spelling_back()
    {
        Assert.Equal(["後來", "我", "總算", "學會"], Default.WithScriptFolding().Segment("後來我總算學會"));
        Assert.Equal(Default.FrequencyOf("总算"), Default.WithScriptFolding().FrequencyOf("總算"));
        Assert.Null(Default.FrequencyOf("總算了"));
        Assert.False(Default.FoldsScript);
    }

    [Fact]
    public void WithWords_refuses_words_of_more_than_64_characters()
    {
        WordSegmenter.Default.WithWords([(new string('爱', 64), 5)]);
        Assert.Contains(
            "at most 64",
            Assert.Throws<ArgumentException>(() => WordSegmenter.Default.WithWords([(new string('爱', 65), 5)])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Removed_words_that_the_model_would_make_fall_apart_in_place()
    {
        // The model joins the two characters to 杭研, which the dictionary does not contain.
        Assert.Equal(["他", "来到", "了", "网易", "杭研", "大厦"], WordSegmenter.Default.Segment("他来到了网易杭研大厦"));
        Assert.Equal(
            ["他", "来到", "了", "网易", "杭", "研", "大厦"],
            WordSegmenter.Default.WithWords([("杭研", 0)]).Segment("他来到了网易杭研大厦")
        );
    }

    [Fact]
    public void WithWords_equals_jieba_with_added_words()
    {
        // Oracle: jieba 0.42.1 after add_word of these, run by hand.
        var segmenter = Default.WithWords([("龘龘山", null), ("台中", null), ("中国", 0), ("石墨烯", 5)]);
        Assert.Equal("我|在|龘龘山|上", string.Join('|', segmenter.Segment("我在龘龘山上")));
        Assert.Equal("我|在|龘|龘|山上", string.Join('|', Default.Segment("我在龘龘山上", useHmm: false)));
        Assert.Equal("「|台中|」|正确|应该|不会|被|切开", string.Join('|', segmenter.Segment("「台中」正确应该不会被切开")));
        Assert.Equal("「|台|中|」|正确|应该|不会|被|切开", string.Join('|', Default.Segment("「台中」正确应该不会被切开", useHmm: false)));
        Assert.Equal("他|爱|中|国", string.Join('|', segmenter.Segment("他爱中国")));
        Assert.Null(segmenter.FrequencyOf("中国"));
        Assert.Equal(5, segmenter.FrequencyOf("石墨烯"));
        Assert.Null(Default.FrequencyOf("龘龘山"));
        Assert.Equal(69, Default.WithWords([("台中", null)]).FrequencyOf("台中"));
    }

    [Fact]
    public void WithWords_of_the_dictionary_changes_nothing_else() =>
        Gen.Select(Mixed, Gen.Bool)
            .Sample((text, useHmm) => WithAddition.Segment(text, useHmm).SequenceEqual(Default.Segment(text, useHmm)), iter: 1_000);

    [Fact]
    public void WithWords_refuses_what_is_no_word()
    {
        Assert.Contains(
            "null or empty",
            Assert.Throws<ArgumentException>(() => Default.WithWords([("", 1)])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("-1", Assert.Throws<ArgumentException>(() => Default.WithWords([("词", -1)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Default.WithWords(null!));
        Assert.Throws<ArgumentNullException>(() => Default.Segment(null!));
        Assert.Same(Default, Default.WithWords([]));
    }

    [Fact]
    public void Segment_is_safe_from_several_threads_and_takes_a_megabyte()
    {
        var text = string.Concat(Enumerable.Repeat("我们在研究生命的起源龘靐齉", 30_000));
        var expected = Default.Segment(text);
        Assert.Equal(text, string.Concat(expected));
        Parallel.For(0, 4, _ => Assert.Equal(expected, Default.Segment(text)));
    }
}
