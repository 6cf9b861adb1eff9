namespace ZetDard.Recommenders.Testing;

/// <summary>
/// A small world with structure: taste groups, artists with their songs, listeners who mostly keep to their group, popularity by Zipf's
/// law, mutual follows.
/// </summary>
/// <remarks>
/// The groups are known, so that a test can ask whether recommendations find them. The same options give the same world.
/// Songs and artists are held in memory; a listener is computed when asked for, so that a world of many listeners takes little memory.
/// </remarks>
public sealed class MusicWorld
{
    private const double OwnGroupShare = 0.85;      // of a listener's songs; the rest is from anywhere

    // Partner k of a listener is at (turn k - place) mod size. That is symmetric, so that the follows of a listener are known without
    // looking at all others.
    private const int PartnersInGroup = 16;         // each kept with this chance: 3.2 follows within the group
    private const double ChanceInGroup = 0.2;
    private const int PartnersAnywhere = 8;         // and 0.8 among all listeners
    private const double ChanceAnywhere = 0.1;

    private const int FeatureTurn = 1_000;          // apart from the turns of partners
    private const int SampleRateHz = 8_000;
    private const int SampleCount = 800;            // a tenth of a second
    private const int MaxOvertones = 8;            // the first is the pitch itself

    // A column that is the same for all songs tests that nothing is divided by a deviation of 0.
    private static readonly string[] FeatureNames =
        ["mfcc0.mean", "mfcc1.mean", "mfcc2.mean", "mfcc3.mean", "tempo", "level.clipped", "words.love", "words.night", "words.road"];

    private readonly MusicWorldOptions _options;
    private readonly int[][] _songsOfGroup;          // most popular first
    private readonly double[][] _cumulativeOfGroup;
    private readonly int[] _allSongs;
    private readonly double[] _cumulativeOfAll;

    private MusicWorld(MusicWorldOptions options)
    {
        _options = options;
        var random = new Random(options.Seed);
        Artists = [.. Enumerable.Range(0, options.ArtistCount)
            .Select(i => new WorldArtist(new ArtistId(1 + i), WorldNames.Artist(i), i % options.GroupCount))];
        Songs = [.. Enumerable.Range(0, options.SongCount).Select(i => MakeSong(i, random))];
        _songsOfGroup = [.. Enumerable.Range(0, options.GroupCount)
            .Select(group => Enumerable.Range(0, Songs.Count).Where(i => Songs[i].Group == group).ToArray())];
        _cumulativeOfGroup = Array.ConvertAll(_songsOfGroup, songs => Zipf(songs.Length));
        _allSongs = [.. Enumerable.Range(0, Songs.Count).OrderBy(_ => random.Next())];
        _cumulativeOfAll = Zipf(_allSongs.Length);
        ColdSongs = [.. Enumerable.Range(0, options.ColdSongCount).Select(i => (Index: Songs.Count + i, Artist: Artists[i % Artists.Count]))
            .Select(cold => new WorldSong(new SongId(1 + cold.Index), WorldNames.Song(cold.Index), [cold.Artist], cold.Artist.Group))];
    }

    /// <summary>The artists; ids from 1.</summary>
    public IReadOnlyList<WorldArtist> Artists { get; }

    /// <summary>The songs; ids from 1.</summary>
    public IReadOnlyList<WorldSong> Songs { get; }

    /// <summary>
    /// Songs that nobody has: new releases, of which only artists, features and sound are known. Their ids follow those of
    /// <see cref="Songs"/>.
    /// </summary>
    public IReadOnlyList<WorldSong> ColdSongs { get; }

    /// <summary>How many listeners there are.</summary>
    public int UserCount => _options.UserCount;

    /// <summary>How many taste groups there are.</summary>
    public int GroupCount => _options.GroupCount;

    /// <summary>The seed of everything.</summary>
    public int Seed => _options.Seed;

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
        ArgumentOutOfRangeException.ThrowIfNegative(options.ColdSongCount);
        return new MusicWorld(options);
    }

    /// <summary>
    /// A listener, by index 0 … <see cref="UserCount"/> − 1; ids from 1. Listener i is of group i mod <see cref="GroupCount"/>.
    /// </summary>
    public WorldUser User(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, UserCount);
        return new(new UserId(1 + index), WorldNames.User(index), index % _options.GroupCount);
    }

    /// <summary>The songs of a listener with play counts, distinct, in the order in which they came to them.</summary>
    public IReadOnlyList<(WorldSong Song, int PlayCount)> SongsOf(int user)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(user);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserCount);
        var random = new Random(HashCode(_options.Seed, user));
        var group = user % _options.GroupCount;
        var wanted = Math.Min(Songs.Count, 2 + (int)(-Math.Log(1 - random.NextDouble()) * (_options.MeanSongsPerUser - 2)));
        var chosen = new List<(WorldSong, int)>(wanted);
        var seen = new HashSet<int>(wanted);
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

    /// <summary>The listeners whom a listener follows, ascending; follows are mutual, about four, and mostly within a group.</summary>
    public IReadOnlyList<int> FollowsOf(int user)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(user);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserCount);
        var groups = _options.GroupCount;
        var group = user % groups;
        var groupSize = ((UserCount - group - 1) / groups) + 1;
        var follows = new List<int>();
        for (var k = 0; k < PartnersInGroup; k++)
        {
            Consider(group + (groups * Partner(user / groups, Hash(group, k, 0), groupSize)), k, ChanceInGroup);
        }

        for (var k = 0; k < PartnersAnywhere; k++)
        {
            Consider(Partner(user, Hash(groups, k, 1), UserCount), PartnersInGroup + k, ChanceAnywhere);
        }

        follows.Sort();
        return follows;

        void Consider(int other, int k, double chance)
        {
            if (other != user
                && !follows.Contains(other)
                && Hash(Math.Min(user, other), Math.Max(user, other), 2 + k) < chance * ulong.MaxValue)
            {
                follows.Add(other);
            }
        }
    }

    /// <summary>
    /// The whole world as training data: interactions with play counts as weights, artists, features, sound, versions, and follows unless
    /// they are not wanted.
    /// </summary>
    /// <remarks>
    /// <para>Features and sound depend on the taste group, with noise: each column of
    /// <see cref="TrainingData{TItem}.ItemFeatures"/> has a mean for each group, and noise. The families are <c>mfcc</c>, <c>tempo</c>,
    /// <c>words</c>, and <c>level</c>, which is 0 for all songs. Sound is a tenth of a second at 8,000 Hz, one channel, made when it is
    /// read: a tone at about the group's pitch with overtones, in noise.</para>
    /// <para>Every second cold song is a version of its artist's first song.</para>
    /// </remarks>
    public TrainingData<SongId> ToTrainingData(bool withFollows = true) => ToTrainingData<SongId>(withFollows);

    /// <summary>The same data with another kind of item in the place of songs, under the same numbers.</summary>
    /// <typeparam name="TItem">The item's id type.</typeparam>
    /// <param name="withFollows">Whether it says who follows whom.</param>
    /// <inheritdoc cref="ToTrainingData(bool)" path="/remarks"/>
    public TrainingData<TItem> ToTrainingData<TItem>(bool withFollows = true)
        where TItem : struct, IId<TItem>
    {
        WorldSong[] songs = [.. Songs, .. ColdSongs];
        return new(InteractionDataset.From(
            from user in Enumerable.Range(0, UserCount)
            from entry in SongsOf(user)
            select new Interaction<TItem>(User(user).Id, Item(entry.Song), entry.PlayCount)))
        {
            ItemFeatures = new(new(songs.Select(Item)), FeatureNames, [.. songs.SelectMany(FeaturesOf)]),
            Waveforms = ItemSource.From(songs.Select(Item), (item, _) => ValueTask.FromResult(WaveformOf(songs[item.Value - 1]))),
            Artists = Relation.FromPairs(from song in songs from artist in song.Artists select (Item(song), artist.Id)),
            Versions = Relation.FromPairs(
                ColdSongs.Where((_, i) => i % 2 == 1).Select(song => (Item(song), Item(Songs[(int)song.Artists[0].Id.Value - 1])))),
            Friends = withFollows
                ? Relation.FromPairs(
                    from user in Enumerable.Range(0, UserCount) from other in FollowsOf(user) select (User(user).Id, User(other).Id))
                : null,
        };

        static TItem Item(WorldSong song) => TItem.From(song.Id.Value);
    }

    private IEnumerable<float> FeaturesOf(WorldSong song)
    {
        var random = new Random(HashCode(~_options.Seed, (int)song.Id.Value));
        return FeatureNames.Select((name, column) =>
        {
            // Means of groups lie within ±2.5 deviations.
            var value = (5.0 * Hash(song.Group, column, FeatureTurn) / ulong.MaxValue) - 2.5 + Gaussian(random);
            return (float)(FeatureTable.FamilyOf(name) switch
            {
                "mfcc" => 10 * value,
                "tempo" => 110 + (20 * value),
                "words" => 1 / (1 + Math.Exp(-value)),
                _ => 0,
            });
        }).ToArray();
    }

    private Waveform WaveformOf(WorldSong song)
    {
        var random = new Random(HashCode(~_options.Seed, -(int)song.Id.Value));
        var pitchHz = 200 * Math.Pow(2, (3.0 * song.Group / GroupCount) + (0.1 * Gaussian(random)));      // groups share three octaves
        var overtoneCount = (int)Math.Min(MaxOvertones, SampleRateHz / 2 / pitchHz);
        var samples = new float[SampleCount];
        for (var i = 0; i < samples.Length; i++)
        {
            var angle = 2 * Math.PI * pitchHz * i / SampleRateHz;
            samples[i] = (float)((0.3 * Enumerable.Range(1, overtoneCount).Sum(
                overtone => Math.Sin(overtone * angle) / overtone)) + (0.05 * Gaussian(random)));
        }

        return new(SampleRateHz, channelCount: 1, samples);
    }

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

    private static int Partner(int place, ulong turn, int size) => (int)(((turn % (ulong)size) + (ulong)(size - place)) % (ulong)size);

    private ulong Hash(int first, int second, int third)
    {
        var hash = (ulong)(uint)_options.Seed;
        foreach (var part in (ReadOnlySpan<int>)[first, second, third])
        {
            // The finaliser of SplitMix64.
            hash = unchecked((hash ^ (uint)part) + 0x9E3779B97F4A7C15);
            hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9);
            hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EB);
            hash ^= hash >> 31;
        }

        return hash;
    }

    // Box and Muller.
    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

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
