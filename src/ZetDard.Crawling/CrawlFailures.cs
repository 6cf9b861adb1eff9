using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>Judges failures: what becomes of items that could not be fetched, and whether going on makes sense.</summary>
/// <remarks>For the one loop of a run; only <see cref="NeedSession"/> may be asked by others meanwhile.</remarks>
internal sealed class CrawlFailures(CrawlFetcher fetcher, CrawlOptions plan, bool missesSession, TimeProvider time, ILogger logger)
{
    private const int MaxFailuresInARow = 20;

    private readonly ConcurrentDictionary<string, bool> _needSession = [];
    private int _failuresInARow;
    private int _outagesInARow;
    private bool _isUp;                     // whether the last answer could be used

    /// <summary>Why the run ends, if it does.</summary>
    public CrawlEnd? End { get; private set; }

    /// <summary>What the run ends with, where that is an error of the disk or the client.</summary>
    public ExceptionDispatchInfo? Fatal { get; private set; }

    /// <summary>Whether nothing more is to be fetched.</summary>
    public bool IsOver => End is not null || Fatal is not null;

    /// <summary>The kinds that only a session can have.</summary>
    public IReadOnlyCollection<string> KindsThatNeedSession => [.. _needSession.Keys];

    /// <summary>Whether only a session can have items of this kind.</summary>
    public bool NeedSession(string kind) => _needSession.ContainsKey(kind);

    /// <summary>An answer could be used.</summary>
    public void NoteAnswer() => (_failuresInARow, _outagesInARow, _isUp) = (0, 0, true);

    /// <summary>The crawl is paused.</summary>
    public void NotePause() => End ??= new(CrawlStatus.Paused, "The crawl is paused: resume it, then run it again.");

    /// <summary>All that is left waits for another try: without anything else to see it by, a few outages in a row mean that the service is down.</summary>
    public void NoteOnlyRetriesLeft()
    {
        if (_outagesInARow >= plan.MaxAttempts)
        {
            End ??= IsDown(nameof(NeteaseErrorKind.Unavailable));
        }
    }

    /// <summary>What becomes of items that could not be fetched.</summary>
    /// <param name="claims">The items.</param>
    /// <param name="failure">Why; <see langword="null"/>: they were not asked for, since their kind needs a session.</param>
    /// <returns><see langword="null"/>: they are given back as they were, at the end of the run.</returns>
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
                return fetcher.Withdrawn(claims[0], isHidden ? CrawlState.Hidden : CrawlState.Gone, keepsData: isHidden && missesSession, Describe(gone));
            case NeteaseApiException { Kind: NeteaseErrorKind.Blocked or NeteaseErrorKind.VerificationDemanded or NeteaseErrorKind.BudgetSpent or NeteaseErrorKind.Abroad } stop:
                End ??= EndOf(stop);
                return null;
            case NeteaseApiException refused:
                return Again(claims, refused.Kind, Describe(refused));
            case OperationCanceledException:            // not by the caller: somebody's time was up
                return Again(claims, NeteaseErrorKind.Unavailable, nameof(NeteaseErrorKind.Unavailable));
            case IOException or UnauthorizedAccessException or InvalidOperationException:           // of the media folder; or the client may not send anything
                Fatal ??= ExceptionDispatchInfo.Capture(failure);
                return null;
            default:                                    // of this item alone: the others go on
                return Again(claims, NeteaseErrorKind.Unknown, failure.GetType().Name);
        }
    }

    /// <summary>An item is not tried again for a long time.</summary>
    public CrawlOutcome GivenUp(CrawlClaim claim, string problem)
    {
        CrawlLog.GivenUp(logger, claim.Kind, claim.Attempts + 1, problem);
        return new(claim, CrawlState.Failed)
        {
            Due = time.GetUtcNow() + plan.Intervals.Playlists,
            Cursor = CrawlFetcher.FirstCursor(claim),          // the page that failed may be the reason
            Hash = claim.Hash,
            Interval = claim.Interval,
            Problem = problem,
        };
    }

    // As they were, and at once: another process may have a session.
    private static CrawlCompletion GivenBack(CrawlClaim[] claims) =>
        new([.. claims.Select(claim => new CrawlOutcome(claim, CrawlState.Open) { Attempts = claim.Attempts, Cursor = claim.Cursor, Hash = claim.Hash, Interval = claim.Interval })]);

    // Throttling says nothing of the item, and an outage nothing but that the service is down: a try is counted only where the item may be the reason.
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

        var now = time.GetUtcNow();        // one time for all: what is due together is asked for together
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
                Cursor = claims.Length > 1 && !isOutage ? Math.Max(1, claims.Length / 8).ToString(CultureInfo.InvariantCulture) : claim.Cursor,
                Hash = claim.Hash,
                Interval = claim.Interval,
                Problem = problem,
            };
        })]);
    }

    private CrawlEnd IsDown(string problem) =>
        new(CrawlStatus.Unavailable, $"{_failuresInARow} answers in a row failed, the last one with '{problem}': see whether the service and the way to it are up, then run it again.");

    private CrawlEnd EndOf(NeteaseApiException stop)
    {
        DateTimeOffset? comeBack = stop.RetryAfter is { } wait ? time.GetUtcNow() + wait : null;
        return stop.Kind switch
        {
            NeteaseErrorKind.BudgetSpent => new(CrawlStatus.BudgetSpent, "The budget of requests for the day is spent; run it again tomorrow (UTC).", comeBack ?? new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero)),
            NeteaseErrorKind.Blocked => new(CrawlStatus.Blocked, "The service refuses this address: leave it alone for hours, then go slower. Never go round it.", comeBack),
            NeteaseErrorKind.VerificationDemanded => new(CrawlStatus.VerificationDemanded, "The service wants a person to verify himself: log in with a browser, then run it again.", comeBack),
            _ => new(CrawlStatus.Abroad, "The service answers as it does to addresses outside of China, and that cannot be read.", comeBack),
        };
    }

    private static string Describe(NeteaseApiException exception) =>
        exception.ServiceCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"{exception.Kind} ({code})") : exception.Kind.ToString();
}
