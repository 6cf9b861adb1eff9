namespace ZetDard.Netease;

/// <summary>A user as the service shows him. What the asked endpoint does not tell is <see langword="null"/>.</summary>
/// <param name="Id">His id.</param>
/// <param name="Nickname">What he calls himself.</param>
public sealed record NeteaseUser(long Id, string Nickname)
{
    /// <summary>Where he says to live.</summary>
    public NeteaseRegion? Region { get; init; }

    /// <summary>How he describes his sex.</summary>
    public NeteaseGender? Gender { get; init; }

    /// <summary>Playlists, created and subscribed.</summary>
    public int? PlaylistCount { get; init; }

    /// <summary>Users whom he follows.</summary>
    public int? FollowCount { get; init; }

    /// <summary>Users who follow him.</summary>
    public int? FollowerCount { get; init; }

    /// <summary>Songs that he has listened to.</summary>
    public long? ListenedSongCount { get; init; }

    /// <summary>When he joined.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether he and the asking account follow each other.</summary>
    public bool? IsMutual { get; init; }

    /// <summary>Whether others may see his play record.</summary>
    public bool? ShowsPlayRecord { get; init; }
}
