namespace ZetDard.Netease;

/// <summary>
/// The slots that this process has reserved but not used yet. Times are timestamps, which do not change when the clock is set.
/// Not safe for concurrent use.
/// </summary>
internal sealed class ReservedSlots(TimeProvider time)
{
    private long _next;
    private double _ticksEach;
    private int _passed;       // not used by any request since the last reservation

    /// <summary>The number of reserved slots.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Whether the slots were reserved so long before their time that the store must be asked again whether they may be used.
    /// </summary>
    public bool IsOld { get; private set; }

    /// <summary>The day (UTC) whose count includes the slots.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>When the slots were reserved.</summary>
    public DateTimeOffset AsOf { get; private set; }

    /// <summary>How often all slots were dropped because of a pause.</summary>
    public int DropCount { get; private set; }

    /// <summary>The number of slots that the next reservation gives back: those that passed unused, and those that are left.</summary>
    public int Unused => _passed + Count;

    /// <summary>
    /// The time until the next slot, 0 if it has begun. It is rounded up to whole milliseconds, the resolution of timers; if it
    /// were rounded down, the waiting task would wake too early again and again.
    /// </summary>
    public TimeSpan UntilNext =>
        TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), _next).TotalMilliseconds)));

    /// <summary>Returns whether there are enough slots for a request and the first one has begun.</summary>
    public bool IsDue(int cost) => Count >= cost && _next <= time.GetTimestamp();

    public void Take(int cost)
    {
        Count -= cost;
        _next += (long)(cost * _ticksEach);
    }

    /// <summary>Drops the slots whose time passed while no request waited, or before a late timer ran.</summary>
    public void DropPassed()
    {
        if (Count > 0
            && _ticksEach > 0
            && time.GetTimestamp() - _next - Math.Max(time.Ticks(RequestBudget.BlockTime), _ticksEach) is > 0 and var late)
        {
            var passed = (int)Math.Min(Count, Math.Ceiling(late / _ticksEach));
            Count -= passed;
            _passed += passed;
            _next += (long)(passed * _ticksEach);
        }
    }

    /// <summary>Drops all slots, because a pause began.</summary>
    public void Drop()
    {
        DropCount++;
        Pass();
    }

    /// <summary>Called when the store has confirmed that the slots may still be used.</summary>
    public void Confirm() => IsOld = false;

    /// <summary>Called when the store has taken back the unused slots.</summary>
    /// <param name="unused">The number of slots that were given back.</param>
    public void GiveBack(int unused)
    {
        Pass();
        _passed -= unused;
    }

    /// <summary>Stores newly reserved slots; the earlier ones were given back.</summary>
    /// <param name="reservation">The reservation that the store returned.</param>
    /// <param name="late">How long after its beginning the first slot is used.</param>
    /// <param name="notBefore">The timestamp before which no slot is used.</param>
    public void Replace(SlotReservation reservation, TimeSpan late, long notBefore)
    {
        (Count, Day, AsOf, _ticksEach) = (
            reservation.Count, reservation.Day, reservation.AsOf, reservation.Interval.TotalSeconds * time.TimestampFrequency);
        _next = Math.Max(reservation.Asked + time.Ticks(reservation.Wait + late), notBefore);
        IsOld = _next - reservation.Asked > time.Ticks(RequestBudget.BlockTime);
    }

    /// <summary>Makes the remaining slots unusable; the next reservation gives them back.</summary>
    public void Pass() => (_passed, Count) = (_passed + Count, 0);
}
