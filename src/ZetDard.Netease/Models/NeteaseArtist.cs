namespace ZetDard.Netease;

/// <summary>An artist.</summary>
/// <param name="Id">The artist's id.</param>
/// <param name="Name">The artist's name.</param>
public sealed record NeteaseArtist(long Id, string Name)
{
    /// <summary>Other names of the artist.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The number of albums.</summary>
    public int? AlbumCount { get; init; }

    /// <summary>The number of songs.</summary>
    public int? SongCount { get; init; }

    /// <summary>A short description of the artist.</summary>
    public string? Description { get; init; }

    /// <summary>The address of the artist's picture.</summary>
    public Uri? Cover { get; init; }
}
