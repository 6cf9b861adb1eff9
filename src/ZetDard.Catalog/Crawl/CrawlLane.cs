namespace ZetDard.Catalog;

/// <summary>One kind of item that a caller claims.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">The maximum number of items, 1 or more.</param>
public sealed record CrawlLane(string Kind, int Count)
{
    /// <summary>The number of waiting items below which none is claimed, so that a request for many is full. Default 1.</summary>
    public int Fill { get; init; } = 1;

    /// <summary>
    /// Whether items wait until all items of a smaller priority value are done, including claimed and retried ones, which makes
    /// the crawl exactly breadth first.
    /// Default <see langword="false"/>.
    /// </summary>
    public bool LevelByLevel { get; init; }
}
