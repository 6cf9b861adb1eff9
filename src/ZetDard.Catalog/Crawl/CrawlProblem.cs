namespace ZetDard.Catalog;

/// <summary>An item that was given up.</summary>
/// <param name="Kind">The kind of item.</param>
/// <param name="Key">The key of the item.</param>
/// <param name="Problem">The kind of problem.</param>
public sealed record CrawlProblem(string Kind, string Key, string Problem);
