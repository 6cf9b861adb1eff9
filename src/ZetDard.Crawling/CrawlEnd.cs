namespace ZetDard.Crawling;

/// <summary>Why a run ends before its work does, and when to come back, if that is known.</summary>
internal sealed record CrawlEnd(CrawlStatus Status, string Message, DateTimeOffset? ComeBack = null);
