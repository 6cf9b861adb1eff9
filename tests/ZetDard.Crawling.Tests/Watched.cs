using System.Reflection;

namespace ZetDard.Crawling.Tests;

/// <summary>An object of an interface that tells of each call before it passes it on.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class Watched : DispatchProxy
#pragma warning restore CA1852
{
    private object _inner = null!;
    private Action<string> _told = null!;

    public static T Of<T>(T inner, Action<string> told)
        where T : class
    {
        var proxy = Create<T, Watched>();
        ((Watched)(object)proxy)._inner = inner;
        ((Watched)(object)proxy)._told = told;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _told(targetMethod!.Name);
        try
        {
            return targetMethod.Invoke(_inner, args);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }
}
