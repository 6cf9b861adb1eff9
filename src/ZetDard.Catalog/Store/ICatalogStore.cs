using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Stores a catalogue. Implementations are safe for concurrent use, also by several processes; readers are never blocked by the writer.
/// </summary>
/// <remarks>
/// Reads return their rows in a stated order, as they were when the read began. A batch is one transaction: once the task has
/// ended, it survives the end of the process; until then none of it is visible. Failures of the storage (full disk, no access,
/// another writer that does not end) are <see cref="IOException"/>s; a file that is not a catalogue, or
/// contains a value that the store never writes, is an <see cref="InvalidDataException"/>.
/// </remarks>
/// <example>
/// <code>
/// using var store = new SqliteCatalogStore("music.db");
/// await store.UpsertAsync(new CatalogBatch
/// {
///     Artists = [new(new ArtistId(6452), "周杰伦")],
///     Songs = [new(new SongId(186016), "晴天", [new ArtistId(6452)])],
///     Playlists = [new(new PlaylistId(1), "Rainy days")],
///     PlaylistSongs = [new(new PlaylistId(1), 0, new SongId(186016))],
/// });
/// await foreach (var song in store.ReadSongsAsync())
/// {
///     Console.WriteLine(song.Title);
/// }
/// </code>
/// </example>
public interface ICatalogStore
{
    /// <summary>Writes a batch in one transaction.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it. Nothing was written.</exception>
    /// <exception cref="IOException">The storage failed; nothing was written.</exception>
    Task UpsertAsync(CatalogBatch batch, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the ids of external keys. A new key gets a new id from −1 down to −2^52, which no service uses. One transaction.
    /// </summary>
    /// <param name="source">The source of the keys, such as <c>name</c>.</param>
    /// <param name="keys">The keys in that source, compared ordinally; repeated keys get the same id.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>One id for each key, in the order of the keys.</returns>
    /// <exception cref="InvalidOperationException">No id is left, because a batch contained the lowest one.</exception>
    Task<IReadOnlyList<TId>> MintAsync<TId>(string source, IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
        where TId : struct, IId<TId>;

    /// <summary>
    /// Adds external ids that may come from another catalogue, in which the same ids below 0 stand for other things. One transaction.
    /// </summary>
    /// <param name="externalIds">The external ids as the other catalogue has them; several may have one id.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>
    /// For each external id the id that stands for its id in this catalogue. An id of a service remains. For an id below 0 it is the id that
    /// one of its keys already has here; if none has, it remains, and if something else has it here (or if it is a minted one below −2^51,
    /// which would leave too few to be minted), a new one is minted.
    /// </returns>
    Task<IReadOnlyList<long>> AddExternalIdsAsync(IReadOnlyList<ExternalId> externalIds, CancellationToken cancellationToken = default);

    /// <summary>Returns the value of a checkpoint; <see langword="null"/> if it is not set.</summary>
    Task<string?> FindCheckpointAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Replaces a checkpoint atomically: no other change, of any process, happens between reading and writing.</summary>
    /// <param name="name">The name of the checkpoint.</param>
    /// <param name="change">
    /// Receives the value, or <see langword="null"/> if it is not set, and returns the new one; <see langword="null"/> removes the
    /// checkpoint. It must be quick and have no side effects.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    Task UpdateCheckpointAsync(string name, Func<string?, string?> change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes everything that belongs to a user: their playlists with the songs, plays, comments, subscriptions, follows in both
    /// directions, and names. One transaction.
    /// </summary>
    /// <returns>
    /// <see langword="true"/> if the storage no longer contains any byte of what was deleted. <see langword="false"/> if it is deleted,
    /// but its bytes are still in free space or in a log, because another process or a read that has not ended uses the earlier
    /// state, or the disk has no room for a copy; call again later.
    /// </returns>
    /// <remarks>
    /// A store that also stores crawls deletes the user's items of the frontier too, also those of the kind <c>nickname</c> whose key is a
    /// name of the user, and keeps a hash of the user's id, so that the user is never fetched again. What others have written about the
    /// user, in a comment or the name of a playlist, belongs to the others and stays.
    /// </remarks>
    Task<bool> DeleteUserAsync(UserId user, CancellationToken cancellationToken = default);

    /// <summary>Counts the rows.</summary>
    Task<CatalogCounts> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all songs, by ascending id.</summary>
    IAsyncEnumerable<Song> ReadSongsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all artists, by ascending id.</summary>
    IAsyncEnumerable<Artist> ReadArtistsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all users, by ascending id.</summary>
    IAsyncEnumerable<User> ReadUsersAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all playlists, in the order in which they were first written.</summary>
    IAsyncEnumerable<Playlist> ReadPlaylistsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the songs of all playlists, by ascending playlist id and position, in blocks, because there may be very many.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<PlaylistSong>> ReadPlaylistSongsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all subscriptions, by ascending user and playlist.</summary>
    IAsyncEnumerable<Subscription> ReadSubscriptionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all plays, by ascending user and song, in blocks, because there may be very many.</summary>
    IAsyncEnumerable<ReadOnlyMemory<Interaction<SongId>>> ReadPlaysAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all comments, by ascending id.</summary>
    IAsyncEnumerable<Comment> ReadCommentsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all lyrics, by ascending song.</summary>
    IAsyncEnumerable<Lyric> ReadLyricsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all follows, by ascending follower and followed.</summary>
    IAsyncEnumerable<Follow> ReadFollowsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all external ids, by kind, source and key.</summary>
    IAsyncEnumerable<ExternalId> ReadExternalIdsAsync(CancellationToken cancellationToken = default);
}
