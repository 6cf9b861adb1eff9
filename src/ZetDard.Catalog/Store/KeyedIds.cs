using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Resolves the hashes that a batch contains as ids of external keys. If the store has another id for the key, or the id for
/// another key, the whole batch gets the store's id.
/// </summary>
internal sealed class KeyedIds(SqliteWriter writer)
{
    private readonly Dictionary<(string Kind, long Id), long> _replaced = [];

    /// <summary>
    /// Returns the batch with the store's ids. A new key keeps its hash, unless another key has it; then it gets a minted id.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// Two keys of the batch have the same hash, so that it is unknown which of them a row means.
    /// </exception>
    public CatalogBatch Settle(CatalogBatch batch)
    {
        var keyOf = new Dictionary<(string Kind, string Source, long Id), string>();
        foreach (var external in batch.ExternalIds.Where(external => external.Id <= ExternalId.MaxHashedId))
        {
            if (!keyOf.TryAdd((external.Kind, external.Source, external.Id), external.Key)
                && keyOf[(external.Kind, external.Source, external.Id)] is var other
                && other != external.Key)
            {
                throw new ArgumentException(
                    $"The {external.Kind}s '{other}' and '{external.Key}' have the same hash {external.Id} in one batch. Make the second one with attempt: 1.",
                    nameof(batch));
            }

            if (StoredId(external) is { } id && id != external.Id)
            {
                _replaced[(external.Kind, external.Id)] = id;
            }
        }

        return _replaced.Count == 0 ? batch : Replaced(batch);
    }

    private long? StoredId(ExternalId external) =>
        writer.Prepare("SELECT id FROM external_id WHERE kind = ?1 AND source = ?2 AND key = ?3").Bind(1, external.Kind)
            .Bind(2, external.Source).Bind(3, external.Key).Scalar()
        ?? (writer.Prepare("SELECT 1 FROM external_id WHERE kind = ?1 AND id = ?2 AND source = ?3").Bind(1, external.Kind).Bind(2, external.Id).Bind(3, external.Source).Exists()
            ? writer.Mint(external.Kind, external.Source, [external.Key])[0]
            : null);

    private TId Of<TId>(TId id)
        where TId : struct, IId<TId> => _replaced.TryGetValue((IdKind<TId>.Name, id.Value), out var other) ? TId.From(other) : id;

    private CatalogBatch Replaced(CatalogBatch batch) => batch with
    {
        Songs =
            [.. batch.Songs.Select(song => song with
            {
                Id = Of(song.Id),
                Artists = [.. song.Artists.Select(Of)],
                OriginalArtists = [.. song.OriginalArtists.Select(Of)],
            })],
        Artists = [.. batch.Artists.Select(artist => artist with { Id = Of(artist.Id) })],
        Users = [.. batch.Users.Select(user => user with { Id = Of(user.Id) })],
        Playlists =
            [.. batch.Playlists.Select(list => list with { Id = Of(list.Id), Creator = list.Creator is { } creator ? Of(creator) : null })],
        EmptiedPlaylists = [.. batch.EmptiedPlaylists.Select(Of)],
        PlaylistSongs = [.. batch.PlaylistSongs.Select(row => row with { Playlist = Of(row.Playlist), Song = Of(row.Song) })],
        EmptiedSubscribers = [.. batch.EmptiedSubscribers.Select(Of)],
        Subscriptions = [.. batch.Subscriptions.Select(row => row with { User = Of(row.User), Playlist = Of(row.Playlist) })],
        EmptiedPlayers = [.. batch.EmptiedPlayers.Select(Of)],
        Plays = [.. batch.Plays.Select(play => play with { User = Of(play.User), Item = Of(play.Item) })],
        Comments = [.. batch.Comments.Select(comment => comment with { Song = Of(comment.Song), User = Of(comment.User) })],
        Lyrics = [.. batch.Lyrics.Select(lyric => lyric with { Song = Of(lyric.Song) })],
        EmptiedFollowers = [.. batch.EmptiedFollowers.Select(Of)],
        EmptiedFollowed = [.. batch.EmptiedFollowed.Select(Of)],
        Follows = [.. batch.Follows.Select(follow => follow with { Follower = Of(follow.Follower), Followed = Of(follow.Followed) })],
        ExternalIds =
            [.. batch.ExternalIds.Select(
                external => external with { Id = _replaced.GetValueOrDefault((external.Kind, external.Id), external.Id) })],
    };
}
