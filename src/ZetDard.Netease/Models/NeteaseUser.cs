namespace ZetDard.Netease;

/// <summary>A user, as the service shows them. Values that the called endpoint does not give are <see langword="null"/>.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Nickname">The user's nickname.</param>
public sealed record NeteaseUser(long Id, string Nickname)
{
    /// <summary>The region that the user states.</summary>
    public NeteaseRegion? Region { get; init; }

    /// <summary>The gender that the user states.</summary>
    public NeteaseGender? Gender { get; init; }

    /// <summary>The number of playlists that the user created or subscribed to.</summary>
    public int? PlaylistCount { get; init; }

    /// <summary>The number of users whom this user follows.</summary>
    public int? FollowCount { get; init; }

    /// <summary>The number of users who follow this user.</summary>
    public int? FollowerCount { get; init; }

    /// <summary>The number of songs that the user has listened to.</summary>
    public long? ListenedSongCount { get; init; }

    /// <summary>When the user joined the service.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether the user and the account of the session follow each other.</summary>
    public bool? IsMutual { get; init; }

    /// <summary>Whether others may see the user's play record.</summary>
    public bool? ShowsPlayRecord { get; init; }
}
