namespace ZetDard.Catalog;

/// <summary>The kinds of playlists that count as a user's.</summary>
[Flags]
public enum PlaylistKinds
{
    /// <summary>No playlists: only the user's plays count.</summary>
    None = 0,

    /// <summary>Playlists that the user created.</summary>
    Created = 1,

    /// <summary>Playlists of others to which the user subscribed.</summary>
    Subscribed = 2,

    /// <summary>Playlists that the user created or subscribed to.</summary>
    Both = Created | Subscribed,
}
