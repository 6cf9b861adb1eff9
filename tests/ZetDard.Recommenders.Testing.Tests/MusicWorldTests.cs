using CsCheck;

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

    // By construction 3.2 follows within the group and 0.8 anywhere; the tolerances are several standard errors.
    [Fact]
    public void FollowsOf_gives_four_mutual_follows_mostly_within_the_group_however_many_listeners_there_are()
    {
        var world = MusicWorld.Create(new() { UserCount = 100_000 });
        var users = Enumerable.Range(0, 2_000).Select(i => i * 50).ToArray();
        var follows = users.SelectMany(user => world.FollowsOf(user).Select(other => (User: user, Other: other))).ToArray();
        Assert.InRange(follows.Length / (double)users.Length, 3.8, 4.2);
        Assert.InRange(follows.Average(pair => world.User(pair.User).Group == world.User(pair.Other).Group ? 1.0 : 0.0), 0.8, 0.87);
        Assert.All(follows, pair => Assert.NotEqual(pair.User, pair.Other));
        Assert.All(follows, pair => Assert.Contains(pair.User, world.FollowsOf(pair.Other)));
    }

    [Fact]
    public void FollowsOf_is_symmetric_in_worlds_of_every_size() => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 8], Gen.Int).Sample((users, groups, seed) =>
    {
        var world = MusicWorld.Create(new() { UserCount = users, GroupCount = groups, ArtistCount = 8, SongCount = 8, Seed = seed });
        return Enumerable.Range(0, users).All(user => world.FollowsOf(user).All(other => other != user && world.FollowsOf(other).Contains(user)));
    });

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
