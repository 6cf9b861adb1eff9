using System.Globalization;
using System.Text;

namespace ZetDard.Netease;

/// <summary>What all who share a budget know of it. Immutable; each change gives the next state.</summary>
/// <remarks>
/// <para>Slots lie one after another on the clock; whoever wants to send reserves the next ones. What is not used when its time has passed is lost, so nobody saves up for a burst.</para>
/// <para>Clocks jump. Ahead: the next slot is now, and the ones after it are as far apart as ever. Back by more than <see cref="MaxSkew"/>: all times move back by as much, so that
/// what was left of a pause is still left, and no more.</para>
/// </remarks>
internal sealed record BudgetState
{
    /// <summary>How far the clocks of those who share may be apart. Until a clock that was put back by less has come this far again, it counts as standing still, so it is little.</summary>
    internal static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(2);

    /// <summary>How long a slow-down lasts before it is halved.</summary>
    internal static readonly TimeSpan SlowdownHalfLife = TimeSpan.FromMinutes(5);

    /// <summary>The strongest slow-down: sixteen times the time between requests.</summary>
    internal const int MaxSlowdown = 16;

    private const string Version = "budget/1";

    // No rate that is allowed puts a slot, and no service a pause, further off than this; what is beyond is garbage.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxBlock = TimeSpan.FromDays(31);

    /// <summary>The latest time that somebody changed it.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>When the next slot that is free begins.</summary>
    public DateTimeOffset Next { get; init; }

    /// <summary>The day (UTC) that <see cref="Used"/> counts.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Slots of the day that were given out.</summary>
    public long Used { get; init; }

    /// <summary>How many times the usual time between requests there was after <see cref="SlowedAt"/>, 1 to <see cref="MaxSlowdown"/>.</summary>
    public int Slowdown { get; init; } = 1;

    /// <summary>When the service last asked to be called less often.</summary>
    public DateTimeOffset SlowedAt { get; init; }

    /// <summary>Until when nothing is sent.</summary>
    public DateTimeOffset BlockedUntil { get; init; }

    /// <summary>Why nothing is sent.</summary>
    public NeteaseErrorKind BlockedWhy { get; init; } = NeteaseErrorKind.Blocked;

    /// <summary>Reads a state, and makes it that of now. What cannot be read is as in a new state; what can be read, a block above all, counts.</summary>
    /// <param name="text">The text; <see langword="null"/>: there is none yet.</param>
    /// <param name="now">The time.</param>
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
                "day" when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => state with { Day = day },
                "used" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var used) => state with { Used = used },
                "slowdown" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var slowdown) => state with { Slowdown = Math.Clamp(slowdown, 1, MaxSlowdown) },
                "slowedAt" when IsTime(value, out var time) => state with { SlowedAt = time },
                "blockedUntil" when IsTime(value, out var time) => state with { BlockedUntil = time },
                "blockedWhy" when value == nameof(NeteaseErrorKind.VerificationDemanded) => state with { BlockedWhy = NeteaseErrorKind.VerificationDemanded },
                _ => state,
            };
        }

        return state.At(now);
    }

    /// <summary>The state as it is stored: one line, so that a person can read it too.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(256).Append(CultureInfo.InvariantCulture, $"{Version} asOf={AsOf.UtcDateTime:O} next={Next.UtcDateTime:O} day={Day:yyyy-MM-dd} used={Used}");
        if (Slowdown > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $" slowdown={Slowdown} slowedAt={SlowedAt.UtcDateTime:O}");
        }

        if (BlockedUntil > AsOf - MaxBlock)        // also one that is over: the clock may have been ahead
        {
            text.Append(CultureInfo.InvariantCulture, $" blockedUntil={BlockedUntil.UtcDateTime:O} blockedWhy={BlockedWhy}");
        }

        return text.ToString();
    }

    /// <summary>How many times the usual time is between requests now: halved every five minutes since the service last asked.</summary>
    public int SlowdownNow
    {
        get
        {
            var halvings = (long)(Max(AsOf - SlowedAt, TimeSpan.Zero) / SlowdownHalfLife);
            return halvings >= 5 ? 1 : Math.Max(1, Slowdown >> (int)halvings);
        }
    }

    /// <summary>Gives out slots.</summary>
    /// <param name="count">How many.</param>
    /// <param name="interval">The time between two, slow-down included.</param>
    /// <param name="first">When the first one begins.</param>
    public BudgetState Reserve(int count, TimeSpan interval, out DateTimeOffset first)
    {
        first = Max(Next, AsOf);
        return this with { Next = first + (count * interval), Used = Used + count };
    }

    /// <summary>Takes back slots of the day that were not used. Their time has gone by; only the day's count gets them back.</summary>
    public BudgetState GiveBack(int count, DateOnly day) => day == Day ? this with { Used = Math.Max(0, Used - count) } : this;

    /// <summary>Doubles the time between requests, and lets all rest.</summary>
    /// <param name="pause">How long.</param>
    public BudgetState SlowDown(TimeSpan pause) => this with
    {
        Slowdown = Math.Min(MaxSlowdown, 2 * SlowdownNow),
        SlowedAt = AsOf,
        Next = Max(Next, AsOf + Min(pause, MaxAhead)),
    };

    /// <summary>Stops all.</summary>
    /// <param name="pause">How long; a longer stop that is there stays.</param>
    /// <param name="why">Why.</param>
    public BudgetState Block(TimeSpan pause, NeteaseErrorKind why) => this with { BlockedUntil = Max(BlockedUntil, AsOf + pause), BlockedWhy = why };

    private BudgetState At(DateTimeOffset now)
    {
        var state = this;
        var back = AsOf - now;
        var today = DayOf(now);
        if (back > MaxSkew)
        {
            // The clock was put back (or was ahead when this was written): what is left of each pause stays, what was used today too.
            state = state with { AsOf = now, Next = Back(Next, back), SlowedAt = Back(SlowedAt, back), BlockedUntil = BlockedUntil > AsOf ? Back(BlockedUntil, back) : BlockedUntil, Day = today };
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
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static DateTimeOffset Back(DateTimeOffset time, TimeSpan by) => time - DateTimeOffset.MinValue < by ? DateTimeOffset.MinValue : time - by;

    private static T Max<T>(T left, T right)
        where T : IComparable<T> => left.CompareTo(right) >= 0 ? left : right;

    private static T Min<T>(T left, T right)
        where T : IComparable<T> => left.CompareTo(right) <= 0 ? left : right;
}
