namespace ZetDard.Netease;

/// <summary>
/// Changes the budget in the <see cref="IBudgetStore"/>: reserves slots for this process, and reports slow-downs and blocks to
/// all others.
/// </summary>
/// <remarks>It holds no state. If the store fails, its exception is thrown and nothing was changed.</remarks>
internal sealed class SharedBudget(IBudgetStore store, NeteaseOptions options, TimeProvider time)
{
    /// <summary>Pauses all requests, and doubles the time between them.</summary>
    /// <param name="sent">
    /// When the request was sent that the service refused as too many; of several requests that were under way together only the
    /// first one counts.
    /// </param>
    /// <param name="pause">
    /// The pause that the service asked for; <see langword="null"/> for the usual pause, and for two and a half times that if the
    /// service says so again.
    /// </param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    /// <returns>The new factor on the time between requests, and the length of the pause; 0 if the request does not count.</returns>
    public async ValueTask<(int Slowdown, TimeSpan Pause)> SlowDownAsync(
        DateTimeOffset sent, TimeSpan? pause, CancellationToken cancellationToken)
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

    /// <summary>Stops all requests for a long time.</summary>
    /// <returns>How long the stop lasts; if a longer stop was set before, the rest of that one.</returns>
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

    /// <summary>
    /// Reserves slots for a request, and as many more as fit into <see cref="RequestBudget.BlockTime"/>. If enough slots were
    /// reserved before, only checks whether they may still be used.
    /// </summary>
    /// <param name="cost">The number of slots that the request needs.</param>
    /// <param name="heldAsOf">
    /// When the slots were reserved that this process holds, if they are enough for the request; otherwise
    /// <see langword="null"/>.
    /// </param>
    /// <param name="unused">The number of unused slots, which are given back if new ones are reserved.</param>
    /// <param name="unusedDay">The day (UTC) whose count includes the unused slots.</param>
    public async ValueTask<SlotReservation> ReserveAsync(int cost, DateTimeOffset? heldAsOf, int unused, DateOnly unusedDay)
    {
        SlotReservation reservation = default;
        await store.UpdateAsync(text =>
        {
            // Slots begin by the clock at this moment, however long storing them takes.
            var asked = time.GetTimestamp();
            var state = BudgetState.Parse(text, time.GetUtcNow());
            reservation = new() { Asked = asked, AsOf = state.AsOf, Day = state.Day };
            if (text is not null
                && heldAsOf is { } held
                && state.BlockedUntil <= state.AsOf
                && (state.Slowdown == 1 || state.SlowedAt <= held))
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
                var midnight = state.Day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
                reservation = reservation with { Refusal = new(NeteaseErrorKind.BudgetSpent, midnight - state.AsOf) };
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
