using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>An artist. Several may have one name.</summary>
/// <param name="Id">The service's own id, above 0; of an artist who has only a name a minted one, below 0.</param>
/// <param name="Name">The name as the source writes it.</param>
public sealed record Artist(ArtistId Id, string Name);
