namespace ZetDard.Crawling;

/// <summary>
/// The progress of a crawl. While the crawl finds new items, <paramref name="Known"/> and <paramref name="Remaining"/> grow.
/// </summary>
/// <param name="Done">The number of items that need nothing more for now.</param>
/// <param name="Known">The number of items found.</param>
/// <param name="Kinds">The progress of each kind.</param>
/// <param name="Requests">The number of answers that this run has requested; retries of the client are not counted.</param>
/// <param name="RequestsPerSecond">The average number of requests per second in this run.</param>
/// <param name="Remaining">The estimated time for the known items at that rate; <see langword="null"/> at the start.</param>
public sealed record CrawlProgress(
    long Done, long Known, IReadOnlyList<CrawlKindProgress> Kinds, long Requests, double RequestsPerSecond, TimeSpan? Remaining)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Done:N0} of {Known:N0} done, {Requests:N0} requests, {RequestsPerSecond:0.#} a second{(Remaining is { } time ? $", {time:d\\.hh\\:mm\\:ss} for the rest" : "")}");
}
