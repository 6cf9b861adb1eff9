namespace ZetDard.Recommenders.Testing.Tests;

/// <summary>What the tests of the suites share: each breaks one promise of a sound component.</summary>
internal static class Faults
{
    /// <summary>The check names the promise.</summary>
    public static async Task IsNamedAsync(string promise, Func<Task> check)
    {
        var error = await Assert.ThrowsAsync<ConformanceException>(check);
        Assert.Contains(error.Broken, broken => broken.Contains(promise, StringComparison.Ordinal));
    }

    /// <summary>What every fit begins with, unless it has the fault "null" or "deaf".</summary>
    public static void Begin(string fault, object? given, CancellationToken cancellationToken)
    {
        if (given is null)
        {
            throw fault == "null" ? new InvalidOperationException() : new ArgumentNullException(nameof(given));
        }

        if (fault != "deaf")
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
