namespace ZetDard.Recommenders.Hosting.Tests;

public sealed class RecommenderHandleTests
{
    [Fact]
    public void Handle_swaps_under_load_without_a_failed_request()
    {
        var first = new PopularityRecommender<SongId>(Source.Data.Interactions);
        var second = new PopularityRecommender<SongId>(Source.Data.Interactions);
        var handle = new RecommenderHandle<SongId>(first);
        var expected = handle.Recommend(Profile.Of(new UserId(1))).ToArray();       // both models are of the same data
        Parallel.For(0, 400, i =>
        {
            if (i % 20 == 0)
            {
                handle.Swap(i % 40 == 0 ? second : first);
            }

            Assert.Equal(expected, handle.Recommend(Profile.Of(new UserId(1))));
        });
    }

    [Fact]
    public void Handle_without_a_model_says_what_to_do()
    {
        var handle = new RecommenderHandle<SongId>();
        Assert.False(handle.HasModel);
        foreach (Action ask in new Action[]
        {
            () => handle.Recommend(Profile.Of(new UserId(1))),
            () => handle.RecommendNamed(Profile.Of(new UserId(1))),
            () => handle.SimilarNamed(new SongId(1)),
            () => handle.Find<ISaveable>(),
        })
        {
            Assert.Contains("start the host", Assert.Throws<InvalidOperationException>(ask).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Handle_finds_the_abilities_of_its_model()
    {
        var handle = new RecommenderHandle<SongId>(new PopularityRecommender<SongId>(Source.Data.Interactions));
        Assert.True(handle.HasModel);
        Assert.Same(handle.Current, handle.Find<ISaveable>());
        Assert.Same(handle, handle.Find<IRecommender<SongId>>());
        Assert.Null(handle.Find<ISimilarItems<SongId>>());
    }
}
