namespace ZetDard.Catalog;

/// <summary>One kind of item that a claimer takes.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many at most, 1 or more.</param>
public sealed record CrawlLane(string Kind, int Count)
{
    /// <summary>Nothing is taken while fewer than these wait, so that a request for many is full. Default 1.</summary>
    public int Fill { get; init; } = 1;

    /// <summary>Whether items of a higher priority number wait until all of a lower one are done, claimed and retried ones too: breadth first, exactly. Default <see langword="false"/>.</summary>
    public bool LevelByLevel { get; init; }
}
