using System.Diagnostics;

namespace ZetDard.Netease.Tests.Transport;

/// <summary>For tests that move a clock by hand. They run alone, because only then it can be detected that all due work has run.</summary>
[CollectionDefinition(nameof(Clockwork), DisableParallelization = true)]
public sealed class Clockwork
{
    /// <summary>Returns when nothing but the caller runs, or is about to run, on the thread pool.</summary>
    internal static async Task SettleAsync()
    {
        await Task.Yield();     // onto the pool, so that the caller counts as one
        var watch = Stopwatch.StartNew();
        for (var quiet = 0; quiet < 2;)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "Something on the thread pool does not end.");
            if (IsQuiet())
            {
                quiet++;
                Thread.SpinWait(100);
            }
            else
            {
                quiet = 0;
                Thread.Yield();     // only where something is to run: other programs may take all of a turn
            }
        }
    }

    private static bool IsQuiet()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return ThreadPool.PendingWorkItemCount == 0 && all - free <= (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
    }
}
