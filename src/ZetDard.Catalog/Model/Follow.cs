using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A follow of one user by another.</summary>
/// <param name="Follower">The user who follows.</param>
/// <param name="Followed">The user who is followed.</param>
public readonly record struct Follow(UserId Follower, UserId Followed);
