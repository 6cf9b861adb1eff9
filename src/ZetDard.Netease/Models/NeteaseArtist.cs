namespace ZetDard.Netease;

/// <summary>An artist.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
public sealed record NeteaseArtist(long Id, string Name)
{
    /// <summary>Other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How many albums.</summary>
    public int? AlbumCount { get; init; }

    /// <summary>How many songs.</summary>
    public int? SongCount { get; init; }

    /// <summary>A short description.</summary>
    public string? Description { get; init; }

    /// <summary>Address of the picture.</summary>
    public Uri? Cover { get; init; }
}
