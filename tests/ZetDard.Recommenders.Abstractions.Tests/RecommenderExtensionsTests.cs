namespace ZetDard.Recommenders.Tests;

public sealed class RecommenderExtensionsTests
{
    [Fact]
    public void RecommendMany_throws_what_a_single_request_throws()
    {
        var requests = Enumerable.Range(1, 20).Select(user => new RecommendationRequest<SongId>(Profile.Of(new UserId(user)), 5)).ToArray();
        Assert.Equal(
            "no",
            Assert.Throws<ArgumentException>(() => new Refusing().RecommendMany(requests, TestContext.Current.CancellationToken)).Message);
        Assert.ThrowsAny<OperationCanceledException>(() => new Refusing().RecommendMany(requests, new CancellationToken(canceled: true)));
    }

    private sealed class Refusing : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => throw new ArgumentException("no");
    }
}
