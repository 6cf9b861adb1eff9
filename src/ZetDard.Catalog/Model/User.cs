using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A user of the service.</summary>
/// <param name="Id">The service's id, above 0; a minted id, below 0, for a user of whom only a pseudonym is known.</param>
/// <param name="Name">The name or pseudonym; <see langword="null"/> if unknown.</param>
public sealed record User(UserId Id, string? Name = null);
