namespace ZetDard.Netease;

/// <summary>A playlist without its songs. Values that the service does not give are <see langword="null"/>.</summary>
/// <param name="Id">The playlist's id.</param>
/// <param name="Name">The playlist's name.</param>
public sealed record NeteasePlaylist(long Id, string Name)
{
    /// <summary>The user who created the playlist.</summary>
    public long? CreatorId { get; init; }

    /// <summary>In the playlists of a user: whether the user subscribed to it instead of creating it.</summary>
    public bool? IsSubscribed { get; init; }

    /// <summary>The kind of playlist.</summary>
    public NeteasePlaylistKind? Kind { get; init; }

    /// <summary>The number of songs.</summary>
    public int? TrackCount { get; init; }

    /// <summary>The number of times that the playlist was played.</summary>
    public long? PlayCount { get; init; }

    /// <summary>The number of users who subscribed to the playlist.</summary>
    public long? SubscriberCount { get; init; }

    /// <summary>The number of comments on the playlist.</summary>
    public long? CommentCount { get; init; }

    /// <summary>The number of times that the playlist was shared.</summary>
    public long? ShareCount { get; init; }

    /// <summary>When the playlist was created.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When songs were last added, removed or moved.</summary>
    public DateTimeOffset? TracksUpdated { get; init; }

    /// <summary>The tags that the playlist's creator chose.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The description that the playlist's creator wrote.</summary>
    public string? Description { get; init; }

    /// <summary>The address of the cover image.</summary>
    public Uri? Cover { get; init; }

    /// <summary>For a chart: how often it is updated, in the service's words.</summary>
    public string? UpdateFrequency { get; init; }
}
