using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace ZetDard.Catalog;

/// <summary>One export: writes the files of a catalogue, one after the other, from a store that nobody changes meanwhile.</summary>
internal sealed class CatalogExporter(ICatalogStore store, string directory, CancellationToken cancellationToken)
{
    public const string PlaysHeader = "user_id\tsong_id\tplay_count\tlast_played";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<(string Kind, long Id)> _minted = [];       // of the things that the files are about

    /// <summary>Writes all files except that of the external ids.</summary>
    public async Task WriteAsync()
    {
        var counts = await store.CountAsync(cancellationToken).ConfigureAwait(false);
        var artists = new Dictionary<ArtistId, string>();
        await foreach (var artist in store.ReadArtistsAsync(cancellationToken).ConfigureAwait(false))
        {
            artists.Add(artist.Id, artist.Name);
        }

        const string ArtistsHeader = $"artist_id\tname\t{FieldEscapes.Column}";
        await WriteAsync(CatalogFiles.Artists, ArtistsHeader, counts.Artists, artists.ToAsyncEnumerable(), (writer, artist) => Row(
            writer, FieldEscapes.Needs(artist.Value), escape => $"{Id(artist.Key)}\t{escape(artist.Value)}")).ConfigureAwait(false);
        const string UsersHeader = $"user_id\tname\t{FieldEscapes.Column}";
        await WriteAsync(CatalogFiles.Users, UsersHeader, counts.Users, store.ReadUsersAsync(cancellationToken), (writer, user) => Row(
            writer, FieldEscapes.NeedsIfKnown(user.Name), escape => $"{Id(user.Id)}\t{escape(user.Name)}")).ConfigureAwait(false);
        const string SongsHeader =
            $"song_id\ttitle\tartists\tpopularity\tduration_ms\talbum\tartist_ids\toriginal_ids\t{FieldEscapes.Column}";
        await WriteAsync(CatalogFiles.Songs, SongsHeader, counts.Songs, store.ReadSongsAsync(cancellationToken), (writer, song) =>
        {
            var names = song.Artists.Select(artist => artists.GetValueOrDefault(artist, "")).ToList();
            var needs = FieldEscapes.Needs(song.Title) || FieldEscapes.NeedsIfKnown(song.Album)
                || names.Exists(FieldEscapes.NeedsInList);
            var credit = string.Join('|', names.Select(name => needs ? FieldEscapes.EscapeInList(name) : name));
            Row(writer, needs, escape => Invariant(
                $"{Id(song.Id)}\t{escape(song.Title)}\t{credit}\t{song.Popularity}\t{(long?)song.Duration?.TotalMilliseconds}\t{escape(song.Album)}\t{Ids(song.Artists)}\t{Ids(song.OriginalArtists)}"));
        }).ConfigureAwait(false);
        const string PlaylistsHeader =
            $"playlist_id\tcreator\tcreated\tplay_count\tcollected\tcomments\tshared\ttags\tname\t{FieldEscapes.Column}";
        await WriteAsync(
            CatalogFiles.Playlists, PlaylistsHeader, counts.Playlists, store.ReadPlaylistsAsync(cancellationToken),
            (writer, list) => Row(writer, FieldEscapes.NeedsIfKnown(list.Tags) || FieldEscapes.Needs(list.Name), escape => Invariant(
                $"{Id(list.Id)}\t{(list.Creator is { } creator ? Id(creator) : "")}\t{Date(list.Created)}\t{list.PlayCount}\t{list.SubscriberCount}\t{list.CommentCount}\t{list.ShareCount}\t{escape(list.Tags)}\t{escape(list.Name)}")))
            .ConfigureAwait(false);
        await WriteAsync(
            CatalogFiles.PlaylistSongs, "playlist_id\tposition\tsong_id", counts.PlaylistSongs,
            Flatten(store.ReadPlaylistSongsAsync(cancellationToken)),
            (writer, row) => writer.Write(Invariant($"{Id(row.Playlist)}\t{row.Position}\t{Id(row.Song)}"))).ConfigureAwait(false);
        await WriteAsync(
            CatalogFiles.Plays, PlaysHeader, counts.Plays, Flatten(store.ReadPlaysAsync(cancellationToken)),
            (writer, play) => writer.Write(
                Invariant($"{Id(play.User)}\t{Id(play.Item)}\t{play.Weight}\t{play.UnixSeconds}"))).ConfigureAwait(false);
        await WriteAsync(
            CatalogFiles.Lyrics, header: null, counts.Lyrics, store.ReadLyricsAsync(cancellationToken),
            (writer, lyric) => writer.Write(
                $$"""{"ncm_id": {{Id(lyric.Song)}}, "lrc": "{{JsonEncodedText.Encode(lyric.Text, Json.Encoder)}}"}""")).ConfigureAwait(false);
        await WriteAsync(
            CatalogFiles.Subscriptions, "user_id\tplaylist_id", counts.Subscriptions, store.ReadSubscriptionsAsync(cancellationToken),
            (writer, row) => writer.Write($"{Id(row.User)}\t{Id(row.Playlist)}")).ConfigureAwait(false);
        await WriteAsync(
            CatalogFiles.Follows, "follower_id\tfollowed_id", counts.Follows, store.ReadFollowsAsync(cancellationToken),
            (writer, row) => writer.Write($"{Id(row.Follower)}\t{Id(row.Followed)}")).ConfigureAwait(false);
        const string CommentsHeader = $"comment_id\tsong_id\tuser_id\ttext\twritten\tlike_count\t{FieldEscapes.Column}";
        await WriteAsync(
            CatalogFiles.Comments, CommentsHeader, counts.Comments, store.ReadCommentsAsync(cancellationToken),
            (writer, comment) => Row(writer, FieldEscapes.Needs(comment.Text), escape => Invariant(
                $"{comment.Id}\t{Id(comment.Song)}\t{Id(comment.User)}\t{escape(comment.Text)}\t{Date(comment.Written)}\t{comment.LikeCount}")))
            .ConfigureAwait(false);
        Delete(CatalogFiles.ArtistIds);        // of an earlier export; the artists are in another file now
    }

    /// <summary>
    /// Writes the external ids, at the end: each minted id that occurs in the other files and has no external id gets one.
    /// </summary>
    /// <param name="catalogId">Returns the text that distinguishes this catalogue from all others.</param>
    public Task WriteExternalIdsAsync(Func<Task<string>> catalogId)
    {
        return WriteAsync(
            CatalogFiles.ExternalIds, $"kind\tsource\tkey\tid\t{FieldEscapes.Column}", rowCount: 1, AllAsync(), (writer, row) => Row(
                writer, FieldEscapes.Needs(row.Kind) || FieldEscapes.Needs(row.Source) || FieldEscapes.Needs(row.Key),
                escape => Invariant($"{escape(row.Kind)}\t{escape(row.Source)}\t{escape(row.Key)}\t{row.Id}")));

        async IAsyncEnumerable<ExternalId> AllAsync()
        {
            await foreach (var external in store.ReadExternalIdsAsync(cancellationToken).ConfigureAwait(false))
            {
                _minted.Remove((external.Kind, external.Id));
                yield return external;
            }

            var prefix = _minted.Count == 0 ? "" : await catalogId().ConfigureAwait(false);
            foreach (var (kind, id) in _minted.Order())
            {
                yield return new(kind, ExternalId.CatalogSource, Invariant($"{prefix} {id}"), id);
            }
        }
    }

    private string Id<TId>(TId id)
        where TId : struct, IId<TId>
    {
        if (id.Value is < 0 and > ExternalId.MaxHashedId)
        {
            _minted.Add((IdKind<TId>.Name, id.Value));
        }

        return id.Value.ToString(CultureInfo.InvariantCulture);
    }

    private string Ids(IReadOnlyList<ArtistId> artists) => string.Join('|', artists.Select(Id));

    private static void Row(TextWriter writer, bool isEscaped, Func<Func<string?, string>, string> row)
    {
        writer.Write(row(isEscaped ? FieldEscapes.Escape : static text => text ?? ""));
        writer.Write(isEscaped ? "\t1" : "\t");
    }

    private void Delete(string name)
    {
        File.Delete(Path.Combine(directory, name));
        File.Delete(Path.Combine(directory, name + ".gz"));
    }

    // A file without rows is deleted: an earlier export may have written it.
    private Task WriteAsync<T>(string name, string? header, long rowCount, IAsyncEnumerable<T> rows, Action<TextWriter, T> write)
    {
        if (rowCount == 0)
        {
            Delete(name);
            return Task.CompletedTask;
        }

        var path = Path.Combine(directory, name);
        File.Delete(path + ".gz");      // of another export, whose rows an import would read too
        return DataFile.ReplaceAsync(path, async stream =>
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
        }, cancellationToken);
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

    private static string Date(DateTimeOffset? time) => time is not { } known ? ""
        : known.UtcDateTime.ToString(
            known.TimeOfDay == TimeSpan.Zero && known.Offset == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture);
}
