namespace ZetDard.Crawling;

/// <summary>What a catalogue holds of one kind.</summary>
/// <param name="Kind">The kind, in words.</param>
/// <param name="Holds">What is kept of each.</param>
/// <param name="Count">How many there are.</param>
public sealed record CrawlContent(string Kind, string Holds, long Count);
