using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>Handles failures: decides what happens to items that could not be fetched, and whether the run can continue.</summary>
/// <remarks>Used by the single loop of a run; only <see cref="NeedSession"/> may be read from other threads at the same time.</remarks>
internal sealed class CrawlFailures(CrawlFetcher fetcher, CrawlOptions plan, bool missesSession, TimeProvider time, ILogger logger)
{
    private const int MaxFailuresInARow = 20;

    private readonly ConcurrentDictionary<string, bool> _needSession = [];
    private int _failuresInARow;
    private int _outagesInARow;
    private bool _isUp;       // whether the last answer was usable

    /// <summary>The reason why the run ends; <see langword="null"/> while it continues.</summary>
    public CrawlEnd? End { get; private set; }

    /// <summary>The exception that ends the run, if it is an error of the disk or the client.</summary>
    public ExceptionDispatchInfo? Fatal { get; private set; }

    /// <summary>Whether nothing more will be fetched.</summary>
    public bool IsOver => End is not null || Fatal is not null;

    /// <summary>The kinds that need a session.</summary>
    public IReadOnlyCollection<string> KindsThatNeedSession => [.. _needSession.Keys];

    /// <summary>Returns whether items of this kind need a session.</summary>
    public bool NeedSession(string kind) => _needSession.ContainsKey(kind);

    /// <summary>Called when an answer was usable.</summary>
    public void NoteAnswer() => (_failuresInARow, _outagesInARow, _isUp) = (0, 0, true);

    /// <summary>Called when the crawl is paused.</summary>
    public void NotePause() => End ??= new(CrawlStatus.Paused, "The crawl is paused. Resume it, then run it again.");

    /// <summary>
    /// Called when all remaining items wait for another attempt. As nothing else shows whether the service is up, a few failures
    /// in a row then count as an outage.
    /// </summary>
    public void NoteOnlyRetriesLeft()
    {
        if (_outagesInARow >= plan.MaxAttempts)
        {
            End ??= IsDown(nameof(NeteaseErrorKind.Unavailable));
        }
    }

    /// <summary>Decides what happens to items that could not be fetched.</summary>
    /// <param name="claims">The claims on the items.</param>
    /// <param name="failure">The reason; <see langword="null"/> if they were not requested because their kind needs a session.</param>
    /// <returns>The outcomes; <see langword="null"/> to give the items back unchanged at the end of the run.</returns>
    public CrawlCompletion? Judge(CrawlClaim[] claims, Exception? failure)
    {
        var kind = claims[0].Kind;
        switch (failure)
        {
            case null:
                return GivenBack(claims);
            case NeteaseApiException { Kind: NeteaseErrorKind.LoginRequired }:
                if (_needSession.TryAdd(kind, true))
                {
                    CrawlLog.NeedsSession(logger, kind);
                }

                return GivenBack(claims);
            case NeteaseApiException { Kind: NeteaseErrorKind.Hidden or NeteaseErrorKind.Gone } gone when claims.Length == 1:
                NoteAnswer();
                var isHidden = gone.Kind == NeteaseErrorKind.Hidden;
                return fetcher.Withdrawn(
                    claims[0], isHidden ? CrawlState.Hidden : CrawlState.Gone, keepsData: isHidden && missesSession, Describe(gone));
            case NeteaseApiException stop when stop.Kind is NeteaseErrorKind.Blocked or NeteaseErrorKind.VerificationDemanded
                or NeteaseErrorKind.BudgetSpent or NeteaseErrorKind.Abroad:
                End ??= EndOf(stop);
                return null;
            case NeteaseApiException refused:
                return Again(claims, refused.Kind, Describe(refused));
            case OperationCanceledException:       // not cancelled by the caller: a time limit was exceeded
                return Again(claims, NeteaseErrorKind.Unavailable, nameof(NeteaseErrorKind.Unavailable));
            // The media folder cannot be written, or the client may not send anything.
            case IOException or UnauthorizedAccessException or InvalidOperationException:
                Fatal ??= ExceptionDispatchInfo.Capture(failure);
                return null;
            default:       // a fault of this item only; the others continue
                return Again(claims, NeteaseErrorKind.Unknown, failure.GetType().Name);
        }
    }

    /// <summary>Marks an item as gone: it is not requested again for a long time.</summary>
    public CrawlOutcome GivenUp(CrawlClaim claim, string problem)
    {
        CrawlLog.GivenUp(logger, claim.Kind, claim.Attempts + 1, problem);
        return new(claim, CrawlState.Failed)
        {
            Due = time.GetUtcNow() + plan.Intervals.Playlists,
            Cursor = CrawlFetcher.FirstCursor(claim),       // the page that failed may be the reason
            Hash = claim.Hash,
            Interval = claim.Interval,
            Problem = problem,
        };
    }

    // Given back unchanged and at once, because another process may have a session.
    private static CrawlCompletion GivenBack(CrawlClaim[] claims) =>
        new([.. claims.Select(claim => new CrawlOutcome(claim, CrawlState.Open)
        {
            Attempts = claim.Attempts,
            Cursor = claim.Cursor,
            Hash = claim.Hash,
            Interval = claim.Interval,
        })]);

    // Throttling and outages say nothing about the item, so an attempt is counted only if the item may be the reason.
    private CrawlCompletion Again(CrawlClaim[] claims, NeteaseErrorKind kind, string problem)
    {
        var isOutage = kind is NeteaseErrorKind.Unavailable or NeteaseErrorKind.Throttled;
        var counts = kind != NeteaseErrorKind.Throttled && (kind != NeteaseErrorKind.Unavailable || _isUp) && claims.Length == 1;
        _isUp = _isUp && !isOutage;
        _outagesInARow += isOutage ? 1 : 0;
        if (++_failuresInARow >= MaxFailuresInARow)
        {
            End ??= IsDown(problem);
        }

        var now = time.GetUtcNow();       // one time for all, so that items that are due together are requested together
        return new([.. claims.Select(claim =>
        {
            var attempts = claim.Attempts + (counts ? 1 : 0);
            if (counts && (attempts >= plan.MaxAttempts || kind == NeteaseErrorKind.BadRequest))
            {
                return GivenUp(claim, problem);
            }

            CrawlLog.TriedAgain(logger, claim.Kind, problem);
            return new CrawlOutcome(claim, CrawlState.Retry)
            {
                Attempts = attempts,
                Due = now + (plan.RetryDelay * (1L << Math.Min(claim.Attempts, 10))),
                Cursor = claims.Length > 1 && !isOutage
                    ? Math.Max(1, claims.Length / 8).ToString(CultureInfo.InvariantCulture)
                    : claim.Cursor,
                Hash = claim.Hash,
                Interval = claim.Interval,
                Problem = problem,
            };
        })]);
    }

    private CrawlEnd IsDown(string problem) =>
        new(CrawlStatus.Unavailable, $"{_failuresInARow} requests in a row failed, the last one with '{problem}'. Check whether the service can be reached, then run the crawl again.");

    private CrawlEnd EndOf(NeteaseApiException stop)
    {
        DateTimeOffset? comeBack = stop.RetryAfter is { } wait ? time.GetUtcNow() + wait : null;
        return stop.Kind switch
        {
            NeteaseErrorKind.BudgetSpent =>
                new(
                    CrawlStatus.BudgetSpent, "The budget of requests for the day is spent. Run the crawl again tomorrow (UTC).",
                    comeBack ?? new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero)),
            NeteaseErrorKind.Blocked => new(
                CrawlStatus.Blocked,
                "The service refuses this address. Wait some hours, then continue at a lower rate. Do not try to get around it.", comeBack),
            NeteaseErrorKind.VerificationDemanded =>
                new(CrawlStatus.VerificationDemanded, "The service demands verification. Log in with a browser, then run the crawl again.", comeBack),
            _ => new(CrawlStatus.Abroad, "The service sends the answers for addresses outside of China, which cannot be read.", comeBack),
        };
    }

    private static string Describe(NeteaseApiException exception) =>
        exception.ServiceCode is { } code
            ? string.Create(CultureInfo.InvariantCulture, $"{exception.Kind} ({code})")
            : exception.Kind.ToString();
}
