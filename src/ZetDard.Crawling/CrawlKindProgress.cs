namespace ZetDard.Crawling;

/// <summary>The progress of one kind of item.</summary>
/// <param name="Kind">The kind, such as <c>playlist</c>.</param>
/// <param name="Known">The number of items found.</param>
/// <param name="Done">The number of items fetched.</param>
/// <param name="Waiting">The number of items to be fetched, now or after a wait.</param>
/// <param name="Gone">The number of items that are gone or hidden.</param>
/// <param name="Failed">The number of items given up after repeated failures.</param>
public sealed record CrawlKindProgress(string Kind, long Known, long Done, long Waiting, long Gone, long Failed);
