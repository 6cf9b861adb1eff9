using Microsoft.Extensions.Time.Testing;

namespace ZetDard.Netease.Tests.Transport;

/// <summary>A clock that jumps from one timer to the next, so that waiting for hours takes no real time.</summary>
internal sealed class SteppingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private const int MaxSteps = 100_000;

    private readonly Dictionary<Timer, DateTimeOffset> _due = [];

    /// <summary>Advances the clock until the task is complete. Fails if the task waits but not for a timer.</summary>
    public async Task RunAsync(Task task)
    {
        for (var step = 0; ; step++)
        {
            await Clockwork.SettleAsync();
            if (task.IsCompleted)
                break;
            Assert.True(step < MaxSteps, "Still waiting after very many timers.");
            DateTimeOffset next;
            lock (_due)
            {
                Assert.True(_due.Count > 0, "Waits for nothing that time brings.");
                next = _due.Values.Min();
            }

            Advance(next > GetUtcNow() ? next - GetUtcNow() : TimeSpan.Zero);
        }

        await task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this);
        timer.Inner = base.CreateTimer(
            given =>
            {
                timer.Note(timer.Period);
                callback(given);
            },
            state,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SteppingTime time) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            Note(dueTime);                          // before: a timer that is due at once runs within the change
            var isChanged = Inner.Change(dueTime, period);
            if (!isChanged)
                Note(Timeout.InfiniteTimeSpan);     // it is disposed
            return isChanged;
        }

        public void Note(TimeSpan due)
        {
            lock (time._due)
            {
                if (due == Timeout.InfiniteTimeSpan)
                    time._due.Remove(this);
                else
                    time._due[this] = time.GetUtcNow() + due;
            }
        }

        public void Dispose()
        {
            Note(Timeout.InfiniteTimeSpan);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Note(Timeout.InfiniteTimeSpan);
            return Inner.DisposeAsync();
        }
    }
}
