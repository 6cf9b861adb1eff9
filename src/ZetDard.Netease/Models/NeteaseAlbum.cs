namespace ZetDard.Netease;

/// <summary>An album.</summary>
/// <param name="Id">The album's id; 0 if a song has no album.</param>
/// <param name="Name">The album's title.</param>
public sealed record NeteaseAlbum(long Id, string Name)
{
    /// <summary>The album's artists; empty if the service does not give them.</summary>
    public IReadOnlyList<NeteaseCredit> Artists { get; init; } = [];

    /// <summary>The address of the cover image.</summary>
    public Uri? Cover { get; init; }

    /// <summary>The number of songs on the album.</summary>
    public int? SongCount { get; init; }

    /// <summary>The date of publication.</summary>
    public DateTimeOffset? Published { get; init; }
}
