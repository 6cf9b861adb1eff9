using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A subscription of a user to a playlist of somebody else.</summary>
/// <param name="User">The subscriber.</param>
/// <param name="Playlist">The playlist.</param>
public readonly record struct Subscription(UserId User, PlaylistId Playlist);
