using System.Reflection;

namespace ZetDard.Crawling.Tests;

/// <summary>An object of an interface that tells of each call before it passes it on, and, where its task gives nothing at once, when that has ended.</summary>
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
                // Before the caller's own continuation, for it is the first one.
                _ = task.ContinueWith(_ => ended(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
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
