using System.Diagnostics;
using System.IO.Compression;
using ZetDard.Tests;

namespace ZetDard.Lyrics.Tests;

public sealed class ChineseSentimentTests(ITestOutputHelper output)
{
    // Oracle: people's labels of songs; none was learned from. The floor is the issue's.
    [Fact]
    public void Shipped_model_tells_moods_of_lyrics_apart()
    {
        var songs = MoodSongs.LabelledOrSkip();
        var auc = SentimentQuality.AucOf([.. songs.Select(song => ChineseSentiment.Default.Score(song.Text))], [.. songs.Select(song => song.IsPositive)]);
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

    // A tenth of the sentences of the shipped model, for time; that the whole gives the shipped file, bit by bit, is checked with make-sentiment of the evaluation program.
    [Fact]
    public void Learn_gives_the_same_bits_again_and_after_loading()
    {
        var (positive, negative) = (Sentences("pos.txt.gz"), Sentences("neg.txt.gz"));
        var token = TestContext.Current.CancellationToken;
        var (model, quality) = ChineseSentiment.Learn(positive, negative, cancellationToken: token);
        var (again, _) = ChineseSentiment.Learn(positive, negative, cancellationToken: token);
        output.WriteLine(quality.ToString());
        Assert.InRange(quality.ClassifierAccuracy, .82, 1);
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
            using var reader = new StreamReader(new GZipStream(File.OpenRead(SharedFolder.PathOrSkip("data", "chinese_sentiment", name)), CompressionMode.Decompress));
            return [.. reader.ReadToEnd().Split('\n').Where((line, i) => i % 10 == 0 && !string.IsNullOrWhiteSpace(line))];
        }
    }

    [Fact]
    public void Learn_refuses_too_few_sentences() =>
        Assert.Contains("100 or more", Assert.Throws<ArgumentException>(() => ChineseSentiment.Learn(["好"], ["坏"], cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    [Fact]
    public void Score_takes_linear_time_on_a_megabyte_and_is_finite_on_10_000_mutated_texts()
    {
        foreach (var part in (string[])["爱", "不", "快乐", "\uD83D", "无x", "很很 "])
        {
            var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
            var watch = Stopwatch.StartNew();
            Assert.InRange(ChineseSentiment.Default.Score(text), -1, 1);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{part}: {watch.Elapsed}");
        }

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
}
