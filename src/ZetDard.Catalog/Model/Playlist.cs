using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>What a playlist is; its songs are <see cref="PlaylistSong"/>s, its subscribers <see cref="Subscription"/>s.</summary>
/// <param name="Id">The service's own id.</param>
/// <param name="Name">Its name.</param>
public sealed record Playlist(PlaylistId Id, string Name)
{
    /// <summary>Who made it; <see langword="null"/> where unknown.</summary>
    public UserId? Creator { get; init; }

    /// <summary>When it was made, to the second; <see langword="null"/> where unknown.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How often it was played; <see langword="null"/> where unknown, like the counts below.</summary>
    public long? PlayCount { get; init; }

    /// <summary>How many users have subscribed to it.</summary>
    public long? SubscriberCount { get; init; }

    /// <summary>How many comments it has.</summary>
    public long? CommentCount { get; init; }

    /// <summary>How often it was shared.</summary>
    public long? ShareCount { get; init; }

    /// <summary>Its tags, separated by blanks; <see langword="null"/> where unknown.</summary>
    public string? Tags { get; init; }
}
