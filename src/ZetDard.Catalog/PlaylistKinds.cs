namespace ZetDard.Catalog;

/// <summary>Which of a listener's playlists count as his.</summary>
[Flags]
public enum PlaylistKinds
{
    /// <summary>None: his plays only.</summary>
    None = 0,

    /// <summary>Those that he made.</summary>
    Created = 1,

    /// <summary>Those of others to which he has subscribed.</summary>
    Subscribed = 2,

    /// <summary>Both.</summary>
    Both = Created | Subscribed,
}
