using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace ZetDard.Netease;

/// <summary>Lets requests out one after another, in the order in which they asked, no faster than the service is to be called by all who share the <see cref="IBudgetStore"/>. Its permits are the costs of requests.</summary>
/// <remarks>
/// A slot is reserved in the store only when somebody waits for it and may run. At high rates slots are reserved in blocks of <see cref="BlockTime"/>, so that the store is not asked for every request.
/// In any span of time w at most rate * (w + <see cref="BlockTime"/>) + 1 requests leave, one more with jitter and one more where timers are late, however many share the store.
/// Where the store itself takes longer than that, each reservation still lets out the request that it was made for, and no more.
/// A lease is held while its request is under way.
/// </remarks>
internal sealed class RequestBudget : RateLimiter
{
    /// <summary>How much time's slots are reserved at once. A slot may be used that long after its time, and until the next one begins.</summary>
    internal static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(50);

    /// <summary>Why a lease was refused: <see cref="NeteaseErrorKind.Blocked"/>, <see cref="NeteaseErrorKind.VerificationDemanded"/> or <see cref="NeteaseErrorKind.BudgetSpent"/>.</summary>
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

    // What the service said, until the store has it: a store that fails must not make this process forget it.
    private long _restUntil;
    private long _blockedUntil;
    private NeteaseErrorKind _blockedWhy;

    // Wakes whoever waits for a slot.
    private TaskCompletionSource _woken = new();

    public RequestBudget(IBudgetStore store, NeteaseOptions options, TimeProvider time, ILogger<RequestBudget> logger)
    {
        (_time, _logger) = (time, logger);
        (_shared, _slots) = (new(store, options, time), new(time));
        (_jitter, _free, _throttledPause, _blockedPause) = (options.Jitter, options.MaxConcurrency, options.ThrottledPause, options.BlockedPause);
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
            return new() { CurrentAvailablePermits = _slots.Count, CurrentQueuedCount = _queue.Count(waiter => !waiter.Task.IsCompleted), TotalSuccessfulLeases = _acquired, TotalFailedLeases = _refused };
        }
    }

    /// <summary>The service asked to be called less often: all rest, and the time between requests doubles.</summary>
    /// <param name="sent">When the request left: of several that were under way together only the first counts.</param>
    /// <param name="pause">How long the service said; <see langword="null"/>: the usual pause, and two and a half times that when it asks again.</param>
    /// <param name="cancellationToken">Stops before the store is changed.</param>
    /// <remarks>Where the store fails, this process rests nevertheless.</remarks>
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

    /// <summary>The service refused this address, or wants a person: nothing is sent for a long while, by anybody who shares the store. Where the store fails, by nobody in this process.</summary>
    /// <returns>How long.</returns>
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

    /// <summary>Takes a slot only where one is reserved and due.</summary>
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

    // Under the gate.
    private void DropSlots()
    {
        _slots.Drop();
        _woken.TrySetResult();
    }

    private bool MayStart() => !_isPumping && _queue.Count > 0 && _free > 0 && (_isPumping = true);

    // Whoever starts it goes on at the first wait; what comes after is nobody's trace.
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

    // Serves the queue until it is empty or as many requests are under way as may be. One at a time runs.
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
                head.TrySetException(e);        // the store's trouble is told to the one who would have been served
            }
        }
    }

    // True: wait for the delay, or ask the store for the head of the queue. False: nothing is left to do.
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

    // Reserves slots for the head of the queue; where some are reserved since long, only looks whether they may still be used.
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
                _slots.GiveBack(unused);            // only now: where the store fails, the next one gives it back
                if (reservation.Refusal is not null)
                {
                    return reservation.Refusal;
                }

                // Where requests come one by one and this one waits anyway, it leaves a little after its slot begins. The slots stay where they are, so the average does too.
                var late = reservation.Interval > BlockTime && reservation.Wait > TimeSpan.Zero ? reservation.Interval * (_jitter * Random.Shared.NextDouble()) : TimeSpan.Zero;
                _slots.Replace(reservation, late, _restUntil);
                if (_slots.DropCount != drops)
                {
                    _slots.Pass();                  // a pause began meanwhile; the next reservation sees it
                }
            }

            // At once: a slot that was late by the time that the store took would be dropped, again and again.
            if (!_slots.IsOld && _slots.IsDue(head.Cost))
            {
                Grant(head);
            }
        }

        return null;
    }

    // A block holds for all who wait; of what is left of a day somebody who asks for less may still have some.
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
