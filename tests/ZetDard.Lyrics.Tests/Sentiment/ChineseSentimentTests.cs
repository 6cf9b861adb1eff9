using System.IO.Compression;
using ZetDard.Tests;

namespace ZetDard.Lyrics.Tests;

public sealed class ChineseSentimentTests(ITestOutputHelper output)
{
    // Oracle: labels of songs by people, none of which was used in training. The lower bound is a requirement.
    [Fact]
    public void Shipped_model_tells_moods_of_lyrics_apart()
    {
        var songs = MoodSongs.LabelledOrSkip();
        var auc = Auc.Of([.. songs.Select(song => ChineseSentiment.Default.Score(song.Text))], [.. songs.Select(song => song.IsPositive)]);
        output.WriteLine($"AUC {auc:F3} on {songs.Count} songs");
        Assert.InRange(auc, .74, 1);
    }

    [Theory]
    [InlineData("今天真快乐", "今天真难过")]
    [InlineData("我很幸福", "我不幸福")]
    [InlineData("不再哭泣", "一直哭泣")]
    [InlineData("非常開心", "有點開心")]
    [InlineData("這本書太好了，強烈推薦", "質量太差，非常失望")]
    public void The_first_text_scores_above_the_second(string positive, string negative) =>
        Assert.True(ChineseSentiment.Default.Score(positive) > ChineseSentiment.Default.Score(negative));

    [Fact]
    public void Traditional_and_simplified_text_score_the_same() =>
        Assert.Equal(ChineseSentiment.Default.Score("离开你的眼泪"), ChineseSentiment.Default.Score("離開你的眼淚"));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("\uD83D\u202E <br/>")]
    [InlineData("かな")]
    public void Text_without_Chinese_is_neutral(string text) => Assert.Equal(0, ChineseSentiment.Default.Score(text));

    // A tenth of the sentences of the shipped model, to save time. The command make-sentiment of the evaluation program checks
    // that all of them give the shipped file.
    [Fact]
    public void Learn_gives_the_same_bits_again_and_after_loading()
    {
        var (positive, negative) = (Sentences("pos.txt.gz"), Sentences("neg.txt.gz"));
        var token = TestContext.Current.CancellationToken;
        var (model, quality) = ChineseSentiment.Learn(positive, negative, cancellationToken: token);
        var (again, _) = ChineseSentiment.Learn(positive, negative, cancellationToken: token);
        output.WriteLine(quality.ToString());
        Assert.InRange(quality.ClassifierAccuracy, .79, 1); // .81 on distinct sentences; copies in other folds would raise it
        var path = Path.GetTempFileName();
        try
        {
            model.Save(path);
            var bytes = File.ReadAllBytes(path);
            again.Save(path);
            Assert.Equal(bytes, File.ReadAllBytes(path));
            var loaded = ChineseSentiment.Load(path);
            foreach (var text in positive.Take(50).Concat(negative.Take(50)))
                Assert.Equal(model.Score(text), loaded.Score(text));
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Throws<InvalidDataException>(() => ChineseSentiment.Load(path));
        }
        finally
        {
            File.Delete(path);
        }

        static string[] Sentences(string name)
        {
            using var reader = new StreamReader(
                new GZipStream(File.OpenRead(SharedFolder.PathOrSkip("data", "chinese_sentiment", name)), CompressionMode.Decompress)
            );
            return [.. reader.ReadToEnd().Split('\n').Where((line, i) => i % 10 == 0 && !string.IsNullOrWhiteSpace(line))];
        }
    }

    // Copies in another fold would be seen in training. So copies in any spelling count once, and sentences with both labels are left out.
    [Fact]
    public void Learn_takes_each_sentence_once_and_none_that_stands_under_both_labels()
    {
        var sentences = LabelledSentences.Distinct(["真好！", "真好", "離開你", "一样", "good", ""], ["太差", "一样。", "离开他", "太差"]);
        Assert.Equal(["真好！", "離開你", "太差", "离开他"], sentences.Texts);
        Assert.Equal([true, true, false, false], sentences.Labels);

        var positive = Enumerable.Range(0, 120).Select(i => $"我很快乐阳光真好{(char)('一' + i)}").ToArray();
        var negative = Enumerable.Range(0, 120).Select(i => $"他很难过天气太差{(char)('一' + i)}").ToArray();
        var token = TestContext.Current.CancellationToken;
        var once = ChineseSentiment.Learn(positive, negative, cancellationToken: token).Quality;
        var repeated = ChineseSentiment
            .Learn([.. positive, .. positive, "天"], [.. negative, .. negative, "天"], cancellationToken: token)
            .Quality;
        Assert.Equal(238, once.SentenceCount); // 丟 and 丢 are one character
        Assert.Equal(once, repeated);
        Assert.Contains(
            "1 distinct positive",
            Assert
                .Throws<ArgumentException>(() => ChineseSentiment.Learn(Enumerable.Repeat("真好", 500), negative, cancellationToken: token))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Learn_refuses_too_few_sentences() =>
        Assert.Contains(
            "100 or more",
            Assert
                .Throws<ArgumentException>(() =>
                    ChineseSentiment.Learn(["好"], ["坏"], cancellationToken: TestContext.Current.CancellationToken)
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Score_takes_a_megabyte_and_is_finite_on_10_000_mutated_texts()
    {
        foreach (var part in (string[])["爱", "不", "快乐", "\uD83D", "无x", "很很 "])
        {
            var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
            Assert.InRange(ChineseSentiment.Default.Score(text), -1, 1); // quadratic time would take minutes
        }

        // 1.5 to the power 5,000 is infinite, and the difference of two infinities is not a number.
        var very = new string('很', 5_000);
        Assert.InRange(ChineseSentiment.Default.Score($"{very}快乐，{very}难过"), -1, 1);

        Mutation.Run(["我不是很快乐\n離開你的眼淚", "[00:01.00]爱<br/>"], 10_000, text =>
        {
            Assert.InRange(ChineseSentiment.Default.Score(text), -1, 1);
            Assert.InRange(LyricSentiment.Default.Score(text), -1, 1);
        });
    }

    [Fact]
    public void Default_goes_by_the_language()
    {
        Assert.Equal(new EnglishSentiment().Score("The book was good."), LyricSentiment.Default.Score("The book was good."));
        Assert.Equal(ChineseSentiment.Default.Score("我很快乐"), LyricSentiment.Default.Score("我很快乐"));
        Assert.Equal(0, LyricSentiment.Default.Score("きみの笑顔が大好きだよ"));
        Assert.Equal(0, LyricSentiment.Default.Score("사랑해 love"));
        Assert.Equal(0, LyricSentiment.Default.Score(""));
        Assert.InRange(LyricSentiment.Default.Score("我很快乐 happy happy"), .1, 1);
    }

    // Four English words and four Chinese characters have the same weight.
    [Fact]
    public void Equal_halves_of_two_languages_give_the_mean_of_their_scores()
    {
        var (english, chinese) = (new EnglishSentiment().Score("I am so happy"), ChineseSentiment.Default.Score("我很难过"));
        Assert.Equal((english + chinese) / 2, LyricSentiment.Default.Score("I am so happy\n我很难过"), 12);
        Assert.Equal((english + chinese) / 2, LyricSentiment.Default.Score("我很难过\nI am so happy"), 12);
    }

    [Fact]
    public void Cache_keys_are_equal_for_equal_models_only()
    {
        var (positive, negative) = (
            Enumerable.Range(0, 120).Select(i => $"我很快乐阳光真好{(char)('一' + i)}"),
            Enumerable.Range(0, 120).Select(i => $"他很难过天气太差{(char)('一' + i)}")
        );
        var token = TestContext.Current.CancellationToken;
        var own = ChineseSentiment.Learn(positive, negative, cancellationToken: token).Model;
        Assert.Equal(own.CacheKey, ChineseSentiment.Learn(positive, negative, cancellationToken: token).Model.CacheKey);
        Assert.NotEqual(own.CacheKey, ChineseSentiment.Learn(positive, negative.SkipLast(1), cancellationToken: token).Model.CacheKey);
        Assert.Equal(new LyricSentiment(own).CacheKey, new LyricSentiment(own).CacheKey);
        string?[] keys =
        [
            own.CacheKey,
            ChineseSentiment.Default.CacheKey,
            LyricSentiment.Default.CacheKey,
            new LyricSentiment(own).CacheKey,
            new EnglishSentiment().CacheKey,
        ];
        Assert.Distinct(keys);
        var build = typeof(ChineseSentiment).Module.ModuleVersionId.ToString("N");
        Assert.All(keys, key => Assert.Contains(build, key, StringComparison.Ordinal));
        Assert.Null(new LyricSentiment(new Unnamed()).CacheKey);
    }

    private sealed class Unnamed : ILyricSentiment
    {
        public double Score(ReadOnlySpan<char> text) => 0;
    }

    // Oracle: by hand. Of the three, the probabilities .1 and .15 are in one bin: |.1 + .15 − 1| + |.9 − 1|, a third each.
    [Fact]
    public void Calibration_error_is_as_computed_by_hand_and_refuses_what_is_no_chance()
    {
        Assert.Equal((.75 + .1) / 3, SentimentQuality.CalibrationErrorOf([.1, .15, .9], [false, true, true]), 12);
        Assert.Throws<ArgumentException>(() => SentimentQuality.CalibrationErrorOf([double.NaN], [true]));
        Assert.Throws<ArgumentException>(() => SentimentQuality.CalibrationErrorOf([1.5], [true]));
    }
}
