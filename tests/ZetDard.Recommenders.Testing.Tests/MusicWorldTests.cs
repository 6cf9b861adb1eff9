namespace ZetDard.Recommenders.Testing.Tests;

public sealed class MusicWorldTests
{
    [Fact]
    public void Create_gives_the_same_world_for_the_same_options()
    {
        var (first, second) = (MusicWorld.Create(new() { Seed = 7 }).ToTrainingData(), MusicWorld.Create(new() { Seed = 7 }).ToTrainingData());
        Assert.Equal(first.Interactions.ToInteractions(), second.Interactions.ToInteractions());
        Assert.Equal(first.Artists!.Pairs(), second.Artists!.Pairs());
        Assert.Equal(first.Friends!.Pairs(), second.Friends!.Pairs());
        Assert.NotEqual(first.Interactions.ToInteractions(), MusicWorld.Create(new() { Seed = 8 }).ToTrainingData().Interactions.ToInteractions());
    }

    [Fact]
    public void Listeners_keep_mostly_to_their_group_and_follow_each_other()
    {
        var world = MusicWorld.Create();
        var plays = Enumerable.Range(0, world.UserCount).SelectMany(user => world.SongsOf(user).Select(entry => (User: world.User(user), entry.Song))).ToArray();
        Assert.InRange(plays.Average(play => play.User.Group == play.Song.Group ? 1.0 : 0.0), 0.7, 1.0);
        Assert.All(Enumerable.Range(0, 50), user => Assert.All(world.FollowsOf(user), other => Assert.Contains(user, world.FollowsOf(other))));
    }

    [Fact]
    public void Names_of_songs_and_artists_are_distinct()
    {
        var world = MusicWorld.Create(new() { SongCount = 3_000, ArtistCount = 300 });
        Assert.Distinct(world.Songs.Select(song => song.Title));
        Assert.Distinct(world.Artists.Select(artist => artist.Name));
    }

    [Fact]
    public void Create_refuses_counts_that_make_no_world()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicWorld.Create(new() { UserCount = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicWorld.Create(new() { SongCount = 5, ArtistCount = 6 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicWorld.Create(new() { ArtistCount = 5, GroupCount = 6 }));
    }
}
