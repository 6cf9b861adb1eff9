using System.Diagnostics.CodeAnalysis;
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

    private static readonly RateLimitLease Nothing = new Held(null);

    private readonly IBudgetStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _interval;
    private readonly double _jitter;
    private readonly long _perDay;
    private readonly TimeSpan _throttledPause;
    private readonly TimeSpan _blockedPause;

    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _queue = new();
    private int _free;
    private bool _isPumping;
    private bool _isDisposed;
    private long _acquired;
    private long _refused;
    private long _idleSince;

    // The slots that are reserved and not yet used; times are timestamps, which no change of the clock moves.
    private long _nextSlot;
    private double _slotTicks;
    private int _slots;
    private DateOnly _slotsDay;
    private DateTimeOffset _slotsAsOf;
    private bool _isOld;            // reserved so long before their time that the store is asked once more whether they may still be used
    private int _passed;            // given to nobody since the last reservation
    private int _stops;             // how often the reserved slots were dropped

    // What the service said, until the store has it: a store that fails must not make this process forget it.
    private long _restUntil;
    private long _blockedUntil;
    private NeteaseErrorKind _blockedWhy;

    // Wakes whoever waits for a slot.
    private TaskCompletionSource _woken = new();

    public RequestBudget(IBudgetStore store, NeteaseOptions options, TimeProvider time, ILogger<RequestBudget> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _interval = TimeSpan.FromSeconds(1 / options.RequestsPerSecond);
        (_jitter, _perDay, _free) = (options.Jitter, options.RequestsPerDay, options.MaxConcurrency);
        (_throttledPause, _blockedPause) = (options.ThrottledPause, options.BlockedPause);
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
            return new() { CurrentAvailablePermits = _slots, CurrentQueuedCount = _queue.Count(waiter => !waiter.Task.IsCompleted), TotalSuccessfulLeases = _acquired, TotalFailedLeases = _refused };
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
            _restUntil = Math.Max(_restUntil, _time.GetTimestamp() + Ticks(pause ?? _throttledPause));
            DropSlots();
        }

        var slowdown = 0;
        var rest = TimeSpan.Zero;
        try
        {
            await _store.UpdateAsync(
                text =>
                {
                    var state = BudgetState.Parse(text, _time.GetUtcNow());
                    slowdown = 0;
                    if (sent <= state.SlowedAt)
                    {
                        return state.ToString();
                    }

                    rest = pause ?? (state.SlowdownNow == 1 ? _throttledPause : 2.5 * _throttledPause);
                    state = state.SlowDown(rest * (1 + (0.2 * Random.Shared.NextDouble())));
                    slowdown = state.Slowdown;
                    return state.ToString();
                },
                cancellationToken).ConfigureAwait(false);
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
            (_blockedUntil, _blockedWhy) = (_time.GetTimestamp() + Ticks(_blockedPause), why);
            DropSlots();
        }

        var left = _blockedPause;
        try
        {
            await _store.UpdateAsync(
                text =>
                {
                    var state = BudgetState.Parse(text, _time.GetUtcNow()).Block(_blockedPause, why);
                    left = state.BlockedUntil - state.AsOf;
                    return state.ToString();
                },
                cancellationToken).ConfigureAwait(false);
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
            return TryTakeAtOnce(permitCount) is { } lease ? lease : new Refused(null, null);
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

        Waiter waiter;
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

    private Held? TryTakeAtOnce(int cost)
    {
        if (_isPumping || _queue.Count > 0 || _free == 0)
        {
            return null;
        }

        DropPassedSlots();
        if (_isOld || !IsDue(cost))
        {
            return null;
        }

        Take(cost);
        return new(this);
    }

    private bool IsDue(int cost) => _slots >= cost && _nextSlot <= _time.GetTimestamp();

    private void Take(int cost)
    {
        _slots -= cost;
        _nextSlot += (long)(cost * _slotTicks);
        _free--;
        _acquired++;
        _idleSince = 0;
    }

    // Those whose time passed while nobody waited, or before a late timer ran.
    private void DropPassedSlots()
    {
        if (_slots > 0 && _slotTicks > 0 && _time.GetTimestamp() - _nextSlot - Math.Max(Ticks(BlockTime), _slotTicks) is > 0 and var late)
        {
            var passed = (int)Math.Min(_slots, Math.Ceiling(late / _slotTicks));
            _slots -= passed;
            _passed += passed;
            _nextSlot += (long)(passed * _slotTicks);
        }
    }

    // Under the gate.
    private void DropSlots()
    {
        _stops++;
        _passed += _slots;
        _slots = 0;
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
    private bool NextStep(out Waiter? head, out TimeSpan delay)
    {
        lock (_gate)
        {
            delay = TimeSpan.Zero;
            DropPassedSlots();
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
                else if (_slots < head.Cost)
                {
                    return true;
                }
                else if (!IsDue(head.Cost))
                {
                    head = null;
                    _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    // Timers count milliseconds: rounded down, it would run in circles.
                    delay = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(_time.GetElapsedTime(_time.GetTimestamp(), _nextSlot).TotalMilliseconds)));
                    return true;
                }
                else if (_isOld)
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

    private void Grant(Waiter head)
    {
        if (head.TrySetResult(new Held(this)))
        {
            Take(head.Cost);
        }
    }

    // Reserves slots for the head of the queue; where some are reserved since long, only looks whether they may still be used.
    private async ValueTask<Refused?> ReserveAsync(Waiter head)
    {
        int held, unused, stops;
        DateOnly unusedDay;
        DateTimeOffset heldAsOf;
        lock (_gate)
        {
            if (_time.GetElapsedTime(_time.GetTimestamp(), _blockedUntil) is var blocked && blocked > TimeSpan.Zero)
            {
                return new(_blockedWhy, blocked);
            }

            stops = _stops;
            held = _slots >= head.Cost ? _slots : 0;
            (unused, unusedDay, heldAsOf) = (_passed + _slots, _slotsDay, _slotsAsOf);
        }

        Refused? refusal = null;
        var isKept = false;
        var count = 0;
        long asked = 0;
        var interval = TimeSpan.Zero;
        var wait = TimeSpan.Zero;
        DateTimeOffset asOf = default;
        DateOnly day = default;
        await _store.UpdateAsync(text =>
        {
            // Slots begin by the clock of here and now, however long it takes to store them.
            asked = _time.GetTimestamp();
            var state = BudgetState.Parse(text, _time.GetUtcNow());
            (asOf, day, refusal) = (state.AsOf, state.Day, null);
            isKept = held > 0 && state.BlockedUntil <= asOf && (state.Slowdown == 1 || state.SlowedAt <= heldAsOf);
            if (isKept && text is not null)
            {
                return text;
            }

            isKept = false;
            state = state.GiveBack(unused, unusedDay);
            var left = _perDay - state.Used;
            if (state.BlockedUntil > asOf)
            {
                refusal = new(state.BlockedWhy, state.BlockedUntil - asOf);
            }
            else if (left < head.Cost)
            {
                refusal = new(NeteaseErrorKind.BudgetSpent, state.Day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - asOf);
            }
            else
            {
                interval = _interval * state.SlowdownNow;
                count = (int)Math.Min(Math.Max(head.Cost, BlockTime / interval), left);
                state = state.Reserve(count, interval, out var first);
                wait = first - asOf;
            }

            return state.ToString();
        }).ConfigureAwait(false);

        lock (_gate)
        {
            if (!isKept)
            {
                // The store has back what was not used. Only now: where it fails, the next one gives it back.
                _passed += _slots - unused;
                _slots = 0;
                if (refusal is not null)
                {
                    return refusal;
                }

                // Where requests come one by one and this one waits anyway, it leaves a little after its slot begins. The slots stay where they are, so the average does too.
                var late = interval > BlockTime && wait > TimeSpan.Zero ? interval * (_jitter * Random.Shared.NextDouble()) : TimeSpan.Zero;
                (_slots, _slotsDay, _slotsAsOf, _slotTicks) = (count, day, asOf, interval.TotalSeconds * _time.TimestampFrequency);
                _nextSlot = Math.Max(asked + Ticks(wait + late), _restUntil);
                _isOld = _nextSlot - asked > Ticks(BlockTime);
                if (_stops != stops)
                {
                    (_passed, _slots) = (_passed + _slots, 0);        // a pause began meanwhile; the next reservation sees it
                }
            }
            else
            {
                _isOld = false;
            }

            // At once: a slot that was late by the time that the store took would be dropped, again and again.
            if (!_isOld && _slots >= head.Cost && IsDue(head.Cost))
            {
                Grant(head);
            }
        }

        return null;
    }

    // A block holds for all who wait; of what is left of a day somebody who asks for less may still have some.
    private void Refuse(Waiter head, Refused refusal)
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

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);

    private sealed class Waiter(int cost) : TaskCompletionSource<RateLimitLease>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Cost { get; } = cost;

        public void CancelWith(CancellationToken cancellationToken)
        {
            if (cancellationToken.CanBeCanceled)
            {
                var registration = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).TrySetCanceled(token), this);
                _ = Task.ContinueWith(static (_, state) => ((CancellationTokenRegistration)state!).Dispose(), registration, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    /// <summary>A request under way; disposed when its answer is there.</summary>
    private sealed class Held(RequestBudget? budget) : RateLimitLease
    {
        private RequestBudget? _budget = budget;

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _budget, null)?.Release();
            base.Dispose(disposing);
        }
    }

    private sealed class Refused(NeteaseErrorKind? why, TimeSpan? retryAfter) : RateLimitLease
    {
        public NeteaseErrorKind? Why { get; } = why;

        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => Why is null ? [] : [Refusal.Name, MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == Refusal.Name ? Why : metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
