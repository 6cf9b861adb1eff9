namespace ZetDard.Graph;

/// <summary>How friends are recommended.</summary>
public enum FriendMethod
{
    /// <summary>Taste vectors (a truncated singular value decomposition of who has what) and shared songs: compares any two
    /// listeners, also those who share no song.</summary>
    Interests,

    /// <summary>A walk over known follows and shared songs together. Needs follows.</summary>
    Social,

    /// <summary>The thesis's first measure: shared songs over own songs, |Su ∩ Sv| / |Su|.</summary>
    SharedSongs,

    /// <summary>The thesis's second measure: nodes (songs and artists) connected to both over nodes connected to either.</summary>
    ConnectedNodes,
}
