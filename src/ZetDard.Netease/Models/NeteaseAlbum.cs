namespace ZetDard.Netease;

/// <summary>An album.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its title.</param>
public sealed record NeteaseAlbum(long Id, string Name)
{
    /// <summary>Its artists, where told.</summary>
    public IReadOnlyList<NeteaseCredit> Artists { get; init; } = [];

    /// <summary>Address of its cover.</summary>
    public Uri? Cover { get; init; }

    /// <summary>How many songs it has.</summary>
    public int? SongCount { get; init; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset? Published { get; init; }
}
