namespace ZetDard.Catalog;

/// <summary>An item that was given up.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Which one.</param>
/// <param name="Problem">What went wrong.</param>
public sealed record CrawlProblem(string Kind, string Key, string Problem);
