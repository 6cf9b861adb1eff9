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

/// <summary>What kind of playlist. Values that are not named are kept as they came.</summary>
public enum NeteasePlaylistKind
{
    /// <summary>An ordinary one.</summary>
    Ordinary = 0,

    /// <summary>The songs that a user likes: the first of his lists.</summary>
    Liked = 5,

    /// <summary>A chart of the service.</summary>
    Chart = 10,
}

/// <summary>A playlist with its songs, as far as one request tells them.</summary>
/// <param name="Playlist">What it is.</param>
/// <param name="Tracks">All its songs in order, by id. Only these are complete.</param>
public sealed record NeteasePlaylistDetail(NeteasePlaylist Playlist, IReadOnlyList<NeteaseTrack> Tracks)
{
    /// <summary>Those of the songs that came with the answer.</summary>
    public IReadOnlyList<NeteaseSong> Songs { get; init; } = [];
}

/// <summary>A place in a playlist.</summary>
/// <param name="SongId">The song.</param>
/// <param name="Added">When it was put there; <see langword="null"/> where unknown.</param>
public readonly record struct NeteaseTrack(long SongId, DateTimeOffset? Added);
