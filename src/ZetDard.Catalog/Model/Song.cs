using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A song as its source gives it; the store does not clean it.</summary>
/// <param name="Id">The service's id, above 0; minted ids are below 0.</param>
/// <param name="Title">The title, including version marks.</param>
/// <param name="Artists">The credited artists in order; an empty list keeps those in the store.</param>
public sealed record Song(SongId Id, string Title, IReadOnlyList<ArtistId> Artists)
{
    /// <summary>For a cover: the artists of the original, if the source names them; an empty list keeps those in the store.</summary>
    public IReadOnlyList<ArtistId> OriginalArtists { get; init; } = [];

    /// <summary>The popularity that the source gives, 0 … 100 for NetEase; <see langword="null"/> if unknown.</summary>
    public double? Popularity { get; init; }

    /// <summary>The duration of the song; <see langword="null"/> if unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The name of the album; <see langword="null"/> if unknown.</summary>
    public string? Album { get; init; }
}
