using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace ZetDard.Catalog;

/// <summary>Import and export of plain files.</summary>
/// <remarks>
/// The layout, each file plain or .gz, UTF-8 with or without a byte-order mark, LF or CR LF, fields separated by tabs without quoting:
/// <list type="bullet">
/// <item><c>artists_id_name.csv</c>: id, name; no header. Of several ids of one name all are kept, and songs refer to the first.</item>
/// <item><c>songs.tsv</c>: song_id, title, artists (names separated by a bar), popularity. Artists without an id get a minted one.</item>
/// <item><c>playlists.tsv</c>: playlist_id, creator (an id, or a pseudonym, which gets a minted id), created, play_count, collected, comments, shared, tags, name.</item>
/// <item><c>playlist_songs.tsv</c>: playlist_id, position, song_id; the rows of a list stand together. A list in the file replaces that list in the store.</item>
/// <item><c>lyrics.jsonl</c>: JSON lines with ncm_id and lrc.</item>
/// </list>
/// </remarks>
public static class CatalogFiles
{
    internal const string Artists = "artists_id_name.csv";
    internal const string Songs = "songs.tsv";
    internal const string Playlists = "playlists.tsv";
    internal const string PlaylistSongs = "playlist_songs.tsv";
    internal const string Lyrics = "lyrics.jsonl";

    /// <summary>Imports those files of the layout that a folder holds.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Strictness and size of transactions.</param>
    /// <param name="progress">Told once a transaction.</param>
    /// <param name="cancellationToken">Stops between transactions.</param>
    /// <returns>What was taken and what was not.</returns>
    /// <remarks>
    /// Data and progress are committed together. After a crash or cancellation the same call goes on where the last transaction ended,
    /// unless a file has changed since; then, and after a finished import, it starts over, which changes nothing that is there already.
    /// </remarks>
    /// <exception cref="FileNotFoundException">The folder holds none of the files.</exception>
    /// <exception cref="InvalidDataException">A file is empty, foreign or damaged, or <see cref="ImportOptions.Strict"/> is set and a row is bad; the message names the place.</exception>
    /// <exception cref="IOException">The disk is full, or cannot be read or written.</exception>
    public static async Task<ImportReport> ImportAsync(
        ICatalogStore store, string directory, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string[] names = [Artists, Songs, Playlists, PlaylistSongs, Lyrics];
        var files = names.Select(name => Path.Combine(Path.GetFullPath(directory), name))
            .Select(path => File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null).OfType<string>().ToList();
        return files.Count > 0
            ? await new CatalogImporter(store, files, options ?? new(), progress).RunAsync(cancellationToken).ConfigureAwait(false)
            : throw new FileNotFoundException($"'{directory}' holds none of the files of a catalogue: expected {string.Join(", ", names)} (or these with .gz), at least one of them.");
    }

    /// <summary>Imports lyrics from a file of JSON lines with <c>ncm_id</c> (the song) and <c>lrc</c> (the raw text), plain or .gz; other members are passed over.</summary>
    /// <inheritdoc cref="ImportAsync" path="/exception"/>
    public static Task<ImportReport> ImportLyricsAsync(
        ICatalogStore store, string file, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return new CatalogImporter(store, [Path.GetFullPath(file)], options ?? new(), progress) { AllLyrics = true }.RunAsync(cancellationToken);
    }

    /// <summary>Puts an interaction file into a catalogue: its rows become plays, its names users, songs and artists.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="file">The file, as <see cref="InteractionFile"/> read it.</param>
    /// <param name="cancellationToken">Stops between transactions.</param>
    /// <remarks>
    /// Columns of integers above 0 keep them as the service's ids, and say nothing new of songs that the catalogue knows. Other names get minted ids, the same in every file:
    /// a play count of a user and song that the catalogue has already is replaced, not added.
    /// </remarks>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    public static async Task ImportInteractionsAsync(ICatalogStore store, InteractionFile<SongId> file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(file);
        var data = file.TrainingData.Interactions;
        var users = await IdsAsync(data.Users, file.Users).ConfigureAwait(false);
        var songs = await IdsAsync(data.Items, file.Items).ConfigureAwait(false);
        var artists = file.TrainingData.Artists is { } relation ? await IdsAsync(relation.To, file.Artists).ConfigureAwait(false) : [];
        ArtistId[] ArtistsOf(SongId song) => file.TrainingData.Artists is { } known && known.From.IndexOf(song) is >= 0 and var row
            ? [.. known.Matrix.Row(row).ToArray().Select(artist => artists[artist])] : [];
        await store.UpsertAsync(
            new()
            {
                Users = [.. users.Select((id, i) => id.Value > 0 ? new User(id) : new User(id, file.Users.NameOf(data.Users[i])))],
                Songs = [.. songs.Select((id, i) => new Song(id, file.Items.NameOf(data.Items[i]), ArtistsOf(data.Items[i]))).Where(song => song.Id.Value < 0)],
                Artists = [.. artists.Select((id, i) => new Artist(id, file.Artists.NameOf(file.TrainingData.Artists!.To[i]))).Where(artist => artist.Id.Value < 0)],
            },
            cancellationToken).ConfigureAwait(false);

        var plays = data.ToInteractions().Select(play => play with { User = users[data.Users.IndexOf(play.User)], Item = songs[data.Items.IndexOf(play.Item)] });
        foreach (var block in plays.Chunk(new ImportOptions().RowsPerTransaction))
        {
            await store.UpsertAsync(new() { Plays = block }, cancellationToken).ConfigureAwait(false);
        }

        async Task<TId[]> IdsAsync<TId>(Vocabulary<TId> ids, IdMap<TId> names)
            where TId : struct, IId<TId>
        {
            // A name beside integers, such as 'unknown', may have got a number too.
            bool IsOwn(TId id) => names.KeepsIntegers && id.Value > 0 && names.NameOf(id) == id.Value.ToString(CultureInfo.InvariantCulture);
            var minted = await store.MintAsync<TId>(CatalogImporter.NameSource, [.. ids.Where(id => !IsOwn(id)).Select(names.NameOf)], cancellationToken).ConfigureAwait(false);
            var next = 0;
            return [.. ids.Select(id => IsOwn(id) ? id : minted[next++])];
        }
    }

    /// <summary>Writes a catalogue in the layout above: songs, named artists, playlists and, where there are any, lyrics; and <c>plays.tsv</c> (user, song, count, time), an interaction file.</summary>
    /// <param name="store">Where from.</param>
    /// <param name="directory">The folder; made where it is missing. Each file is written aside and renamed, so that none is ever half there.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    /// <remarks>Tabs and line ends inside a title or name become blanks, and bars inside an artist's name slashes: the layout has no way to write them.</remarks>
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

        await WriteAsync(directory, Artists, header: null, artists.Where(artist => artist.Key.Value > 0).ToAsyncEnumerable(), (writer, artist) =>
            writer.Write(Invariant($"{artist.Key.Value},{Csv(OneLine(artist.Value))}")), cancellationToken).ConfigureAwait(false);
        await WriteAsync(directory, Songs, "song_id\ttitle\tartists\tpopularity", store.ReadSongsAsync(cancellationToken), (writer, song) =>
        {
            var names = song.Artists.Select(artist => OneLine(artists.GetValueOrDefault(artist, "")).Replace('|', '/'));
            writer.Write(Invariant($"{song.Id.Value}\t{OneLine(song.Title)}\t{string.Join('|', names)}\t{song.Popularity}"));
        }, cancellationToken).ConfigureAwait(false);

        var users = new Dictionary<UserId, string?>();
        await foreach (var user in store.ReadUsersAsync(cancellationToken).ConfigureAwait(false))
        {
            users.Add(user.Id, user.Name);
        }

        string Creator(UserId? id) => id is not { } known ? "" : known.Value > 0 ? known.Value.ToString(CultureInfo.InvariantCulture) : OneLine(users.GetValueOrDefault(known) ?? "");
        await WriteAsync(directory, Playlists, "playlist_id\tcreator\tcreated\tplay_count\tcollected\tcomments\tshared\ttags\tname", store.ReadPlaylistsAsync(cancellationToken), (writer, list) =>
            writer.Write(Invariant($"{list.Id.Value}\t{Creator(list.Creator)}\t{Date(list.Created)}\t{list.PlayCount}\t{list.SubscriberCount}\t{list.CommentCount}\t{list.ShareCount}\t{OneLine(list.Tags ?? "")}\t{OneLine(list.Name)}")),
            cancellationToken).ConfigureAwait(false);
        await WriteAsync(directory, PlaylistSongs, "playlist_id\tposition\tsong_id", Flatten(store.ReadPlaylistSongsAsync(cancellationToken)), (writer, row) =>
            writer.Write(Invariant($"{row.Playlist.Value}\t{row.Position}\t{row.Song.Value}")), cancellationToken).ConfigureAwait(false);

        var counts = await store.CountAsync(cancellationToken).ConfigureAwait(false);
        if (counts.Plays > 0)
        {
            await WriteAsync(directory, "plays.tsv", "user\tsong\tcount\ttime", Flatten(store.ReadPlaysAsync(cancellationToken)), (writer, play) =>
                writer.Write(Invariant($"{play.User.Value}\t{play.Item.Value}\t{play.Weight}\t{play.UnixSeconds}")), cancellationToken).ConfigureAwait(false);
        }

        if (counts.Lyrics > 0)
        {
            var json = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            await WriteAsync(directory, Lyrics, header: null, store.ReadLyricsAsync(cancellationToken), (writer, lyric) =>
                writer.Write(Invariant($$"""{"ncm_id": {{lyric.Song.Value}}, "lrc": "{{JsonEncodedText.Encode(lyric.Text, json.Encoder)}}"}""")), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync<T>(string directory, string name, string? header, IAsyncEnumerable<T> rows, Action<TextWriter, T> write, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, name);
        var aside = path + ".part";
        try
        {
            var writer = new StreamWriter(aside, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
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

            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
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

    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\t', '\n', '\r') < 0 ? text : text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');

    private static string Csv(string text) => text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Date(DateTimeOffset? time) => time is not { } known ? ""
        : known.UtcDateTime.ToString(known.TimeOfDay == TimeSpan.Zero && known.Offset == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
