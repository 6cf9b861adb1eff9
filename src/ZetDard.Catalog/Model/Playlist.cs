using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// A playlist without its songs, which are <see cref="PlaylistSong"/>s, and without its subscribers, who are
/// <see cref="Subscription"/>s.
/// </summary>
/// <param name="Id">The service's id of the playlist.</param>
/// <param name="Name">The name of the playlist.</param>
public sealed record Playlist(PlaylistId Id, string Name)
{
    /// <summary>The user who created the playlist; <see langword="null"/> if unknown.</summary>
    public UserId? Creator { get; init; }

    /// <summary>When the playlist was created, to the second; <see langword="null"/> if unknown.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The number of times that the playlist was played; <see langword="null"/> if unknown.</summary>
    public long? PlayCount { get; init; }

    /// <summary>The number of users who subscribed to the playlist; <see langword="null"/> if unknown.</summary>
    public long? SubscriberCount { get; init; }

    /// <summary>The number of comments on the playlist; <see langword="null"/> if unknown.</summary>
    public long? CommentCount { get; init; }

    /// <summary>The number of times that the playlist was shared; <see langword="null"/> if unknown.</summary>
    public long? ShareCount { get; init; }

    /// <summary>The tags that the playlist's creator chose, separated by spaces; <see langword="null"/> if unknown.</summary>
    public string? Tags { get; init; }
}
