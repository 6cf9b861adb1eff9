using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// A claim on an item until its lease ends. The results of the work on the item are written only while no other process has claimed it.
/// </summary>
/// <param name="Id">The store's number of the item.</param>
/// <param name="Kind">The kind of item.</param>
/// <param name="Key">The key of the item, unique within its kind.</param>
/// <param name="Token">A token that only this call's claims have; all items claimed by one call share it.</param>
public sealed record CrawlClaim(long Id, string Kind, string Key, long Token)
{
    /// <summary>The item's priority.</summary>
    public long Priority { get; init; }

    /// <summary>The number of steps from the start of the crawl.</summary>
    public int Depth { get; init; }

    /// <summary>The pseudonym of the user to whom the item's data belongs.</summary>
    public UserId? Owner { get; init; }

    /// <summary>The number of failed attempts in a row.</summary>
    public int Attempts { get; init; }

    /// <summary>The position at which to continue, from the item's last outcome.</summary>
    public string? Cursor { get; init; }

    /// <summary>A hash of what was fetched the last time; <see langword="null"/> if the item has never been done.</summary>
    public string? Hash { get; init; }

    /// <summary>The time between the last fetch and the next one.</summary>
    public TimeSpan? Interval { get; init; }
}
