namespace ZetDard.Crawling;

/// <summary>How far a crawl is. While it finds new things, what is known grows, and so does the time that remains.</summary>
/// <param name="Done">Items that need nothing more for now.</param>
/// <param name="Known">Items found.</param>
/// <param name="Kinds">The same by kind.</param>
/// <param name="Requests">Answers that this run has asked for; retries of the client are not counted.</param>
/// <param name="RequestsPerSecond">How many a second, on the average of this run.</param>
/// <param name="Remaining">The time for what is known, at that rate; <see langword="null"/> at the start.</param>
public sealed record CrawlProgress(long Done, long Known, IReadOnlyList<CrawlKindProgress> Kinds, long Requests, double RequestsPerSecond, TimeSpan? Remaining)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Done:N0} of {Known:N0} done, {Requests:N0} requests, {RequestsPerSecond:0.#} a second{(Remaining is { } time ? $", {time:d\\.hh\\:mm\\:ss} for the rest" : "")}");
}
