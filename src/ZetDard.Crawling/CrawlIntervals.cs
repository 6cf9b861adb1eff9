namespace ZetDard.Crawling;

/// <summary>
/// The times after which things are fetched again. An interval doubles each time that nothing has changed, up to four times the
/// value given here, and halves each time that something has changed, down to an eighth.
/// </summary>
public sealed record CrawlIntervals
{
    /// <summary>The interval for a user's list of playlists, follows, play record and liked songs. Default 30 days.</summary>
    public TimeSpan Users { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The interval for the songs of playlists. Default 7 days.</summary>
    public TimeSpan Playlists { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The interval for songs; sound files and covers are fetched only once. Default 90 days.</summary>
    public TimeSpan Songs { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The interval for lyrics. Default 180 days.</summary>
    public TimeSpan Lyrics { get; set; } = TimeSpan.FromDays(180);

    /// <summary>The interval for comments, of which only new ones are fetched. Default 3 days.</summary>
    public TimeSpan Comments { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The interval for the list of charts. Default 1 day.</summary>
    public TimeSpan Charts { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The interval for what was gone or hidden; it neither grows nor shrinks. Default 90 days.</summary>
    public TimeSpan Gone { get; set; } = TimeSpan.FromDays(90);

    internal bool AreValid =>
        Users > TimeSpan.Zero
            && Playlists > TimeSpan.Zero
            && Songs > TimeSpan.Zero
            && Lyrics > TimeSpan.Zero
            && Comments > TimeSpan.Zero
            && Charts > TimeSpan.Zero
            && Gone > TimeSpan.Zero;
}
