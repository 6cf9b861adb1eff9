using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Graph.Tests;

/// <summary>Floors, well below what is reached: a change that breaks a formula falls through them.</summary>
public sealed class GraphQualityTests
{
    private static readonly MusicWorld World = MusicWorld.Create();
    private static readonly TrainingData<SongId> Whole = World.ToTrainingData();
    private static readonly Split<SongId> Halves = HoldOut.Fraction(Whole.Interactions, 0.2, seed: 7);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SongMethod.Walk, 3)]
    [InlineData(SongMethod.Weights, 3)]
    [InlineData(SongMethod.SimilarUsers, 3)]
    public async Task Songs_rank_hidden_songs_above_what_popularity_does(SongMethod method, double times)
    {
        var popularity = await Ndcg(new PopularityTrainer<SongId>());
        var graph = await Ndcg(new GraphTrainer(new() { Songs = method }));
        TestContext.Current.TestOutputHelper?.WriteLine($"nDCG@10: popularity {popularity:F3}, {method} {graph:F3}");
        Assert.True(
            graph > times * popularity, $"nDCG@10 of {method} is {graph}, {times} times that of popularity, {popularity}, was expected.");
    }

    // Friends of the same taste group: a sixth by chance.
    [Theory]
    [InlineData(FriendMethod.Interests)]
    [InlineData(FriendMethod.Social)]
    [InlineData(FriendMethod.SharedSongs)]
    [InlineData(FriendMethod.ConnectedNodes)]
    public async Task Friends_share_the_taste_group(FriendMethod method)
    {
        var model = await new GraphTrainer(new() { Friends = method }).FitAsync(Whole, cancellationToken: Cancellation);
        var same = Enumerable.Range(0, 60).SelectMany(user => model.Friends.Recommend(Profile.Of(World.User(user).Id), n: 5)
            .Select(r => World.User((int)r.Item.Value - 1).Group == World.User(user).Group)).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{method}: {same.Count(isSame => isSame)} of {same.Length}");
        Assert.True(same.Count(isSame => isSame) > 0.6 * same.Length);
    }

    private static async Task<double> Ndcg(IRecommenderTrainer<SongId> trainer)
    {
        var result = await Experiments.CompareAsync(
            Whole, Halves, [("model", trainer)], new() { K = [10] }, cancellationToken: Cancellation);
        return result["model"]["ndcg", 10].Value;
    }
}
