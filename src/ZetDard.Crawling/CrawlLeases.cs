using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;

namespace ZetDard.Crawling;

/// <summary>
/// The claims that a run holds. It renews their leases until all their work is done, even if the clock is set. Safe for concurrent use.
/// </summary>
internal sealed class CrawlLeases(ICrawlStore store, CrawlOptions plan, TimeProvider time, ILogger logger)
{
    private readonly IReadOnlyList<string> _kinds = CrawlKinds.Of(plan.Fetch);
    private readonly ConcurrentDictionary<long, int> _tokens = [];       // the number of units of work under way for each claim
    private (DateTimeOffset Utc, long Timestamp) _clock = (time.GetUtcNow(), time.GetTimestamp());

    public void Add(long token, int units) => _tokens[token] = units;

    /// <summary>Called when one unit of a claim is done.</summary>
    public void EndUnit(long token)
    {
        if (_tokens.AddOrUpdate(token, 0, static (_, units) => units - 1) <= 0)
        {
            _tokens.TryRemove(token, out _);
        }
    }

    /// <summary>Renews the leases in time, until it is cancelled.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(plan.LeaseTime / 3, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await RenewAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                CrawlLog.NotRenewed(logger, exception);       // the next renewal may succeed; if not, another process takes over
            }
        }
    }

    /// <summary>
    /// Returns the time for a claim. If the clock was set ahead, running leases would end too early, so they are renewed before
    /// anything is claimed. If it was set back, waiting items are made due, so that they do not wait longer by the same amount.
    /// </summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var jump = now - _clock.Utc - time.GetElapsedTime(_clock.Timestamp);
        if (jump.Duration() > plan.LeaseTime / 4)
        {
            await RenewAsync(now, cancellationToken).ConfigureAwait(false);
            if (jump < TimeSpan.Zero)
            {
                await store.ReopenAllAsync(_kinds, CrawlState.Retry, cancellationToken).ConfigureAwait(false);
            }

            _clock = (now, time.GetTimestamp());
        }

        return now;
    }

    /// <summary>Gives back the claims that are not done.</summary>
    public Task ReleaseAsync() => store.ReleaseAsync([.. _tokens.Keys], CancellationToken.None);

    private Task RenewAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        store.RenewAsync([.. _tokens.Keys], now + plan.LeaseTime, cancellationToken);
}
