using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>The state of a claimed item after the work on it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="State">The new state; <see cref="CrawlState.Open"/> if more of the item must be fetched at once.</param>
public sealed record CrawlOutcome(CrawlClaim Claim, CrawlState State)
{
    /// <summary>When the item becomes open again; <see langword="null"/> for never. Ignored for open items.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>
    /// The pseudonym of the user to whom the data turned out to belong; <see langword="null"/> to keep what is known. For a deleted
    /// user nothing is written, and the item is removed.
    /// </summary>
    public UserId? Owner { get; init; }

    /// <summary>The position at which the next claim continues.</summary>
    public string? Cursor { get; init; }

    /// <summary>A hash of what was fetched.</summary>
    public string? Hash { get; init; }

    /// <summary>The time until the next fetch, from which the interval after that is computed.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The number of failed attempts in a row.</summary>
    public int Attempts { get; init; }

    /// <summary>The kind of problem, in a word or two without names.</summary>
    public string? Problem { get; init; }
}
