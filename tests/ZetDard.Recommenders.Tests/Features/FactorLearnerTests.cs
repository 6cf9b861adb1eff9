using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests;

public sealed class FactorLearnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // By construction: two groups of listeners that share no song, so that the songs of one group have the same direction.
    [Fact]
    public async Task Factors_tell_groups_apart_and_cold_songs_follow_their_artists()
    {
        var pairs = Enumerable.Range(1, 40).SelectMany(user => Enumerable.Range(1, 20).Where(song => song % 2 == user % 2 && (user + song) % 3 > 0).Select(song => (new UserId(user), new SongId(song))));
        var artists = Relation.FromPairs(Enumerable.Range(1, 23).Select(song => (new SongId(song), new ArtistId(song == 23 ? 9 : song % 2))));
        var table = await new FactorLearner<SongId>(new() { FactorCount = 2 }).LearnAsync(new(InteractionDataset.FromPairs(pairs)) { Artists = artists }, cancellationToken: Cancellation);
        Assert.Equal(["factor0", "factor1"], table.Names);
        // 21 and 22 get rows from their artists; 23 has neither interactions nor artists
        Assert.Equal(22, table.Keys.Count);
        for (var song = 1; song <= 22; song++)
        {
            Assert.Equal(1, Dot(song, song), 4);
            Assert.InRange(Dot(song, song % 2 == 0 ? 2 : 1), .99, 1.01);
            Assert.InRange(Dot(song, song % 2 == 0 ? 1 : 2), -.01, .01);
        }

        double Dot(int left, int right) => table[new(left)].Values.ToArray().Zip(table[new(right)].Values.ToArray(), (a, b) => (double)a * b).Sum();
    }

    [Fact]
    public async Task Factors_are_the_same_bits_for_any_number_of_threads_and_help_a_classifier()
    {
        var data = MusicWorld.Create(new() { UserCount = 150, SongCount = 200, ArtistCount = 30, GroupCount = 4 }).ToTrainingData() with { ItemFeatures = null };
        var one = await new FactorLearner<SongId>(new() { ThreadCount = 1 }).LearnAsync(data, cancellationToken: Cancellation);
        var two = await new FactorLearner<SongId>(new() { ThreadCount = 2 }).LearnAsync(data, cancellationToken: Cancellation);
        Assert.All(Enumerable.Range(0, one.Keys.Count), row => Assert.Equal(one.Row(row), two.Row(row)));
        Assert.Equal(new FactorLearner<SongId>(new() { ThreadCount = 1 }).Description, new FactorLearner<SongId>(new() { ThreadCount = 2 }).Description);

        var model = await new LogisticRegressionTrainer().AsRecommender<SongId>().With(new FactorLearner<SongId>(new() { FactorCount = 8 })).FitAsync(data, cancellationToken: Cancellation);
        var world = MusicWorld.Create(new() { UserCount = 150, SongCount = 200, ArtistCount = 30, GroupCount = 4 });
        var hits = Enumerable.Range(0, 20).Average(user => model.Recommend(Profile.Of(world.User(user).Id), 10).Average(r => world.Songs[(int)r.Item.Value - 1].Group == world.User(user).Group ? 1.0 : 0));
        Assert.InRange(hits, .8, 1);        // a random order gives a quarter
    }
}
