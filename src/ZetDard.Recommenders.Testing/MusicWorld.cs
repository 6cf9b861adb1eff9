namespace ZetDard.Recommenders.Testing;

/// <summary>A small world with structure: taste groups, artists with their songs, listeners who mostly keep to their group, popularity by Zipf's law, mutual follows.</summary>
/// <remarks>
/// The groups are known, so that a test can ask whether recommendations find them. The same options give the same world.
/// Songs and artists are held in memory; a listener is made when he is asked for, so that worlds of many listeners cost little.
/// </remarks>
public sealed class MusicWorld
{
    private const double OwnGroupShare = 0.85;      // of a listener's songs; the rest is from anywhere
    private const double FollowsPerUser = 4;

    private readonly MusicWorldOptions _options;
    private readonly int[][] _songsOfGroup;          // most popular first
    private readonly double[][] _cumulativeOfGroup;
    private readonly int[] _allSongs;
    private readonly double[] _cumulativeOfAll;

    private MusicWorld(MusicWorldOptions options)
    {
        _options = options;
        var random = new Random(options.Seed);
        Artists = [.. Enumerable.Range(0, options.ArtistCount).Select(i => new WorldArtist(new ArtistId(1 + i), WorldNames.Artist(i), i % options.GroupCount))];
        Songs = [.. Enumerable.Range(0, options.SongCount).Select(i => MakeSong(i, random))];
        _songsOfGroup = [.. Enumerable.Range(0, options.GroupCount).Select(group => Enumerable.Range(0, Songs.Count).Where(i => Songs[i].Group == group).ToArray())];
        _cumulativeOfGroup = Array.ConvertAll(_songsOfGroup, songs => Zipf(songs.Length));
        _allSongs = [.. Enumerable.Range(0, Songs.Count).OrderBy(_ => random.Next())];
        _cumulativeOfAll = Zipf(_allSongs.Length);
    }

    /// <summary>The artists; ids from 1.</summary>
    public IReadOnlyList<WorldArtist> Artists { get; }

    /// <summary>The songs; ids from 1.</summary>
    public IReadOnlyList<WorldSong> Songs { get; }

    /// <summary>How many listeners there are.</summary>
    public int UserCount => _options.UserCount;

    /// <summary>Makes a world.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small.</exception>
    public static MusicWorld Create(MusicWorldOptions? options = null)
    {
        options = options is null ? new() : options with { };
        ArgumentOutOfRangeException.ThrowIfLessThan(options.UserCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GroupCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ArtistCount, options.GroupCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SongCount, options.ArtistCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MeanSongsPerUser, 2);
        return new MusicWorld(options);
    }

    /// <summary>A listener, by index 0 … <see cref="UserCount"/> − 1; ids from 1.</summary>
    public WorldUser User(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, UserCount);
        return new(new UserId(1 + index), WorldNames.User(index), index % _options.GroupCount);
    }

    /// <summary>The songs of a listener with play counts, distinct, in the order in which he came to them.</summary>
    public IReadOnlyList<(WorldSong Song, int PlayCount)> SongsOf(int user)
    {
        var random = new Random(HashCode(_options.Seed, user));
        var group = User(user).Group;
        var wanted = Math.Min(Songs.Count, 2 + (int)(-Math.Log(1 - random.NextDouble()) * (_options.MeanSongsPerUser - 2)));
        var chosen = new List<(WorldSong, int)>();
        var seen = new HashSet<int>();
        for (var tries = 0; chosen.Count < wanted && tries < 50 * wanted; tries++)
        {
            var song = random.NextDouble() < OwnGroupShare
                ? _songsOfGroup[group][Draw(_cumulativeOfGroup[group], random)]
                : _allSongs[Draw(_cumulativeOfAll, random)];
            if (seen.Add(song))
            {
                chosen.Add((Songs[song], 1 + (int)(-Math.Log(1 - random.NextDouble()) * 5)));
            }
        }

        return chosen;
    }

    /// <summary>The listeners whom a listener follows; follows are mutual, and mostly within a group.</summary>
    public IReadOnlyList<int> FollowsOf(int user)
    {
        var follows = new SortedSet<int>();
        for (var other = 0; other < UserCount; other++)
        {
            if (other != user && AreFriends(Math.Min(user, other), Math.Max(user, other)))
            {
                follows.Add(other);
            }
        }

        return [.. follows];
    }

    /// <summary>The whole world as training data: interactions with play counts as weights, artists, and follows. Follows cost the square of the listeners; leave them out of large worlds.</summary>
    public TrainingData<SongId> ToTrainingData(bool withFollows = true) => new(InteractionDataset.From(
        from user in Enumerable.Range(0, UserCount)
        from entry in SongsOf(user)
        select new Interaction<SongId>(User(user).Id, entry.Song.Id, entry.PlayCount)))
    {
        Artists = Relation.FromPairs(from song in Songs from artist in song.Artists select (song.Id, artist.Id)),
        Friends = withFollows
            ? Relation.FromPairs(from user in Enumerable.Range(0, UserCount) from other in FollowsOf(user) select (User(user).Id, User(other).Id))
            : null,
    };

    private WorldSong MakeSong(int index, Random random)
    {
        // The first songs give every artist one; the others go to artists by Zipf's law.
        var artist = index < Artists.Count ? Artists[index] : Artists[(int)(Artists.Count * Math.Pow(random.NextDouble(), 2))];
        var second = Artists[random.Next(Artists.Count)];
        return new(
            new SongId(1 + index),
            WorldNames.Song(index),
            random.NextDouble() < 0.1 && second.Group == artist.Group && second != artist ? [artist, second] : [artist],
            artist.Group);
    }

    private bool AreFriends(int first, int second)
    {
        var chance = FollowsPerUser / Math.Max(1, UserCount - 1.0) * (User(first).Group == User(second).Group ? 0.8 * _options.GroupCount : 0.2);
        return new Random(HashCode(HashCode(_options.Seed, first), second)).NextDouble() < chance;
    }

    private static double[] Zipf(int count)
    {
        var sum = 0.0;
        return [.. Enumerable.Range(0, count).Select(rank => sum += 1 / (rank + 3.0))];
    }

    private static int Draw(double[] cumulative, Random random)
    {
        var place = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
        return place >= 0 ? place : Math.Min(~place, cumulative.Length - 1);
    }

    // Random's seeds must not depend on the process, as System.HashCode does.
    private static int HashCode(int seed, int index) => unchecked((int)((((uint)seed * 0x9E3779B1) ^ (uint)index) * 0x85EBCA77));
}
