using Microsoft.ML;

namespace ZetDard.MicrosoftML;

/// <summary>Says in our words what ML.NET says in its own.</summary>
internal static class Explained
{
    /// <summary>Runs a fit of ML.NET.</summary>
    /// <param name="what">What is fitted, and to what.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="cancellationToken">The token at which the rows look while they are read.</param>
    /// <exception cref="ArgumentException">ML.NET cannot learn from this; its own exception is inside.</exception>
    /// <exception cref="PlatformNotSupportedException">A native library is missing.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled, however ML.NET wrapped that.</exception>
    public static T Fit<T>(string what, Func<T> fit, CancellationToken cancellationToken)
        where T : class
    {
        T? fitted = null;
        try
        {
            fitted = fit();
            cancellationToken.ThrowIfCancellationRequested();
            return fitted;
        }
#pragma warning disable CA1031 // ML.NET throws what its loops happen to throw, down to NullReferenceException
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            (fitted as IDisposable)?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw e switch
            {
                _ when IsNative(e) => new PlatformNotSupportedException(
                    $"ML.NET could not fit {what}: its native library cannot be loaded on this machine ({e.GetBaseException().Message}). " +
                    $"{nameof(MicrosoftMLMethod.Lbfgs)} and {nameof(MicrosoftMLMethod.Sdca)} need none.", e),
                _ => new ArgumentException(
                    $"ML.NET could not fit {what}: {e.GetBaseException().Message} Look at the data, or take another method.", e),
            };
        }
    }

    /// <summary>Asks ML.NET what columns a step adds.</summary>
    /// <exception cref="ArgumentException">The columns before it are not what it needs.</exception>
    public static SchemaShape Schema(Func<SchemaShape> output)
    {
        try
        {
            return output();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new ArgumentException(
                $"The columns are not what the trainer needs: {e.Message} Features are a vector of Single of known size (ml.Transforms.Concatenate), a label is a key (ml.Transforms.Conversion.MapValueToKey).", e);
        }
    }

    private static bool IsNative(Exception? e) =>
        e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (e is not null && IsNative(e.InnerException));
}
