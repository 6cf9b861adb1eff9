namespace ZetDard.Recommenders;

/// <summary>What a row of an interaction dataset is.</summary>
public enum RowKind
{
    /// <summary>A listener: <see cref="Profile.Of(UserId)"/> serves him, and friends can be recommended.</summary>
    User,

    /// <summary>A playlist, whose id stands in the place of a user's: <see cref="Profile.Of(PlaylistId)"/> continues it; there are no friends.</summary>
    Playlist,
}
