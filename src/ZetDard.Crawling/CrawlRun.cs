using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>One run. A loop claims and writes, in few transactions; workers fetch between them.</summary>
internal sealed class CrawlRun
{
    private const int MaxFailuresInARow = 20;
    private const int MaxResultsPerTransaction = 256;
    private const int MaxProblems = 100;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);             // for what other processes find, and what becomes due
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(500);

    private readonly ICrawlStore _store;
    private readonly ISessionStore? _sessions;
    private readonly INeteaseClient _client;
    private readonly CrawlOptions _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IProgress<CrawlProgress>? _progress;
    private readonly IReadOnlyList<string> _kinds;
    private readonly Dictionary<string, long> _caps;
    private readonly long _started;

    private readonly Channel<CrawlClaim[]> _work = Channel.CreateUnbounded<CrawlClaim[]>();
    private readonly Channel<Result> _results = Channel.CreateUnbounded<Result>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<long, int> _tokens = [];          // units under way of each claim
    private readonly ConcurrentDictionary<string, bool> _needSession = [];
    private int _underWay;
    private int _graphUnderWay;
    private int _failuresInARow;
    private int _outagesInARow;
    private bool _isUp;                     // whether the last answer could be used
    private bool _misses;                   // a session that earlier runs had
    private readonly List<string> _notFound = [];
    private HashSet<(string Kind, string Key)> _starts = [];
    private CrawlFetcher _fetcher = null!;
    private (CrawlStatus Status, string Message, DateTimeOffset? ComeBack)? _end;
    private ExceptionDispatchInfo? _fatal;
    private long _progressAt;
    private (DateTimeOffset Utc, long Timestamp) _clock;

    public CrawlRun(INeteaseClient client, ICrawlStore store, ISessionStore? sessions, CrawlOptions plan, TimeProvider time, ILogger logger, IProgress<CrawlProgress>? progress)
    {
        (_client, _store, _sessions, _plan, _time, _logger, _progress) = (client, store, sessions, plan, time, logger, progress);
        _kinds = CrawlKinds.Of(plan.Fetch);
        _caps = new() { [CrawlKinds.User] = plan.MaxUsers, [CrawlKinds.Playlist] = plan.MaxPlaylists, [CrawlKinds.Song] = plan.MaxSongs };
        _started = time.GetTimestamp();
        _clock = (time.GetUtcNow(), _started);
    }

    private sealed record Result(CrawlClaim[] Claims, CrawlCompletion? Completion, Exception? Failure);

    public async Task<CrawlSummary> RunAsync(CancellationToken cancellationToken)
    {
        _fetcher = new(_client, _plan, await _store.GetPseudonymsAsync(cancellationToken).ConfigureAwait(false), _time);
        await SeedAsync(cancellationToken).ConfigureAwait(false);
        var begin = await ProgressAsync(cancellationToken).ConfigureAwait(false);
        CrawlLog.Begins(_logger, begin.Known, begin.Kinds.Sum(kind => kind.Waiting));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] helpers = [.. Enumerable.Range(0, _plan.Workers).Select(_ => Task.Run(() => WorkAsync(stop.Token), CancellationToken.None)), RenewAsync(stop.Token)];
        ExceptionDispatchInfo? failure = null;
        try
        {
            await LoopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(helpers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            CrawlLog.NotReleased(_logger, exception);
            failure ??= _fatal ?? ExceptionDispatchInfo.Capture(exception);         // what went wrong first says more
        }

        failure?.Throw();
        _fatal?.Throw();
        return await SummaryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        while (_end is null && _fatal is null)
        {
            await CommitAsync().ConfigureAwait(false);
            await LookUpAsync(cancellationToken).ConfigureAwait(false);
            while (_end is null && _fatal is null && _underWay < 2 * _plan.Workers && await ClaimAsync(cancellationToken).ConfigureAwait(false))
            {
            }

            if (_end is null && _fatal is null && _underWay == 0 && await IsFinishedAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // What the plan names, which no cap leaves out; and, where the plan wants more than the last one, what finds the rest is asked again.
    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        CrawlItem[] starts =
        [
            .. _plan.Users.Select(id => _fetcher.UserItem(id, 0)),
            .. _plan.Nicknames.Select(nickname => new CrawlItem(CrawlKinds.Nickname, nickname)),
            .. _plan.Playlists.Select(id => CrawlKinds.Item(CrawlKinds.Playlist, id, 0)),
            .. _plan.Charts ? [new CrawlItem(CrawlKinds.Charts, "all")] : Array.Empty<CrawlItem>(),
        ];
        _starts = [.. starts.Select(item => (item.Kind, item.Key))];
        await _store.AddItemsAsync([.. starts.Select(item => item with { ReopensWhenGone = true })], caps: null, cancellationToken).ConfigureAwait(false);
        await ReopenWaitingAsync(cancellationToken).ConfigureAwait(false);
        await NoteSessionAsync(cancellationToken).ConfigureAwait(false);

        var reach = CrawlReach.Of(_plan);
        if (CrawlReach.Parse(await _store.FindCheckpointAsync(CrawlReach.Name, cancellationToken).ConfigureAwait(false)) is { } before)
        {
            foreach (var (kind, minDepth) in reach.Beyond(before))
            {
                await _store.ReopenAsync(kind, CrawlState.Done, minDepth, cancellationToken).ConfigureAwait(false);
            }
        }

        await _store.UpdateCheckpointAsync(CrawlReach.Name, _ => reach.ToString(), cancellationToken).ConfigureAwait(false);
    }

    // Who is logged in sees more than who is not: with a session, what was hidden before is asked for again; without the one of earlier runs, what is hidden may only be hidden from this run.
    private async Task NoteSessionAsync(CancellationToken cancellationToken)
    {
        const string Name = "crawl.session";
        var known = await _store.FindCheckpointAsync(Name, cancellationToken).ConfigureAwait(false);
        var hasSession = _sessions is not null && await _sessions.LoadAsync(cancellationToken).ConfigureAwait(false) is not null;
        _misses = !hasSession && known is not null;
        var now = hasSession ? "there" : _misses ? "missing" : null;
        if (now == known)
        {
            return;
        }

        if (hasSession)
        {
            await ReopenAsync(CrawlState.Hidden, cancellationToken).ConfigureAwait(false);
        }

        await _store.UpdateCheckpointAsync(Name, _ => now, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ClaimAsync(CancellationToken cancellationToken)
    {
        var free = (2 * _plan.Workers) - _underWay;
        var graph = Lanes(CrawlKinds.Graph, free);
        var songs = Lanes([CrawlKinds.Song], CrawlKinds.SongsPerRequest);
        var tails = Lanes(CrawlKinds.Tails, free);
        var now = await NowAsync(cancellationToken).ConfigureAwait(false);
        var claims = await ClaimLanesAsync([.. graph, .. songs.Select(lane => lane with { Fill = lane.Count })]).ConfigureAwait(false);
        if (claims.Count == 0)
        {
            // Few songs make a poor request while more may be found.
            claims = await ClaimLanesAsync(_graphUnderWay > 0 ? tails : [.. songs, .. tails]).ConfigureAwait(false);
        }

        if (claims.Count == 0)
        {
            return false;
        }

        CrawlClaim[][] units = claims[0].Kind == CrawlKinds.Song ? SongUnits(claims) : [.. claims.Select(claim => new[] { claim })];
        _tokens[claims[0].Token] = units.Length;
        _underWay += units.Length;
        _graphUnderWay += CrawlKinds.Graph.Contains(claims[0].Kind) ? units.Length : 0;
        foreach (var unit in units)
        {
            _work.Writer.TryWrite(unit);
        }

        return true;

        Task<IReadOnlyList<CrawlClaim>> ClaimLanesAsync(CrawlLane[] lanes) =>
            lanes.Length == 0 ? Task.FromResult<IReadOnlyList<CrawlClaim>>([]) : _store.ClaimAsync(lanes, now, _plan.LeaseTime, cancellationToken);
    }

    private CrawlLane[] Lanes(string[] kinds, int count) =>
        [.. kinds.Where(kind => _kinds.Contains(kind) && !_needSession.ContainsKey(kind)).Select(kind => new CrawlLane(kind, count) { LevelByLevel = kind == CrawlKinds.Friends })];

    // Songs that failed together go into ever smaller requests: one of them may be the reason. Their cursor says how many may go together.
    private static CrawlClaim[][] SongUnits(IReadOnlyList<CrawlClaim> claims) =>
        [.. claims.GroupBy(claim => int.TryParse(claim.Cursor, CultureInfo.InvariantCulture, out var together) ? Math.Max(1, together) : CrawlKinds.SongsPerRequest).SelectMany(group => group.Chunk(group.Key))];

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var claims in _work.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            Result result;
            try
            {
                result = new(claims, _needSession.ContainsKey(claims[0].Kind) ? null : await _fetcher.FetchAsync(claims, cancellationToken).ConfigureAwait(false), null);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                result = new(claims, null, exception);
            }

            _results.Writer.TryWrite(result);
        }
    }

    // Never cancelled: what has been fetched was paid for with a request.
    private async Task CommitAsync()
    {
        var completions = new List<CrawlCompletion>();
        while (completions.Count < MaxResultsPerTransaction && _results.Reader.TryRead(out var result))
        {
            _underWay--;
            _graphUnderWay -= CrawlKinds.Graph.Contains(result.Claims[0].Kind) ? 1 : 0;
            if (result.Completion is not null)
            {
                (_failuresInARow, _outagesInARow, _isUp) = (0, 0, true);
            }

            if ((result.Completion ?? OnFailure(result.Claims, result.Failure)) is { } completion)
            {
                completions.Add(completion);
                _notFound.AddRange(completion.Outcomes.Where(outcome => outcome.State is CrawlState.Gone or CrawlState.Hidden && _starts.Contains((outcome.Claim.Kind, outcome.Claim.Key)))
                    .Select(outcome => $"{outcome.Claim.Kind} {outcome.Claim.Key}"));
            }
        }

        if (completions.Count == 0)
        {
            return;
        }

        IReadOnlyList<bool> written;
        try
        {
            written = await _store.CompleteAsync(completions, _caps, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            written = await CompleteSinglyAsync(completions).ConfigureAwait(false);
        }

        if (written.Count(isWritten => !isWritten) is > 0 and var lost)
        {
            CrawlLog.TakenOver(_logger, lost);
        }

        foreach (var completion in completions)
        {
            Forget(completion.Outcomes[0].Claim.Token);
        }
    }

    // One of them holds a value that no catalogue can hold: it is given up, the others are written.
    private async Task<IReadOnlyList<bool>> CompleteSinglyAsync(List<CrawlCompletion> completions)
    {
        var written = new bool[completions.Count];
        for (var i = 0; i < written.Length; i++)
        {
            try
            {
                written[i] = (await _store.CompleteAsync([completions[i]], _caps, CancellationToken.None).ConfigureAwait(false))[0];
            }
            catch (ArgumentException)
            {
                var refused = new CrawlCompletion([.. completions[i].Outcomes.Select(outcome => GivenUp(outcome.Claim, "holds a value out of range"))]);
                written[i] = (await _store.CompleteAsync([refused], _caps, CancellationToken.None).ConfigureAwait(false))[0];
            }
        }

        return written;
    }

    // What becomes of items that could not be fetched; null: they are given back as they were, at the end of the run.
    private CrawlCompletion? OnFailure(CrawlClaim[] claims, Exception? failure)
    {
        var kind = claims[0].Kind;
        switch (failure)
        {
            case null:          // of a kind that needs a session, as is known by now
                return GivenBack(claims);
            case NeteaseApiException { Kind: NeteaseErrorKind.LoginRequired }:
                if (_needSession.TryAdd(kind, true))
                {
                    CrawlLog.NeedsSession(_logger, kind);
                }

                return GivenBack(claims);
            case NeteaseApiException { Kind: NeteaseErrorKind.Hidden or NeteaseErrorKind.Gone } gone when claims.Length == 1:
                (_failuresInARow, _outagesInARow, _isUp) = (0, 0, true);
                var isHidden = gone.Kind == NeteaseErrorKind.Hidden;
                return _fetcher.Withdrawn(claims[0], isHidden ? CrawlState.Hidden : CrawlState.Gone, keepsData: isHidden && _misses, Describe(gone));
            case NeteaseApiException { Kind: NeteaseErrorKind.Blocked or NeteaseErrorKind.VerificationDemanded or NeteaseErrorKind.BudgetSpent or NeteaseErrorKind.Abroad } stop:
                _end ??= End(stop);
                return null;
            case NeteaseApiException refused:
                return Again(claims, refused.Kind, Describe(refused));
            case OperationCanceledException:            // not by the caller: somebody's time was up
                return Again(claims, NeteaseErrorKind.Unavailable, nameof(NeteaseErrorKind.Unavailable));
            case IOException or UnauthorizedAccessException or InvalidOperationException:           // of the media folder; or the client may not send anything
                _fatal ??= ExceptionDispatchInfo.Capture(failure);
                return null;
            default:                                    // of this item alone: the others go on
                return Again(claims, NeteaseErrorKind.Unknown, failure.GetType().Name);
        }
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
            _end ??= IsDown(problem);
        }

        var now = _time.GetUtcNow();        // one time for all: what is due together is asked for together
        return new([.. claims.Select(claim =>
        {
            var attempts = claim.Attempts + (counts ? 1 : 0);
            if (counts && (attempts >= _plan.MaxAttempts || kind == NeteaseErrorKind.BadRequest))
            {
                return GivenUp(claim, problem);
            }

            CrawlLog.TriedAgain(_logger, claim.Kind, problem);
            return new CrawlOutcome(claim, CrawlState.Retry)
            {
                Attempts = attempts,
                Due = now + (_plan.RetryDelay * (1L << Math.Min(claim.Attempts, 10))),
                Cursor = claims.Length > 1 && !isOutage ? Math.Max(1, claims.Length / 8).ToString(CultureInfo.InvariantCulture) : claim.Cursor,
                Hash = claim.Hash,
                Interval = claim.Interval,
                Problem = problem,
            };
        })]);
    }

    private (CrawlStatus Status, string Message, DateTimeOffset? ComeBack) IsDown(string problem) =>
        (CrawlStatus.Unavailable, $"{_failuresInARow} answers in a row failed, the last one with '{problem}': see whether the service and the way to it are up, then run it again.", null);

    private CrawlOutcome GivenUp(CrawlClaim claim, string problem)
    {
        CrawlLog.GivenUp(_logger, claim.Kind, claim.Attempts + 1, problem);
        return new(claim, CrawlState.Failed)
        {
            Due = _time.GetUtcNow() + _plan.Intervals.Playlists,
            Cursor = CrawlFetcher.FirstCursor(claim),          // the page that failed may be the reason
            Hash = claim.Hash,
            Interval = claim.Interval,
            Problem = problem,
        };
    }

    private (CrawlStatus Status, string Message, DateTimeOffset? ComeBack) End(NeteaseApiException stop)
    {
        DateTimeOffset? comeBack = stop.RetryAfter is { } wait ? _time.GetUtcNow() + wait : null;
        return stop.Kind switch
        {
            NeteaseErrorKind.BudgetSpent => (CrawlStatus.BudgetSpent, "The budget of requests for the day is spent; run it again tomorrow (UTC).", comeBack ?? new DateTimeOffset(_time.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero)),
            NeteaseErrorKind.Blocked => (CrawlStatus.Blocked, "The service refuses this address: leave it alone for hours, then go slower. Never go round it.", comeBack),
            NeteaseErrorKind.VerificationDemanded => (CrawlStatus.VerificationDemanded, "The service wants a person to verify himself: log in with a browser, then run it again.", comeBack),
            _ => (CrawlStatus.Abroad, "The service answers as it does to addresses outside of China, and that cannot be read.", comeBack),
        };
    }

    private static string Describe(NeteaseApiException exception) =>
        exception.ServiceCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"{exception.Kind} ({code})") : exception.Kind.ToString();

    // Pause and progress, a few times a second.
    private async Task LookUpAsync(CancellationToken cancellationToken)
    {
        if (_progressAt != 0 && _time.GetElapsedTime(_progressAt) < ProgressEvery)
        {
            return;
        }

        _progressAt = _time.GetTimestamp();
        if (await _store.FindCheckpointAsync(Crawler.PauseName, cancellationToken).ConfigureAwait(false) is not null)
        {
            _end ??= (CrawlStatus.Paused, "The crawl is paused: resume it, then run it again.", null);
        }

        _progress?.Report(await ProgressAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<bool> IsFinishedAsync(CancellationToken cancellationToken)
    {
        var waiting = (await _store.CountItemsAsync(cancellationToken).ConfigureAwait(false))
            .Where(count => count.State <= CrawlState.Retry && _kinds.Contains(count.Kind) && !_needSession.ContainsKey(count.Kind)).ToList();
        if (waiting.Count > 0 && _outagesInARow >= _plan.MaxAttempts && waiting.TrueForAll(count => count.State == CrawlState.Retry))
        {
            _end ??= IsDown(nameof(NeteaseErrorKind.Unavailable));         // nothing else is left to see it by
        }

        return waiting.Count == 0 || _end is not null;
    }

    // Until there is a result, or it is time to look for what others have found.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_end is not null || _fatal is not null || _results.Reader.TryPeek(out _))
        {
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var result = _results.Reader.WaitToReadAsync(over.Token).AsTask();
        await Task.WhenAny(result, Task.Delay(Poll, _time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await ((Task)result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_plan.LeaseTime / 3, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await _store.RenewAsync([.. _tokens.Keys], _time.GetUtcNow() + _plan.LeaseTime, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                CrawlLog.NotRenewed(_logger, exception);        // the next time, or somebody else takes over
            }
        }
    }

    // A clock that was set back would make what waits for another try wait as long as it was set back by.
    private Task ReopenWaitingAsync(CancellationToken cancellationToken) => ReopenAsync(CrawlState.Retry, cancellationToken);

    private async Task ReopenAsync(CrawlState state, CancellationToken cancellationToken)
    {
        foreach (var kind in _kinds)
        {
            await _store.ReopenAsync(kind, state, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    // The time for a claim. A clock that was set ends leases that still run: they are renewed before anybody looks.
    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var jump = now - _clock.Utc - _time.GetElapsedTime(_clock.Timestamp);
        if (jump.Duration() > _plan.LeaseTime / 4)
        {
            await _store.RenewAsync([.. _tokens.Keys], now + _plan.LeaseTime, cancellationToken).ConfigureAwait(false);
            if (jump < TimeSpan.Zero)
            {
                await ReopenWaitingAsync(cancellationToken).ConfigureAwait(false);
            }

            _clock = (now, _time.GetTimestamp());
        }

        return now;
    }

    // What has been fetched is written whatever ends the run; the rest is given back.
    private async Task EndAsync()
    {
        while (_results.Reader.TryPeek(out _))
        {
            await CommitAsync().ConfigureAwait(false);
        }

        await _store.ReleaseAsync([.. _tokens.Keys], CancellationToken.None).ConfigureAwait(false);
    }

    private void Forget(long token)
    {
        if (_tokens.AddOrUpdate(token, 0, static (_, units) => units - 1) <= 0)
        {
            _tokens.TryRemove(token, out _);
        }
    }

    private async Task<CrawlProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        var kinds = (await _store.CountItemsAsync(cancellationToken).ConfigureAwait(false)).Where(count => _kinds.Contains(count.Kind)).GroupBy(count => count.Kind)
            .Select(group => new CrawlKindProgress(group.Key, group.Sum(count => count.Count), Of(group, CrawlState.Done), Of(group, CrawlState.Open) + Of(group, CrawlState.Retry), Of(group, CrawlState.Gone) + Of(group, CrawlState.Hidden), Of(group, CrawlState.Failed)))
            .ToList();
        var known = kinds.Sum(kind => kind.Known);
        var requests = _fetcher.Requests;
        var rate = requests / Math.Max(1e-3, _time.GetElapsedTime(_started).TotalSeconds);
        var left = kinds.Sum(kind => kind.Kind == CrawlKinds.Song ? (kind.Waiting + CrawlKinds.SongsPerRequest - 1) / CrawlKinds.SongsPerRequest : kind.Waiting);
        return new(known - kinds.Sum(kind => kind.Waiting), known, kinds, requests, rate, requests == 0 ? null : TimeSpan.FromSeconds(Math.Min(left / rate, 1e8)));

        static long Of(IEnumerable<CrawlItemCount> counts, CrawlState state) => counts.Where(count => count.State == state).Sum(count => count.Count);
    }

    private async Task<CrawlSummary> SummaryAsync(CancellationToken cancellationToken)
    {
        var progress = await ProgressAsync(cancellationToken).ConfigureAwait(false);
        _progress?.Report(progress);
        var (status, message, comeBack) = _end
            ?? (_needSession.IsEmpty
                ? (CrawlStatus.Finished, "The crawl is finished.", await _store.FindNextDueAsync(_kinds, cancellationToken).ConfigureAwait(false))
                : (CrawlStatus.LogInRequired, $"What is left needs a session ({string.Join(", ", _needSession.Keys.Order(StringComparer.Ordinal))}): log in, then run it again.", null));
        CrawlLog.Ended(_logger, status, message, progress.Requests, progress.Done, progress.Known);
        return new(status, message, progress, await _store.CountAsync(cancellationToken).ConfigureAwait(false))
        {
            ComeBack = comeBack,
            Duration = _time.GetElapsedTime(_started),
            NotFound = _notFound,
            Problems = [.. (await _store.FindProblemsAsync(MaxProblems, cancellationToken).ConfigureAwait(false)).Select(problem => problem.Kind == CrawlKinds.Nickname ? problem with { Key = "" } : problem)],
        };
    }
}
