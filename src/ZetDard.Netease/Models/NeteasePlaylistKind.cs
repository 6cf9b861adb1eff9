namespace ZetDard.Netease;

/// <summary>What kind of playlist. Values that are not named are kept as they came.</summary>
public enum NeteasePlaylistKind
{
    /// <summary>An ordinary one.</summary>
    Ordinary = 0,

    /// <summary>The songs that a user likes: the first of his lists.</summary>
    Liked = 5,

    /// <summary>A chart of the service.</summary>
    Chart = 10,
}
