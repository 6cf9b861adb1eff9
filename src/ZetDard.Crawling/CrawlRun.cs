using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>One run of a crawl. A single loop claims and writes, in few transactions; between them, workers fetch.</summary>
internal sealed class CrawlRun
{
    private const int MaxResultsPerTransaction = 256;

    // How often it looks for items that other processes found and for items that became due.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookUpEvery = TimeSpan.FromMilliseconds(500);

    private readonly ICrawlStore _store;
    private readonly CrawlOptions _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CrawlFetcher _fetcher;
    private readonly CrawlReporter _reporter;
    private readonly CrawlFailures _failures;
    private readonly CrawlLeases _leases;
    private readonly IReadOnlyList<string> _kinds;
    private readonly Dictionary<string, long> _caps;
    private readonly HashSet<(string Kind, string Key)> _named;

    private readonly Channel<CrawlClaim[]> _work = Channel.CreateUnbounded<CrawlClaim[]>();
    private readonly Channel<Result> _results = Channel.CreateUnbounded<Result>(new() { SingleReader = true });
    private readonly List<string> _notFound = [];
    private int _underWay;
    private int _graphUnderWay;
    private long _lookedUpAt;

    private CrawlRun(
        ICrawlStore store, CrawlFetcher fetcher, CrawlReporter reporter, CrawlStart start, CrawlOptions plan, TimeProvider time,
        ILogger logger)
    {
        (_store, _fetcher, _reporter, _plan, _time, _logger, _named) = (store, fetcher, reporter, plan, time, logger, start.Named);
        _failures = new(fetcher, plan, start.MissesSession, time, logger);
        _leases = new(store, plan, time, logger);
        _kinds = CrawlKinds.Of(plan.Fetch);
        _caps = new() { [CrawlKinds.User] = plan.MaxUsers, [CrawlKinds.Playlist] = plan.MaxPlaylists, [CrawlKinds.Song] = plan.MaxSongs };
    }

    private sealed record Result(CrawlClaim[] Claims, CrawlCompletion? Completion, Exception? Failure);

    /// <summary>Fetches until nothing is due, or until the run must end.</summary>
    public static async Task<CrawlSummary> RunAsync(
        INeteaseClient client, ICrawlStore store, ISessionStore? sessions, CrawlOptions plan, TimeProvider time, ILogger logger,
        IProgress<CrawlProgress>? progress, CancellationToken cancellationToken)
    {
        var fetcher = new CrawlFetcher(client, plan, await store.GetPseudonymsAsync(cancellationToken).ConfigureAwait(false), time);
        var reporter = new CrawlReporter(store, fetcher, plan, time, logger, progress);
        var start = new CrawlStart(store, sessions, fetcher, plan);
        await start.RunAsync(cancellationToken).ConfigureAwait(false);
        await reporter.LogBeginAsync(cancellationToken).ConfigureAwait(false);
        return await new CrawlRun(store, fetcher, reporter, start, plan, time, logger).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<CrawlSummary> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = Enumerable.Range(0, _plan.Workers).Select(_ => Task.Run(() => WorkAsync(stop.Token), CancellationToken.None));
        Task[] helpers = [.. workers, _leases.RenewAsync(stop.Token)];
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
            failure ??= _failures.Fatal ?? ExceptionDispatchInfo.Capture(exception);       // the first error is the most informative one
        }

        failure?.Throw();
        _failures.Fatal?.Throw();
        return await _reporter.SummaryAsync(
            _failures.End, _failures.KindsThatNeedSession, _notFound, cancellationToken).ConfigureAwait(false);
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        while (!_failures.IsOver)
        {
            await CommitAsync().ConfigureAwait(false);
            await LookUpAsync(cancellationToken).ConfigureAwait(false);
            while (!_failures.IsOver && _underWay < 2 * _plan.Workers && await ClaimAsync(cancellationToken).ConfigureAwait(false))
            {
            }

            if (!_failures.IsOver && _underWay == 0 && await IsFinishedAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ClaimAsync(CancellationToken cancellationToken)
    {
        var free = (2 * _plan.Workers) - _underWay;
        var graph = Lanes(CrawlKinds.Graph, free);
        var songs = Lanes([CrawlKinds.Song], CrawlKinds.SongsPerRequest);
        var tails = Lanes(CrawlKinds.Tails, free);
        var now = await _leases.NowAsync(cancellationToken).ConfigureAwait(false);
        var claims = await ClaimLanesAsync([.. graph, .. songs.Select(lane => lane with { Fill = lane.Count })]).ConfigureAwait(false);
        if (claims.Count == 0)
        {
            // A request with few songs is a waste while more songs may be found.
            claims = await ClaimLanesAsync(_graphUnderWay > 0 ? tails : [.. songs, .. tails]).ConfigureAwait(false);
        }

        if (claims.Count == 0)
        {
            return false;
        }

        CrawlClaim[][] units = claims[0].Kind == CrawlKinds.Song ? SongUnits(claims) : [.. claims.Select(claim => new[] { claim })];
        _leases.Add(claims[0].Token, units.Length);
        _underWay += units.Length;
        _graphUnderWay += CrawlKinds.Graph.Contains(claims[0].Kind) ? units.Length : 0;
        foreach (var unit in units)
        {
            _work.Writer.TryWrite(unit);
        }

        return true;

        Task<IReadOnlyList<CrawlClaim>> ClaimLanesAsync(CrawlLane[] lanes) =>
            lanes.Length == 0
                ? Task.FromResult<IReadOnlyList<CrawlClaim>>([])
                : _store.ClaimAsync(lanes, now, _plan.LeaseTime, cancellationToken);
    }

    private CrawlLane[] Lanes(string[] kinds, int count) =>
        [.. kinds.Where(kind => _kinds.Contains(kind) && !_failures.NeedSession(kind))
            .Select(kind => new CrawlLane(kind, count) { LevelByLevel = kind == CrawlKinds.Friends })];

    // Songs that failed together are requested in smaller and smaller groups, because one of them may be the reason. Their
    // cursors hold the size of the group.
    private static CrawlClaim[][] SongUnits(IReadOnlyList<CrawlClaim> claims) =>
        [.. claims
            .GroupBy(claim => int.TryParse(claim.Cursor, CultureInfo.InvariantCulture, out var together)
                ? Math.Max(1, together)
                : CrawlKinds.SongsPerRequest)
            .SelectMany(group => group.Chunk(group.Key))];

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var claims in _work.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            Result result;
            try
            {
                result = new(
                    claims,
                    _failures.NeedSession(claims[0].Kind)
                        ? null
                        : await _fetcher.FetchAsync(claims, cancellationToken).ConfigureAwait(false),
                    null);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                result = new(claims, null, exception);
            }

            _results.Writer.TryWrite(result);
        }
    }

    // Never cancelled: fetched data has cost a request and must be written.
    private async Task CommitAsync()
    {
        var completions = new List<CrawlCompletion>();
        while (completions.Count < MaxResultsPerTransaction && _results.Reader.TryRead(out var result))
        {
            _underWay--;
            _graphUnderWay -= CrawlKinds.Graph.Contains(result.Claims[0].Kind) ? 1 : 0;
            if (result.Completion is not null)
            {
                _failures.NoteAnswer();
            }

            if ((result.Completion ?? _failures.Judge(result.Claims, result.Failure)) is { } completion)
            {
                completions.Add(completion);
                _notFound.AddRange(completion.Outcomes
                    .Where(outcome => outcome.State is CrawlState.Gone or CrawlState.Hidden
                        && _named.Contains((outcome.Claim.Kind, outcome.Claim.Key)))
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
            _leases.EndUnit(completion.Outcomes[0].Claim.Token);
        }
    }

    // One of the outcomes contains a value that the catalogue cannot store: its item is given up, and the others are written.
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
                var refused = new CrawlCompletion(
                    [.. completions[i].Outcomes.Select(outcome => _failures.GivenUp(outcome.Claim, "holds a value out of range"))]);
                written[i] = (await _store.CompleteAsync([refused], _caps, CancellationToken.None).ConfigureAwait(false))[0];
            }
        }

        return written;
    }

    // Checks for a pause and reports progress, a few times per second.
    private async Task LookUpAsync(CancellationToken cancellationToken)
    {
        if (_lookedUpAt != 0 && _time.GetElapsedTime(_lookedUpAt) < LookUpEvery)
        {
            return;
        }

        _lookedUpAt = _time.GetTimestamp();
        if (await _store.FindCheckpointAsync(Crawler.PauseName, cancellationToken).ConfigureAwait(false) is not null)
        {
            _failures.NotePause();
        }

        await _reporter.ReportAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsFinishedAsync(CancellationToken cancellationToken)
    {
        var waiting = (await _store.CountItemsAsync(cancellationToken).ConfigureAwait(false))
            .Where(count => count.State <= CrawlState.Retry && _kinds.Contains(count.Kind) && !_failures.NeedSession(count.Kind)).ToList();
        if (waiting.Count > 0 && waiting.TrueForAll(count => count.State == CrawlState.Retry))
        {
            _failures.NoteOnlyRetriesLeft();
        }

        return waiting.Count == 0 || _failures.End is not null;
    }

    // Waits until there is a result, or until it is time to look for items that other processes found.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_failures.IsOver || _results.Reader.TryPeek(out _))
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

    // Writes what has been fetched, whatever ends the run, and gives back the other claims.
    private async Task EndAsync()
    {
        while (_results.Reader.TryPeek(out _))
        {
            await CommitAsync().ConfigureAwait(false);
        }

        await _leases.ReleaseAsync().ConfigureAwait(false);
    }
}
