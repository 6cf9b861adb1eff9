using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace ZetDard.Catalog;

/// <summary>Imports and exports plain files.</summary>
/// <remarks>
/// The files of a catalogue folder are UTF-8, with or without a byte-order mark, with LF or CR LF, plain or compressed (.gz).
/// Fields are separated by tabs and are not quoted. Each file is optional:
/// <list type="bullet">
/// <item><c>artists_id_name.csv</c>: id, name, separated by a comma; no header. A name may have several ids; all are kept, and
/// songs refer to the first.</item>
/// <item><c>songs.tsv</c>: song_id, title, artists (names separated by a bar), popularity. Artists without an id get a minted one.</item>
/// <item><c>playlists.tsv</c>: playlist_id, creator (an id, or a pseudonym, which gets a minted id), created, play_count,
/// collected, comments, shared, tags, name.</item>
/// <item><c>playlist_songs.tsv</c>: playlist_id, position, song_id. The rows of a playlist must stand together; rows after those
/// of another playlist are left out and reported. A playlist in the file replaces that playlist in the store.</item>
/// <item><c>lyrics.jsonl</c>: JSON lines with ncm_id (the song) and lrc (the text).</item>
/// <item><c>plays.tsv</c>: user, song, artist (names separated by a bar), count, time, as an <see cref="InteractionFile"/>. Users
/// and songs are ids, or names, which get minted ids; a name that is a number is written in quotes.</item>
/// </list>
/// Ids are whole numbers from 1 to 2^53 − 1, so that they can be numbers in JSON. Rows with a larger song, playlist or artist id
/// are left out and reported; a larger user or song id in <c>plays.tsv</c>, or creator, counts as a name.
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
    internal const string Artists = "artists_id_name.csv";
    internal const string Songs = "songs.tsv";
    internal const string Playlists = "playlists.tsv";
    internal const string PlaylistSongs = "playlist_songs.tsv";
    internal const string Lyrics = "lyrics.jsonl";
    internal const string Plays = "plays.tsv";

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
    /// A file is empty, damaged or not such a file; or <see cref="ImportOptions.Strict"/> is set and a row is invalid. The
    /// message names the place.
    /// </exception>
    /// <exception cref="IOException">The disk is full, or cannot be read or written.</exception>
    public static async Task<ImportReport> ImportAsync(
        ICatalogStore store, string directory, ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string[] names = [Artists, Songs, Playlists, PlaylistSongs, Lyrics, Plays];
        var files = names.Select(name => Path.Combine(Path.GetFullPath(directory), name))
            .Select(path => File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null).OfType<string>().ToList();
        return files.Count > 0
            ? await new CatalogImporter(store, files, options ?? new(), progress).RunAsync(cancellationToken).ConfigureAwait(false)
            : throw new FileNotFoundException(
                $"'{directory}' holds none of the files of a catalogue. Expected at least one of {string.Join(", ", names)}, or of these with .gz.");
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
        ICatalogStore store, InteractionFile<SongId> file, Func<SongId, SongId?>? songOf = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(file);
        return ImportInteractionsAsync(store, file, songOf, ofLayout: false, new ImportOptions().RowsPerTransaction, committed: null, cancellationToken);
    }

    /// <summary>
    /// Imports an interaction file, also <c>plays.tsv</c>, in which ids and names may stand in one column and the artists of a
    /// song in one field.
    /// </summary>
    internal static async Task ImportInteractionsAsync(
        ICatalogStore store, InteractionFile<SongId> file, Func<SongId, SongId?>? songOf, bool ofLayout, int rowsPerTransaction, Action<int>? committed,
        CancellationToken cancellationToken)
    {
        var data = file.TrainingData.Interactions;
        var relation = file.TrainingData.Artists;
        var found = data.Items.Select(song => songOf?.Invoke(song)).ToArray();
        var users = await IdsAsync<UserId>(
            [.. data.Users.Select(file.Users.NameOf)],
            (_, name) => OwnId(name, ofLayout || file.Users.KeepsIntegers)).ConfigureAwait(false);
        var songs = await IdsAsync<SongId>(
            [.. data.Items.Select(file.Items.NameOf)],
            (i, name) => found[i]?.Value ?? OwnId(name, ofLayout || file.Items.KeepsIntegers)).ConfigureAwait(false);
        var artists = (await IdsAsync<ArtistId>(
            [.. data.Items.Where((_, i) => found[i] is null).SelectMany(ArtistNamesOf).Distinct()],
            (_, name) => OwnId(name, !ofLayout && file.Artists.KeepsIntegers)).ConfigureAwait(false)).ToDictionary(artist => artist.Name, artist => artist.Id);
        var known = found.OfType<SongId>().ToHashSet();
        if (relation is not null && songs.Any(song => song.Id.Value > 0 && !known.Contains(song.Id)))
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
                    .Select(song => (song.Item.Id, song.Item.Name, Artists: ArtistNamesOf(data.Items[song.Index]).Select(name => artists[name]).ToArray()))
                    .Where(song => song.Id.Value < 0 || (song.Artists.Length > 0 && !known.Contains(song.Id)))
                    .Select(song => new Song(song.Id, song.Id.Value > 0 ? "" : song.Name, song.Artists))],
                Artists = [.. artists.Where(artist => artist.Value.Value < 0).Select(artist => new Artist(artist.Value, artist.Key))],
            },
            cancellationToken).ConfigureAwait(false);

        var plays = data.ToInteractions().Select(play => play with { User = users[data.Users.IndexOf(play.User)].Id, Item = songs[data.Items.IndexOf(play.Item)].Id });
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

    /// <summary>Exports a catalogue in the same layout: songs, named artists, playlists and, if there are any, lyrics and plays.</summary>
    /// <param name="store">The store to read.</param>
    /// <param name="directory">
    /// The folder; created if it does not exist. Each file is written under another name and then renamed, so that no file is
    /// ever incomplete.
    /// </param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <remarks>
    /// Tabs and line ends in a title or name become spaces, and bars in an artist's name become slashes, because the layout cannot
    /// represent them. Minted ids have a meaning only in the store that minted them, so names are written instead. A song with a
    /// minted id is written to <c>plays.tsv</c> only, and is left out if it has no plays.
    /// </remarks>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    public static async Task ExportAsync(ICatalogStore store, string directory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory.CreateDirectory(directory);
        var artists = new Dictionary<ArtistId, string>();
        await foreach (var artist in store.ReadArtistsAsync(cancellationToken).ConfigureAwait(false))
        {
            artists.Add(artist.Id, artist.Name);
        }

        var named = artists.Where(artist => artist.Key.Value > 0).ToAsyncEnumerable();
        await WriteAsync(directory, Artists, header: null, named, (writer, artist) =>
            writer.Write(Invariant($"{artist.Key.Value},{Csv(OneLine(artist.Value))}")), cancellationToken).ConfigureAwait(false);
        var songs = store.ReadSongsAsync(cancellationToken).Where(song => song.Id.Value > 0);
        await WriteAsync(directory, Songs, "song_id\ttitle\tartists\tpopularity", songs, (writer, song) =>
            writer.Write(Invariant($"{song.Id.Value}\t{OneLine(song.Title)}\t{Credit(song)}\t{song.Popularity}")),
            cancellationToken).ConfigureAwait(false);

        var users = new Dictionary<UserId, string?>();
        await foreach (var user in store.ReadUsersAsync(cancellationToken).ConfigureAwait(false))
        {
            users.Add(user.Id, user.Name);
        }

        string Creator(UserId? id) =>
            id is not { } known ? ""
            : known.Value > 0 ? known.Value.ToString(CultureInfo.InvariantCulture)
            : OneLine(users.GetValueOrDefault(known) ?? "");
        const string PlaylistHeader = "playlist_id\tcreator\tcreated\tplay_count\tcollected\tcomments\tshared\ttags\tname";
        await WriteAsync(directory, Playlists, PlaylistHeader, store.ReadPlaylistsAsync(cancellationToken), (writer, list) =>
            writer.Write(
                Invariant(
                    $"{list.Id.Value}\t{Creator(list.Creator)}\t{Date(list.Created)}\t{list.PlayCount}\t{list.SubscriberCount}\t{list.CommentCount}\t{list.ShareCount}\t{OneLine(list.Tags ?? "")}\t{OneLine(list.Name)}")),
            cancellationToken).ConfigureAwait(false);
        var listed = Flatten(store.ReadPlaylistSongsAsync(cancellationToken)).Where(row => row.Song.Value > 0);
        await WriteAsync(directory, PlaylistSongs, "playlist_id\tposition\tsong_id", listed, (writer, row) =>
            writer.Write(Invariant($"{row.Playlist.Value}\t{row.Position}\t{row.Song.Value}")), cancellationToken).ConfigureAwait(false);

        var counts = await store.CountAsync(cancellationToken).ConfigureAwait(false);
        if (counts.Plays > 0)
        {
            var userNames = users.Where(user => user.Value is not null).ToDictionary(user => user.Key.Value, user => user.Value!);
            var songNames = new Dictionary<long, string>();
            var credits = new Dictionary<SongId, string>();
            await foreach (var song in store.ReadSongsAsync(cancellationToken).TakeWhile(song => song.Id.Value < 0).ConfigureAwait(false))
            {
                songNames[song.Id.Value] = song.Title;
                credits[song.Id] = Credit(song);
            }

            // The key by which an import finds the id; the name in the catalogue may have changed since.
            await foreach (var external in store.ReadExternalIdsAsync(cancellationToken).Where(
                id => id.Source == ExternalId.NameSource && id.Id < 0).ConfigureAwait(false))
            {
                if (external.Kind == IdKind<UserId>.Name)
                {
                    userNames[external.Id] = external.Key;
                }
                else if (external.Kind == IdKind<SongId>.Name)
                {
                    songNames[external.Id] = external.Key;
                }
            }

            var plays = Flatten(store.ReadPlaysAsync(cancellationToken));
            await WriteAsync(directory, Plays, "user\tsong\tartist\tcount\ttime", plays, (writer, play) =>
                writer.Write(
                    Invariant(
                        $"{Field(IdOrName(play.User.Value, userNames))}\t{Field(IdOrName(play.Item.Value, songNames))}\t{Field(credits.GetValueOrDefault(play.Item, ""))}\t{play.Weight}\t{play.UnixSeconds}")),
                cancellationToken).ConfigureAwait(false);
        }

        if (counts.Lyrics > 0)
        {
            var json = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            var lyrics = store.ReadLyricsAsync(cancellationToken).Where(lyric => lyric.Song.Value > 0);
            await WriteAsync(directory, Lyrics, header: null, lyrics, (writer, lyric) =>
                writer.Write(
                    Invariant($$"""{"ncm_id": {{lyric.Song.Value}}, "lrc": "{{JsonEncodedText.Encode(lyric.Text, json.Encoder)}}"}""")),
                cancellationToken).ConfigureAwait(false);
        }

        string Credit(Song song) => string.Join(
            '|', song.Artists.Select(artist => OneLine(artists.GetValueOrDefault(artist, "")).Replace('|', '/')));
    }

    // A song may be called 1989: quotes distinguish the title from a song id.
    private static string IdOrName(long id, Dictionary<long, string> names)
    {
        if (id > 0 || !names.TryGetValue(id, out var name) || name.Length == 0)
        {
            return id.ToString(CultureInfo.InvariantCulture);
        }

        return CatalogImporter.OwnId(name.Trim('"')) is null ? OneLine(name) : $"\"{name}\"";
    }

    // An interaction file takes quotes off, and passes over comments: a text that begins like them is written in quotes.
    private static string Field(string text) =>
        text.Length > 0 && text[0] is '"' or '#' or '%' or '/' ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string Unquoted(string field) =>
        field.Length > 2 && field[0] == '"' && field[^1] == '"' && CatalogImporter.OwnId(field.Trim('"')) is not null
            ? field[1..^1]
            : field;

    private static async Task WriteAsync<T>(
        string directory, string name, string? header, IAsyncEnumerable<T> rows, Action<TextWriter, T> write,
        CancellationToken cancellationToken)
    {
        await DataFile.ReplaceAsync(Path.Combine(directory, name), async stream =>
        {
            var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
            await using (writer.ConfigureAwait(false))
            {
                if (header is not null)
                {
                    writer.Write(header + "\n");
                }

                await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    write(writer, row);
                    writer.Write('\n');
                }
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<T> Flatten<T>(IAsyncEnumerable<ReadOnlyMemory<T>> blocks)
    {
        await foreach (var block in blocks.ConfigureAwait(false))
        {
            for (var i = 0; i < block.Length; i++)
            {
                yield return block.Span[i];
            }
        }
    }

    private static string OneLine(string text) =>
        text.AsSpan().IndexOfAny('\t', '\n', '\r') < 0 ? text : text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');

    private static string Csv(string text) =>
        text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Date(DateTimeOffset? time) => time is not { } known ? ""
        : known.UtcDateTime.ToString(
            known.TimeOfDay == TimeSpan.Zero && known.Offset == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture);
}
