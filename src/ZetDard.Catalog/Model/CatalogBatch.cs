using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// The rows that one transaction writes. Each row is an upsert by its key: writing a batch twice has the same result as writing
/// it once.
/// </summary>
/// <remarks>
/// An optional value that is <see langword="null"/> keeps the value in the store; the latest known value is kept. References need
/// not exist: a playlist may contain songs of which only the id is known.
/// </remarks>
public sealed record CatalogBatch
{
    /// <summary>Songs, by id.</summary>
    public IReadOnlyList<Song> Songs { get; init; } = [];

    /// <summary>Artists, by id.</summary>
    public IReadOnlyList<Artist> Artists { get; init; } = [];

    /// <summary>Users, by id.</summary>
    public IReadOnlyList<User> Users { get; init; } = [];

    /// <summary>Playlists, by id; the store keeps the order in which they were first written.</summary>
    public IReadOnlyList<Playlist> Playlists { get; init; } = [];

    /// <summary>
    /// Playlists whose songs are removed before <see cref="PlaylistSongs"/> are written, so that the songs of the playlist are
    /// replaced.
    /// </summary>
    public IReadOnlyList<PlaylistId> EmptiedPlaylists { get; init; } = [];

    /// <summary>Songs of playlists, by playlist and position.</summary>
    public IReadOnlyList<PlaylistSong> PlaylistSongs { get; init; } = [];

    /// <summary>Users whose subscriptions are removed before <see cref="Subscriptions"/> are written.</summary>
    public IReadOnlyList<UserId> EmptiedSubscribers { get; init; } = [];

    /// <summary>Subscriptions.</summary>
    public IReadOnlyList<Subscription> Subscriptions { get; init; } = [];

    /// <summary>Users whose plays are removed before <see cref="Plays"/> are written.</summary>
    public IReadOnlyList<UserId> EmptiedPlayers { get; init; } = [];

    /// <summary>
    /// Plays, by user and song. The weight is the total count, which replaces the earlier one; the time is that of the last play.
    /// </summary>
    public IReadOnlyList<Interaction<SongId>> Plays { get; init; } = [];

    /// <summary>Comments, by id.</summary>
    public IReadOnlyList<Comment> Comments { get; init; } = [];

    /// <summary>Lyrics, by song.</summary>
    public IReadOnlyList<Lyric> Lyrics { get; init; } = [];

    /// <summary>Users whose follows of others are removed before <see cref="Follows"/> are written.</summary>
    public IReadOnlyList<UserId> EmptiedFollowers { get; init; } = [];

    /// <summary>Users whose followers are removed before <see cref="Follows"/> are written.</summary>
    public IReadOnlyList<UserId> EmptiedFollowed { get; init; } = [];

    /// <summary>Follows.</summary>
    public IReadOnlyList<Follow> Follows { get; init; } = [];

    /// <summary>External ids, by kind, source and key. A key that is already known keeps its first id.</summary>
    /// <remarks>
    /// A hash (<see cref="ExternalId.Hashed{TId}"/>) is a proposal. If the key already has another id, or another key of the same
    /// source has the same hash, the whole batch is written with the key's id instead of the hash; in the second case that id is
    /// minted. So two keys never become one thing.
    /// </remarks>
    public IReadOnlyList<ExternalId> ExternalIds { get; init; } = [];

    /// <summary>
    /// Checkpoints of a longer job, committed together with the data: by name, the position at which the job continues;
    /// <see langword="null"/> removes the checkpoint.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Checkpoints { get; init; } = new Dictionary<string, string?>();
}
