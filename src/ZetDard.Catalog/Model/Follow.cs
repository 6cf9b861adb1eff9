using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>One user follows another.</summary>
/// <param name="Follower">Who follows.</param>
/// <param name="Followed">Whom.</param>
public readonly record struct Follow(UserId Follower, UserId Followed);
