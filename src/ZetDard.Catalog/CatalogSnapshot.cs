using System.Globalization;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// A catalogue that was read into memory and cleaned: training data, names and titles for its ids, and a matcher of titles.
/// Immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// Cleaning is computed at each load, in time linear in the data, and does not change the store. A snapshot needs about 500 bytes
/// for each song and 8 to 20 for each interaction.
/// </remarks>
/// <example>
/// <code>
/// using var store = new SqliteCatalogStore("music.db");
/// var catalog = await CatalogSnapshot.LoadAsync(store);
/// Console.WriteLine(catalog.Cleaning);
/// var model = await new PopularityTrainer&lt;SongId&gt;().FitAsync(catalog.TrainingData);
/// foreach (var r in model.Recommend(Profile.Of(new UserId(1)), n: 10, reasonCount: 3))
/// {
///     Console.WriteLine($"{catalog.Describe(r.Item)}  {catalog.Explain(r.Reason)}");
/// }
/// </code>
/// </example>
public sealed class CatalogSnapshot
{
    private readonly Dictionary<SongId, Song> _songs;
    private readonly Dictionary<ArtistId, string> _artists;
    private readonly Dictionary<UserId, string?> _users;
    private readonly Dictionary<PlaylistId, Playlist> _playlists;
    private readonly IReadOnlyDictionary<SongId, SongId> _representatives;
    private readonly Lazy<SongMatcher> _matcher;
    private readonly Lazy<Dictionary<string, UserId>> _userOf;

    private CatalogSnapshot(
        Dictionary<SongId, Song> songs, List<Artist> artists, List<User> users, List<Playlist> playlists,
        IReadOnlyDictionary<SongId, SongId> representatives, IReadOnlyDictionary<SongId, SongId> versions, TrainingData<SongId> trainingData, CleaningReport cleaning)
    {
        _songs = songs;
        _artists = artists.ToDictionary(artist => artist.Id, artist => artist.Name);
        _users = users.ToDictionary(user => user.Id, user => user.Name);
        _playlists = playlists.ToDictionary(list => list.Id);
        _representatives = representatives;
        Versions = versions;
        TrainingData = trainingData;
        Cleaning = cleaning;
        _matcher = new(() => new SongMatcher(_songs.Values, artists));
        _userOf = new(
            () => users.Where(user => user.Name is not null).DistinctBy(user => user.Name)
                .ToDictionary(user => user.Name!, user => user.Id));
    }

    /// <summary>The training data: interactions, artists and versions of songs, names, and follows as friends.</summary>
    public TrainingData<SongId> TrainingData { get; }

    /// <summary>What cleaning found and changed.</summary>
    public CleaningReport Cleaning { get; }

    /// <summary>All songs by id, including those that another song represents.</summary>
    public IReadOnlyDictionary<SongId, Song> Songs => _songs;

    /// <summary>Finds songs by title and artist. It is built at the first use.</summary>
    public SongMatcher Matcher => _matcher.Value;

    /// <summary>
    /// For each song of <see cref="Songs"/> the song that represents all its versions, which is the song itself if it has no
    /// others.
    /// </summary>
    /// <remarks>
    /// Versions have the same folded title and the same artists, including featured ones. Live, remixed and other marked versions
    /// count; covers by others do not. The representative is the most popular one of those without a mark, or of all if all have
    /// marks. Songs that <see cref="Representative"/> says are one recording are always versions of one song.
    /// </remarks>
    public IReadOnlyDictionary<SongId, SongId> Versions { get; }

    /// <summary>Reads and cleans a catalogue.</summary>
    /// <param name="store">The store to read.</param>
    /// <param name="options">The kind of rows, and the cleaning; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public static async Task<CatalogSnapshot> LoadAsync(
        ICatalogStore store, CatalogOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        options = new CatalogOptionsValidator().Validated(options ?? new());
        var artists = await store.ReadArtistsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var songs = await store.ReadSongsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var users = await store.ReadUsersAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var playlists = await store.ReadPlaylistsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);

        var cleaner = new SongCleaner(songs, artists, options);
        var (interactions, copies, dropped) = await InteractionReader.ReadAsync(
            store, playlists, cleaner.Representatives, options, cancellationToken).ConfigureAwait(false);
        var follows = await store.ReadFollowsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var versions = VersionsOf(songs, artists, cleaner.Representatives);
        var others = versions.Where(pair => pair.Key != pair.Value).Select(pair => (pair.Key, pair.Value));
        var data = new TrainingData<SongId>(interactions)
        {
            Versions = Relation.FromPairs(others),
            Artists = cleaner.ArtistsOfSongs.Count == 0 ? null : Relation.FromPairs(cleaner.ArtistsOfSongs),
            Names = NameTable.Empty
                .With(songs.Select(song => (song.Id, (string?)song.Title)))
                .With(artists.Select(artist => (artist.Id, (string?)artist.Name)))
                .With(users.Select(user => (user.Id, user.Name)))
                .With(playlists.Select(list => (list.Id, (string?)list.Name))),
            Friends = follows.Count == 0 || options.Rows != RowKind.User
                ? null
                : Relation.FromPairs(follows.Select(follow => (follow.Follower, follow.Followed))),
        };
        return new(
            songs.ToDictionary(song => song.Id), artists, users, playlists, cleaner.Representatives, versions, data,
            cleaner.Report with { PlaylistCopies = copies, CopiesDropped = dropped });
    }

    /// <summary>Returns the song that represents a song; the song itself if it was not grouped.</summary>
    public SongId Representative(SongId song) => _representatives.GetValueOrDefault(song, song);

    /// <summary>Returns the title of a song; <c>song 123</c> if only its id is known.</summary>
    public string TitleOf(SongId song) =>
        _songs.TryGetValue(song, out var known) && known.Title.Length > 0 ? known.Title : Unknown("song", song.Value);

    /// <summary>Returns the name of an artist; <c>artist 123</c> if only the id is known.</summary>
    public string NameOf(ArtistId artist) => _artists.GetValueOrDefault(artist) ?? Unknown("artist", artist.Value);

    /// <summary>Returns the name of a user; <c>user 123</c> if only the id is known.</summary>
    public string NameOf(UserId user) => _users.GetValueOrDefault(user) ?? Unknown("user", user.Value);

    /// <summary>Returns the name of a playlist; <c>playlist 123</c> if only the id is known.</summary>
    public string NameOf(PlaylistId playlist) =>
        _playlists.TryGetValue(playlist, out var known) ? known.Name : Unknown("playlist", playlist.Value);

    /// <summary>Returns title and artists of a song for display, such as <c>七里香 (周杰伦)</c>.</summary>
    public string Describe(SongId song) =>
        _songs.TryGetValue(song, out var known) && known.Artists.Count > 0
            ? $"{TitleOf(song)} ({string.Join(", ", known.Artists.Select(NameOf))})"
            : TitleOf(song);

    /// <summary>Finds a user by name or pseudonym, exactly as written, or by id, written as a number.</summary>
    /// <returns>The user; <see langword="null"/> if there is none of that name or id.</returns>
    public UserId? FindUser(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _userOf.Value.TryGetValue(name, out var user) ? user
            : long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
                && (_users.ContainsKey(new(id)) || TrainingData.Interactions.Users.Contains(new(id))) ? new UserId(id)
            : null;
    }

    /// <summary>Puts a reason into words, such as <c>because you have A and B; 14 of the 22 who have A also have it</c>.</summary>
    /// <returns>The text; empty for <see cref="Reason.None"/>.</returns>
    public string Explain(Reason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var have = new List<string>();
        var artists = new List<string>();
        var placeOfArtists = 0;
        var parts = new List<string>();
        var people = new List<string>();
        var features = new List<string>();
        string? evidence = null;
        foreach (var contribution in reason)
        {
            var name = NameOf(contribution);
            placeOfArtists = artists.Count == 0 ? have.Count : placeOfArtists;
            var kind = contribution.Is<UserId>(out _) ? people
                : contribution.Is<ArtistId>(out _) ? artists
                : contribution.Feature is not null ? features
                : have;
            kind.Add(ReasonExtensions.Quoted(name));
            evidence ??= contribution.SupportInWords(name);
        }

        if (artists.Count > 0)
        {
            have.Insert(placeOfArtists, $"the {(artists.Count == 1 ? "artist" : "artists")} {Join(artists)}");
        }

        if (have.Count > 0)
        {
            parts.Add($"because you have {Join(have)}");
        }

        if (people.Count > 0)
        {
            parts.Add($"because of listeners like you: {Join(people)}");
        }

        if (features.Count > 0)
        {
            parts.Add($"because of {Join(features)}");
        }

        return string.Join("; ", evidence is null ? parts : parts.Append(evidence));
    }

    /// <summary>Returns the title or name of what contributed to a recommendation; for a feature, the name of the feature.</summary>
    public string NameOf(Contribution contribution) =>
        contribution.Is<SongId>(out var song) ? TitleOf(song)
        : contribution.Is<ArtistId>(out var artist) ? NameOf(artist)
        : contribution.Is<UserId>(out var user) ? NameOf(user)
        : contribution.Is<PlaylistId>(out var list) ? NameOf(list)
        : contribution.Feature ?? Unknown(contribution.Kind, contribution.Id);

    private static Dictionary<SongId, SongId> VersionsOf(List<Song> songs, List<Artist> artists, IReadOnlyDictionary<SongId, SongId> representatives)
    {
        var versions = SongGroups.Versions(songs, new ArtistNames(artists, songs));
        foreach (var song in songs)
        {
            versions.TryAdd(song.Id, representatives.GetValueOrDefault(song.Id, song.Id));
        }

        return versions;
    }

    private static string Unknown(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind} {id}");

    private static string Join(List<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
