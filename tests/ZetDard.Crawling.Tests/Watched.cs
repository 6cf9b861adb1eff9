using System.Reflection;

namespace ZetDard.Crawling.Tests;

/// <summary>
/// A proxy of an interface that reports each call before it passes it on and, if the returned task has no result, its end.
/// </summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class Watched : DispatchProxy
#pragma warning restore CA1852
{
    private object _inner = null!;
    private Action<string> _told = null!;
    private Action? _ended;

    public static T Of<T>(T inner, Action<string> told, Action? ended = null)
        where T : class
    {
        var proxy = Create<T, Watched>();
        var watched = (Watched)(object)proxy;
        (watched._inner, watched._told, watched._ended) = (inner, told, ended);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _told(targetMethod!.Name);
        try
        {
            var result = targetMethod.Invoke(_inner, args);
            if (_ended is { } ended && result is Task task)
            {
                // Runs before the caller's own continuation, because it was registered first.
                _ = task.ContinueWith(
                    _ => ended(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            return result;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }
}
