namespace ZetDard.Netease;

/// <summary>Keeps the state of the request budget where all who share it see it: in memory for one process (the default), in a database for several.</summary>
/// <remarks>Implementations are safe for concurrent use, by several processes where they share.</remarks>
public interface IBudgetStore
{
    /// <summary>Replaces the state in one step: no other change comes between reading and writing.</summary>
    /// <param name="change">Given the state, or <see langword="null"/> where there is none yet, returns the next one. Quick, without side effects: it may be called again.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default);
}
