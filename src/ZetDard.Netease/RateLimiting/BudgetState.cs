using System.Globalization;
using System.Text;

namespace ZetDard.Netease;

/// <summary>The state of the request budget that all processes share. It is immutable; each change returns a new state.</summary>
/// <remarks>
/// <para>Slots follow one another on the clock, and a process that wants to send reserves the next ones. A slot that is not used
/// in its time is lost, so that nobody can save slots for a burst.</para>
/// <para>Clocks can jump. If the clock jumps ahead, the next slot begins now and the following slots keep their distance. If it
/// is set back by more than <see cref="MaxSkew"/>, all times of the state are set back by the same amount, so that the rest of a
/// pause stays the same.</para>
/// </remarks>
internal sealed record BudgetState
{
    /// <summary>
    /// The maximum difference between the clocks of the processes that share the budget. A clock that was set back by less than
    /// this counts as standing still until it reaches the old time again, so the value is small.
    /// </summary>
    internal static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(2);

    /// <summary>The time after which a slow-down is halved.</summary>
    internal static readonly TimeSpan SlowdownHalfLife = TimeSpan.FromMinutes(5);

    /// <summary>The maximum slow-down: sixteen times the usual time between requests.</summary>
    internal const int MaxSlowdown = 16;

    private const string Version = "budget/1";

    // Valid slots and pauses are never further ahead than this; a later time in a stored state is invalid.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxBlock = TimeSpan.FromDays(31);

    /// <summary>The time of the latest change.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>When the next free slot begins.</summary>
    public DateTimeOffset Next { get; init; }

    /// <summary>The day (UTC) that <see cref="Used"/> counts.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The number of slots of the day that were reserved.</summary>
    public long Used { get; init; }

    /// <summary>
    /// The factor by which the time between requests was increased at <see cref="SlowedAt"/>, 1 to <see cref="MaxSlowdown"/>.
    /// </summary>
    public int Slowdown { get; init; } = 1;

    /// <summary>When the service last answered 'too many requests'.</summary>
    public DateTimeOffset SlowedAt { get; init; }

    /// <summary>The time until which nothing is sent.</summary>
    public DateTimeOffset BlockedUntil { get; init; }

    /// <summary>The reason why nothing is sent.</summary>
    public NeteaseErrorKind BlockedWhy { get; init; } = NeteaseErrorKind.Blocked;

    /// <summary>
    /// Reads a stored state and updates it to the present time. Fields that cannot be read get the values of a new state; the
    /// others, above all a block, are kept.
    /// </summary>
    /// <param name="text">The stored text; <see langword="null"/> if there is none yet.</param>
    /// <param name="now">The present time.</param>
    public static BudgetState Parse(string? text, DateTimeOffset now)
    {
        var state = new BudgetState { AsOf = now, Next = now, Day = DayOf(now) };
        foreach (var field in (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = field.IndexOf('=', StringComparison.Ordinal);
            var value = field[(sign + 1)..];
            state = field[..Math.Max(sign, 0)] switch
            {
                "asOf" when IsTime(value, out var time) => state with { AsOf = time },
                "next" when IsTime(value, out var time) => state with { Next = time },
                "day" when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
                    state with { Day = day },
                "used" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var used) =>
                    state with { Used = used },
                "slowdown" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var slowdown) =>
                    state with { Slowdown = Math.Clamp(slowdown, 1, MaxSlowdown) },
                "slowedAt" when IsTime(value, out var time) => state with { SlowedAt = time },
                "blockedUntil" when IsTime(value, out var time) => state with { BlockedUntil = time },
                "blockedWhy" when value == nameof(NeteaseErrorKind.VerificationDemanded) =>
                    state with { BlockedWhy = NeteaseErrorKind.VerificationDemanded },
                _ => state,
            };
        }

        return state.At(now);
    }

    /// <summary>Returns the state as it is stored: one line that a person can read too.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(256).Append(
            CultureInfo.InvariantCulture,
            $"{Version} asOf={AsOf.UtcDateTime:O} next={Next.UtcDateTime:O} day={Day:yyyy-MM-dd} used={Used}");
        if (Slowdown > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $" slowdown={Slowdown} slowedAt={SlowedAt.UtcDateTime:O}");
        }

        if (BlockedUntil > AsOf - MaxBlock)       // also a block that is over, because the clock may have been ahead
        {
            text.Append(CultureInfo.InvariantCulture, $" blockedUntil={BlockedUntil.UtcDateTime:O} blockedWhy={BlockedWhy}");
        }

        return text.ToString();
    }

    /// <summary>
    /// The present factor on the time between requests; it is halved every five minutes after the service last answered 'too many
    /// requests'.
    /// </summary>
    public int SlowdownNow
    {
        get
        {
            var halvings = (long)(Max(AsOf - SlowedAt, TimeSpan.Zero) / SlowdownHalfLife);
            return halvings >= 5 ? 1 : Math.Max(1, Slowdown >> (int)halvings);
        }
    }

    /// <summary>Reserves slots.</summary>
    /// <param name="count">The number of slots.</param>
    /// <param name="interval">The time between two slots, including the slow-down.</param>
    /// <param name="first">Receives the time at which the first slot begins.</param>
    public BudgetState Reserve(int count, TimeSpan interval, out DateTimeOffset first)
    {
        first = Max(Next, AsOf);
        return this with { Next = first + (count * interval), Used = Used + count };
    }

    /// <summary>Takes back slots that were not used. Their time has passed, so only the day's count is reduced.</summary>
    public BudgetState GiveBack(int count, DateOnly day) => day == Day ? this with { Used = Math.Max(0, Used - count) } : this;

    /// <summary>Doubles the time between requests, and pauses all requests.</summary>
    /// <param name="pause">The length of the pause.</param>
    public BudgetState SlowDown(TimeSpan pause) => this with
    {
        Slowdown = Math.Min(MaxSlowdown, 2 * SlowdownNow),
        SlowedAt = AsOf,
        Next = Max(Next, AsOf + Min(pause, MaxAhead)),
    };

    /// <summary>Stops all requests.</summary>
    /// <param name="pause">The length of the stop; a longer stop that is already set stays.</param>
    /// <param name="why">The reason.</param>
    public BudgetState Block(TimeSpan pause, NeteaseErrorKind why) =>
        this with { BlockedUntil = Max(BlockedUntil, AsOf + pause), BlockedWhy = why };

    private BudgetState At(DateTimeOffset now)
    {
        var state = this;
        var back = AsOf - now;
        var today = DayOf(now);
        if (back > MaxSkew)
        {
            // The clock was set back, or was ahead when the state was written. The rest of each pause stays, and so does the
            // count of the day.
            state = state with
            {
                AsOf = now,
                Next = Back(Next, back),
                SlowedAt = Back(SlowedAt, back),
                BlockedUntil = BlockedUntil > AsOf ? Back(BlockedUntil, back) : BlockedUntil,
                Day = today,
            };
        }

        if (today > state.Day)
        {
            state = state with { Day = today, Used = 0 };
        }

        return state with
        {
            AsOf = Max(state.AsOf, now),
            Day = Min(state.Day, today.AddDays(1)),
            Next = Min(state.Next, now + MaxAhead),
            SlowedAt = Min(state.SlowedAt, Max(state.AsOf, now)),
            BlockedUntil = Min(state.BlockedUntil, now + MaxBlock),
        };
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static bool IsTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static DateTimeOffset Back(DateTimeOffset time, TimeSpan by) =>
        time - DateTimeOffset.MinValue < by ? DateTimeOffset.MinValue : time - by;

    private static T Max<T>(T left, T right)
        where T : IComparable<T> => left.CompareTo(right) >= 0 ? left : right;

    private static T Min<T>(T left, T right)
        where T : IComparable<T> => left.CompareTo(right) <= 0 ? left : right;
}
