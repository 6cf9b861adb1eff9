using System.Globalization;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests;

public sealed class ExperimentTests
{
    // Item 10 has 3 of 4 users, 20 two, 30 one. 99 was never seen, user 7 neither; they are left out.
    private static readonly InteractionDataset<SongId> Train = Data((1, 10), (2, 10), (3, 10), (3, 20), (4, 20), (4, 30));
    private static readonly Split<SongId> Split = new(Train, Data((1, 20), (1, 99), (2, 30), (7, 10)));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Oracle: by hand. Both users get 30, 20. User 1 (20, 99): one hit at place 2. User 2 (30): a hit at place 1.
    [Fact]
    public async Task CompareAsync_agrees_with_the_hand_computed_table()
    {
        var result = await Experiments.CompareAsync(
            new(Train),
            Split,
            [("fixed", Fixed(30, 20, 10))],
            new() { K = [1, 2] },
            cancellationToken: Cancellation
        );
        Assert.Equal([1, 2], result.Cases.Select(one => one.User!.Value.Value));
        var model = result["fixed"];
        Check("recall", 1, 0, 1);
        Check("recall", 2, .5, 1);
        Check("ndcg", 2, .6309297536 / 1.6309297536, 1);
        Check("precision", 2, .5, .5);
        Check("hit", 2, 1, 1);
        Check("mrr", 2, .5, 1);
        Check("novelty", 1, 2, 2);
        Check("novelty", 2, 1.5, 1.5);
        Assert.Equal(1.0 / 3, model["coverage", 1].Value, 12);
        Assert.Equal(2.0 / 3, model["coverage", 2].Value, 12);
        Assert.Empty(model["coverage", 1].Values);
        Assert.Null(model["coverage", 1].Interval);
        Assert.Equal(new Interval(.5, 1), model["recall", 2].Interval);
        Assert.Equal(14, model.Metrics.Count);

        // Metrics share the drawing of the resamples, and have the intervals that each would have alone.
        Assert.All(model.Metrics.Where(metric => metric.Name != "coverage"), metric =>
            Assert.Equal(Bootstrap.OfMean([.. metric.Values.Select(value => value!.Value)], seed: 42), metric.Interval)
        );
        Assert.True(model.FitTime >= TimeSpan.Zero && model.RecommendTime > TimeSpan.Zero);
        Assert.Equal(.5, model["recall", 2].Values[result.CaseOf(new(1))]);
        Assert.Equal("recall@2 0.7500 [0.5000 … 1.0000]", model["recall", 2].ToString());

        void Check(string metric, int k, params double[] values)
        {
            Assert.Equal(values.Average(), model[metric, k].Value, 9);
            Assert.All(values.Zip(model[metric, k].Values), pair => Assert.Equal(pair.First, pair.Second!.Value, 9));
        }
    }

    [Fact]
    public async Task Hold_out_and_unseen_splits_are_measured_alike()
    {
        var data = Data([.. from user in Enumerable.Range(1, 6) from item in new[] { 10, 20, 30 } select (user, item)]);
        foreach (var split in (Split<SongId>[])[HoldOut.Fraction(data, .34, seed: 1), HoldOut.UnseenUsers(data, 2, .34, seed: 1)])
        {
            var result = await Experiments.CompareAsync(
                new(data),
                split,
                [("fixed", Fixed(30, 20, 10))],
                new() { K = [3] },
                cancellationToken: Cancellation
            );
            Assert.Equal(split.Test.Users, result.Cases.Select(one => one.User!.Value));
            Assert.Equal(1, result["fixed"]["recall", 3].Value); // two of three are known and left out: the third is the hidden one
            Assert.Equal(1, result["fixed"]["mrr", 3].Value);
        }
    }

    [Fact]
    public void Cases_of_unseen_users_are_histories_and_keep_their_names()
    {
        var split = new Split<SongId>(Data((1, 10)), Data((2, 30), (3, 10))) { History = Data((2, 10), (2, 20)) };
        var one = Assert.Single(split.Cases());
        Assert.Equal(new UserId(2), one.User);
        Assert.Equal([new(10), new(20)], Assert.IsType<HistoryProfile<SongId>>(one.Profile).Items);
        Assert.Equal([new(30)], one.Relevant);
        Assert.Null(one.NewArtists);
    }

    // By hand: songs 1x are by artist 1, 2x by 2, 3x by 3. User 1 knows artist 1: of 12, 21, 31 the artists 2 and 3 are new; user 2 should
    // find only songs of artists whom they know.
    [Fact]
    public async Task Artists_new_to_the_listener_are_measured_where_the_model_recommends_artists()
    {
        var artists = Relation.FromPairs(((int[])[11, 12, 21, 22, 31]).Select(song => (new SongId(song), new ArtistId(song / 10))));
        var data = new TrainingData<SongId>(Data((1, 11), (2, 11), (2, 21), (3, 31), (3, 12))) { Artists = artists };
        var split = new Split<SongId>(data.Interactions, Data((1, 12), (1, 21), (1, 31), (2, 12), (2, 22)));
        Assert.Equal<long[]>(
            [
                [2, 3],
                [],
            ],
            split.Cases(artists).Select(one => one.NewArtists!.Select(artist => artist.Value).Order().ToArray())
        );

        var result = await Experiments.CompareAsync(
            data,
            split,
            [("songs", Fixed(31, 12)), ("both", Trainer.From<SongId>(fold => new WithArtists(fold.Interactions)))],
            new() { K = [2] },
            cancellationToken: Cancellation
        );
        var recall = result["both"]["artistRecall", 2];
        Assert.Equal(.5, recall.Value);
        Assert.Equal([.5, null], recall.Values);
        Assert.DoesNotContain(result["songs"].Metrics, metric => metric.Name == "artistRecall");
        Assert.Contains(
            "It has: recall@2, ndcg@2",
            Assert.Throws<KeyNotFoundException>(() => result["songs"]["artistRecall", 2]).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(result.Conventions, line => line.StartsWith("artistRecall = ", StringComparison.Ordinal));
    }

    // By hand: 1 and 2 should find each other, and 3 and 4. Everybody is offered 2, 1, 4, 3 in this order, with scores 4, 3, 2, 1.
    // The pair 1-2 scores (4 + 3) / 2, 3-4 scores (2 + 1) / 2, the strangers 1-3 (1 + 3) / 2 and 2-4 (2 + 4) / 2: areas 1 and 0.
    [Fact]
    public async Task CompareFriendsAsync_agrees_with_the_hand_computed_table()
    {
        var data = new TrainingData<SongId>(Data((1, 10), (2, 10), (3, 10), (4, 10)));
        var split = new FriendSplit(
            data.Interactions.Users,
            Relation.FromPairs<UserId, UserId>([(new(2), new(3))]),
            Pairs((1, 2), (3, 4)),
            Pairs((1, 3), (2, 4))
        );
        var result = await Experiments.CompareFriendsAsync(
            data,
            split,
            [("friends", Trainer.From<SongId>(_ => new Befriending(2, 1, 4, 3))), ("songs", Fixed(10))],
            new() { K = [1, 2] },
            cancellationToken: Cancellation
        );
        Assert.Equal([1, 2, 3, 4], result.Cases.Select(one => one.User!.Value.Value));
        var friends = result["friends"];
        Assert.Equal(.5, friends["auc"].Value);
        Assert.Equal([1, 1, 0, 0], friends["auc"].Values);
        Assert.Equal([1, 1, 0, 0], friends["recall", 1].Values); // 4 is offered 2, and 3 is offered 1: 2 is his friend already
        Assert.Equal([1, 1, 1, 0], friends["recall", 2].Values);
        Assert.Contains("recommends no friends", result["songs"].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("auc = chance", result.ToString(), StringComparison.Ordinal);

        static (UserId, UserId)[] Pairs(params (int A, int B)[] pairs) =>
            Array.ConvertAll(pairs, pair => (new UserId(pair.A), new UserId(pair.B)));
    }

    // A pair weighs by how many hidden friends its users have, in the interval as in the mean: user 1 has two pairs, the others one.
    [Fact]
    public async Task The_difference_of_the_auc_is_over_pairs()
    {
        var data = new TrainingData<SongId>(Data((1, 10), (2, 10), (3, 10), (4, 10)));
        var split = new FriendSplit(
            data.Interactions.Users,
            null,
            [(new(1), new(2)), (new(1), new(3))],
            [(new(2), new(4)), (new(3), new(4))]
        );
        var result = await Experiments.CompareFriendsAsync(
            data,
            split,
            [("a", Trainer.From<SongId>(_ => new Befriending(1, 2, 4, 3))), ("b", Trainer.From<SongId>(_ => new Befriending(4, 3, 2, 1)))],
            new() { K = [1] },
            cancellationToken: Cancellation
        );
        var difference = result.Difference("a", "b", "auc");
        Assert.Equal(result["a"]["auc"].Value - result["b"]["auc"].Value, difference.Mean, 12);
        Assert.Equal(3, difference.CaseCount);
        Assert.True(difference.Interval.Low <= difference.Mean && difference.Mean <= difference.Interval.High);
    }

    [Fact]
    public async Task Difference_is_paired_case_by_case()
    {
        var result = await Experiments.CompareAsync(
            new(Train),
            Split,
            [("one", Fixed(30, 20, 10)), ("other", Fixed(20, 30, 10)), ("none", Fixed())],
            new()
            {
                K = [1],
                Seed = 7,
                ResampleCount = 200,
            },
            cancellationToken: Cancellation
        );
        var difference = result.Difference("one", "other", "recall", 1); // user 1: 0 - 1/2; user 2: 1 - 0
        Assert.Equal(.25, difference.Mean, 12);
        Assert.Equal(2, difference.CaseCount);
        Assert.Equal(Bootstrap.OfMean([-.5, 1], seed: 7, resampleCount: 200), difference.Interval);
        Assert.Equal(new(0, new(0, 0), 2), result.Difference("one", "one", "recall", 1));
        Assert.Equal("+0.2500 [-0.5000 … 1.0000]", difference.ToString());

        Assert.Contains(
            "one, other, none",
            Assert.Throws<KeyNotFoundException>(() => result.Difference("one", "another", "recall", 1)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no recall@5",
            Assert.Throws<KeyNotFoundException>(() => result.Difference("one", "other", "recall", 5)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => result.Difference("one", "other", "coverage", 1));
        Assert.Throws<KeyNotFoundException>(() => result.Difference("one", "none", "novelty", 1)); // no list, no novelty
        Assert.Throws<KeyNotFoundException>(() => result.CaseOf(new(7)));
    }

    [Fact]
    public async Task A_model_that_fails_says_why_beside_the_others()
    {
        (string, IRecommenderTrainer<SongId>)[] models =
        [
            ("before", Fixed(30)),
            ("no fit", Trainer.From<SongId>(_ => throw new InvalidOperationException("There are no features."))),
            ("no list", Trainer.From<SongId>(_ => new Failing())),
            ("stops itself", Trainer.From<SongId>(_ => throw new OperationCanceledException("It took too long."))),
            ("after", Fixed(20)),
        ];
        var result = await Experiments.CompareAsync(new(Train), Split, models, cancellationToken: Cancellation);
        Assert.Equal(models.Select(model => model.Item1), result.Models.Select(model => model.Name));
        Assert.Equal(
            [null, "There are no features.", "There is no list.", "It took too long.", null],
            result.Models.Select(model => model.Failure?.Message)
        );
        Assert.Equal([true, false, false, false, true], result.Models.Select(model => model.Metrics.Count > 0));
        Assert.Null(result["no list"].FitTime);
        Assert.Contains(
            "failed: There are no features.",
            Assert.Throws<KeyNotFoundException>(() => result["no fit"]["recall", 10]).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("no list failed: There is no list.", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_stops_the_experiment()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var fits = 0;
        var trainer = Trainer.From<SongId>(data =>
        {
            fits++;
            stop.Cancel();
            return new FixedList(data.Interactions, [10]);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Experiments.CompareAsync(new(Train), Split, [("one", trainer), ("other", trainer)], cancellationToken: stop.Token)
        );
        Assert.Equal(1, fits);

        // A model that breaks because it was stopped did not fail by itself.
        using var stopAgain = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var breaking = Trainer.From<SongId>(_ =>
        {
            stopAgain.Cancel();
            throw new InvalidOperationException("Half a matrix.");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Experiments.CompareAsync(new(Train), Split, [("one", breaking)], cancellationToken: stopAgain.Token)
        );
    }

    [Fact]
    public async Task CompareAsync_refuses_what_it_cannot_measure_before_any_fit()
    {
        var unfit = Trainer.From<SongId>(_ => throw new InvalidOperationException("It was fitted."));
        await Refuses("Two models are named 'a'", [("a", unfit), ("a", unfit)]);
        await Refuses("There is no model", []);
        await Refuses("no name", [(" ", unfit)]);
        await Refuses("no trainer: 'a'", [("a", null!)]);
        await Refuses("K must name at least one length", [("a", unfit)], new() { K = [] });
        await Refuses("each 1 or more", [("a", unfit)], new() { K = [10, 0] });
        await Refuses(nameof(ExperimentOptions.ResampleCount), [("a", unfit)], new() { ResampleCount = 0 });
        await Refuses(nameof(ExperimentOptions.ResampleCount), [("a", unfit)], new() { ResampleCount = 1_000_001 });
        await Refuses("There is no case to measure", [("a", unfit)], null, []);
        await Refuses(
            "None of the 1 cases has a relevant item",
            [("a", unfit)],
            null,
            [new(Profile.Of(new UserId(1)), new HashSet<SongId>())]
        );
        Assert.Throws<ArgumentException>(() => new FriendSplit(Train.Users, null, [], []).Cases());

        static async Task Refuses(
            string message,
            (string, IRecommenderTrainer<SongId>)[] models,
            ExperimentOptions? options = null,
            RankingCase<SongId>[]? cases = null
        )
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(() =>
                Experiments.CompareAsync(new(Train), cases ?? Split.Cases(), models, options, cancellationToken: Cancellation)
            );
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Progress_begins_with_the_name_of_the_model()
    {
        var stages = new List<string>();
        await Experiments.CompareAsync(
            new(Train),
            Split,
            [("pop", new PopularityTrainer<SongId>())],
            progress: new Collecting(stages),
            cancellationToken: Cancellation
        );
        Assert.Equal(["pop: Counting listeners", "pop: Recommending"], stages);
    }

    // Wide characters take two columns of a terminal; numbers are invariant whatever the culture.
    [Fact]
    public async Task The_table_is_aligned_and_invariant()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var result = await Experiments.CompareAsync(
                new(Train),
                Split,
                [("热门歌曲", Fixed(30, 20, 10)), ("plain", Fixed(20)), ("broken", Trainer.From<SongId>(_ => new Failing()))],
                new() { K = [2], ResampleCount = 2000 },
                cancellationToken: Cancellation
            );
            var times = new TimeSpan(0, 0, 0, 1, 250);
            var table = (
                result with
                {
                    Models =
                    [
                        .. result.Models.Select(model =>
                            model.Failure is null ? model with { FitTime = times, RecommendTime = times } : model
                        ),
                    ],
                }
            ).ToString();
            Assert.Equal(
                """
                2 cases

                model                   recall@2                  ndcg@2             precision@2                   hit@2                   mrr@2
                热门歌曲  0.7500 [0.5000 1.0000]  0.6934 [0.3869 1.0000]  0.5000 [0.5000 0.5000]  1.0000 [1.0000 1.0000]  0.7500 [0.5000 1.0000]
                plain     0.2500 [0.0000 0.5000]  0.3066 [0.0000 0.6131]  0.2500 [0.0000 0.5000]  0.5000 [0.0000 1.0000]  0.5000 [0.0000 1.0000]
                broken                         -                       -                       -                       -                       -

                model     coverage@2               novelty@2  fit s  recommend s
                热门歌曲      0.6667  1.5000 [1.5000 1.5000]   1.25         1.25
                plain         0.3333  1.0000 [1.0000 1.0000]   1.25         1.25
                broken             -                       -      -            -

                broken failed: There is no list.

                log2 discount; ideal DCG over min(k, |relevant|); recall = hits / |relevant|; known items masked; users without test items left out;
                coverage = share of candidates in some list; novelty = mean of -log2(share of training users who have the item);
                intervals by bootstrap over users (2,000 resamples, seeded), 95 %

                """.ReplaceLineEndings("\n"),
                table
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("plain", 5)]
    [InlineData("周杰伦", 6)]
    [InlineData("ＡＢ", 4)]
    [InlineData("한국", 4)]
    [InlineData("ヨルシカ", 8)]
    [InlineData("e\u0301te\u0301", 3)] // combining accents
    [InlineData("🎵 a", 4)]
    [InlineData("", 0)]
    public void WidthOf_counts_the_columns_of_a_terminal(string text, int width) => Assert.Equal(width, TextTable.WidthOf(text));

    [Fact]
    public async Task A_world_is_measured_with_artists_and_friends()
    {
        var data = MusicWorld.Create(new() { UserCount = 60 }).ToTrainingData();
        var result = await Experiments.CompareAsync(
            data,
            HoldOut.Fraction(data.Interactions, .2, seed: 1),
            [("popularity", new PopularityTrainer<SongId>())],
            cancellationToken: Cancellation
        );
        Assert.Contains(result.Cases, one => one.NewArtists!.Count > 0);
        var friends = await Experiments.CompareFriendsAsync(
            data,
            HoldOut.Friends(data, .2, seed: 1, strangerCount: 500),
            [("chance", Trainer.From<SongId>(fold => new Befriending([.. fold.Interactions.Users.Select(user => user.Value)])))],
            cancellationToken: Cancellation
        );
        Assert.InRange(friends["chance"]["auc"].Value, .3, .7);
    }

    private static InteractionDataset<SongId> Data(params (int User, int Item)[] pairs) =>
        InteractionDataset.FromPairs<SongId>(pairs.Select(pair => (new UserId(pair.User), new SongId(pair.Item))));

    private static IRecommenderTrainer<SongId> Fixed(params long[] ids) =>
        Trainer.From<SongId>(data => new FixedList(data.Interactions, ids));

    /// <summary>The songs of the list that a listener does not know.</summary>
    private class FixedList(InteractionDataset<SongId> data, long[] ids) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            var known = request.Profile is HistoryProfile<SongId> history
                ? history.Items
                : [.. data.KnownItems(request.Profile).ToArray().Select(item => data.Items[item])];
            return
            [
                .. ids.Select(id => new SongId(id)).Except(known).Take(request.N).Select((id, i) => new Recommendation<SongId>(id, -i)),
            ];
        }
    }

    /// <summary>Recommends artists 2 and 5 besides.</summary>
    private sealed class WithArtists(InteractionDataset<SongId> data) : FixedList(data, [31]), IRecommender<ArtistId>
    {
        public IReadOnlyList<Recommendation<ArtistId>> Recommend(RecommendationRequest<ArtistId> request) =>
            [new(new(2), 2), new(new(5), 1)];
    }

    /// <summary>Recommends users in an order, the first with the highest score.</summary>
    private sealed class Befriending(params long[] ids) : IRecommender<SongId>, IRecommender<UserId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => [];

        public IReadOnlyList<Recommendation<UserId>> Recommend(RecommendationRequest<UserId> request)
        {
            var self = ((UserProfile)request.Profile).User;
            return
            [
                .. ids.Select((id, i) => new Recommendation<UserId>(new(id), ids.Length - i))
                    .Where(line => line.Item != self && request.Admits(line.Item))
                    .Take(request.N),
            ];
        }
    }

    private sealed class Failing : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) =>
            throw new InvalidOperationException("There is no list.");
    }

    private sealed class Collecting(List<string> stages) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stages.Add(value.Stage);
    }
}
