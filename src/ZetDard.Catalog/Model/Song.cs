using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A song as its source gives it: nothing is cleaned in the store.</summary>
/// <param name="Id">The service's own id, above 0; minted ids are below 0.</param>
/// <param name="Title">The title, version marks included.</param>
/// <param name="Artists">The credited artists in order; empty leaves what the store knows.</param>
public sealed record Song(SongId Id, string Title, IReadOnlyList<ArtistId> Artists)
{
    /// <summary>Of a cover: the singers of the original, where the source says so; empty leaves what the store knows.</summary>
    public IReadOnlyList<ArtistId> OriginalArtists { get; init; } = [];

    /// <summary>Popularity by the source, 0 … 100 on NetEase; <see langword="null"/> where unknown.</summary>
    public double? Popularity { get; init; }

    /// <summary>How long it is; <see langword="null"/> where unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The album's name; <see langword="null"/> where unknown.</summary>
    public string? Album { get; init; }
}
