using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;

namespace ZetDard.Crawling;

/// <summary>The claims that a run holds: renews them until all their units are done, whatever the clock does. Safe for concurrent use.</summary>
internal sealed class CrawlLeases(ICrawlStore store, CrawlOptions plan, TimeProvider time, ILogger logger)
{
    private readonly IReadOnlyList<string> _kinds = CrawlKinds.Of(plan.Fetch);
    private readonly ConcurrentDictionary<long, int> _tokens = [];          // units under way of each claim
    private (DateTimeOffset Utc, long Timestamp) _clock = (time.GetUtcNow(), time.GetTimestamp());

    public void Add(long token, int units) => _tokens[token] = units;

    /// <summary>A unit of a claim is done.</summary>
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
                CrawlLog.NotRenewed(logger, exception);        // the next time, or somebody else takes over
            }
        }
    }

    /// <summary>The time for a claim. A clock that was set ends leases that still run: they are renewed before anybody looks. One that was set back lets nothing wait as long as it was set back by.</summary>
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

    /// <summary>Gives back what is not done.</summary>
    public Task ReleaseAsync() => store.ReleaseAsync([.. _tokens.Keys], CancellationToken.None);

    private Task RenewAsync(DateTimeOffset now, CancellationToken cancellationToken) => store.RenewAsync([.. _tokens.Keys], now + plan.LeaseTime, cancellationToken);
}
