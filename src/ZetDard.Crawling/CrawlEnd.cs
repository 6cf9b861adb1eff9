namespace ZetDard.Crawling;

/// <summary>The reason why a run ends before its work is done, and when to continue, if that is known.</summary>
internal sealed record CrawlEnd(CrawlStatus Status, string Message, DateTimeOffset? ComeBack = null);
