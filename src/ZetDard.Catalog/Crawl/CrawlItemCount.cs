namespace ZetDard.Catalog;

/// <summary>The number of items of one kind in one state.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="State">The state.</param>
/// <param name="Count">The number of items.</param>
public sealed record CrawlItemCount(string Kind, CrawlState State, long Count);
