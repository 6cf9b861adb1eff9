namespace ZetDard.Crawling;

/// <summary>What a crawl fetches of what it finds.</summary>
[Flags]
public enum CrawlFetch
{
    /// <summary>Only the users and playlists that the plan names.</summary>
    None = 0,

    /// <summary>Whom users follow and who follows them; those who follow each other are friends, and are crawled up to <see cref="CrawlOptions.Depth"/>.</summary>
    Friends = 1,

    /// <summary>Users' playlists, created and subscribed.</summary>
    Playlists = 2,

    /// <summary>Titles, artists, original singers, popularity and the like of songs.</summary>
    Songs = 4,

    /// <summary>What users play most, where they let it be seen.</summary>
    PlayRecords = 8,

    /// <summary>The songs that users like, kept as a playlist of each user. Their list of liked songs is usually among their playlists anyway.</summary>
    LikedSongs = 16,

    /// <summary>Lyrics.</summary>
    Lyrics = 32,

    /// <summary>Comments on songs.</summary>
    Comments = 64,

    /// <summary>The sound of songs that the account may play, into <see cref="CrawlOptions.MediaFolder"/>.</summary>
    Audio = 128,

    /// <summary>Cover images of playlists and albums, into <see cref="CrawlOptions.MediaFolder"/>.</summary>
    Covers = 256,
}
