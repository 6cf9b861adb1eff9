namespace ZetDard.Recommenders.Tests;

/// <summary>Faults that were reported of the evaluation code of other libraries, each held against ours.</summary>
public sealed class KnownFaultsTests
{
    private static readonly InteractionDataset<SongId> Train = Data((1, 10), (1, 20), (2, 10), (2, 30), (3, 20), (3, 30), (3, 40), (4, 10));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // lenskit/lenskit 869: the ideal list went on beyond k, so that a perfect list of k was below 1.
    [Fact]
    public void A_perfect_list_of_k_has_ndcg_1_though_more_is_relevant() =>
        Assert.Equal(1, RankingMetrics.Ndcg("abc".ToCharArray(), "abcdefg".ToHashSet(), 3), 12);

    // xiangwang1223/neural_graph_collaborative_filtering 34, run-llama/llama_index 17070: the ideal list was that of the hits, so that one
    // hit in front was perfect, and a second hit made it worse.
    [Fact]
    public void A_further_hit_never_lowers_ndcg_and_one_hit_of_two_is_not_perfect()
    {
        var (one, both) = (
            RankingMetrics.Ndcg("axx".ToCharArray(), "ab".ToHashSet(), 3),
            RankingMetrics.Ndcg("axb".ToCharArray(), "ab".ToHashSet(), 3)
        );
        Assert.True(one < both && both < 1);
    }

    // lenskit/lkpy 309: the ideal list was cut to k and the recommended one was not, so that nDCG was above 1.
    [Fact]
    public void What_stands_beyond_k_counts_in_no_metric() =>
        Assert.All(
            (Func<IReadOnlyList<char>, IReadOnlySet<char>, int, double>[])
                [RankingMetrics.Recall, RankingMetrics.Precision, RankingMetrics.Ndcg, RankingMetrics.Hit, RankingMetrics.ReciprocalRank],
            metric => Assert.Equal(metric("xa".ToCharArray(), "abc".ToHashSet(), 2), metric("xabc".ToCharArray(), "abc".ToHashSet(), 2))
        );

    // benfred/implicit 412: what was called precision was divided by min(k, relevant), so that it rose with k.
    [Fact]
    public void Precision_is_divided_by_k() => Assert.Equal(.1, RankingMetrics.Precision("a".ToCharArray(), "a".ToHashSet(), 10), 12);

    // garrytan/gbrain 4176, dokimos-dev/dokimos 110; such lists occur: Coder-Yu/SELFRec 18. A repeated hit counted again, so that recall
    // was above 1.
    [Fact]
    public async Task An_item_that_is_recommended_twice_counts_once()
    {
        var model = await Measured(Data((4, 20), (4, 30)), 20, 20, 20);
        Assert.Equal(.5, model["recall", 3].Value);
        Assert.Equal(1.0 / 3, model["precision", 3].Value);
        Assert.Equal(1 / 1.6309297536, model["ndcg", 3].Value, 9);
    }

    // MTSWebServices/RecTools 164: a pair that stands twice in the test data counted as two hits.
    [Fact]
    public async Task A_test_pair_that_stands_twice_counts_once()
    {
        var model = await Measured(Data((4, 20), (4, 20), (4, 20), (4, 30)), 20, 40);
        Assert.Equal(.5, model["recall", 3].Value);
        Assert.Equal(1.0 / 3, model["precision", 3].Value);
    }

    // benfred/implicit 330: short lists were filled up with item 0, which then was a hit for those who had it in the test part.
    [Fact]
    public async Task A_short_list_is_not_filled_up_with_item_0()
    {
        var model = await Measured(Data((4, 0)), 20);
        Assert.Equal(0, model["hit", 3].Value);
    }

    // lenskit/lenskit 400: a user without recommendations had nDCG NaN, and so had the mean. 871, recommenders/rival 130: some metrics
    // left the user out and others counted them 0, so that they were of different users.
    [Fact]
    public async Task A_user_without_recommendations_is_a_miss_in_every_metric()
    {
        var model = await Measured(Data((1, 30), (4, 20)), request => request.Profile == Profile.Of(new UserId(1)) ? [] : [20]);
        Assert.All(model.Metrics.Where(metric => metric.Name is not ("coverage" or "novelty")), metric =>
            Assert.Equal([0, metric.Name == "precision" ? 1.0 / 3 : 1], metric.Values)
        );
        Assert.All(model.Metrics, metric => Assert.True(double.IsFinite(metric.Value)));
        Assert.Equal([null, 1], model["novelty", 3].Values); // of no list there is no novelty: two of four have 20
    }

    // recommenders-team/recommenders 410: that nobody's list had a hit was an error instead of 0. guoguibing/librec 248: it was NaN.
    [Fact]
    public async Task A_model_without_any_hit_has_zeros()
    {
        var model = await Measured(Data((4, 20)), 40);
        Assert.Equal([0, 0, 0, 0, 0], ((string[])["recall", "ndcg", "precision", "hit", "mrr"]).Select(name => model[name, 3].Value));
        var silent = await Measured(Data((4, 20)));
        Assert.Equal(0, silent["coverage", 3].Value);
        Assert.DoesNotContain(silent.Metrics, metric => metric.Name == "novelty");
    }

    // usaito/unbiased-implicit-rec-real 2: users with nothing to find counted as 0. benfred/implicit 525: they were asked for all the same.
    [Fact]
    public async Task A_user_without_test_items_is_neither_counted_nor_asked_for()
    {
        var model = await Measured(Data((4, 20)), request =>
            request.Profile == Profile.Of(new UserId(4)) ? [20] : throw new InvalidOperationException("Nobody asked.")
        );
        Assert.Equal(1, model["recall", 3].Value);
        Assert.Single(model["recall", 3].Values);
    }

    // quora/qmf 20, PreferredAI/cornac 693: test items that training never saw were dropped, which flatters every model.
    [Fact]
    public async Task An_item_that_training_never_saw_stays_in_the_denominator() =>
        Assert.Equal(.5, (await Measured(Data((4, 20), (4, 999)), 20))["recall", 3].Value);

    // RUCAIBox/RecBole 2038, PreferredAI/cornac 483: what the user has already was ranked with the rest, which lowered metrics by a third.
    [Fact]
    public async Task A_model_that_recommends_what_is_known_is_told_so()
    {
        var result = await Experiments.CompareAsync(
            new(Train),
            new Split<SongId>(Train, Data((4, 20))),
            [("model", new Answering(_ => [10, 20]))],
            cancellationToken: Cancellation
        );
        Assert.Contains("It recommended song 10 to user 4, who has it already", result["model"].Failure!.Message, StringComparison.Ordinal);
        var unseen = new Split<SongId>(Train, Data((9, 20))) { History = Data((9, 30)) };
        result = await Experiments.CompareAsync(new(Train), unseen, [("model", new Answering(_ => [30]))], cancellationToken: Cancellation);
        Assert.Contains("It recommended song 30 to user 9", result["model"].Failure!.Message, StringComparison.Ordinal);
    }

    // Coder-Yu/QRec 148: a k above the number of items was an index out of range.
    [Fact]
    public async Task K_may_exceed_the_list_and_the_catalogue()
    {
        var split = new Split<SongId>(Train, Data((4, 20)));
        var result = await Experiments.CompareAsync(
            new(Train),
            split,
            [("model", new PopularityTrainer<SongId>())],
            new() { K = [1000] },
            cancellationToken: Cancellation
        );
        Assert.Equal(1, result["model"]["recall", 1000].Value);
        Assert.Equal(.001, result["model"]["precision", 1000].Value, 12);
    }

    // NVIDIA-Merlin/models 617, mlcommons/training_policies 131: the relevant item stood first among equals, so that a model with one score
    // for everything was perfect.
    [Fact]
    public async Task One_score_for_everything_is_as_good_as_chance()
    {
        var constant = Trainer.From<SongId>(data => new Constant(data));
        var data = Data([
            .. from user in Enumerable.Range(1, 200)
            from item in Enumerable.Range(0, 10)
            select (user, 1 + (((7 * user) + (11 * item)) % 100)),
        ]);
        var result = await Experiments.CompareAsync(
            new(data),
            HoldOut.LeaveKOut(data, 1, seed: 1),
            [("constant", constant)],
            new() { K = [10] },
            cancellationToken: Cancellation
        );
        Assert.InRange(result["constant"]["hit", 10].Value, .02, .3); // 10 of about 91 candidates
        Assert.Equal(.5, RankingMetrics.Auc([1, 1, 1], [1, 1]));
    }

    // recommenders-team/recommenders 146 and 1675: a split by time within each user learned from what others did later than what was
    // tested.
    [Fact]
    public void A_split_by_time_has_one_border_for_all_users()
    {
        var data = InteractionDataset.From<SongId>([
            new(new(1), new(1), 1, 100),
            new(new(1), new(2), 1, 200),
            new(new(2), new(1), 1, 1000),
            new(new(2), new(3), 1, 2000),
        ]);
        var (train, test) = HoldOut.TemporalFraction(data, .5);
        Assert.Equal([new(1)], train.Users); // by user, song 1 of user 2 at 1000 would train and song 2 of user 1 at 200 be asked for
        Assert.Equal([new(2)], test.Users);
    }

    private static Task<ModelResult> Measured(InteractionDataset<SongId> test, params long[] list) => Measured(test, _ => list);

    private static async Task<ModelResult> Measured(InteractionDataset<SongId> test, Func<RecommendationRequest<SongId>, long[]> answer)
    {
        var result = await Experiments.CompareAsync(
            new(Train),
            new Split<SongId>(Train, test),
            [("model", new Answering(answer))],
            new() { K = [3] },
            cancellationToken: Cancellation
        );
        Assert.Null(result["model"].Failure);
        return result["model"];
    }

    private static InteractionDataset<SongId> Data(params (int User, int Item)[] pairs) =>
        InteractionDataset.FromPairs<SongId>(pairs.Select(pair => (new UserId(pair.User), new SongId(pair.Item))));

    /// <summary>Learns nothing and answers as it is told.</summary>
    private sealed class Answering(Func<RecommendationRequest<SongId>, long[]> answer) : IRecommenderTrainer<SongId>, IRecommender<SongId>
    {
        public Task<IRecommender<SongId>> FitAsync(
            TrainingData<SongId> data,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default
        ) => Task.FromResult<IRecommender<SongId>>(this);

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) =>
            [.. answer(request).Select(id => new Recommendation<SongId>(new(id), 1))];
    }

    private sealed class Constant(TrainingData<SongId> data) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            var scores = new float[data.Interactions.Items.Count];
            Array.Fill(scores, 1);
            return Ranking.Top(request, data.Interactions.Items, scores, data.Interactions.KnownItems(request.Profile));
        }
    }
}
