namespace ZetDard.Netease;

/// <summary>A playlist.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record NeteasePlaylist(long Id, string Name)
{
    /// <summary>Who made it.</summary>
    public long? CreatorId { get; init; }

    /// <summary>In a user's lists: whether it is somebody else's that he subscribed to.</summary>
    public bool? IsSubscribed { get; init; }

    /// <summary>What kind of list.</summary>
    public NeteasePlaylistKind? Kind { get; init; }

    /// <summary>How many songs.</summary>
    public int? TrackCount { get; init; }

    /// <summary>How often it was played.</summary>
    public long? PlayCount { get; init; }

    /// <summary>How many users have subscribed to it.</summary>
    public long? SubscriberCount { get; init; }

    /// <summary>How many comments it has.</summary>
    public long? CommentCount { get; init; }

    /// <summary>How often it was shared.</summary>
    public long? ShareCount { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When its songs last changed.</summary>
    public DateTimeOffset? TracksUpdated { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What its maker writes of it.</summary>
    public string? Description { get; init; }

    /// <summary>Address of its cover.</summary>
    public Uri? Cover { get; init; }

    /// <summary>Of a chart: how often it changes, in words.</summary>
    public string? UpdateFrequency { get; init; }
}
