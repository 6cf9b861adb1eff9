using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace ZetDard.Catalog;

/// <summary>Imports and exports plain files.</summary>
/// <remarks>
/// The files of a catalogue folder are UTF-8, with or without a byte-order mark, or in the encoding of <see cref="ImportOptions.Encoding"/>,
/// with LF or CR LF, plain or compressed (.gz). Fields are separated by tabs and are not quoted. Each file is optional:
/// <list type="bullet">
/// <item><c>external_ids.tsv</c>: kind, source, key, id. What the ids below 0 of the other files stand for.</item>
/// <item><c>artists_id_name.csv</c>: id, name, separated by a comma; no header. A name may have several ids; all are kept, and
/// songs refer to the first.</item>
/// <item><c>artists.tsv</c>: artist_id, name.</item>
/// <item><c>users.tsv</c>: user_id, name.</item>
/// <item><c>songs.tsv</c>: song_id, title, artists (names separated by a bar), popularity, duration_ms, album, artist_ids (separated by a
/// bar; they count instead of the names), original_ids. Artists without an id get a minted one.</item>
/// <item><c>playlists.tsv</c>: playlist_id, creator (an id, or a pseudonym, which gets a minted id), created, play_count,
/// collected, comments, shared, tags, name.</item>
/// <item><c>playlist_songs.tsv</c>: playlist_id, position, song_id. The rows of a playlist must stand together; rows after those
/// of another playlist are left out and reported. A playlist in the file replaces that playlist in the store.</item>
/// <item><c>lyrics.jsonl</c>: JSON lines with ncm_id (the song) and lrc (the text).</item>
/// <item><c>plays.tsv</c>: user, song, artist (names separated by a bar), count, time, as an <see cref="InteractionFile"/>. Users
/// and songs are ids, or names, which get minted ids; a name that is a number is written in quotes, unless the header is too. In an
/// export: user_id, song_id, play_count, last_played (Unix seconds; 0 if unknown).</item>
/// <item><c>subscriptions.tsv</c>: user_id, playlist_id. <c>follows.tsv</c>: follower_id, followed_id.</item>
/// <item><c>comments.tsv</c>: comment_id, song_id, user_id, text, written, like_count.</item>
/// </list>
/// <para>
/// A row that has 1 in the column <c>escaped</c> contains escapes in its texts: <c>\t</c>, <c>\n</c>, <c>\r</c>, <c>\0</c> and <c>\\</c>
/// for a tab, a line feed, a carriage return, U+0000 and a backslash, <c>\e</c> for an empty text (an empty field is an unknown one), and
/// in names that are separated by bars <c>\|</c> for a bar and <c>\s</c>, which stands for nothing, beside a blank at an end. In all other
/// rows a backslash is a backslash.
/// </para>
/// <para>
/// Ids are whole numbers from 1 to 2^53 − 1, so that they can be numbers in JSON. Rows with another song, playlist or artist id
/// are left out and reported; a larger user or song id in <c>plays.tsv</c>, or creator, counts as a name. If the folder contains
/// <c>external_ids.tsv</c>, which every export does, any whole number is an id: those below 0 are what that file says, or hashes, which are
/// the same everywhere. A playlist may then contain a song twice, and counts may be below 0.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var store = new SqliteCatalogStore("music.db");
/// var report = await CatalogFiles.ImportAsync(store, "crawl/", progress: new Progress&lt;ImportProgress&gt;(Console.WriteLine));
/// Console.WriteLine(report);
/// foreach (var problem in report.Problems)
/// {
///     Console.WriteLine(problem);      // file, line, column and reason
/// }
/// </code>
/// </example>
public static class CatalogFiles
{
    internal const string ExternalIds = "external_ids.tsv";
    internal const string ArtistIds = "artists_id_name.csv";
    internal const string Artists = "artists.tsv";
    internal const string Users = "users.tsv";
    internal const string Songs = "songs.tsv";
    internal const string Playlists = "playlists.tsv";
    internal const string PlaylistSongs = "playlist_songs.tsv";
    internal const string Lyrics = "lyrics.jsonl";
    internal const string Plays = "plays.tsv";
    internal const string Subscriptions = "subscriptions.tsv";
    internal const string Follows = "follows.tsv";
    internal const string Comments = "comments.tsv";

    private const string CatalogIdName = "catalog.id";

    // In the order of the import.
    private static readonly string[] Layout =
        [ExternalIds, ArtistIds, Artists, Users, Songs, Playlists, PlaylistSongs, Lyrics, Plays, Subscriptions, Follows, Comments];

    /// <summary>Imports the files of a catalogue folder.</summary>
    /// <param name="store">The store to write to.</param>
    /// <param name="directory">The folder, with at least one of the files.</param>
    /// <param name="options">Strictness and size of transactions; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Reports progress after each transaction.</param>
    /// <param name="cancellationToken">Cancels between transactions.</param>
    /// <returns>The numbers of rows that were imported and left out, with the problems.</returns>
    /// <remarks>
    /// Data and progress are committed together. After a crash or cancellation, the same call continues where the last transaction
    /// ended, unless a file has changed since. If one has, or after a finished import, it starts again, which does not change rows
    /// that are already there. Plays are always read from the start, and completely before the first of them is written.
    /// </remarks>
    /// <exception cref="FileNotFoundException">The folder contains none of the files.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is empty, damaged or not such a file; a file and a compressed one have the same name; or <see cref="ImportOptions.Strict"/> is set and a row is invalid. The
    /// message names the place.
    /// </exception>
    /// <exception cref="IOException">The disk is full, or cannot be read or written.</exception>
    public static async Task<ImportReport> ImportAsync(
        ICatalogStore store, string directory, ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException(
                File.Exists(directory)
                    ? $"'{directory}' is a file. Give the folder that contains it, or read a file of interactions with {nameof(InteractionFile)}."
                    : $"There is no folder '{directory}'.");
        }

        var files = Layout.Select(name => Path.Combine(Path.GetFullPath(directory), name))
            .Select(path => Path.Exists(path) ? path : Path.Exists(path + ".gz") ? path + ".gz" : null).OfType<string>().ToList();
        if (files.Find(file => !file.EndsWith(".gz", StringComparison.Ordinal) && Path.Exists(file + ".gz")) is { } twin)
        {
            throw new InvalidDataException($"'{directory}' holds {Path.GetFileName(twin)} and {Path.GetFileName(twin)}.gz. Delete the one that is not meant.");
        }

        return files.Count > 0
            ? await new CatalogImporter(store, files, options ?? new(), progress).RunAsync(cancellationToken).ConfigureAwait(false)
            : throw new FileNotFoundException(
                $"'{directory}' holds none of the files of a catalogue. Expected at least one of {string.Join(", ", Layout)}, or of these with .gz.");
    }

    /// <summary>
    /// Imports lyrics from a file of JSON lines with <c>ncm_id</c> (the song) and <c>lrc</c> (the text), plain or .gz; other
    /// members are ignored.
    /// </summary>
    /// <inheritdoc cref="ImportAsync" path="/exception"/>
    public static Task<ImportReport> ImportLyricsAsync(
        ICatalogStore store, string file, ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return new CatalogImporter(
            store, [Path.GetFullPath(file)], options ?? new(), progress) { AllLyrics = true }.RunAsync(cancellationToken);
    }

    /// <summary>Imports an interaction file: its rows become plays; its names become users, songs and artists.</summary>
    /// <param name="store">The store to write to.</param>
    /// <param name="file">The file, as <see cref="InteractionFile"/> read it.</param>
    /// <param name="songOf">
    /// Returns the song of the catalogue that a song of the file is, found by <see cref="SongMatcher"/> for example; <see langword="null"/>
    /// for a song that the catalogue does not have. By default songs are joined by their ids or, if they have none, by exactly equal names.
    /// </param>
    /// <param name="cancellationToken">Cancels between transactions.</param>
    /// <remarks>
    /// Integers from 1 to 2^53 − 1 are taken as ids of the service; they do not change songs that the catalogue knows. Other
    /// names get minted ids, the same in every file. The play count of a user and song that the catalogue already has is replaced,
    /// not added. Counts of several songs of the file that are one song of the catalogue are added up.
    /// </remarks>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    public static Task ImportInteractionsAsync(
        ICatalogStore store, InteractionFile<SongId> file, Func<SongId, SongId?>? songOf = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(file);
        return ImportInteractionsAsync(
            store, file, songOf, quotedNumbers: null, new ImportOptions().RowsPerTransaction, committed: null, cancellationToken);
    }

    /// <summary>
    /// Imports an interaction file, also <c>plays.tsv</c>, in which ids and names may stand in one column and the artists of a
    /// song in one field; quotedNumbers are its users and songs whose names are numbers.
    /// </summary>
    internal static async Task ImportInteractionsAsync(
        ICatalogStore store, InteractionFile<SongId> file, Func<SongId, SongId?>? songOf,
        (HashSet<string> Users, HashSet<string> Songs)? quotedNumbers, int rowsPerTransaction, Action<int>? committed,
        CancellationToken cancellationToken)
    {
        var ofLayout = quotedNumbers is not null;
        var data = file.TrainingData.Interactions;
        var relation = file.TrainingData.Artists;
        var found = data.Items.Select(song => songOf?.Invoke(song)).ToArray();
        var users = await IdsAsync<UserId>(
            [.. data.Users.Select(file.Users.NameOf)],
            (_, name) => OwnId(name, quotedNumbers is { } quoted ? !quoted.Users.Contains(name) : file.Users.KeepsIntegers))
            .ConfigureAwait(false);
        var songs = await IdsAsync<SongId>(
            [.. data.Items.Select(file.Items.NameOf)],
            (i, name) => found[i]?.Value
                ?? OwnId(name, quotedNumbers is { } quoted ? !quoted.Songs.Contains(name) : file.Items.KeepsIntegers)).ConfigureAwait(false);
        var artists = (await IdsAsync<ArtistId>(
            [.. data.Items.Where((_, i) => found[i] is null).SelectMany(ArtistNamesOf).Distinct()],
            (_, name) => OwnId(name, !ofLayout && file.Artists.KeepsIntegers)).ConfigureAwait(false))
            .ToDictionary(artist => artist.Name, artist => artist.Id);
        // A song that has an id in the file, or the title of another one, is called otherwise than its name.
        var titles = data.Items.Select(song => file.TrainingData.Names?.Find(song) is { } title && title != file.Items.NameOf(song) ? title : null).ToArray();
        var known = found.OfType<SongId>().ToHashSet();
        if ((relation is not null || Array.Exists(titles, title => title is not null)) && songs.Any(song => song.Id.Value > 0 && !known.Contains(song.Id)))
        {
            await foreach (var song in store.ReadSongsAsync(cancellationToken).ConfigureAwait(false))
            {
                known.Add(song.Id);
            }
        }

        await store.UpsertAsync(
            new()
            {
                Users = [.. users.Select(user => user.Id.Value > 0 ? new User(user.Id) : new User(user.Id, user.Name))],
                Songs = [.. songs.Index().Where(song => found[song.Index] is null)
                    .Select(song => new Song(
                        song.Item.Id,
                        titles[song.Index] ?? (song.Item.Id.Value > 0 ? "" : song.Item.Name),
                        [.. ArtistNamesOf(data.Items[song.Index]).Select(name => artists[name])]))
                    .Where(song => song.Id.Value < 0
                        || ((song.Artists.Count > 0 || song.Title.Length > 0) && !known.Contains(song.Id)))],
                Artists = [.. artists.Where(artist => artist.Value.Value < 0).Select(artist => new Artist(artist.Value, artist.Key))],
            },
            cancellationToken).ConfigureAwait(false);

        var plays = data.ToInteractions().Select(
            play => play with { User = users[data.Users.IndexOf(play.User)].Id, Item = songs[data.Items.IndexOf(play.Item)].Id });
        plays = songOf is null ? plays : InteractionDataset.From(plays).ToInteractions();        // adds up what has become one
        foreach (var block in plays.Chunk(rowsPerTransaction))
        {
            await store.UpsertAsync(new() { Plays = block }, cancellationToken).ConfigureAwait(false);
            committed?.Invoke(block.Length);
        }

        IEnumerable<string> ArtistNamesOf(SongId song) => (relation?.Of(song) ?? []).Select(file.Artists.NameOf)
            .SelectMany(name => ofLayout ? CatalogImporter.SplitArtists(name) : [name]).Distinct();

        static long? OwnId(string name, bool keepIntegers) => keepIntegers ? CatalogImporter.OwnId(name) : null;

        async Task<(TId Id, string Name)[]> IdsAsync<TId>(string[] fields, Func<int, string, long?> ownId)
            where TId : struct, IId<TId>
        {
            var own = fields.Select((field, i) => ownId(i, field)).ToArray();
            var keys = ofLayout ? Array.ConvertAll(fields, Unquoted) : fields;
            var minted = await store.MintAsync<TId>(
                ExternalId.NameSource, [.. keys.Where((_, i) => own[i] is null)], cancellationToken).ConfigureAwait(false);
            var next = 0;
            return [.. keys.Select((key, i) => (own[i] is { } id ? TId.From(id) : minted[next++], key))];
        }
    }

    /// <summary>Exports everything in a catalogue except checkpoints and the frontier of a crawl, in the same layout.</summary>
    /// <param name="store">The store to read.</param>
    /// <param name="directory">
    /// The folder; created if it does not exist. Each file is written under another name and then renamed, so that no file is
    /// ever incomplete. A file of the layout for which there are no rows is deleted.
    /// </param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <remarks>
    /// Imported into an empty store, the files give the same catalogue; imported into another one, everything keeps its meaning, but
    /// ids below 0 may change. A <see cref="SqliteCatalogStore"/> is read as it is at one moment, even if others write to it meanwhile.
    /// Whoever gets the files gets the names and ids of users that the catalogue contains.
    /// </remarks>
    /// <exception cref="IOException">The disk is full, the folder is a file, or it cannot be written.</exception>
    public static async Task ExportAsync(ICatalogStore store, string directory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (File.Exists(directory))
        {
            throw new IOException($"'{directory}' is a file. Give a folder; it is created if it does not exist.");
        }

        Directory.CreateDirectory(directory);
        using var view = store is SqliteCatalogStore sqlite ? await sqlite.FreezeAsync(cancellationToken).ConfigureAwait(false) : null;
        var exporter = new CatalogExporter(view ?? store, directory, cancellationToken);
        await exporter.WriteAsync().ConfigureAwait(false);
        await exporter.WriteExternalIdsAsync(async () =>
        {
            var id = "";
            await store.UpdateCheckpointAsync(
                CatalogIdName, value => id = value ?? Guid.NewGuid().ToString("N"), cancellationToken).ConfigureAwait(false);
            return id;
        }).ConfigureAwait(false);
    }

    /// <summary>Returns the number in a field that is a number in quotes, which make it a name; any other field unchanged.</summary>
    internal static string Unquoted(string field) =>
        field.Length > 2 && field[0] == '"' && field[^1] == '"' && CatalogImporter.OwnId(field[1..^1]) is not null
            ? field[1..^1]
            : field;
}
