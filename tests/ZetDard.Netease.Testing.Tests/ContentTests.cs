using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>The served content, compared with the world.</summary>
public sealed class ContentTests
{
    private static readonly NeteaseContent Content = new(MusicWorld.Create());

    private static IEnumerable<long> Users => Enumerable.Range(1, Content.World.UserCount).Select(id => (long)id);

    [Fact]
    public void Public_lists_of_a_listener_hold_together_his_songs_of_the_world_and_gone_ones()
    {
        var gone = 0;
        foreach (var user in Users)
        {
            var tracks = Content.PlaylistsOf(user).Where(list => list.Visibility == NeteaseContentVisibility.Public)
                .SelectMany(list => Content.TracksOf(list.Id)).ToHashSet();
            gone += tracks.RemoveWhere(id => id > Content.World.Songs.Count);
            Assert.Equal(Content.World.SongsOf((int)user - 1).Select(play => play.Song.Id.Value).Order(), tracks.Order());
        }

        Assert.InRange(gone, 20, 300);
    }

    [Fact]
    public void Playlists_begin_with_the_liked_songs_and_some_are_private_or_deleted()
    {
        var lists = Users.SelectMany(Content.PlaylistsOf).ToArray();
        Assert.All(Users, user => Assert.Equal(NeteasePlaylistKind.Liked, Content.PlaylistsOf(user)[0].Kind));
        Assert.Equal(Content.World.UserCount, lists.Count(list => list.Kind == NeteasePlaylistKind.Liked));
        Assert.InRange(lists.Count(list => list.Visibility == NeteaseContentVisibility.Private), 50, 100);
        Assert.InRange(lists.Count(list => list.Visibility == NeteaseContentVisibility.Deleted), 12, 50);
        Assert.Equal(lists.Length, lists.Select(list => list.Id).Distinct().Count());
        Assert.Contains(lists, list => list.Name.Any(letter => letter >= 0x4E00));
        Assert.Contains(lists, list => list.Name.All(char.IsAscii));
        Assert.All(lists, list => Assert.Equal(list, Content.Playlist(list.Id)));
        Assert.All([0L, 9L, 99L, 150L, 100L * (Content.World.UserCount + 1)], id => Assert.Null(Content.Playlist(id)));
    }

    [Fact]
    public void Subscriptions_are_lists_of_others_mostly_of_the_group_and_some_are_closed_by_now()
    {
        var subscriptions = Users.SelectMany(user => Content.SubscriptionsOf(user).Select(id => (User: user, List: Content.Playlist(id)!)))
            .ToArray();
        Assert.All(subscriptions, pair => Assert.NotEqual(pair.User, pair.List.OwnerId));
        Assert.InRange(
            subscriptions.Average(pair => (pair.User - pair.List.OwnerId) % Content.World.GroupCount == 0 ? 1.0 : 0.0), 0.7, 0.95);
        Assert.Contains(subscriptions, pair => pair.List.Visibility == NeteaseContentVisibility.Private);
        Assert.Contains(subscriptions, pair => pair.List.Visibility == NeteaseContentVisibility.Deleted);
    }

    // Oracle: the world's own follows.
    [Theory]
    [InlineData(300, 6)]
    [InlineData(40, 3)]
    [InlineData(15, 3)]
    [InlineData(7, 2)]
    [InlineData(1, 1)]
    public void Mutual_follows_are_those_of_the_world(int users, int groups)
    {
        var content = new NeteaseContent(MusicWorld.Create(new() { UserCount = users, GroupCount = groups }));
        for (var user = 1L; user <= users; user++)
        {
            var mutual = content.FollowsOf(user).Where(other => other <= users && content.FollowsOf(other).Contains(user));
            Assert.Equal(content.World.FollowsOf((int)user - 1).Select(other => other + 1L).Order(), mutual.Order());
        }
    }

    [Fact]
    public void Followers_are_who_follows()
    {
        var ids = Users.Append(Content.OfficialUserId).ToArray();
        var follows = ids.SelectMany(user => Content.FollowsOf(user).Select(other => (user, other))).Where(pair => ids.Contains(pair.other))
            .Order();
        Assert.Equal(follows, ids.SelectMany(user => Content.FollowersOf(user).Select(other => (other, user))).Order());
        Assert.All(ids, user => Assert.Equal((Content.FollowsOf(user).Count, Content.FollowersOf(user).Count), Content.FollowCounts(user)));
        Assert.Contains(Users.SelectMany(Content.FollowsOf), other => other > Content.World.UserCount && other != Content.OfficialUserId);
        Assert.Contains(
            Users,
            user => Content.FollowsOf(user).Any(other => other <= Content.World.UserCount && !Content.FollowsOf(other).Contains(user)));
    }

    [Fact]
    public void Covers_are_of_an_original_of_another_artist_of_the_group()
    {
        var covers = Content.World.Songs.Where(song => Content.OriginalOf(song.Id.Value) is not null).ToArray();
        Assert.InRange(covers.Length / (double)Content.World.Songs.Count, 0.02, 0.06);
        Assert.All(covers, cover =>
        {
            var original = Content.World.Songs[(int)Content.OriginalOf(cover.Id.Value)!.Value - 1];
            Assert.Equal(cover.Group, original.Group);
            Assert.Empty(cover.Artists.Intersect(original.Artists));
            Assert.Null(Content.OriginalOf(original.Id.Value));
        });
    }

    [Fact]
    public void Comments_go_by_popularity_and_beyond_the_offset_limit()
    {
        var counts = Content.World.Songs.Select(song => Content.CommentCountOf(song.Id.Value)).ToArray();
        Assert.Equal(4_000, counts.Max());
        Assert.True(counts.Count(count => count > 1_000) >= Content.World.GroupCount);
        Assert.True(counts.Count(count => count < 100) > counts.Length / 2);
    }

    // The groups of songs can be recovered from the playlists alone: two songs of a playlist are in the same group far more often
    // than by chance.
    [Fact]
    public void Lists_of_others_tell_the_taste_groups()
    {
        var world = Content.World;
        var votes = new int[world.Songs.Count, world.GroupCount];
        foreach (var user in Users)
        {
            var tracks = Content.TracksOf(user * 100).Where(id => id <= world.Songs.Count).ToArray();
            foreach (var (first, second) in tracks.SelectMany(
                first => tracks.Where(second => second != first).Select(second => (first, second))))
                votes[first - 1, world.Songs[(int)second - 1].Group]++;
        }

        var seen = Enumerable.Range(0, world.Songs.Count)
            .Where(song => Enumerable.Range(0, world.GroupCount).Sum(group => votes[song, group]) >= 20).ToArray();
        var right = seen.Count(song => Enumerable.Range(0, world.GroupCount).MaxBy(group => votes[song, group]) == world.Songs[song].Group);
        Assert.True(seen.Length > 300 && right > 0.85 * seen.Length, $"{right} of {seen.Length}");
    }

    [Fact]
    public void A_user_or_song_that_is_not_there_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Content.PlaylistsOf(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Content.FollowsOf(Content.World.UserCount + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Content.OriginalOf(Content.World.Songs.Count + 1));
        Assert.Empty(Content.TracksOf(5));
    }

    [Fact]
    public void Worlds_of_another_seed_are_other_worlds()
    {
        var other = new NeteaseContent(MusicWorld.Create(new() { Seed = 43 }));
        Assert.NotEqual(Users.SelectMany(Content.SubscriptionsOf), Users.SelectMany(other.SubscriptionsOf));
        Assert.Equal(Users.SelectMany(Content.SubscriptionsOf), Users.SelectMany(new NeteaseContent(MusicWorld.Create()).SubscriptionsOf));
    }
}
