namespace ZetDard.Recommenders.Testing.Tests;

/// <summary>The suite is worth something only if it notices: each of these recommenders breaks one promise of a sound one.</summary>
public sealed class RecommenderConformanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_sound_recommender_passes() => CheckAsync((_, list) => list);

    [Fact]
    public Task Known_items_are_noticed() =>
        NoticesAsync("Known items are left out", (data, request, sound) => sound(request with { KeepKnown = true }));

    [Fact]
    public Task A_wrong_order_is_noticed() => NoticesAsync("Scores order the list", (_, request, sound) => [.. sound(request).Reverse()]);

    [Fact]
    public Task A_missing_result_is_noticed() => NoticesAsync("exactly N results", (_, request, sound) => [.. sound(request).Skip(1)]);

    [Fact]
    public Task A_repeated_item_is_noticed() =>
        NoticesAsync("No item is listed twice", (_, request, sound) =>
            [.. sound(request).Select((r, i) => i == 1 ? r with { Item = sound(request)[0].Item } : r)]
        );

    [Fact]
    public Task A_score_that_is_no_number_is_noticed() =>
        NoticesAsync("Scores are finite", (_, request, sound) => [.. sound(request).Select(r => r with { Score = float.NaN })]);

    [Fact]
    public Task An_ignored_deny_list_is_noticed() =>
        NoticesAsync("Denied items are left out", (_, request, sound) => sound(request with { Deny = null }));

    [Fact]
    public Task An_ignored_allow_list_is_noticed() =>
        NoticesAsync("Only allowed items are listed", (_, request, sound) => sound(request with { Allow = null }));

    [Fact]
    public Task Unasked_reasons_are_noticed() =>
        NoticesAsync("Without ReasonCount there are no reasons", (_, request, sound) =>
            [.. sound(request).Select(r => r with { Reason = new Reason([Contribution.OfFeature("whim", 1)]) })]
        );

    [Fact]
    public Task Ignored_rules_are_noticed() =>
        NoticesAsync("Rules are kept, or refused", (_, request, sound) => sound(request with { Rules = null }));

    [Fact]
    public Task A_half_kept_rule_is_noticed() =>
        NoticesAsync("Artists = New", (data, request, sound) =>
            data.Artists is null || request.Rules is null
                ? sound(request)
                : sound(request with { Rules = null, N = request.Rules.MaxPerArtist is null ? request.N : 1 })
        );

    [Fact]
    public Task Refused_absence_of_rules_is_noticed() =>
        NoticesAsync("ListRules.None asks for nothing", (_, request, sound) =>
            request.Rules is null ? sound(request) : throw new ArgumentException("Rules are unknown here.")
        );

    [Fact]
    public void Scores_that_are_not_those_of_the_list_are_noticed()
    {
        var data = MusicWorld
            .Create(
                new()
                {
                    UserCount = 60,
                    SongCount = 80,
                    ArtistCount = 10,
                }
            )
            .ToTrainingData();
        RecommenderConformance.Check(new Scoring(data, 1), data, RecommenderPromises.ServesAnyone);
        var error = Assert.Throws<ConformanceException>(() =>
            RecommenderConformance.Check(new Scoring(data, 2), data, RecommenderPromises.ServesAnyone)
        );
        Assert.All(error.Broken, promise =>
            Assert.Contains("The scores of an IItemScorer, ranked, are the list", promise, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_fit_that_differs_from_the_last_is_noticed()
    {
        var fits = 0;
        var error = await Assert.ThrowsAsync<ConformanceException>(() =>
            RecommenderConformance.CheckAsync(
                _ =>
                    Trainer.From<SongId>(data =>
                    {
                        var fit = Interlocked.Increment(ref fits);
                        return new Bent(data, (request, sound) => [.. sound(request).Select(r => r with { Score = r.Score + fit })]);
                    }),
                Bent.Promises,
                cancellationToken: Cancellation
            )
        );
        Assert.Contains(error.Broken, promise => promise.Contains("give the same bits", StringComparison.Ordinal));
    }

    [Fact]
    public void A_batch_that_swallows_a_strange_profile_is_noticed()
    {
        var data = MusicWorld
            .Create(
                new()
                {
                    UserCount = 60,
                    SongCount = 80,
                    ArtistCount = 10,
                }
            )
            .ToTrainingData();
        RecommenderConformance.Check(new ForKnownListeners(data), data, RecommenderPromises.None);
        var error = Assert.Throws<ConformanceException>(() =>
            RecommenderConformance.Check(new SwallowingBatch(data), data, RecommenderPromises.None)
        );
        Assert.Contains("in a batch too: nothing was thrown", Assert.Single(error.Broken), StringComparison.Ordinal);
    }

    private static Task CheckAsync(
        Func<RecommendationRequest<SongId>, IReadOnlyList<Recommendation<SongId>>, IReadOnlyList<Recommendation<SongId>>> bend
    ) =>
        RecommenderConformance.CheckAsync(
            _ => Trainer.From<SongId>(data => new Bent(data, (request, sound) => bend(request, sound(request)))),
            Bent.Promises,
            cancellationToken: Cancellation
        );

    private static async Task NoticesAsync(
        string promise,
        Func<
            TrainingData<SongId>,
            RecommendationRequest<SongId>,
            Func<RecommendationRequest<SongId>, IReadOnlyList<Recommendation<SongId>>>,
            IReadOnlyList<Recommendation<SongId>>
        > bend
    )
    {
        var error = await Assert.ThrowsAsync<ConformanceException>(() =>
            RecommenderConformance.CheckAsync(
                _ => Trainer.From<SongId>(data => new Bent(data, (request, sound) => bend(data, request, sound))),
                Bent.Promises,
                cancellationToken: Cancellation
            )
        );
        Assert.Contains(error.Broken, broken => broken.Contains(promise, StringComparison.Ordinal));
        Assert.Contains(promise, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Popularity, which keeps its promises, with one of them bent.</summary>
    private sealed class Bent(
        TrainingData<SongId> data,
        Func<
            RecommendationRequest<SongId>,
            Func<RecommendationRequest<SongId>, IReadOnlyList<Recommendation<SongId>>>,
            IReadOnlyList<Recommendation<SongId>>
        > bend
    ) : IRecommender<SongId>
    {
        public const RecommenderPromises Promises = RecommenderPromises.ServesAnyone | RecommenderPromises.NotSaveable;

        private readonly PopularityRecommender<SongId> _sound = new(data.Interactions);

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => bend(request, _sound.Recommend);
    }

    /// <summary>Popularity for those who have something; it refuses profiles of kinds that the data does not know.</summary>
    private class ForKnownListeners(TrainingData<SongId> data) : IRecommender<SongId>
    {
        private readonly PopularityRecommender<SongId> _sound = new(data.Interactions);

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            ArgumentNullException.ThrowIfNull(request);
            return data.Interactions.KnownItems(request.Profile).IsEmpty ? [] : _sound.Recommend(request);
        }
    }

    private sealed class SwallowingBatch(TrainingData<SongId> data) : ForKnownListeners(data), IBatchRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>>[] RecommendMany(
            IReadOnlyList<RecommendationRequest<SongId>> requests,
            CancellationToken cancellationToken
        ) => [.. requests.Select(OneOrNothing)];

        private IReadOnlyList<Recommendation<SongId>> OneOrNothing(RecommendationRequest<SongId> request)
        {
            try
            {
                return Recommend(request);
            }
            catch (ArgumentException)
            {
                return [];
            }
        }
    }

    /// <summary>Popularity whose scores without lists are multiplied.</summary>
    private sealed class Scoring(TrainingData<SongId> data, float factor) : IRecommender<SongId>, IItemScorer<SongId>
    {
        private readonly PopularityRecommender<SongId> _sound = new(data.Interactions);

        public Vocabulary<SongId> Items => data.Interactions.Items;

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => _sound.Recommend(request);

        public ReadOnlySpan<int> Score(RecommendationRequest<SongId> request, ScoreBuffer scores)
        {
            var known = ((IItemScorer<SongId>)_sound).Score(request, scores);
            scores.Multiply(factor);
            return known;
        }
    }
}
