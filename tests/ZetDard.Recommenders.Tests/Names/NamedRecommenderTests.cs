using System.Text.Json;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests.Names;

public sealed class NamedRecommenderTests
{
    private static readonly InteractionDataset<SongId> Data = InteractionDataset.FromPairs<SongId>(
        [(new(1), new(10)), (new(2), new(10)), (new(2), new(20)), (new(3), new(20)), (new(3), new(10))]);

    private static readonly NameTable Names = NameTable.Empty.With<SongId>([(new(10), "Ten")]).With<ArtistId>([(new(1), "Someone")]);

    private static readonly Relation<SongId, ArtistId> Artists = Relation.FromPairs<SongId, ArtistId>(
        [(new(10), new(1)), (new(10), new(2))]);

    private static readonly Profile Stranger = Profile.FromHistory<SongId>([]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Names_keep_the_promises_of_the_recommender_inside() => RecommenderConformance.CheckAsync(
        _ => Trainer.From<SongId>(data => new PopularityRecommender<SongId>(data.Interactions).WithNames(Names, data.Artists)),
        RecommenderPromises.ServesAnyone,
        formats: [PopularityRecommender<SongId>.FileFormat],
        cancellationToken: Cancellation);

    [Fact]
    public void A_list_has_titles_artists_and_named_reasons()
    {
        var list = new PopularityRecommender<SongId>(Data).WithNames(Names, Artists).RecommendNamed(Stranger, 10, reasonCount: 1);
        Assert.Equal(["Ten", "song 20"], list.Select(r => r.Title));
        Assert.Equal([["Someone", "artist 2"], []], list.Select(r => r.Artists));
        Assert.Equal("popularity; 3 of 3 listeners have it", list[0].Because);
        Assert.Equal(new NamedContribution("feature", null, "popularity", 1, new(3, 3)), Assert.Single(list[0].Reasons));
    }

    [Fact]
    public void A_recommendation_in_json_has_a_number_for_its_id()
    {
        var one = new NamedRecommendation<SongId>(new(42), "晴天", ["周杰伦"], 0.5f, [new("song", 7, "Seven", 1, new(14, 22))], "Seven");
        var json = JsonSerializer.SerializeToElement(one, JsonSerializerOptions.Web);
        Assert.Equal(["id", "title", "artists", "score", "reasons", "because"], json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(42, json.GetProperty("id").GetInt64());
        Assert.Equal(7, json.GetProperty("reasons")[0].GetProperty("id").GetInt64());
        Assert.Equal(one.Id, json.Deserialize<NamedRecommendation<SongId>>(JsonSerializerOptions.Web)!.Id);
    }

    [Fact]
    public void Names_are_saved_with_the_model()
    {
        var path = Path.GetTempFileName();
        try
        {
            var named = new PopularityRecommender<SongId>(Data).WithNames(Names.With<UserId>([(new(1), "我")]), Artists);
            ModelFile.Save(named, path);
            var loaded = ModelFile.Load<SongId>(path, [NamedRecommender<SongId>.FileFormat, PopularityRecommender<SongId>.FileFormat]);
            var names = loaded.Find<NameTable>()!;
            Assert.Equal(named.Names.Kinds.SelectMany(named.Names.Of), names.Kinds.SelectMany(names.Of));
            Assert.Equal("我", names.NameOf(new UserId(1)));
            Assert.Equal(
                JsonSerializer.Serialize(named.RecommendNamed(Stranger, 10, 1)),
                JsonSerializer.Serialize(loaded.RecommendNamed(Stranger, 10, 1)));
            ModelFile.Save(new PopularityRecommender<SongId>(Data).WithNames(NameTable.Empty), path);
            Assert.Equal(0, ModelFile.Load<SongId>(path, [NamedRecommender<SongId>.FileFormat, PopularityRecommender<SongId>.FileFormat])
                .Find<NameTable>()!.Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_recommender_without_a_format_is_not_saved_under_names()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");
        Assert.Throws<NotSupportedException>(() => ModelFile.Save(new Updatable(Data).WithNames(Names), path));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Abilities_are_those_of_the_recommender_inside()
    {
        var inner = new Updatable(Data);
        var named = inner.WithNames(Names, Artists);
        Assert.Same(Names, named.Find<NameTable>());
        Assert.Same(named, named.Find<NamedRecommender<SongId>>());
        Assert.Same(named, named.Find<IRecommender<SongId>>());
        Assert.Same(inner, named.Find<ISimilarItems<SongId>>());
        Assert.Same(inner, named.Find<IBatchRecommender<SongId>>());
        Assert.Null(named.Find<IRecommender<ArtistId>>());
        Assert.Null(new PopularityRecommender<SongId>(Data).WithNames(Names).Find<IIncremental<SongId>>());
        var lists = named.RecommendMany([new(Stranger, 1), new(Profile.Of(new UserId(1)), 1)], Cancellation);
        Assert.Equal(["Ten", "song 20"], lists.Select(list => named.Named(list[0]).Title));
        Assert.Equal(["Ten"], named.SimilarNamed(new SongId(20)).Select(r => r.Title));
        var error = Assert.Throws<NotSupportedException>(() => new PopularityRecommender<SongId>(Data).SimilarNamed(new SongId(10)));
        Assert.Contains("no ISimilarItems", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_brings_the_names_of_new_things_and_keeps_the_old_model()
    {
        var named = new Updatable(Data).WithNames(Names, Artists);
        var additions = new TrainingData<SongId>(InteractionDataset.FromPairs<SongId>([(new(9), new(30))]))
        {
            Names = NameTable.Empty.With<SongId>([(new(30), "Thirty"), (new(10), "Zehn")]),
            Artists = Relation.FromPairs<SongId, ArtistId>([(new(30), new(1)), (new(10), new(1))]),
        };
        var updated = named.Find<IIncremental<SongId>>()!.Update(additions, Cancellation);
        Assert.Equal(["Zehn", "song 20", "Thirty"], updated.RecommendNamed(Stranger).Select(r => r.Title));
        Assert.Equal([["Someone", "artist 2"], [], ["Someone"]], updated.RecommendNamed(Stranger).Select(r => r.Artists));
        Assert.Equal(["Ten", "song 20"], named.RecommendNamed(Stranger).Select(r => r.Title));
    }

    [Fact]
    public void Without_names_titles_say_the_kind_and_the_id() =>
        Assert.Equal(["song 10", "song 20"], new PopularityRecommender<SongId>(Data).RecommendNamed(Stranger).Select(r => r.Title));

    private sealed class Updatable(
        InteractionDataset<SongId> data) : IRecommender<SongId>, ISimilarItems<SongId>, IBatchRecommender<SongId>, IIncremental<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) =>
            new PopularityRecommender<SongId>(data).Recommend(request);

        public IReadOnlyList<Recommendation<SongId>> Similar(SongId item, int n = 10) => [new(new(10), 1)];

        public IReadOnlyList<Recommendation<SongId>>[] RecommendMany(
            IReadOnlyList<RecommendationRequest<SongId>> requests, CancellationToken cancellationToken = default) =>
            [.. requests.Select(Recommend)];

        public IRecommender<SongId> Update(TrainingData<SongId> additions, CancellationToken cancellationToken = default) =>
            new Updatable(InteractionDataset.From(data.ToInteractions().Concat(additions.Interactions.ToInteractions())));
    }
}
