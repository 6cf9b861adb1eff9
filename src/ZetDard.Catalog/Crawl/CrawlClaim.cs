using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>An item that a claimer holds until its lease ends; what it brings is taken only while nobody else has claimed the item.</summary>
/// <param name="Id">The store's number of the item.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Which one.</param>
/// <param name="Token">Of this claim alone; all items of one claim share it.</param>
public sealed record CrawlClaim(long Id, string Kind, string Key, long Token)
{
    /// <summary>Its priority.</summary>
    public long Priority { get; init; }

    /// <summary>How many steps from the start of the crawl.</summary>
    public int Depth { get; init; }

    /// <summary>The pseudonym of the user whose data it is.</summary>
    public UserId? Owner { get; init; }

    /// <summary>Tries in a row that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>What its last outcome left to go on with.</summary>
    public string? Cursor { get; init; }

    /// <summary>A digest of what was fetched the last time; <see langword="null"/>: it has never been done.</summary>
    public string? Hash { get; init; }

    /// <summary>The time from the last fetch to the next one.</summary>
    public TimeSpan? Interval { get; init; }
}
