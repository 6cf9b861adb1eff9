using CsCheck;

namespace ZetDard.Recommenders.Testing.Tests;

public sealed class MusicWorldTests
{
    [Fact]
    public void Create_gives_the_same_world_for_the_same_options()
    {
        var (first, second) = (
            MusicWorld.Create(new() { Seed = 7 }).ToTrainingData(), MusicWorld.Create(new() { Seed = 7 }).ToTrainingData());
        Assert.Equal(first.Interactions.ToInteractions(), second.Interactions.ToInteractions());
        Assert.Equal(first.Artists!.Pairs(), second.Artists!.Pairs());
        Assert.Equal(first.Friends!.Pairs(), second.Friends!.Pairs());
        Assert.Equal(
            first.ItemFeatures!.Rows.SelectMany(row => row.Values.ToArray()),
            second.ItemFeatures!.Rows.SelectMany(row => row.Values.ToArray()));
        Assert.NotEqual(
            first.Interactions.ToInteractions(), MusicWorld.Create(new() { Seed = 8 }).ToTrainingData().Interactions.ToInteractions());
    }

    [Fact]
    public void Listeners_keep_mostly_to_their_group_and_follow_each_other()
    {
        var world = MusicWorld.Create();
        var plays = Enumerable.Range(0, world.UserCount)
            .SelectMany(user => world.SongsOf(user).Select(entry => (User: world.User(user), entry.Song)))
            .ToArray();
        Assert.InRange(plays.Average(play => play.User.Group == play.Song.Group ? 1.0 : 0.0), 0.7, 1.0);
        Assert.All(
            Enumerable.Range(0, 50), user => Assert.All(world.FollowsOf(user), other => Assert.Contains(user, world.FollowsOf(other))));
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
    public void FollowsOf_is_symmetric_in_worlds_of_every_size() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 8], Gen.Int).Sample((users, groups, seed) =>
    {
        var world = MusicWorld.Create(new() { UserCount = users, GroupCount = groups, ArtistCount = 8, SongCount = 8, Seed = seed });
        return Enumerable.Range(0, users).All(user =>
            world.FollowsOf(user).All(other => other != user && world.FollowsOf(other).Contains(user)));
    });

    [Fact]
    public void Songs_that_nobody_has_change_nothing_else()
    {
        var (without, with) = (MusicWorld.Create(), MusicWorld.Create(new() { ColdSongCount = 7 }));
        var (data, all) = (without.ToTrainingData(), with.ToTrainingData());
        Assert.Equal(
            without.Songs.Select(song => (song.Id, song.Title, song.Group)), with.Songs.Select(song => (song.Id, song.Title, song.Group)));
        Assert.Equal(data.Interactions.ToInteractions(), all.Interactions.ToInteractions());
        Assert.Equal(data.Friends!.Pairs(), all.Friends!.Pairs());
        Assert.Equal(7, with.ColdSongs.Count);
        Assert.All(with.ColdSongs, song => Assert.False(all.Interactions.Items.Contains(song.Id)));
        Assert.All(with.ColdSongs, song => Assert.True(
            all.ItemFeatures!.Keys.Contains(song.Id) && all.Waveforms!.Items.Contains(song.Id) && all.Artists!.From.Contains(song.Id)));
        Assert.Equal([902, 904, 906], all.Versions!.From.Select(song => song.Value));
        Assert.All(
            all.Versions.Pairs(),
            pair => Assert.Equal(with.ColdSongs[(int)(pair.From.Value - 901)].Artists[0], with.Songs[(int)(pair.To.Value - 1)].Artists[0]));
        Assert.All(
            data.ItemFeatures!.Keys,
            song => Assert.Equal(data.ItemFeatures[song].Values.ToArray(), all.ItemFeatures![song].Values.ToArray()));
    }

    [Fact]
    public void Another_kind_of_item_stands_in_the_place_of_songs_under_the_same_numbers()
    {
        var world = MusicWorld.Create(new() { UserCount = 30, SongCount = 60, ArtistCount = 12, ColdSongCount = 2 });
        var (songs, lists) = (world.ToTrainingData(), world.ToTrainingData<PlaylistId>(withFollows: false));
        Assert.Equal(
            songs.Interactions.ToInteractions().Select(i => (i.User, i.Item.Value, i.Weight)),
            lists.Interactions.ToInteractions().Select(i => (i.User, i.Item.Value, i.Weight)));
        Assert.Equal(
            songs.Artists!.Pairs().Select(pair => (pair.From.Value, pair.To)),
            lists.Artists!.Pairs().Select(pair => (pair.From.Value, pair.To)));
        Assert.Null(lists.Friends);
    }

    // Six groups: chance is right once in six times.
    [Fact]
    public async Task Features_and_sound_tell_the_group_but_not_without_doubt()
    {
        var world = MusicWorld.Create();
        var data = world.ToTrainingData();
        Assert.Equal(["mfcc", "tempo", "level", "words"], data.ItemFeatures!.Families);
        var examples = Examples.From(
            data.ItemFeatures,
            data.ItemFeatures.Keys.Select(song => new Example<SongId>(song, $"group {world.Songs[(int)song.Value - 1].Group}")));
        var (train, test) = examples.Folds(3, seed: 1)[0];
        using var classifier = await new LogisticRegressionTrainer().FitAsync(
            train, cancellationToken: TestContext.Current.CancellationToken);
        var said = await classifier.PredictAsync(test, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(said.Where((label, i) => label == test.Labels[test.Classes[i]]).Count() / (double)test.Count, 0.7, 0.99);

        // The pitch rises with the group: by construction half an octave a group, with a twentieth of an octave of deviation.
        var sounds = data.Waveforms!;
        var rates = new List<(int Group, int Crossings)>();
        foreach (var song in world.Songs.Take(60))
        {
            var sound = await sounds.ReadAsync(song.Id, TestContext.Current.CancellationToken);
            Assert.Equal((8_000, 1, 800), (sound.SampleRateHz, sound.ChannelCount, sound.Length));
            var samples = sound.Channel(0).ToArray();
            rates.Add((song.Group, samples.Zip(samples.Skip(1)).Count(pair => pair.First < 0 != pair.Second < 0)));
        }

        var means = rates.GroupBy(rate => rate.Group).OrderBy(group => group.Key)
            .Select(group => group.Average(rate => rate.Crossings))
            .ToArray();
        Assert.Equal(means.Order(), means);
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
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicWorld.Create(new() { ColdSongCount = -1 }));
    }
}
