using System.Runtime.InteropServices;

namespace ZetDard.Recommenders.Testing;

/// <summary>Collects broken promises; one that breaks often is listed a few times only.</summary>
internal sealed class Broken
{
    private const int MaxOfOne = 3;
    private readonly List<string> _promises = [];
    private readonly Dictionary<string, int> _times = [];

    /// <summary>Lists a broken promise.</summary>
    /// <param name="isBroken">Whether it is broken.</param>
    /// <param name="promise">The promise, a colon, what was seen.</param>
    public void When(bool isBroken, string promise)
    {
        if (isBroken && ++CollectionsMarshal.GetValueRefOrAddDefault(_times, promise.Split(':')[0], out _) <= MaxOfOne)
        {
            _promises.Add(promise);
        }
    }

    public void WhenNotThrown<TException>(Action action, string promise)
        where TException : Exception
    {
        // Nothing is awaited: the task is there when the call returns.
        _ = WhenNotThrownAsync<TException>(
            () =>
            {
                action();
                return Task.CompletedTask;
            },
            promise);
    }

    public async Task WhenNotThrownAsync<TException>(Func<Task> action, string promise)
        where TException : Exception
    {
        try
        {
            await action().ConfigureAwait(false);
            When(true, $"{promise}: nothing was thrown.");
        }
        catch (TException)
        {
        }
#pragma warning disable CA1031 // any other exception is a broken promise, to be listed with the rest
        catch (Exception e)
#pragma warning restore CA1031
        {
            When(true, $"{promise}: {e.GetType().Name} was thrown.");
        }
    }

    public void ThrowIfAny(string subject)
    {
        if (_promises.Count > 0)
        {
            throw new ConformanceException(subject, _promises);
        }
    }
}
