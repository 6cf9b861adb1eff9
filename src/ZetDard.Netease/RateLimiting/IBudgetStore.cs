namespace ZetDard.Netease;

/// <summary>
/// Stores the state of the request budget for all clients that share it: in memory for one process (the default), in a database
/// for several.
/// </summary>
/// <remarks>Implementations are safe for concurrent use, and for use by several processes if these share the store.</remarks>
public interface IBudgetStore
{
    /// <summary>Replaces the state atomically: no other change happens between reading and writing.</summary>
    /// <param name="change">
    /// Receives the state, or <see langword="null"/> if there is none yet, and returns the new state. It must be quick and have no
    /// side effects, because it may be called again.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default);
}
