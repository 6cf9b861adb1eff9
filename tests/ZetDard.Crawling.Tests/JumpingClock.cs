namespace ZetDard.Crawling.Tests;

/// <summary>
/// A wall clock that can be set, over a clock that only advances. As on real systems, timers and timestamps do not change when it
/// is set.
/// </summary>
internal sealed class JumpingClock(TimeProvider steady) : TimeProvider
{
    private long _offset;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => steady.TimestampFrequency;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override long GetTimestamp() => steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        steady.CreateTimer(callback, state, dueTime, period);
}
