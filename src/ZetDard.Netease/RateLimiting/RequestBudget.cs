using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace ZetDard.Netease;

/// <summary>
/// The rate limiter of the client. It admits requests in the order in which they arrive, no faster than the rate that all users of the
/// <see cref="IBudgetStore"/> share. The permits are the costs of the requests.
/// </summary>
/// <remarks>
/// <para>A slot is reserved in the store only when a request waits for it and may be sent. At high rates slots are reserved for
/// <see cref="BlockTime"/> at
/// once, so that not every request needs the store.</para>
/// <para>In any time span w at most rate * (w + <see cref="BlockTime"/>) + 1 requests are sent, one more with jitter and one more
/// if timers are late, however many processes share the store. If the store itself takes longer than <see cref="BlockTime"/>, each
/// reservation admits only the request that it was made for.</para>
/// <para>A lease is held while its request is under way.</para>
/// </remarks>
internal sealed class RequestBudget : RateLimiter
{
    /// <summary>
    /// The time span for which slots are reserved at once. A slot can be used this long after its time, and until the next slot
    /// begins.
    /// </summary>
    internal static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The reason why a lease was refused: <see cref="NeteaseErrorKind.Blocked"/>, <see cref="NeteaseErrorKind.VerificationDemanded"/> or
    /// <see cref="NeteaseErrorKind.BudgetSpent"/>.
    /// </summary>
    internal static readonly MetadataName<NeteaseErrorKind> Refusal = new(nameof(Refusal));

    private static readonly RateLimitLease Nothing = new BudgetLease(null);

    private readonly SharedBudget _shared;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly double _jitter;
    private readonly TimeSpan _throttledPause;
    private readonly TimeSpan _blockedPause;

    private readonly Lock _gate = new();
    private readonly Queue<BudgetWaiter> _queue = new();
    private readonly ReservedSlots _slots;
    private int _free;
    private bool _isPumping;
    private bool _isDisposed;
    private long _acquired;
    private long _refused;
    private long _idleSince;

    // What the service said, until it is stored: if the store fails, this process must still obey it.
    private long _restUntil;
    private long _blockedUntil;
    private NeteaseErrorKind _blockedWhy;

    // Completed to wake the task that waits for a slot.
    private TaskCompletionSource _woken = new();

    public RequestBudget(IBudgetStore store, NeteaseOptions options, TimeProvider time, ILogger<RequestBudget> logger)
    {
        (_time, _logger) = (time, logger);
        (_shared, _slots) = (new(store, options, time), new(time));
        (_jitter, _free, _throttledPause, _blockedPause) = (
            options.Jitter, options.MaxConcurrency, options.ThrottledPause, options.BlockedPause);
        _idleSince = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                return _idleSince == 0 ? null : _time.GetElapsedTime(_idleSince);
            }
        }
    }

    /// <inheritdoc/>
    public override RateLimiterStatistics GetStatistics()
    {
        lock (_gate)
        {
            return new()
            {
                CurrentAvailablePermits = _slots.Count,
                CurrentQueuedCount = _queue.Count(waiter => !waiter.Task.IsCompleted),
                TotalSuccessfulLeases = _acquired,
                TotalFailedLeases = _refused,
            };
        }
    }

    /// <summary>Called when the service answers 'too many requests': pauses all requests and doubles the time between them.</summary>
    /// <param name="sent">When the request was sent; of several requests that were under way together only the first one counts.</param>
    /// <param name="pause">
    /// The pause that the service asked for; <see langword="null"/> for the usual pause, and for two and a half times that if the
    /// service says so again.
    /// </param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    /// <remarks>If the store fails, this process still pauses.</remarks>
    public async ValueTask SlowDownAsync(DateTimeOffset sent, TimeSpan? pause, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _restUntil = Math.Max(_restUntil, _time.GetTimestamp() + _time.Ticks(pause ?? _throttledPause));
            DropSlots();
        }

        int slowdown;
        TimeSpan rest;
        try
        {
            (slowdown, rest) = await _shared.SlowDownAsync(sent, pause, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.BudgetNotKept(_logger, e);
            return;
        }

        lock (_gate)
        {
            _restUntil = 0;
            DropSlots();
        }

        if (slowdown > 0)
        {
            Log.SlowedDown(_logger, slowdown, rest.TotalSeconds);
        }
    }

    /// <summary>
    /// Called when the service refuses this address or demands verification: stops all requests of all users of the store for a
    /// long time. If the store fails, the requests of this process still stop.
    /// </summary>
    /// <returns>How long the stop lasts.</returns>
    public async ValueTask<TimeSpan> BlockAsync(NeteaseErrorKind why, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            (_blockedUntil, _blockedWhy) = (_time.GetTimestamp() + _time.Ticks(_blockedPause), why);
            DropSlots();
        }

        var left = _blockedPause;
        try
        {
            left = await _shared.BlockAsync(why, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _blockedUntil = 0;
                DropSlots();
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.BudgetNotKept(_logger, e);
        }

        Log.Blocked(_logger, why, left.TotalMinutes);
        return left;
    }

    /// <summary>Grants a lease only if a slot is reserved and due; never waits.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        if (permitCount == 0)
        {
            return Nothing;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return TryTakeAtOnce(permitCount) is { } lease ? lease : new RefusedLease(null, null);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        if (permitCount == 0)
        {
            return new(Nothing);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RateLimitLease>(cancellationToken);
        }

        BudgetWaiter waiter;
        bool start;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (TryTakeAtOnce(permitCount) is { } lease)
            {
                return new(lease);
            }

            waiter = new(permitCount);
            _queue.Enqueue(waiter);
            _idleSince = 0;
            start = MayStart();
        }

        waiter.CancelWith(cancellationToken);
        if (start)
        {
            Start();
        }

        return new(waiter.Task);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_queue.TryDequeue(out var waiter))
            {
                waiter.TrySetException(new ObjectDisposedException(nameof(RequestBudget)));
            }

            _woken.TrySetResult();
        }

        base.Dispose(disposing);
    }

    private BudgetLease? TryTakeAtOnce(int cost)
    {
        if (_isPumping || _queue.Count > 0 || _free == 0)
        {
            return null;
        }

        _slots.DropPassed();
        if (_slots.IsOld || !_slots.IsDue(cost))
        {
            return null;
        }

        Take(cost);
        return new(Release);
    }

    private void Take(int cost)
    {
        _slots.Take(cost);
        _free--;
        _acquired++;
        _idleSince = 0;
    }

    // The caller holds the lock.
    private void DropSlots()
    {
        _slots.Drop();
        _woken.TrySetResult();
    }

    private bool MayStart() => !_isPumping && _queue.Count > 0 && _free > 0 && (_isPumping = true);

    // The pump runs on the caller's thread until its first await. It must not run in the caller's execution context, or its
    // traces would appear as the caller's.
    private void Start()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = PumpAsync();
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _ = PumpAsync();
        }
    }

    // Serves the queue until it is empty or the maximum number of requests is under way. Only one pump runs at a time.
    private async Task PumpAsync()
    {
        while (NextStep(out var head, out var delay))
        {
            if (head is null)
            {
                await _woken.Task.WaitAsync(delay, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            try
            {
                if (await ReserveAsync(head).ConfigureAwait(false) is { } refusal)
                {
                    Refuse(head, refusal);
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                head.TrySetException(e);       // the request at the head of the queue gets the store's exception
            }
        }
    }

    // Returns true with the head of the queue if slots must be reserved for it, true without a head if the delay must pass first,
    // and false if nothing is left to do.
    private bool NextStep(out BudgetWaiter? head, out TimeSpan delay)
    {
        lock (_gate)
        {
            delay = TimeSpan.Zero;
            _slots.DropPassed();
            while (_queue.TryPeek(out head))
            {
                if (head.Task.IsCompleted)
                {
                    _queue.Dequeue();
                }
                else if (_free == 0)
                {
                    break;
                }
                else if (_slots.Count < head.Cost)
                {
                    return true;
                }
                else if (!_slots.IsDue(head.Cost))
                {
                    head = null;
                    _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    delay = _slots.UntilNext;
                    return true;
                }
                else if (_slots.IsOld)
                {
                    return true;
                }
                else
                {
                    Grant(head);
                }
            }

            _isPumping = false;
            NoteIdle();
            return false;
        }
    }

    private void Grant(BudgetWaiter head)
    {
        if (head.TrySetResult(new BudgetLease(Release)))
        {
            Take(head.Cost);
        }
    }

    // Reserves slots for the head of the queue. If slots were reserved long ago, only checks whether they may still be used.
    private async ValueTask<RefusedLease?> ReserveAsync(BudgetWaiter head)
    {
        DateTimeOffset? heldAsOf;
        int unused, drops;
        DateOnly unusedDay;
        lock (_gate)
        {
            if (_time.GetElapsedTime(_time.GetTimestamp(), _blockedUntil) is var blocked && blocked > TimeSpan.Zero)
            {
                return new(_blockedWhy, blocked);
            }

            heldAsOf = _slots.Count >= head.Cost ? _slots.AsOf : null;
            (unused, unusedDay, drops) = (_slots.Unused, _slots.Day, _slots.DropCount);
        }

        var reservation = await _shared.ReserveAsync(head.Cost, heldAsOf, unused, unusedDay).ConfigureAwait(false);
        lock (_gate)
        {
            if (reservation.IsKept)
            {
                _slots.Confirm();
            }
            else
            {
                _slots.GiveBack(unused);       // only now: if the store failed, the next reservation gives them back
                if (reservation.Refusal is not null)
                {
                    return reservation.Refusal;
                }

                // If requests come one by one and this one waits anyway, it is sent a random time after its slot begins. The
                // slots keep their times, so the average rate stays.
                var late = reservation.Interval > BlockTime && reservation.Wait > TimeSpan.Zero
                    ? reservation.Interval * (_jitter * Random.Shared.NextDouble())
                    : TimeSpan.Zero;
                _slots.Replace(reservation, late, _restUntil);
                if (_slots.DropCount != drops)
                {
                    _slots.Pass();       // a pause began meanwhile; the next reservation will see it
                }
            }

            // Grant at once. If the store was slow and the slot is already late, NextStep would drop it, and so would every
            // following attempt.
            if (!_slots.IsOld && _slots.IsDue(head.Cost))
            {
                Grant(head);
            }
        }

        return null;
    }

    // A block applies to all waiting requests. If the daily budget is nearly spent, a cheaper request may still fit, so only this
    // one is refused.
    private void Refuse(BudgetWaiter head, RefusedLease refusal)
    {
        lock (_gate)
        {
            foreach (var waiter in refusal.Why == NeteaseErrorKind.BudgetSpent ? [head] : _queue.ToArray())
            {
                _refused += waiter.TrySetResult(refusal) ? 1 : 0;
            }
        }
    }

    private void Release()
    {
        bool start;
        lock (_gate)
        {
            _free++;
            start = MayStart();
            NoteIdle();
        }

        if (start)
        {
            Start();
        }
    }

    private void NoteIdle()
    {
        if (_queue.Count == 0 && !_isPumping)
        {
            _idleSince = _time.GetTimestamp();
        }
    }
}
