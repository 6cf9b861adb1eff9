using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests;

public sealed class PopularityAndCompositionTests
{
    private static readonly Dictionary<Type, Func<int, IRecommenderTrainer<SongId>>> Checked = new()
    {
        [typeof(PopularityTrainer<>)] = _ => new PopularityTrainer<SongId>(),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Popularity_keeps_the_promises() => RecommenderConformance.CheckAsync(
        Checked[typeof(PopularityTrainer<>)], RecommenderPromises.ServesAnyone, cancellationToken: Cancellation);

    [Fact]
    public void Every_trainer_of_the_package_is_checked() =>
        Assert.Equal(RecommenderConformance.TrainersOf(typeof(PopularityTrainer<>).Assembly), Checked.Keys);

    [Fact]
    public Task Fallback_keeps_the_promises() => RecommenderConformance.CheckAsync(
        _ => Trainer.From<SongId>(data =>
            new SharedSongsRecommender(data.Interactions).WithFallback(new PopularityRecommender<SongId>(data.Interactions))),
        RecommenderPromises.NotSaveable | RecommenderPromises.ServesAnyone,
        cancellationToken: Cancellation);

    [Fact]
    public Task Blend_keeps_the_promises() => RecommenderConformance.CheckAsync(
        _ => Trainer.From<SongId>(data => Recommender.Blend<SongId>(
            (new SharedSongsRecommender(data.Interactions), 0.8), (new SharedSongsRecommender(data.Interactions), 0.2))),
        RecommenderPromises.Collaborative | RecommenderPromises.NotSaveable,
        cancellationToken: Cancellation);

    [Fact]
    public void Popularity_says_how_many_of_all_listeners_have_it()
    {
        var popularity = new PopularityRecommender<SongId>(
            InteractionDataset.FromPairs<SongId>([(new(1), new(10)), (new(2), new(10)), (new(2), new(20))]));
        var list = popularity.Recommend(Profile.FromHistory<SongId>([]), reasonCount: 1);
        Assert.Equal([new(10), new SongId(20)], list.Select(r => r.Item));
        Assert.Equal(new Support(2, 2), list[0].Reason[0].Support);
        Assert.Equal("popularity (100 %, 1 of 2)", list[1].Reason.ToString());
    }

    [Fact]
    public void Fallback_fills_up_below_the_last_score_and_keeps_profile_errors()
    {
        var data = InteractionDataset.FromPairs<SongId>(
            [(new(1), new(10)), (new(2), new(10)), (new(2), new(20)), (new(3), new(30)), (new(4), new(30)), (new(4), new(40))]);
        var composed = new SharedSongsRecommender(data).WithFallback(new PopularityRecommender<SongId>(data));
        var list = composed.Recommend(Profile.Of(new UserId(1)));
        Assert.Equal([20, 30, 40], list.Select(r => r.Item.Value));
        Assert.True(list[0].Score > list[1].Score && list[1].Score > list[2].Score);
        Assert.Equal([10, 30, 20, 40], composed.Recommend(Profile.FromHistory<SongId>([])).Select(r => r.Item.Value));
        Assert.Throws<ArgumentException>(() => composed.Recommend(Profile.Of(new PlaylistId(1))));
    }

    // By hand: the first model gives 20: 1, 30: .5; the second 40: 1, 30: .8; blended .6 and .4.
    [Fact]
    public void Blend_adds_up_weighted_shares_of_the_best_score()
    {
        var first = new FixedRecommender((20, 4), (30, 2));
        var second = new FixedRecommender((40, 10), (30, 8));
        var list = Recommender.Blend<SongId>((first, 0.6), (second, 0.4)).Recommend(Profile.Of(new UserId(1)), reasonCount: 2);
        Assert.Equal([30, 20, 40], list.Select(r => r.Item.Value));
        Assert.Equal([0.62f, 0.6f, 0.4f], list.Select(r => MathF.Round(r.Score, 5)));
        var reason = Assert.Single(list[0].Reason);             // both parts name the same feature: it is named once, with both shares
        Assert.Equal(1, reason.Share, 1e-5);
    }

    // More items than a part is asked for in depth for one list, and parts of different order: scores, order and shares must not depend on
    // N.
    [Fact]
    public void Blend_gives_the_start_of_a_longer_list_and_shares_that_are_parts_of_the_score()
    {
        var up = new FixedRecommender([.. Enumerable.Range(0, 600).Select(i => ((long)i, 1000f - i))]);
        var down = new FixedRecommender([.. Enumerable.Range(0, 600).Select(i => (599L - i, 500f - (i / 2f)))]);
        var blend = Recommender.Blend<SongId>((up, 0.7), (down, 0.3));
        var profile = Profile.Of(new UserId(1));
        var all = blend.Recommend(profile, 600, reasonCount: 5);
        Assert.Equal(all.Take(10).Select(r => (r.Item, r.Score)), blend.Recommend(profile, 10).Select(r => (r.Item, r.Score)));
        Assert.All(all, r => Assert.InRange(r.Reason.Sum(c => c.Share), 0.99, 1.0001));
    }

    [Fact]
    public void Fallback_keeps_the_order_of_scores_of_any_sign()
    {
        foreach (var last in new[] { 10f, 0f, -3f, -1e8f })
        {
            var list = new FixedRecommender((1, last)).WithFallback(
                new FixedRecommender((2, 1), (3, -1), (4, -1))).Recommend(Profile.Of(new UserId(1)));
            Assert.Equal([1, 2, 3, 4], list.Select(r => r.Item.Value));
            Assert.All(list.Zip(list.Skip(1)), pair => Assert.True(pair.First.Score > pair.Second.Score));
        }
    }

    [Fact]
    public void Blend_refuses_nothing_and_bad_weights()
    {
        Assert.Contains(
            "one recommender or more",
            Assert.Throws<ArgumentException>(() => Recommender.Blend<SongId>()).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "must be finite and above 0",
            Assert.Throws<ArgumentException>(() => Recommender.Blend<SongId>((new FixedRecommender(), 0))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Wrappers_find_abilities_below_but_none_that_bypasses_them()
    {
        var data = InteractionDataset.FromPairs<SongId>([(new(1), new(10))]);
        var wrapped = new BatchRecommender(data).WithFallback(new PopularityRecommender<SongId>(data));
        Assert.NotNull(wrapped.Find<ISimilarItems<SongId>>());
        Assert.Null(wrapped.Find<IBatchRecommender<SongId>>());
    }

    /// <summary>A recommender as a researcher writes it: songs by the number of listeners shared with the profile's songs.</summary>
    private sealed class SharedSongsRecommender(InteractionDataset<SongId> data) : IRecommender<SongId>
    {
        private readonly CsrMatrix _listeners = data.Matrix.Transpose();

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            ArgumentNullException.ThrowIfNull(request);
            var known = data.KnownItems(request.Profile).ToArray();
            using var scores = ScoreBuffer.Rent(data.Items.Count);
            foreach (var song in known)
            {
                foreach (var user in _listeners.Row(song))
                {
                    foreach (var other in data.Matrix.Row(user))
                    {
                        scores.Span[other]++;
                    }
                }
            }

            return Ranking.Top(request, data.Items, scores.Span, known, item => new([Contribution.Of(data.Items[known[0]], 1)]));
        }
    }

    private sealed class FixedRecommender(params (long Song, float Score)[] list) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) =>
            [.. list
                .Where(r => request.Admits(new(r.Song)))
                .Take(request.N)
                .Select(r => new Recommendation<SongId>(new(r.Song), r.Score, new([Contribution.OfFeature("fixed", 1)])))];
    }

    private sealed class BatchRecommender(
        InteractionDataset<SongId> data) : IRecommender<SongId>, IBatchRecommender<SongId>, ISimilarItems<SongId>
    {
        private readonly PopularityRecommender<SongId> _inner = new(data);

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => _inner.Recommend(request);

        public IReadOnlyList<Recommendation<SongId>>[] RecommendMany(
            IReadOnlyList<RecommendationRequest<SongId>> requests, CancellationToken cancellationToken = default) =>
            [.. requests.Select(_inner.Recommend)];

        public IReadOnlyList<Recommendation<SongId>> Similar(SongId item, int n = 10) => [];
    }
}
