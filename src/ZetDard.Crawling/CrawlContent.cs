namespace ZetDard.Crawling;

/// <summary>The number of things of one kind in a catalogue.</summary>
/// <param name="Kind">The kind, in words.</param>
/// <param name="Holds">What the catalogue stores of each.</param>
/// <param name="Count">How many there are.</param>
public sealed record CrawlContent(string Kind, string Holds, long Count);
