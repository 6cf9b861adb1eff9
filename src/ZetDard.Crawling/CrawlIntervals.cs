namespace ZetDard.Crawling;

/// <summary>After what time things are fetched again. The time doubles, up to four times the one given here, each time that nothing has changed, and halves, down to an eighth, each time that something has.</summary>
public sealed record CrawlIntervals
{
    /// <summary>A user's playlists, follows, play record and liked songs. Default 30 days.</summary>
    public TimeSpan Users { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Playlists. Default 7 days.</summary>
    public TimeSpan Playlists { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Songs. Sound and covers are fetched once. Default 90 days.</summary>
    public TimeSpan Songs { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Lyrics. Default 180 days.</summary>
    public TimeSpan Lyrics { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Comments: the new ones only. Default 3 days.</summary>
    public TimeSpan Comments { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The list of charts. Default 1 day.</summary>
    public TimeSpan Charts { get; set; } = TimeSpan.FromDays(1);

    /// <summary>What was gone or hidden. Never changes. Default 90 days.</summary>
    public TimeSpan Gone { get; set; } = TimeSpan.FromDays(90);

    internal bool AreValid => Users > TimeSpan.Zero && Playlists > TimeSpan.Zero && Songs > TimeSpan.Zero && Lyrics > TimeSpan.Zero && Comments > TimeSpan.Zero && Charts > TimeSpan.Zero && Gone > TimeSpan.Zero;
}
