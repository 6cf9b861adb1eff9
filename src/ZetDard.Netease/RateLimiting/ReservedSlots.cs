namespace ZetDard.Netease;

/// <summary>The slots that this process has reserved and not yet used. Times are timestamps, which no change of the clock moves. Not safe for concurrent use.</summary>
internal sealed class ReservedSlots(TimeProvider time)
{
    private long _next;
    private double _ticksEach;
    private int _passed;            // given to nobody since the last reservation

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether they were reserved so long before their time that the store is asked once more whether they may still be used.</summary>
    public bool IsOld { get; private set; }

    /// <summary>The day (UTC) that counts them.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>When they were reserved.</summary>
    public DateTimeOffset AsOf { get; private set; }

    /// <summary>How often they were dropped because all must rest.</summary>
    public int DropCount { get; private set; }

    /// <summary>How many go back to the store with the next reservation: those that passed, and those that are left.</summary>
    public int Unused => _passed + Count;

    /// <summary>How long until the next one, 0 where it has begun; in whole milliseconds, as timers count, rounded up: rounded down, whoever waits would run in circles.</summary>
    public TimeSpan UntilNext => TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), _next).TotalMilliseconds)));

    /// <summary>Whether there are slots for a request and the first one has begun.</summary>
    public bool IsDue(int cost) => Count >= cost && _next <= time.GetTimestamp();

    public void Take(int cost)
    {
        Count -= cost;
        _next += (long)(cost * _ticksEach);
    }

    /// <summary>Drops those whose time passed while nobody waited, or before a late timer ran.</summary>
    public void DropPassed()
    {
        if (Count > 0 && _ticksEach > 0 && time.GetTimestamp() - _next - Math.Max(time.Ticks(RequestBudget.BlockTime), _ticksEach) is > 0 and var late)
        {
            var passed = (int)Math.Min(Count, Math.Ceiling(late / _ticksEach));
            Count -= passed;
            _passed += passed;
            _next += (long)(passed * _ticksEach);
        }
    }

    /// <summary>Drops all of them: a pause began.</summary>
    public void Drop()
    {
        DropCount++;
        Pass();
    }

    /// <summary>They may still be used, said the store.</summary>
    public void Confirm() => IsOld = false;

    /// <summary>The store has taken back what was not used.</summary>
    /// <param name="unused">How many that were.</param>
    public void GiveBack(int unused)
    {
        Pass();
        _passed -= unused;
    }

    /// <summary>Takes over new slots in place of those that were given back.</summary>
    /// <param name="reservation">What the store gave.</param>
    /// <param name="late">By how much the first one is used later than it begins.</param>
    /// <param name="notBefore">The timestamp before which none is used.</param>
    public void Replace(SlotReservation reservation, TimeSpan late, long notBefore)
    {
        (Count, Day, AsOf, _ticksEach) = (reservation.Count, reservation.Day, reservation.AsOf, reservation.Interval.TotalSeconds * time.TimestampFrequency);
        _next = Math.Max(reservation.Asked + time.Ticks(reservation.Wait + late), notBefore);
        IsOld = _next - reservation.Asked > time.Ticks(RequestBudget.BlockTime);
    }

    /// <summary>Nobody gets those that are left; they go back with the next reservation.</summary>
    public void Pass() => (_passed, Count) = (_passed + Count, 0);
}
