namespace ZetDard.Netease;

/// <summary>A song, from either of the two shapes in which the service writes songs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its title.</param>
/// <param name="Artists">The credited artists in order; an artist may have id 0 and only a name.</param>
public sealed record NeteaseSong(long Id, string Name, IReadOnlyList<NeteaseCredit> Artists)
{
    /// <summary>The album; id 0 and an empty name where it has none.</summary>
    public NeteaseAlbum? Album { get; init; }

    /// <summary>How long it is.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Popularity, 0 … 100.</summary>
    public double? Popularity { get; init; }

    /// <summary>Other titles.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether it is an original or a cover, where the service says so.</summary>
    public NeteaseOrigin? Origin { get; init; }

    /// <summary>Of a cover: the original song.</summary>
    public NeteaseOriginalSong? Original { get; init; }

    /// <summary>What it costs: 0 nothing, 1 members only, 4 sold by album, 8 low quality is free. Kept as it came.</summary>
    public int? Fee { get; init; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset? Published { get; init; }
}
