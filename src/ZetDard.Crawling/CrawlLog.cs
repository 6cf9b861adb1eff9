using Microsoft.Extensions.Logging;

namespace ZetDard.Crawling;

/// <summary>The log messages of the crawl. Messages at level Information and above contain no ids or names.</summary>
internal static partial class CrawlLog
{
    [LoggerMessage(1, LogLevel.Information, "The crawl begins: {Known} items known, {Waiting} to be fetched.")]
    public static partial void Begins(ILogger logger, long known, long waiting);

    [LoggerMessage(2, LogLevel.Information, "The crawl ended ({Status}): {Message} {Requests} requests, {Done} of {Known} items done.")]
    public static partial void Ended(ILogger logger, CrawlStatus status, string message, long requests, long done, long known);

    [LoggerMessage(3, LogLevel.Warning, "Items of kind {Kind} need a session; they wait for the next run.")]
    public static partial void NeedsSession(ILogger logger, string kind);

    [LoggerMessage(4, LogLevel.Warning, "An item of kind {Kind} was given up after {Attempts} attempts: {Problem}.")]
    public static partial void GivenUp(ILogger logger, string kind, int attempts, string problem);

    [LoggerMessage(5, LogLevel.Debug, "An item of kind {Kind} will be requested again: {Problem}.")]
    public static partial void TriedAgain(ILogger logger, string kind, string problem);

    [LoggerMessage(6, LogLevel.Warning, "Another process took over {Count} items whose lease had ended; what this process fetched for them was not written.")]
    public static partial void TakenOver(ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Warning, "Claims could not be given back; they are free again when their leases end.")]
    public static partial void NotReleased(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "The crawl failed; it runs again at {Next}.")]
    public static partial void Failed(ILogger logger, DateTimeOffset next, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "Leases could not be renewed.")]
    public static partial void NotRenewed(ILogger logger, Exception exception);
}
