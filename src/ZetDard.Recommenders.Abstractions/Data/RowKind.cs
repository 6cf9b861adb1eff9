namespace ZetDard.Recommenders;

/// <summary>What a row of an interaction dataset is.</summary>
public enum RowKind
{
    /// <summary>A listener: ask with <see cref="Profile.Of(UserId)"/>; friends can be recommended.</summary>
    User,

    /// <summary>
    /// A playlist, whose id stands in the place of a user's: ask with <see cref="Profile.Of(PlaylistId)"/>; there are no friends.
    /// </summary>
    Playlist,
}
