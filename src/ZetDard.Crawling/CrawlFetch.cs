namespace ZetDard.Crawling;

/// <summary>The kinds of data that a crawl fetches for what it finds.</summary>
[Flags]
public enum CrawlFetch
{
    /// <summary>Only the users and playlists that the plan names.</summary>
    None = 0,

    /// <summary>
    /// Whom users follow and who follows them. Users who follow each other are friends; friends are crawled up to
    /// <see cref="CrawlOptions.Depth"/>.
    /// </summary>
    Friends = 1,

    /// <summary>The playlists that users created or subscribed to.</summary>
    Playlists = 2,

    /// <summary>Titles, artists, original artists, popularity and other data of songs.</summary>
    Songs = 4,

    /// <summary>The songs that users play most, if the users show them.</summary>
    PlayRecords = 8,

    /// <summary>
    /// The songs that users like, stored as a playlist of each user. The same songs are usually among the user's playlists anyway.
    /// </summary>
    LikedSongs = 16,

    /// <summary>Lyrics.</summary>
    Lyrics = 32,

    /// <summary>Comments on songs.</summary>
    Comments = 64,

    /// <summary>The sound files of songs that the account may play, stored in <see cref="CrawlOptions.MediaFolder"/>.</summary>
    Audio = 128,

    /// <summary>Cover images of playlists and albums, stored in <see cref="CrawlOptions.MediaFolder"/>.</summary>
    Covers = 256,
}
