using ZetDard.Recommenders;

namespace ZetDard.Lyrics.Tests;

public sealed class LyricSentimentTrainerTests(ITestOutputHelper output)
{
    private static readonly LyricSentimentOptions Small = new() { MinLyricCount = 20, EmbeddingSize = 8 };

    // Oracle: labels of songs by people, none of which was used in training. The lower bound is the required value minus the
    // width of its confidence interval.
    [Fact]
    public async Task Learned_from_other_lyrics_it_tells_moods_apart()
    {
        var songs = MoodSongs.LabelledOrSkip();
        var model = await new LyricSentimentTrainer().FitAsync(
            MoodSongs.UnlabelledOrSkip(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        var auc = Auc.Of([.. songs.Select(song => model.Score(song.Text))], [.. songs.Select(song => song.IsPositive)]);
        output.WriteLine($"AUC {auc:F3} on {songs.Count} songs");
        Assert.InRange(auc, .79, 1);
    }

    [Fact]
    public async Task The_same_lyrics_give_the_same_bits_whatever_the_threads_and_after_loading()
    {
        var path = Path.GetTempFileName();
        try
        {
            var one = await new LyricSentimentTrainer(Small with { ThreadCount = 1 }).FitAsync(
                Lyrics(),
                cancellationToken: TestContext.Current.CancellationToken
            );
            var four = await new LyricSentimentTrainer(Small with { ThreadCount = 4 }).FitAsync(
                Lyrics(),
                cancellationToken: TestContext.Current.CancellationToken
            );
            one.Save(path);
            Assert.Equal(one.CacheKey, four.CacheKey);
            Assert.Equal(one.CacheKey, LyricSentimentModel.Load(path).CacheKey);
            Assert.NotEqual(
                one.CacheKey,
                (
                    await new LyricSentimentTrainer(Small with { Seed = 1 }).FitAsync(
                        Lyrics(),
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                ).CacheKey
            );
            one.Options.Share = .4;
            Assert.Equal(Small.Share, one.Options.Share);
            var loaded = LyricSentimentModel.Load(path);
            Assert.Equal(
                Small with
                {
                    ThreadCount = 1,
                    PositiveSeeds = loaded.Options.PositiveSeeds,
                    NegativeSeeds = loaded.Options.NegativeSeeds,
                },
                loaded.Options
            );
            foreach (var text in Lyrics().Take(20))
            {
                Assert.Equal(one.Score(text), four.Score(text));
                Assert.Equal(one.Score(text), loaded.Score(text));
            }

            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Throws<InvalidDataException>(() => LyricSentimentModel.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // By construction: one half of the lyrics is about sun and joy, the other about rain and tears.
    [Fact]
    public async Task Scores_order_plain_cases_and_are_spread_over_the_range()
    {
        var model = await new LyricSentimentTrainer(Small).FitAsync(Lyrics(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(model.Score("阳光海滩多么快乐") > 0);
        Assert.True(model.Score("下雨的夜里伤心流泪") < 0);
        Assert.InRange(Lyrics().Average(text => model.Score(text)), -.15, .15);
        Assert.Equal(0, model.Score(""));
        Assert.Equal(0, model.Score("\uD83D hello"));
        Mutation.Run([.. Lyrics().Take(3)], 10_000, text => Assert.InRange(model.Score(text), -1, 1));
        Assert.InRange(model.Score(new string('爱', 1_000_000)), -1, 1);
    }

    [Fact]
    public async Task Too_few_lyrics_are_refused_with_their_number()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(() =>
            new LyricSentimentTrainer(Small).FitAsync(
                [
                    .. Enumerable.Repeat(Lyrics().First(), 50),
                    "only English words here, and not a few of them",
                    "きみの笑顔が大好きだよ、きみの笑顔が大好きだよ",
                ],
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        Assert.Contains("Of 52 lyrics, 1 are distinct and Chinese", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_that_do_not_occur_are_refused() =>
        Assert.Contains(
            "seed words",
            (
                await Assert.ThrowsAsync<ArgumentException>(() =>
                    new LyricSentimentTrainer(Small with { PositiveSeeds = ["龘"] }).FitAsync(
                        Lyrics(),
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                )
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Options_out_of_range_are_refused() =>
        Assert.Contains(
            "Share",
            Assert.Throws<ArgumentException>(() => new LyricSentimentTrainer(new() { Share = .9 })).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_cancelled_fit_ends()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new LyricSentimentTrainer(Small).FitAsync(Lyrics(), progress, stop.Token)
        );
    }

    private static IEnumerable<string> Lyrics()
    {
        var random = new Random(7);
        string[] sunny = ["阳光", "海滩", "快乐", "微笑", "幸福", "自由", "飞翔", "拥抱", "春天", "歌唱"];
        string[] rainy = ["下雨", "眼泪", "孤单", "伤心", "离开", "黑夜", "寂寞", "分手", "冬天", "流泪"];
        string[] plain = ["我们", "的", "在", "街道", "时候", "看见", "走过", "听见", "窗外", "一天"];
        for (var i = 0; i < 80; i++)
        {
            var words = i % 2 == 0 ? sunny : rainy;
            yield return string.Join(
                '\n',
                Enumerable
                    .Range(0, 12)
                    .Select(_ => string.Concat(Enumerable.Range(0, 5).Select(_ => (random.Next(2) == 0 ? words : plain)[random.Next(10)])))
            );
        }
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Stage == "Teaching")
                stop.Cancel();
        }
    }
}
