namespace ZetDard.Catalog;

/// <summary>How many items of a kind are in a state.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
public sealed record CrawlItemCount(string Kind, CrawlState State, long Count);
