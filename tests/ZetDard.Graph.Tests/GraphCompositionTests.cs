using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Graph.Tests;

public sealed class GraphCompositionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Names_over_rules_over_a_blend_keep_the_promises() =>
        RecommenderConformance.CheckAsync(
            threadCount =>
                Trainer.From<SongId>(
                    async (data, progress, cancellationToken) =>
                    {
                        var graph = await new GraphTrainer(new() { ThreadCount = threadCount }).FitAsync(data, progress, cancellationToken);
                        var weights = graph.With(options => options.Songs = SongMethod.Weights);
                        return Recommender
                            .Blend((graph, 0.7), (weights.Songs, 0.3))
                            .WithRules(data)
                            .WithNames(NameTable.Empty, data.Artists);
                    }
                ),
            RecommenderPromises.Collaborative,
            formats: [.. CompositionModelFormats.For<SongId>(), GraphModel.FileFormat],
            cancellationToken: Cancellation
        );

    [Fact]
    public async Task Rules_hold_after_an_update_of_the_graph()
    {
        var data = MusicWorld.Create().ToTrainingData();
        var songs = (await new GraphTrainer().FitAsync(data, cancellationToken: Cancellation)).Songs.WithRules(
            data,
            new() { Artists = ArtistChoice.New, MaxPerArtist = 1 }
        );
        var me = new UserId(1_000_000);
        var mine = InteractionDataset.FromPairs(
            data.Interactions.KnownItems(data.Interactions.ProfileOf(0)).ToArray().Select(song => (me, data.Interactions.Items[song]))
        );
        var list = songs.Find<IIncremental<SongId>>()!.Update(new(mine), Cancellation).Recommend(Profile.Of(me));
        var own = mine.Items.SelectMany(data.Artists!.Of).ToHashSet();
        Assert.Equal(10, list.Count);
        Assert.DoesNotContain(list.SelectMany(r => data.Artists.Of(r.Item)), own.Contains);
        Assert.NotNull(songs.Find<IRecommender<ArtistId>>());
    }

    [Fact]
    public async Task A_blend_by_scores_is_that_by_lists()
    {
        var data = MusicWorld.Create().ToTrainingData();
        var graph = await new GraphTrainer().FitAsync(data, cancellationToken: Cancellation);
        var popularity = new PopularityRecommender<SongId>(data.Interactions);
        var byScores = Recommender.Blend((graph, 0.6), (popularity, 0.4));
        var byLists = Recommender.Blend((new Lists(graph), 0.6), (new Lists(popularity), 0.4));
        foreach (
            var profile in new[]
            {
                Profile.Of(new UserId(1)),
                Profile.Of(new UserId(999_999)),
                Profile.FromHistory<SongId>([new(1), new(2)]),
            }
        )
        {
            Assert.Equal(
                byLists.Recommend(profile, 30).Select(r => (r.Item, r.Score)),
                byScores.Recommend(profile, 30).Select(r => (r.Item, r.Score))
            );
        }
    }

    private sealed class Lists(IRecommender<SongId> inner) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => inner.Recommend(request);
    }
}
