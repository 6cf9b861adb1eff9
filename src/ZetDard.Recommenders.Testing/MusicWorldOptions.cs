namespace ZetDard.Recommenders.Testing;

/// <summary>How large a <see cref="MusicWorld"/> is.</summary>
public sealed record MusicWorldOptions
{
    /// <summary>Listeners, 1 or more. Default 300.</summary>
    public int UserCount { get; set; } = 300;

    /// <summary>Songs, at least one for each artist. Default 900.</summary>
    public int SongCount { get; set; } = 900;

    /// <summary>Artists, at least one for each group. Default 90.</summary>
    public int ArtistCount { get; set; } = 90;

    /// <summary>Taste groups, 1 or more. Default 6.</summary>
    public int GroupCount { get; set; } = 6;

    /// <summary>Mean number of songs a listener has, 2 or more. Default 30.</summary>
    public int MeanSongsPerUser { get; set; } = 30;

    /// <summary>Songs that nobody has, 0 or more, beside the others. Default 0.</summary>
    public int ColdSongCount { get; set; }

    /// <summary>Seed of everything. Default 42.</summary>
    public int Seed { get; set; } = 42;
}
