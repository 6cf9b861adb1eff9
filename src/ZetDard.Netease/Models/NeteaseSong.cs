namespace ZetDard.Netease;

/// <summary>A song. The service writes songs in two shapes; both are read into this record.</summary>
/// <param name="Id">The song's id.</param>
/// <param name="Name">The song's title.</param>
/// <param name="Artists">The credited artists in order. An artist of whom only the name is known has id 0.</param>
public sealed record NeteaseSong(long Id, string Name, IReadOnlyList<NeteaseCredit> Artists)
{
    /// <summary>The album; its id is 0 and its name empty if the song has none.</summary>
    public NeteaseAlbum? Album { get; init; }

    /// <summary>The length of the song.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The popularity, 0 … 100.</summary>
    public double? Popularity { get; init; }

    /// <summary>Other titles of the song.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether the song is an original or a cover.</summary>
    public NeteaseOrigin? Origin { get; init; }

    /// <summary>For a cover: the original song.</summary>
    public NeteaseOriginalSong? Original { get; init; }

    /// <summary>The price class, as the service sends it: 0 free, 1 members only, 4 sold with the album, 8 free in low quality.</summary>
    public int? Fee { get; init; }

    /// <summary>The date of publication.</summary>
    public DateTimeOffset? Published { get; init; }
}
