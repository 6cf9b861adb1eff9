namespace ZetDard.Netease;

/// <summary>The kind of a playlist. Values that have no name here are kept as the service sent them.</summary>
public enum NeteasePlaylistKind
{
    /// <summary>An ordinary playlist.</summary>
    Ordinary = 0,

    /// <summary>The songs that a user likes; it is the first of the user's playlists.</summary>
    Liked = 5,

    /// <summary>A chart of the service.</summary>
    Chart = 10,
}
