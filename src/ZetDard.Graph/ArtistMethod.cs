namespace ZetDard.Graph;

/// <summary>How artists are recommended.</summary>
public enum ArtistMethod
{
    /// <summary>A walk from the listener's artists over listeners back to artists, and the artists of the songs that the song
    /// walk recommends.</summary>
    Walk,

    /// <summary>The thesis's method: the artists of the recommended songs.</summary>
    OfSongs,
}
