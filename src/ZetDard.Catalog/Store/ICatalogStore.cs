using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Where a catalogue is kept. Implementations are safe for concurrent use, by several processes too; readers are never blocked by the writer.</summary>
/// <remarks>
/// Reads stream in a stated order and see the state of the moment when they began. A batch is one transaction: once the task has ended it survives the
/// death of the process; until then none of it is visible. Failures of the medium (full disk, no access, another writer that does not end) are
/// <see cref="IOException"/>s; a file that is no catalogue is an <see cref="InvalidDataException"/>.
/// </remarks>
public interface ICatalogStore
{
    /// <summary>Writes a batch in one transaction.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it. Nothing was written.</exception>
    /// <exception cref="IOException">The medium failed; nothing was written.</exception>
    Task UpsertAsync(CatalogBatch batch, CancellationToken cancellationToken = default);

    /// <summary>The ids of external keys; a key that is new gets a fresh id from −1 down to −2^52, which no service uses. One transaction.</summary>
    /// <param name="source">Who calls it so, such as <c>name</c>.</param>
    /// <param name="keys">The keys there, compared ordinally; repeated ones get the same id.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <returns>One id a key, in the order of the keys.</returns>
    /// <exception cref="InvalidOperationException">No id is left: a batch has brought the lowest one.</exception>
    Task<IReadOnlyList<TId>> MintAsync<TId>(string source, IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
        where TId : struct, IId<TId>;

    /// <summary>What a checkpoint was set to, or <see langword="null"/>.</summary>
    Task<string?> FindCheckpointAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Replaces a checkpoint in one step: no other change, of any process, comes between reading and writing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Given the value, or <see langword="null"/>, returns the next one; <see langword="null"/> removes it. Quick, without side effects.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    Task UpdateCheckpointAsync(string name, Func<string?, string?> change, CancellationToken cancellationToken = default);

    /// <summary>Deletes all that belongs to a user: his playlists with their songs, plays, comments, subscriptions, follows in both directions, his names. One transaction.</summary>
    /// <remarks>Where the store also keeps crawls, what was to be fetched of him too; that he is never to be fetched again is kept as a hash of his id.</remarks>
    Task DeleteUserAsync(UserId user, CancellationToken cancellationToken = default);

    /// <summary>Counts the rows.</summary>
    Task<CatalogCounts> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>All songs, by ascending id.</summary>
    IAsyncEnumerable<Song> ReadSongsAsync(CancellationToken cancellationToken = default);

    /// <summary>All artists, by ascending id.</summary>
    IAsyncEnumerable<Artist> ReadArtistsAsync(CancellationToken cancellationToken = default);

    /// <summary>All users, by ascending id.</summary>
    IAsyncEnumerable<User> ReadUsersAsync(CancellationToken cancellationToken = default);

    /// <summary>All playlists, in the order in which they were first written.</summary>
    IAsyncEnumerable<Playlist> ReadPlaylistsAsync(CancellationToken cancellationToken = default);

    /// <summary>The songs of all playlists, by ascending playlist id and position; in blocks, because there may be very many.</summary>
    IAsyncEnumerable<ReadOnlyMemory<PlaylistSong>> ReadPlaylistSongsAsync(CancellationToken cancellationToken = default);

    /// <summary>All subscriptions, by ascending user and playlist.</summary>
    IAsyncEnumerable<Subscription> ReadSubscriptionsAsync(CancellationToken cancellationToken = default);

    /// <summary>All plays, by ascending user and song; in blocks, because there may be very many.</summary>
    IAsyncEnumerable<ReadOnlyMemory<Interaction<SongId>>> ReadPlaysAsync(CancellationToken cancellationToken = default);

    /// <summary>All comments, by ascending id.</summary>
    IAsyncEnumerable<Comment> ReadCommentsAsync(CancellationToken cancellationToken = default);

    /// <summary>All lyrics, by ascending song.</summary>
    IAsyncEnumerable<Lyric> ReadLyricsAsync(CancellationToken cancellationToken = default);

    /// <summary>All follows, by ascending follower and followed.</summary>
    IAsyncEnumerable<Follow> ReadFollowsAsync(CancellationToken cancellationToken = default);

    /// <summary>All external ids, by kind, source and key.</summary>
    IAsyncEnumerable<ExternalId> ReadExternalIdsAsync(CancellationToken cancellationToken = default);
}
