using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>How a claimed item stands after the work on it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="State">The new state; <see cref="CrawlState.Open"/>: there is more of it to fetch, at once.</param>
public sealed record CrawlOutcome(CrawlClaim Claim, CrawlState State)
{
    /// <summary>When it becomes open again; <see langword="null"/>: never. Without meaning for open items.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The pseudonym of the user whose data it turned out to be; <see langword="null"/> leaves what is known. Of a deleted user nothing is written, and the item goes.</summary>
    public UserId? Owner { get; init; }

    /// <summary>What the next claim needs to go on.</summary>
    public string? Cursor { get; init; }

    /// <summary>A digest of what was fetched.</summary>
    public string? Hash { get; init; }

    /// <summary>The time until the next fetch, by which the next one is reckoned.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Tries in a row that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>What went wrong, in a word or two without names.</summary>
    public string? Problem { get; init; }
}
