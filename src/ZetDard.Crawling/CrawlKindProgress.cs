namespace ZetDard.Crawling;

/// <summary>How far a kind of item is.</summary>
/// <param name="Kind">The kind, such as <c>playlist</c>.</param>
/// <param name="Known">Items found.</param>
/// <param name="Done">Fetched.</param>
/// <param name="Waiting">To be fetched, now or after a wait.</param>
/// <param name="Gone">Gone or hidden.</param>
/// <param name="Failed">Given up.</param>
public sealed record CrawlKindProgress(string Kind, long Known, long Done, long Waiting, long Gone, long Failed);
