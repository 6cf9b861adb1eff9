using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A user of the service.</summary>
/// <param name="Id">The service's own id, above 0; of a user known by a pseudonym a minted one, below 0.</param>
/// <param name="Name">The name or pseudonym; <see langword="null"/> where unknown.</param>
public sealed record User(UserId Id, string? Name = null);
