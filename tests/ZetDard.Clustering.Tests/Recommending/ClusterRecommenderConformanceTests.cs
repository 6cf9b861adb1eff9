using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Clustering.Tests;

public sealed class ClusterRecommenderConformanceTests
{
    private static readonly Dictionary<Type, Func<int, ClusterRecommenderOptions, IRecommenderTrainer<SongId>>> Checked = new()
    {
        [typeof(ClusterRecommenderTrainer<>)] = (threads, options) =>
            new ClusterRecommenderTrainer<SongId>(new KMeansTrainer(new() { ClusterCount = 6, ThreadCount = threads }), options),
    };

    [Theory]
    [InlineData(Similarity.Cosine, true)]
    [InlineData(Similarity.Euclidean, true)]
    [InlineData(Similarity.InnerProduct, false)]
    public Task Lists_keep_the_promises(Similarity similarity, bool standardize) =>
        RecommenderConformance.CheckAsync(
            threads => Checked[typeof(ClusterRecommenderTrainer<>)](threads, new() { Similarity = similarity, Standardize = standardize }),
            RecommenderPromises.Cold,
            cancellationToken: TestContext.Current.CancellationToken);

    [Fact]
    public async Task Similar_songs_keep_the_promises()
    {
        var data = MusicWorld.Create(new() { UserCount = 80, SongCount = 150, ArtistCount = 20 }).ToTrainingData();
        var model = await Checked[typeof(ClusterRecommenderTrainer<>)](0, new())
            .FitAsync(data, cancellationToken: TestContext.Current.CancellationToken);
        SimilarItemsConformance.Check(model.Find<ISimilarItems<SongId>>()!, [.. data.ItemFeatures!.Keys]);
    }

    [Fact]
    public void Every_trainer_of_the_package_is_checked() =>
        Assert.Equal(RecommenderConformance.TrainersOf(typeof(ClusterRecommenderTrainer<>).Assembly), Checked.Keys);
}
