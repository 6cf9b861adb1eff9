using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing;

/// <summary>
/// What the stand-in serves in addition to a <see cref="MusicWorld"/>: playlists, follows, covers and comments. It is computed when
/// it is requested; the same world gives the same content.
/// </summary>
/// <remarks>
/// Users, songs and artists have the ids of the world. The public playlists that a listener created contain together exactly the
/// listener's songs of the world, and ids of songs that are gone. Mutual follows are those of the world; in addition there are
/// one-way follows, an official account that many follow, and users who are gone.
/// </remarks>
public sealed class NeteaseContent
{
    internal const int LikedSlot = 0;
    internal const int PrivateSlot = 90;
    internal const int DeletedSlot = 91;
    internal const int SlotsPerUser = 100;       // ids of playlists: user * 100 + slot; ids below 100 are charts
    internal const int FirstChart = 10;
    internal const int GoneSongs = 1_000;       // ids after the last song that playlists still contain
    internal const int GoneUsers = 500;       // ids after the last listener that others still follow
    internal const int SongsPerAlbum = 8;
    internal const int AlbumsPerArtist = 1_000;       // ids of albums: artist * 1,000 + number
    internal const int ChartLength = 100;

    /// <summary>2020-01-01, the earliest date of any content.</summary>
    internal const long Epoch = 1_577_808_000_000;
    internal const long Day = 86_400_000;

    private const int MaxCharts = 40;

    private readonly int[] _rankInGroup;
    private readonly int[] _originalOf;       // index of the original of each cover; -1 for other songs
    private readonly bool[] _isCovered;
    private readonly int[][] _songsOfGroup;     // most popular first
    private readonly int[][] _songsOfArtist;    // most popular first
    private readonly int[] _placeWithArtist;       // the place of each song among the songs of its first artist
    private readonly int[][] _artistsOfGroup;
    private readonly Lazy<int[]> _officialFollowers;
    private readonly Lazy<long[]> _firstChart;

    internal NeteaseContent(MusicWorld world)
    {
        World = world;
        Seed = new Seeded(world.Seed);
        var songs = world.Songs;
        _songsOfGroup = IndexBy(world.GroupCount, songs.Count, index => [songs[index].Group]);
        _songsOfArtist = IndexBy(
            world.Artists.Count, songs.Count, index => songs[index].Artists.Select(artist => (int)artist.Id.Value - 1));
        _artistsOfGroup = IndexBy(world.GroupCount, world.Artists.Count, index => [world.Artists[index].Group]);
        _rankInGroup = new int[songs.Count];
        foreach (var group in _songsOfGroup)
        {
            for (var rank = 0; rank < group.Length; rank++)
            {
                _rankInGroup[group[rank]] = rank;
            }
        }

        _placeWithArtist = new int[songs.Count];
        var counts = new int[world.Artists.Count];
        for (var index = 0; index < songs.Count; index++)
        {
            _placeWithArtist[index] = counts[FirstArtist(index)]++;
        }

        (_originalOf, _isCovered) = Covers();
        _officialFollowers = new(() => [.. Enumerable.Range(0, world.UserCount).Where(FollowsOfficial)]);
        _firstChart = new(
            () => [.. Enumerable.Range(0, songs.Count)
                .OrderBy(song => _rankInGroup[song])
                .ThenBy(song => song)
                .Take(ChartLength)
                .Select(song => song + 1L)]);
    }

    /// <summary>The world of listeners, songs and artists.</summary>
    public MusicWorld World { get; }

    /// <summary>The account of the service itself: it owns the charts, and many users follow it.</summary>
    public long OfficialUserId => World.UserCount + 1_000L;

    internal Seeded Seed { get; }

    internal int ChartCount => 1 + Math.Min(World.GroupCount, MaxCharts);

    /// <summary>Returns the playlists that a user created: the liked songs first, private and deleted ones last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The world has no such listener.</exception>
    public IReadOnlyList<NeteaseContentPlaylist> PlaylistsOf(long userId)
    {
        var user = IndexOf(userId);
        var lists = Enumerable.Range(0, 1 + CreatedCount(user)).ToList();
        if (HasPrivate(user))
        {
            lists.Add(PrivateSlot);
        }

        if (HasDeleted(user))
        {
            lists.Add(DeletedSlot);
        }

        return [.. lists.Select(slot => Playlist((userId * SlotsPerUser) + slot)!)];
    }

    /// <summary>Returns the ids of the playlists of others that a user subscribed to; some of them are private or deleted by now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The world has no such listener.</exception>
    public IReadOnlyList<long> SubscriptionsOf(long userId)
    {
        var user = IndexOf(userId);
        var ids = new List<long>();
        if (World.UserCount == 1)
        {
            return ids;
        }

        for (var k = Seed.Below(5, Facet.Subscription, user, -1) - 1; k >= 0; k--)
        {
            var other = AnotherUser(user, Facet.Subscription, k);
            var id = ((other + 1L) * SlotsPerUser) + (Seed.Below(20, Facet.SubscribedSlot, user, k) switch
            {
                0 when HasPrivate(other) => PrivateSlot,
                1 when HasDeleted(other) => DeletedSlot,
                var draw => CreatedCount(other) is var made and > 0 ? 1 + (draw % made) : LikedSlot,
            });
            if (!ids.Contains(id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>Returns a playlist; <see langword="null"/> if there never was one with this id.</summary>
    public NeteaseContentPlaylist? Playlist(long playlistId)
    {
        if (playlistId is >= FirstChart and < SlotsPerUser)
        {
            var chart = (int)playlistId - FirstChart;
            return chart < ChartCount
                ? new(
                    playlistId, OfficialUserId, chart == 0 ? "热歌榜" : $"{ContentWords.Tag(chart - 1)}榜{(chart > 6 ? $" {chart}" : "")}",
                    NeteaseContentVisibility.Public)
                {
                    Kind = NeteasePlaylistKind.Chart,
                }
                : null;
        }

        var (owner, slot) = (playlistId / SlotsPerUser, (int)(playlistId % SlotsPerUser));
        if (playlistId < SlotsPerUser || owner > World.UserCount)
        {
            return null;
        }

        var user = (int)owner - 1;
        var group = user % World.GroupCount;
        return slot switch
        {
            LikedSlot => new(playlistId, owner, $"{World.User(user).Name}喜欢的音乐", NeteaseContentVisibility.Public)
            {
                Kind = NeteasePlaylistKind.Liked,
            },
            PrivateSlot when HasPrivate(user) => new(playlistId, owner, Title(), NeteaseContentVisibility.Private),
            DeletedSlot when HasDeleted(user) => new(playlistId, owner, Title(), NeteaseContentVisibility.Deleted),
            _ when slot <= CreatedCount(user) => new(playlistId, owner, Title(), NeteaseContentVisibility.Public),
            _ => null,
        };

        string Title() => ContentWords.Title(group, Seed.Bits(Facet.Title, user, slot));
    }

    /// <summary>
    /// Returns the ids of a playlist's songs in order, including songs that are gone; empty if there is no such playlist.
    /// </summary>
    public IReadOnlyList<long> TracksOf(long playlistId)
    {
        if (Playlist(playlistId) is not { } list)
        {
            return [];
        }

        if (list.Kind == NeteasePlaylistKind.Chart)
        {
            return ChartTracks((int)playlistId - FirstChart);
        }

        var (user, slot) = ((int)list.OwnerId - 1, (int)(playlistId % SlotsPerUser));
        var made = CreatedCount(user);
        var tracks = new List<long>();
        foreach (var (song, _) in World.SongsOf(user))
        {
            var id = song.Id.Value;
            var isLiked = made == 0 || Seed.Chance(0.6, Facet.InLiked, user, id);
            var isIn = slot switch
            {
                LikedSlot => isLiked,
                PrivateSlot or DeletedSlot => Seed.Chance(0.4, Facet.InPrivate, user, id),
                _ => slot == 1 + Seed.Below(made, Facet.ListOf, user, id) && (!isLiked || Seed.Chance(0.3, Facet.InBoth, user, id)),
            };
            if (isIn)
            {
                tracks.Add(id);
            }
        }

        // The newest song comes first.
        tracks.Reverse();
        if (Seed.Chance(0.15, Facet.GoneSong, playlistId))
        {
            tracks.Insert(
                Seed.Below(tracks.Count + 1, Facet.GoneSong, playlistId, 1),
                World.Songs.Count + 1L + Seed.Below(GoneSongs, Facet.GoneSong, playlistId, 2));
        }

        return tracks;
    }

    /// <summary>Returns the ids of those whom a user follows: the official account, listeners, and users who are gone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public IReadOnlyList<long> FollowsOf(long userId)
    {
        if (userId == OfficialUserId)
        {
            return [];
        }

        var user = IndexOf(userId);
        var follows = Ids(World.FollowsOf(user), user, forward: true);
        if (FollowsOfficial(user))
        {
            follows.Insert(0, OfficialUserId);
        }

        if (GoneFollow(user) is { } gone)
        {
            follows.Add(gone);
        }

        return follows;
    }

    /// <summary>Returns the ids of those who follow a user.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public IReadOnlyList<long> FollowersOf(long userId) => userId == OfficialUserId
        ? [.. _officialFollowers.Value.Select(user => user + 1L)]
        : Ids(World.FollowsOf(IndexOf(userId)), IndexOf(userId), forward: false);

    /// <summary>Returns whether a user hides their play record from others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The world has no such listener.</exception>
    public bool HidesPlayRecord(long userId) => Seed.Chance(0.2, Facet.HidesRecord, IndexOf(userId));

    /// <summary>Returns the id of the original of a cover; <see langword="null"/> if the song is not a cover.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The world has no such song.</exception>
    public long? OriginalOf(long songId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(songId, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(songId, World.Songs.Count);
        return _originalOf[songId - 1] is var original and >= 0 ? original + 1L : null;
    }

    /// <summary>
    /// Returns the number of comments on a song: 4,000 for the most popular song of each group, and by Zipf's law for the others.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The world has no such song.</exception>
    public int CommentCountOf(long songId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(songId, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(songId, World.Songs.Count);
        return 4_000 / (1 + _rankInGroup[songId - 1]);
    }

    /// <summary>Returns how many users a user follows, and how many follow the user.</summary>
    internal (int Follows, int Followers) FollowCounts(long userId)
    {
        if (userId == OfficialUserId)
        {
            return (0, _officialFollowers.Value.Length);
        }

        var user = IndexOf(userId);
        var mutual = World.FollowsOf(user);
        return (
            mutual.Count + OneWay(mutual, user, forward: true).Count + (FollowsOfficial(user) ? 1 : 0) + (GoneFollow(user) is null ? 0 : 1),
            mutual.Count + OneWay(mutual, user, forward: false).Count);
    }

    internal bool HasUser(long userId) => userId >= 1 && userId <= World.UserCount;

    internal bool HasSong(long songId) => songId >= 1 && songId <= World.Songs.Count;

    internal bool HasArtist(long artistId) => artistId >= 1 && artistId <= World.Artists.Count;

    internal int CreatedCount(int user) => Seed.Below(4, Facet.ListCount, user);

    internal bool HasPrivate(int user) => Seed.Chance(0.25, Facet.HasPrivate, user);

    internal bool HasDeleted(int user) => Seed.Chance(0.1, Facet.HasDeleted, user);

    internal int RankInGroup(int song) => _rankInGroup[song];

    internal int OriginalIndex(int song) => _originalOf[song];

    internal bool IsCovered(int song) => _isCovered[song];

    internal IReadOnlyList<int> SongsOfGroup(int group) => _songsOfGroup[group];

    internal IReadOnlyList<int> SongsOfArtist(int artist) => _songsOfArtist[artist];

    internal IReadOnlyList<int> ArtistsOfGroup(int group) => _artistsOfGroup[group];

    internal int FirstArtist(int song) => (int)World.Songs[song].Artists[0].Id.Value - 1;

    internal long AlbumOf(int song) =>
        ((FirstArtist(song) + 1L) * AlbumsPerArtist) + 1 + Math.Min(AlbumsPerArtist - 2, _placeWithArtist[song] / SongsPerAlbum);

    internal int NumberOnAlbum(int song) => 1 + (_placeWithArtist[song] % SongsPerAlbum);

    /// <summary>Returns the songs of an artist's own albums, by album.</summary>
    internal IReadOnlyList<IGrouping<long, int>> AlbumsOf(int artist) =>
        [.. _songsOfArtist[artist].Where(song => FirstArtist(song) == artist).GroupBy(AlbumOf)];

    internal string AlbumName(long album) =>
        ContentWords.Title((int)(album / AlbumsPerArtist % World.GroupCount), Seed.Bits(Facet.Album, album));

    internal long AlbumTime(long album) =>
        Epoch - (Seed.Below(4_000, Facet.Album, album / AlbumsPerArtist) * Day) + (album % AlbumsPerArtist * 300 * Day);

    internal long CreatedTime(long userId) => Epoch - (Seed.Below(2_500, Facet.Profile, userId, 1) * Day);

    internal int DurationOf(int song) => 120_000 + Seed.Below(210_000, Facet.Duration, song);

    internal int FeeOf(int song) => Seed.Below(20, Facet.Fee, song) switch { < 3 => 0, < 5 => 1, 5 => 4, _ => 8 };

    internal int AnotherUser(int user, Facet facet, int k)
    {
        // The first draw chooses the group of users, the second the user; a draw of the user themselves is repeated.
        var groups = World.GroupCount;
        var inGroup = ((World.UserCount - (user % groups) - 1) / groups) + 1;
        for (var draw = 0; ; draw++)
        {
            var other = draw < 8 && Seed.Chance(0.8, facet, user, (k * 100L) + 1)
                ? (user % groups) + (groups * Seed.Below(inGroup, facet, user, (k * 100L) + 2 + draw))
                : Seed.Below(World.UserCount, facet, user, (k * 100L) + 2 + draw);
            if (other != user)
            {
                return other;
            }
        }
    }

    private bool FollowsOfficial(int user) => Seed.Chance(0.3, Facet.FollowsOfficial, user);

    private long? GoneFollow(int user) =>
        Seed.Chance(0.05, Facet.GoneFollow, user) ? World.UserCount + 1L + Seed.Below(GoneUsers, Facet.GoneFollow, user, 1) : null;

    private List<long> Ids(IReadOnlyList<int> mutual, int user, bool forward) =>
        [.. mutual.Concat(OneWay(mutual, user, forward)).Order().Select(other => other + 1L)];

    // Two rotations, each kept with a probability of one half. No sum of two rotations is a multiple of the number of listeners,
    // so no follow is mutual by chance.
    private List<int> OneWay(IReadOnlyList<int> mutual, int user, bool forward)
    {
        var (count, groups) = (World.UserCount, World.GroupCount);
        var others = new List<int>(2);
        if (count <= (4 * groups) + 2)
        {
            return others;
        }

        foreach (var turn in (ReadOnlySpan<int>)[groups, (2 * groups) + 1])
        {
            var other = (user + (forward ? turn : count - turn)) % count;
            if (Seed.Chance(0.5, Facet.OneWayFollow, forward ? user : other, turn) && !mutual.Contains(other))
            {
                others.Add(other);
            }
        }

        return others;
    }

    // The first chart contains the best songs of each group in turn.
    private long[] ChartTracks(int chart) =>
        chart == 0 ? _firstChart.Value : [.. _songsOfGroup[chart - 1].Take(ChartLength).Select(song => song + 1L)];

    private (int[] OriginalOf, bool[] IsCovered) Covers()
    {
        var songs = World.Songs;
        var originalOf = new int[songs.Count];
        var isCovered = new bool[songs.Count];
        Array.Fill(originalOf, -1);
        for (var song = 1; song < songs.Count; song++)
        {
            if (!Seed.Chance(0.04, Facet.Cover, song))
            {
                continue;
            }

            // An earlier song of the group, by another artist, that is not a cover itself.
            for (int original = Seed.Below(song, Facet.Cover, song, 1), tries = 0; original >= 0 && tries < 100; original--, tries++)
            {
                if (songs[original].Group == songs[song].Group
                    && originalOf[original] < 0
                    && !songs[original].Artists.Intersect(songs[song].Artists).Any())
                {
                    originalOf[song] = original;
                    isCovered[original] = true;
                    break;
                }
            }
        }

        return (originalOf, isCovered);
    }

    private int IndexOf(long userId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(userId, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(userId, World.UserCount);
        return (int)userId - 1;
    }

    private static int[][] IndexBy(int count, int items, Func<int, IEnumerable<int>> keysOf)
    {
        var lists = new List<int>[count];
        for (var key = 0; key < count; key++)
        {
            lists[key] = [];
        }

        for (var item = 0; item < items; item++)
        {
            foreach (var key in keysOf(item))
            {
                lists[key].Add(item);
            }
        }

        return Array.ConvertAll(lists, list => list.ToArray());
    }
}
