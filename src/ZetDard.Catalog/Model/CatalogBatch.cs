using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>What one transaction writes. Everything is an upsert by its key: writing a batch twice is the same as writing it once.</summary>
/// <remarks>An optional value that is <see langword="null"/> leaves what the store knows; the latest known value wins. Nothing refers by force: a playlist may hold songs of which only the id is known.</remarks>
public sealed record CatalogBatch
{
    /// <summary>Songs, by id.</summary>
    public IReadOnlyList<Song> Songs { get; init; } = [];

    /// <summary>Artists, by id.</summary>
    public IReadOnlyList<Artist> Artists { get; init; } = [];

    /// <summary>Users, by id.</summary>
    public IReadOnlyList<User> Users { get; init; } = [];

    /// <summary>Playlists, by id; the store keeps the order in which it first saw them.</summary>
    public IReadOnlyList<Playlist> Playlists { get; init; } = [];

    /// <summary>Playlists whose songs are taken out before <see cref="PlaylistSongs"/> are put in: naming a list here replaces its songs.</summary>
    public IReadOnlyList<PlaylistId> EmptiedPlaylists { get; init; } = [];

    /// <summary>Songs of playlists, by playlist and position.</summary>
    public IReadOnlyList<PlaylistSong> PlaylistSongs { get; init; } = [];

    /// <summary>Users whose subscriptions are taken out before <see cref="Subscriptions"/> are put in.</summary>
    public IReadOnlyList<UserId> EmptiedSubscribers { get; init; } = [];

    /// <summary>Subscriptions.</summary>
    public IReadOnlyList<Subscription> Subscriptions { get; init; } = [];

    /// <summary>Users whose plays are taken out before <see cref="Plays"/> are put in.</summary>
    public IReadOnlyList<UserId> EmptiedPlayers { get; init; } = [];

    /// <summary>Plays, by user and song: the weight is the count in all (not one to be added), the time that of the last one.</summary>
    public IReadOnlyList<Interaction<SongId>> Plays { get; init; } = [];

    /// <summary>Comments, by id.</summary>
    public IReadOnlyList<Comment> Comments { get; init; } = [];

    /// <summary>Lyrics, by song.</summary>
    public IReadOnlyList<Lyric> Lyrics { get; init; } = [];

    /// <summary>Users whose follows of others are taken out before <see cref="Follows"/> are put in.</summary>
    public IReadOnlyList<UserId> EmptiedFollowers { get; init; } = [];

    /// <summary>Users of whom the follows by others are taken out before <see cref="Follows"/> are put in.</summary>
    public IReadOnlyList<UserId> EmptiedFollowed { get; init; } = [];

    /// <summary>Follows.</summary>
    public IReadOnlyList<Follow> Follows { get; init; } = [];

    /// <summary>External ids, by kind, source and key; of a key that is known already the first id stays.</summary>
    /// <remarks>
    /// A hash (<see cref="ExternalId.Hashed{TId}"/>) is a proposal: where the key has another id already, or another key of the same source has the hash, the whole batch is written
    /// with the key's id instead of the hash, in the second case with one that is minted. So no two keys become one thing.
    /// </remarks>
    public IReadOnlyList<ExternalId> ExternalIds { get; init; } = [];

    /// <summary>How far a longer job has come, committed with the data: a name and what it needs to go on; a <see langword="null"/> removes it.</summary>
    public IReadOnlyDictionary<string, string?> Checkpoints { get; init; } = new Dictionary<string, string?>();
}
