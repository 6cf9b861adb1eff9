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

    // Characters at which the rules change: words of the dictionary, unknown Han, the edges of the block, letters, marks, blanks, surrogates.
    private static readonly string[] Pieces =
    [
        "我", "们", "的", "中", "国", "人", "爱", "不", "心", "情", "歌", "曲", "龘", "钅", "\u4DFF", "\u4E00", "\u9FD5", "\u9FD6", "愛", "國", "後", "㑮",
        "a", "B", "3", "é", ".", "%", "-", "+", "#", "&", "_", " ", "\u3000", "\r", "\n", "\r\n", "\u001C", "，", "·",
        "\uD83D\uDE00", "\uD83D", "\uDE00", "\U00020000", "\U0002B85C", "\0", "\u200F", "あ", "가",
    ];

    private static readonly Gen<string> Mixed = Gen.Int[0, Pieces.Length - 1].Array[0, 40].Select(indices => string.Concat(indices.Select(i => Pieces[i])));

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
        // Oracle: dict.txt itself; of a word that stands there twice, the last line holds.
        var path = SharedFolder.PathOrSkip("oracles", "segmentation", "dict.txt.gz");
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var parts in Lines(path).Select(line => line.Split(' ')))
        {
            words[parts[0]] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        Assert.Equal(349_045, words.Count);
        Assert.All(words, pair => Assert.Equal(pair.Value, Default.FrequencyOf(pair.Key)));
        Assert.All(words.Keys, word =>
        {
            for (var length = 1; length <= word.Length; length++)
            {
                Assert.Equal(words.TryGetValue(word[..length], out var frequency) ? frequency : null, Default.FrequencyOf(word[..length]));
            }
        });
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
    public void Tokens_joined_are_the_text_for_any_text() => Gen.Select(Mixed, Gen.Bool).Sample((text, useHmm) =>
        string.Concat(Default.Segment(text, useHmm)) == text && string.Concat(Default.WithScriptFolding().Segment(text, useHmm)) == text);
}
