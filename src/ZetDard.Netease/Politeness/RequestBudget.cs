using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace ZetDard.Netease;

/// <summary>Lets requests out one after another, in the order in which they asked, no faster than the service is to be called by all who share the <see cref="IBudgetStore"/>. Its permits are the costs of requests.</summary>
/// <remarks>
/// A slot is reserved in the store only when somebody waits for it and may run. At high rates slots are reserved in blocks of <see cref="BlockTime"/>, so that the store is not asked for every request.
/// In any span of time w at most rate * (w + <see cref="BlockTime"/>) + 1 requests leave (one more with jitter), however many share the store.
/// A lease is held while its request is under way.
/// </remarks>
internal sealed class RequestBudget : RateLimiter
{
    /// <summary>How much time's slots are reserved at once, and how long after its time a slot may still be used.</summary>
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
    private int _passed;            // given to nobody since the last reservation
    private int _stops;             // how often the reserved slots were dropped

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
            return new() { CurrentAvailablePermits = _slots, CurrentQueuedCount = _queue.Count, TotalSuccessfulLeases = _acquired, TotalFailedLeases = _refused };
        }
    }

    /// <summary>The service asked to be called less often: all rest, and the time between requests doubles.</summary>
    /// <param name="sent">When the request left: of several that were under way together only the first counts.</param>
    /// <param name="pause">How long the service said; <see langword="null"/>: the usual pause, and two and a half times that when it asks again.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    public async ValueTask SlowDownAsync(DateTimeOffset sent, TimeSpan? pause, CancellationToken cancellationToken)
    {
        var slowdown = 0;
        var rest = TimeSpan.Zero;
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
        DropSlots();
        if (slowdown > 0)
        {
            Log.SlowedDown(_logger, slowdown, rest.TotalSeconds);
        }
    }

    /// <summary>The service refused this address, or wants a person: nothing is sent for a long while, by anybody who shares the store.</summary>
    /// <returns>How long.</returns>
    public async ValueTask<TimeSpan> BlockAsync(NeteaseErrorKind why, CancellationToken cancellationToken)
    {
        var left = TimeSpan.Zero;
        await _store.UpdateAsync(
            text =>
            {
                var state = BudgetState.Parse(text, _time.GetUtcNow()).Block(_blockedPause, why);
                left = state.BlockedUntil - state.AsOf;
                return state.ToString();
            },
            cancellationToken).ConfigureAwait(false);
        DropSlots();
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
        if (!IsDue(cost))
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

    // Those whose time passed while nobody waited.
    private void DropPassedSlots()
    {
        if (_slots > 0 && _slotTicks > 0 && _time.GetTimestamp() - _nextSlot - Ticks(BlockTime) is > 0 and var late)
        {
            var passed = (int)Math.Min(_slots, Math.Ceiling(late / _slotTicks));
            _slots -= passed;
            _passed += passed;
            _nextSlot += (long)(passed * _slotTicks);
        }
    }

    private void DropSlots()
    {
        lock (_gate)
        {
            _stops++;
            _passed += _slots;
            _slots = 0;
        }
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
        lock (_gate)
        {
            DropPassedSlots();
        }

        while (NextStep(out var head, out var delay))
        {
            if (head is null)
            {
                await Task.Delay(delay, _time, CancellationToken.None).ConfigureAwait(false);
                continue;
            }

            try
            {
                if (await ReserveAsync(head.Cost).ConfigureAwait(false) is { } refusal)
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

    // True: wait for the delay, or reserve for the head of the queue. False: nothing is left to do.
    private bool NextStep(out Waiter? head, out TimeSpan delay)
    {
        lock (_gate)
        {
            delay = TimeSpan.Zero;
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
                else if (IsDue(head.Cost))
                {
                    _queue.Dequeue();
                    if (head.TrySetResult(new Held(this)))
                    {
                        Take(head.Cost);
                    }
                }
                else
                {
                    head = null;
                    // Timers count milliseconds: rounded down, it would run in circles.
                    delay = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(_time.GetElapsedTime(_time.GetTimestamp(), _nextSlot).TotalMilliseconds)));
                    return true;
                }
            }

            _isPumping = false;
            NoteIdle();
            return false;
        }
    }

    private async ValueTask<Refused?> ReserveAsync(int cost)
    {
        int unused, stops;
        DateOnly unusedDay;
        lock (_gate)
        {
            stops = _stops;
            (unused, unusedDay) = (_passed + _slots, _slotsDay);
            (_passed, _slots) = (0, 0);
        }

        Refused? refusal = null;
        var count = 0;
        var interval = TimeSpan.Zero;
        var wait = TimeSpan.Zero;
        DateOnly day = default;
        await _store.UpdateAsync(text =>
        {
            var state = BudgetState.Parse(text, _time.GetUtcNow()).GiveBack(unused, unusedDay);
            var left = _perDay - state.Used;
            refusal = null;
            if (state.BlockedUntil > state.AsOf)
            {
                refusal = new(state.BlockedWhy, state.BlockedUntil - state.AsOf);
            }
            else if (left < cost)
            {
                refusal = new(NeteaseErrorKind.BudgetSpent, state.Day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - state.AsOf);
            }
            else
            {
                interval = _interval * state.SlowdownNow;
                count = (int)Math.Min(Math.Max(cost, BlockTime / interval), left);
                state = state.Reserve(count, interval, out var first);
                (wait, day) = (first - state.AsOf, state.Day);
            }

            return state.ToString();
        }).ConfigureAwait(false);
        if (refusal is null)
        {
            // Where requests come one by one and this one waits anyway, it leaves a little after its slot begins. The slots stay where they are, so the average does too.
            var late = interval > BlockTime && wait > TimeSpan.Zero ? interval * (_jitter * Random.Shared.NextDouble()) : TimeSpan.Zero;
            lock (_gate)
            {
                (_slots, _slotsDay, _slotTicks) = (count, day, interval.TotalSeconds * _time.TimestampFrequency);
                _nextSlot = _time.GetTimestamp() + Ticks(wait + late);
                if (_stops != stops)
                {
                    (_passed, _slots) = (_slots, 0);        // a pause began meanwhile; the next reservation sees it
                }
            }
        }

        return refusal;
    }

    private void Refuse(Waiter waiter, Refused refusal)
    {
        if (waiter.TrySetResult(refusal))
        {
            lock (_gate)
            {
                _refused++;
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
        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => why is null ? [] : [Refusal.Name, MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == Refusal.Name ? why : metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
