using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>An artist. Several artists may have the same name.</summary>
/// <param name="Id">The service's id, above 0; a minted id, below 0, for an artist of whom only the name is known.</param>
/// <param name="Name">The name as the source writes it.</param>
public sealed record Artist(ArtistId Id, string Name);
