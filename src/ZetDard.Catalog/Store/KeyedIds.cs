using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Resolves the ids of external keys that come from elsewhere: the hashes of a batch, and the external ids of another catalogue. If
/// the store has another id for the key, or the id for another key, the store's id is used.
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

    /// <summary>Adds external ids that may be those of another catalogue.</summary>
    /// <returns>For each of them the id in this catalogue that stands for its id.</returns>
    public long[] Add(IReadOnlyList<ExternalId> externalIds)
    {
        var here = new Dictionary<(string Kind, long Id), long>();
        foreach (var keys in externalIds.GroupBy(external => (external.Kind, external.Id)))
        {
            var (kind, id) = keys.Key;
            here[keys.Key] = id >= 0 ? id
                : keys.Select(IdOfKey).FirstOrDefault(known => known is not null)
                    ?? (IsFree(keys.First()) ? id : writer.Mint(kind, keys.First().Source, [keys.First().Key])[0]);
            foreach (var external in keys)
            {
                writer.AddExternalId(external with { Id = here[keys.Key] });
            }
        }

        return [.. externalIds.Select(external => here[(external.Kind, external.Id)])];
    }

    // A hash is taken by another key of its source, a minted id by anything at all. Of the ids that can be minted, the lower half is
    // never taken over, because the store mints below the lowest id.
    private bool IsFree(ExternalId external) => external.Id <= ExternalId.MaxHashedId
        ? !IsHashOfOther(external)
        : external.Id >= ExternalId.MinMintedId / 2
            && !writer.Prepare("SELECT 1 FROM external_id WHERE kind = ?1 AND id = ?2").Bind(1, external.Kind).Bind(2, external.Id).Exists()
            && !(SqliteWriter.KindsWithTable.Contains(external.Kind)
                && writer.Prepare($"SELECT 1 FROM {external.Kind} WHERE id = ?1").Bind(1, external.Id).Exists());

    private long? StoredId(ExternalId external) => IdOfKey(external)
        ?? (IsHashOfOther(external) ? writer.Mint(external.Kind, external.Source, [external.Key])[0] : null);

    private long? IdOfKey(ExternalId external) =>
        writer.Prepare("SELECT id FROM external_id WHERE kind = ?1 AND source = ?2 AND key = ?3").Bind(1, external.Kind)
            .Bind(2, external.Source).Bind(3, external.Key).Scalar();

    private bool IsHashOfOther(ExternalId external) =>
        writer.Prepare("SELECT 1 FROM external_id WHERE kind = ?1 AND id = ?2 AND source = ?3").Bind(1, external.Kind).Bind(2, external.Id)
            .Bind(3, external.Source).Exists();

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
