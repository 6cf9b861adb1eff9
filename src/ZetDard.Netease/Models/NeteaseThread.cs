namespace ZetDard.Netease;

/// <summary>What a comment belongs to.</summary>
public enum NeteaseThread
{
    /// <summary>A song.</summary>
    Song = 0,

    /// <summary>A playlist.</summary>
    Playlist = 2,

    /// <summary>An album.</summary>
    Album = 3,
}
