namespace ZetDard.Netease;

/// <summary>The part of the budget that lies in the <see cref="IBudgetStore"/>: what this process reserves there, and tells the others who share it.</summary>
/// <remarks>Holds no state of its own. Where the store fails, its exception comes through and nothing was changed.</remarks>
internal sealed class SharedBudget(IBudgetStore store, NeteaseOptions options, TimeProvider time)
{
    /// <summary>Lets all rest, and doubles the time between requests.</summary>
    /// <param name="sent">When the request left that was told to slow down: of several that were under way together only the first counts.</param>
    /// <param name="pause">How long the service said; <see langword="null"/>: the usual pause, and two and a half times that when it asks again.</param>
    /// <param name="cancellationToken">Stops before the store is changed.</param>
    /// <returns>How many times the usual time is between requests now, and how long the rest is; 0 where the request does not count.</returns>
    public async ValueTask<(int Slowdown, TimeSpan Pause)> SlowDownAsync(DateTimeOffset sent, TimeSpan? pause, CancellationToken cancellationToken)
    {
        var (slowdown, rest) = (0, TimeSpan.Zero);
        await store.UpdateAsync(
            text =>
            {
                var state = BudgetState.Parse(text, time.GetUtcNow());
                slowdown = 0;
                if (sent <= state.SlowedAt)
                {
                    return state.ToString();
                }

                rest = pause ?? (state.SlowdownNow == 1 ? options.ThrottledPause : 2.5 * options.ThrottledPause);
                state = state.SlowDown(rest * (1 + (0.2 * Random.Shared.NextDouble())));
                slowdown = state.Slowdown;
                return state.ToString();
            },
            cancellationToken).ConfigureAwait(false);
        return (slowdown, rest);
    }

    /// <summary>Stops all for a long while.</summary>
    /// <returns>How long: where a longer stop is there already, that.</returns>
    public async ValueTask<TimeSpan> BlockAsync(NeteaseErrorKind why, CancellationToken cancellationToken)
    {
        var left = TimeSpan.Zero;
        await store.UpdateAsync(
            text =>
            {
                var state = BudgetState.Parse(text, time.GetUtcNow()).Block(options.BlockedPause, why);
                left = state.BlockedUntil - state.AsOf;
                return state.ToString();
            },
            cancellationToken).ConfigureAwait(false);
        return left;
    }

    /// <summary>Reserves slots for a request, and as many more as fit into <see cref="RequestBudget.BlockTime"/>; or only looks whether those reserved long ago may still be used.</summary>
    /// <param name="cost">How many the request takes.</param>
    /// <param name="heldAsOf">When the slots were reserved that are enough for the request, if any are.</param>
    /// <param name="unused">Slots that were reserved and are given back where new ones are reserved.</param>
    /// <param name="unusedDay">The day (UTC) that counted them.</param>
    public async ValueTask<SlotReservation> ReserveAsync(int cost, DateTimeOffset? heldAsOf, int unused, DateOnly unusedDay)
    {
        SlotReservation reservation = default;
        await store.UpdateAsync(text =>
        {
            // Slots begin by the clock of here and now, however long it takes to store them.
            var asked = time.GetTimestamp();
            var state = BudgetState.Parse(text, time.GetUtcNow());
            reservation = new() { Asked = asked, AsOf = state.AsOf, Day = state.Day };
            if (text is not null && heldAsOf is { } held && state.BlockedUntil <= state.AsOf && (state.Slowdown == 1 || state.SlowedAt <= held))
            {
                reservation = reservation with { IsKept = true };
                return text;
            }

            state = state.GiveBack(unused, unusedDay);
            var left = options.RequestsPerDay - state.Used;
            if (state.BlockedUntil > state.AsOf)
            {
                reservation = reservation with { Refusal = new(state.BlockedWhy, state.BlockedUntil - state.AsOf) };
            }
            else if (left < cost)
            {
                reservation = reservation with { Refusal = new(NeteaseErrorKind.BudgetSpent, state.Day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - state.AsOf) };
            }
            else
            {
                var interval = TimeSpan.FromSeconds(1 / options.RequestsPerSecond) * state.SlowdownNow;
                var count = (int)Math.Min(Math.Max(cost, RequestBudget.BlockTime / interval), left);
                state = state.Reserve(count, interval, out var first);
                reservation = reservation with { Count = count, Interval = interval, Wait = first - reservation.AsOf };
            }

            return state.ToString();
        }).ConfigureAwait(false);
        return reservation;
    }
}
