using System.Threading.RateLimiting;

namespace ZetDard.Netease;

/// <summary>A request that waits for its turn.</summary>
/// <param name="cost">The number of slots that it needs.</param>
internal sealed class BudgetWaiter(int cost) : TaskCompletionSource<RateLimitLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public int Cost { get; } = cost;

    public void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            var registration = cancellationToken.UnsafeRegister(
                static (waiter, token) => ((BudgetWaiter)waiter!).TrySetCanceled(token), this);
            _ = Task.ContinueWith(
                static (_, state) => ((CancellationTokenRegistration)state!).Dispose(), registration, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
