using System.Threading.RateLimiting;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using ZetDard.Netease.Tests.Transport;

namespace ZetDard.Netease.Tests.RateLimiting;

[Collection(nameof(Clockwork))]
public sealed class RequestBudgetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly SteppingTime _time = new(Noon);
    private readonly MemoryBudgetStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_leave_one_a_second_in_the_order_in_which_they_asked()
    {
        using var budget = Budget(new() { Jitter = 0, MaxConcurrency = 10 });
        var left = new List<(int Who, double Second)>();
        var all = Enumerable.Range(0, 5).Select(i => Leave(i)).ToArray();
        await Run(all);
        Assert.Equal([(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)], left);

        async Task Leave(int who)
        {
            using var lease = await budget.AcquireAsync(1, Token);
            lock (left)
                left.Add((who, Seconds()));
        }
    }

    [Fact]
    public async Task Unused_time_is_not_saved_up()
    {
        using var budget = Budget(new() { Jitter = 0 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        (await budget.AcquireAsync(1, Token)).Dispose();
        var next = budget.AcquireAsync(1, Token).AsTask();
        Assert.False(next.IsCompleted);
        await Run(next);
        Assert.Equal(3_601, Seconds(), 3);
    }

    [Fact]
    public async Task A_request_of_cost_5_takes_five_slots()
    {
        using var budget = Budget(new() { Jitter = 0 });
        (await budget.AcquireAsync(5, Token)).Dispose();
        await Run(budget.AcquireAsync(1, Token).AsTask());
        Assert.Equal(5, Seconds(), 3);
    }

    [Fact]
    public async Task Jitter_moves_requests_and_not_the_average()
    {
        using var budget = Budget(new() { Jitter = 0.5 });
        var times = new List<double>();
        for (var i = 0; i < 101; i++)
        {
            var lease = budget.AcquireAsync(1, Token).AsTask();
            await Run(lease);
            (await lease).Dispose();
            times.Add(Seconds());
        }

        Assert.InRange(times[^1], 100, 100.51);
        Assert.All(times.Zip(times.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, 0.49, 1.51));
        Assert.True(times.Zip(times.Skip(1), (a, b) => Math.Round(b - a, 2)).Distinct().Count() > 10);
    }

    [Fact]
    public async Task The_day_is_spent_exactly_and_says_when_it_begins_anew()
    {
        // A high rate reserves slots in blocks; unused ones are not charged.
        using var budget = Budget(new() { IsStandIn = true, RequestsPerSecond = 1_000, RequestsPerDay = 130 });
        var acquired = 0;
        RateLimitLease lease;
        while (true)
        {
            var task = budget.AcquireAsync(1, Token).AsTask();
            await Run(task);
            lease = await task;
            if (!lease.IsAcquired)
                break;
            lease.Dispose();
            acquired++;
            _time.Advance(TimeSpan.FromMilliseconds(7));
        }

        Assert.Equal(130, acquired);
        Assert.True(lease.TryGetMetadata(RequestBudget.Refusal, out var why) && why == NeteaseErrorKind.BudgetSpent);
        Assert.True(lease.TryGetMetadata(MetadataName.RetryAfter, out var after));
        Assert.Equal(Noon.Date.AddDays(1), (_time.GetUtcNow() + after).UtcDateTime, TimeSpan.FromSeconds(1));

        _time.Advance(after);
        Assert.True((await budget.AcquireAsync(1, Token)).IsAcquired);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_allowed()
    {
        using var budget = Budget(new() { IsStandIn = true, RequestsPerSecond = 1_000, MaxConcurrency = 2 });
        var first = await budget.AcquireAsync(1, Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = await budget.AcquireAsync(1, Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        var third = budget.AcquireAsync(1, Token).AsTask();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(third.IsCompleted);
        first.Dispose();
        await Run(third);
        first.Dispose();        // once more: nothing
        var fourth = budget.AcquireAsync(1, Token).AsTask();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(fourth.IsCompleted);
        second.Dispose();
        await Run(fourth);
    }

    [Fact]
    public async Task A_cancelled_wait_gives_its_slot_to_the_next()
    {
        using var budget = Budget(new() { Jitter = 0, RequestsPerDay = 3 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        using var stop = new CancellationTokenSource();
        var cancelled = budget.AcquireAsync(1, stop.Token).AsTask();
        var next = budget.AcquireAsync(1, Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Run(next);
        Assert.Equal(1, Seconds(), 3);
        (await next).Dispose();

        // The only waiting request was cancelled: its slot passes unused, and is not charged.
        using var again = new CancellationTokenSource();
        var alone = budget.AcquireAsync(1, again.Token).AsTask();
        await again.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await budget.AcquireAsync(1, Token)).IsAcquired);
        Assert.Equal(0, budget.GetStatistics()!.CurrentQueuedCount);
    }

    [Fact]
    public async Task A_slow_down_makes_all_rest_and_then_go_half_as_fast()
    {
        using var budget = Budget(new() { Jitter = 0 });
        using var other = Budget(new() { Jitter = 0 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        await budget.SlowDownAsync(_time.GetUtcNow(), null, Token);
        await other.SlowDownAsync(Noon.AddSeconds(-1), null, Token);       // of a request that was under way with the first: does not count
        var first = other.AcquireAsync(1, Token).AsTask();
        await Run(first);
        (await first).Dispose();
        Assert.InRange(Seconds(), 20, 24.1);

        var rested = Seconds();
        await Run(budget.AcquireAsync(1, Token).AsTask());
        Assert.Equal(2, Seconds() - rested, 2);

        await budget.SlowDownAsync(_time.GetUtcNow(), null, Token);
        var slowed = Seconds();
        await Run(other.AcquireAsync(1, Token).AsTask());
        Assert.InRange(Seconds() - slowed, 50, 60.1);
    }

    [Fact]
    public async Task A_pause_that_the_service_names_is_kept()
    {
        using var budget = Budget(new() { Jitter = 0 });
        await budget.SlowDownAsync(Noon, TimeSpan.FromMinutes(7), Token);
        await Run(budget.AcquireAsync(1, Token).AsTask());
        Assert.InRange(Seconds(), 7 * 60, 1.21 * 7 * 60);
    }

    [Fact]
    public async Task A_block_refuses_everybody_who_shares_the_store_at_once_and_those_who_wait()
    {
        using var budget = Budget(new() { Jitter = 0 });
        using var other = Budget(new() { Jitter = 0 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        var waiting = Enumerable.Range(0, 10).Select(_ => other.AcquireAsync(1, Token).AsTask()).ToArray();
        await budget.BlockAsync(NeteaseErrorKind.Blocked, Token);
        foreach (var lease in new[] { await budget.AcquireAsync(1, Token), await Budget(new()).AcquireAsync(1, Token) })
        {
            Assert.False(lease.IsAcquired);
            Assert.True(lease.TryGetMetadata(RequestBudget.Refusal, out var why) && why == NeteaseErrorKind.Blocked);
            Assert.True(lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after == TimeSpan.FromHours(6));
        }

        // The slot that was reserved before is checked again when it is due; then all waiting requests are refused.
        await Run(Task.WhenAll(waiting));
        Assert.True(Seconds() <= 1.1);
        Assert.All(waiting, task => Assert.False(task.Result.IsAcquired));
    }

    [Fact]
    public async Task A_block_tells_those_who_wait_in_this_process_at_once()
    {
        using var budget = Budget(new() { Jitter = 0, RequestsPerSecond = 0.01 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        var waiting = Enumerable.Range(0, 10).Select(_ => budget.AcquireAsync(1, Token).AsTask()).ToArray();
        await budget.BlockAsync(NeteaseErrorKind.Blocked, Token);
        var leases = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30), Token);     // the clock of the budget stands still
        Assert.All(leases, lease => Assert.False(lease.IsAcquired));
    }

    [Fact]
    public async Task A_slot_reserved_before_another_process_was_told_to_slow_down_is_not_used_in_the_pause()
    {
        using var budget = Budget(new() { Jitter = 0 });
        using var other = Budget(new() { Jitter = 0 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        var waiting = other.AcquireAsync(1, Token).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await budget.SlowDownAsync(_time.GetUtcNow(), null, Token);
        await Run(waiting);
        Assert.InRange(Seconds(), 20, 25);
    }

    [Fact]
    public async Task A_block_that_the_store_cannot_keep_holds_in_this_process()
    {
        var store = new BrokenStore();
        using var budget = new RequestBudget(store, new() { Jitter = 0 }, _time, NullLogger<RequestBudget>.Instance);
        (await budget.AcquireAsync(1, Token)).Dispose();
        var waiting = budget.AcquireAsync(1, Token).AsTask();
        store.Trouble = new IOException("The database is locked.");
        Assert.Equal(TimeSpan.FromHours(6), await budget.BlockAsync(NeteaseErrorKind.VerificationDemanded, Token));
        store.Trouble = null;
        foreach (var lease in new[] { await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token), await budget.AcquireAsync(1, Token) })
            Assert.True(lease.TryGetMetadata(RequestBudget.Refusal, out var why) && why == NeteaseErrorKind.VerificationDemanded);
        _time.Advance(TimeSpan.FromHours(6.1));
        Assert.True((await budget.AcquireAsync(1, Token)).IsAcquired);
    }

    [Fact]
    public async Task A_pause_that_the_store_cannot_keep_holds_in_this_process()
    {
        var store = new BrokenStore { Trouble = new IOException("The database is locked.") };
        using var budget = new RequestBudget(store, new() { Jitter = 0 }, _time, NullLogger<RequestBudget>.Instance);
        await budget.SlowDownAsync(Noon, null, Token);
        store.Trouble = null;
        await Run(budget.AcquireAsync(1, Token).AsTask());
        Assert.InRange(Seconds(), 20, 25);
    }

    [Fact]
    public async Task Slots_that_were_not_used_are_given_back_also_after_trouble_of_the_store()
    {
        var store = new BrokenStore();
        using var budget = new RequestBudget(
            store, new() { IsStandIn = true, RequestsPerSecond = 100, RequestsPerDay = 6 }, _time, NullLogger<RequestBudget>.Instance);
        (await budget.AcquireAsync(1, Token)).Dispose();        // of five reserved
        _time.Advance(TimeSpan.FromSeconds(1));
        store.Trouble = new IOException("The database is locked.");
        await Assert.ThrowsAsync<IOException>(() => budget.AcquireAsync(1, Token).AsTask());
        store.Trouble = null;
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            using var lease = await budget.AcquireAsync(1, Token);
            Assert.True(lease.IsAcquired);
        }
    }

    /// <summary>
    /// Even with a store that is so slow that the slots of all clients could come together, a window contains no more than rate *
    /// (window + block time) + 1 requests, plus one for each reservation of each client. Oracle: the times at which leases were
    /// granted, counted in all windows that are too short for two reservations.
    /// </summary>
    [Fact]
    public async Task A_slow_store_frees_no_burst() =>
        await Gen.Select(Gen.Int[200, 1_000], Gen.Int[90, 130]).SampleAsync(async (milliseconds, requests) =>
    {
        const double Rate = 400;
        const int Clients = 4;
        var time = new SteppingTime(Noon);
        var store = new SlowStore(time, call => TimeSpan.FromMilliseconds(milliseconds - (50 * (call % Clients))));
        var options = new NeteaseOptions { IsStandIn = true, RequestsPerSecond = Rate, MaxConcurrency = 100 };
        var budgets = Enumerable.Range(0, Clients).Select(_ => new RequestBudget(store, options, time, NullLogger<RequestBudget>.Instance))
            .ToArray();
        var left = new List<long>();
        var all = Task.WhenAll(Enumerable.Range(0, requests).Select(i => Leave(budgets[i % Clients])));
        await time.RunAsync(all);
        var sorted = left.Order().ToArray();
        for (var from = 0; from < sorted.Length; from++)
        {
            for (var to = from; to < sorted.Length && time.GetElapsedTime(sorted[from], sorted[to]).TotalMilliseconds < 60; to++)
            {
                var window = time.GetElapsedTime(sorted[from], sorted[to]).TotalSeconds;
                Assert.True(
                    to - from + 1 <= (Rate * (window + 0.05 + 0.011)) + 1 + Clients,
                    $"{to - from + 1} requests in {window} s with {Clients} clients and a store that takes {milliseconds} ms");
            }
        }

        async Task Leave(RequestBudget budget)
        {
            using var lease = await budget.AcquireAsync(1, Token);
            lock (left)
                left.Add(time.GetTimestamp());
        }
    }, iter: 15, threads: 1);

    [Fact]
    public async Task Trouble_of_the_store_is_told_to_the_one_who_waits_and_the_next_one_is_served()
    {
        var store = new BrokenStore();
        using var budget = new RequestBudget(store, new() { Jitter = 0 }, _time, NullLogger<RequestBudget>.Instance);
        store.Trouble = new IOException("The database is locked.");
        await Assert.ThrowsAsync<IOException>(() => budget.AcquireAsync(1, Token).AsTask());
        store.Trouble = null;
        Assert.True((await budget.AcquireAsync(1, Token)).IsAcquired);
    }

    [Fact]
    public async Task Disposal_ends_the_waits()
    {
        var budget = Budget(new() { Jitter = 0 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        var waiting = budget.AcquireAsync(1, Token).AsTask();
        await budget.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    [Theory]
    [InlineData(-1_000)]
    [InlineData(-1)]
    [InlineData(1_000)]
    public async Task A_jump_of_the_clock_neither_stalls_nor_frees_a_burst(int days)
    {
        using var budget = Budget(new() { Jitter = 0 });
        using var other = Budget(new() { Jitter = 0 });
        (await budget.AcquireAsync(1, Token)).Dispose();
        _time.AdjustTime(_time.GetUtcNow().AddDays(days));
        var start = _time.GetTimestamp();
        var times = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var lease = (i % 2 == 0 ? budget : other).AcquireAsync(1, Token).AsTask();
            await Run(lease);
            (await lease).Dispose();
            times.Add(_time.GetElapsedTime(start).TotalSeconds);
        }

        Assert.All(times.Zip(times.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, 0.95, 1.05));
        Assert.InRange(times[0], 0, 1.05);
    }

    /// <summary>
    /// For any number of clients on one store, any rate and any schedule of calls, no window contains more than rate * (window +
    /// block time) + 1 requests, and one more with jitter. Oracle: the times at which leases were granted, counted in all windows.
    /// </summary>
    [Fact]
    public async Task Together_they_never_exceed_the_rate() => await Gen.Select(
        Gen.Int[1, 4], Gen.OneOf([.. new[] { 0.5, 1.0, 3.0, 40.0, 400.0 }.Select(Gen.Const)]),
        Gen.OneOf([.. new[] { 0.0, 0.3, 1.0 }.Select(Gen.Const)]), Gen.Int[0, 400].Array[1, 60],
        Gen.Int[1, 3]).SampleAsync(async (clients, rate, jitter, gaps, cost) =>
    {
        var time = new SteppingTime(Noon);
        var store = new MemoryBudgetStore();
        var options = new NeteaseOptions { IsStandIn = true, RequestsPerSecond = rate, Jitter = jitter, MaxConcurrency = 3 };
        var budgets = Enumerable.Range(0, clients).Select(_ => new RequestBudget(store, options, time, NullLogger<RequestBudget>.Instance))
            .ToArray();
        var step = TimeSpan.FromSeconds(Math.Max(0.001, 0.1 / rate));
        var left = new List<long>();
        var pending = new List<Task>();
        for (var i = 0; i < gaps.Length; i++)
        {
            // Gaps in units of a tenth of a slot, from crowds to pauses.
            for (var steps = gaps[i] % 7 == 0 ? gaps[i] : 0; steps > 0; steps--)
                await Step();
            pending.Add(Leave(budgets[gaps[i] % clients]));
        }

        await time.RunAsync(Task.WhenAll(pending));
        var sorted = left.Order().ToArray();
        for (var from = 0; from < sorted.Length; from++)
        {
            for (var to = from; to < sorted.Length; to++)
            {
                var window = time.GetElapsedTime(sorted[from], sorted[to]).TotalSeconds;
                // The clock of this test moves in steps, and timers count milliseconds. Each request uses its cost in slots.
                var most = (rate * (window + 0.05 + step.TotalSeconds + 0.001)) + cost + (rate < 20 ? jitter : 0) + 1e-6;
                Assert.True(
                    cost * (to - from + 1) <= most + cost - 1,
                    $"{to - from + 1} requests of cost {cost} in {window} s at rate {rate}, {clients} clients, jitter {jitter}");
            }
        }

        async Task Leave(RequestBudget budget)
        {
            using var lease = await budget.AcquireAsync(cost, Token);
            lock (left)
                left.Add(time.GetTimestamp());
        }

        async Task Step()
        {
            await Clockwork.SettleAsync();
            time.Advance(step);
            await Clockwork.SettleAsync();
        }
    }, iter: 60, threads: 1);

    private RequestBudget Budget(NeteaseOptions options) => new(_store, options, _time, NullLogger<RequestBudget>.Instance);

    private double Seconds() => (_time.GetUtcNow() - Noon).TotalSeconds;

    // Advances the clock until the task is complete.
    private Task Run(params Task[] tasks) => _time.RunAsync(Task.WhenAll(tasks));

    /// <summary>A store that changes at once but returns late.</summary>
    private sealed class SlowStore(TimeProvider time, Func<int, TimeSpan> takes) : IBudgetStore
    {
        private readonly MemoryBudgetStore _inner = new();
        private int _calls = -1;

        public async ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default)
        {
            await _inner.UpdateAsync(change, cancellationToken);
            await Task.Delay(takes(Interlocked.Increment(ref _calls)), time, cancellationToken);
        }
    }

    private sealed class BrokenStore : IBudgetStore
    {
        private readonly MemoryBudgetStore _inner = new();

        public Exception? Trouble { get; set; }

        public ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default) =>
            Trouble is null ? _inner.UpdateAsync(change, cancellationToken) : ValueTask.FromException(Trouble);
    }
}
