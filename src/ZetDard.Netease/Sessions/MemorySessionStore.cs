namespace ZetDard.Netease;

/// <summary>Stores the session in memory, until the process ends. This is the default.</summary>
/// <param name="session">The initial session; <see langword="null"/> for none.</param>
public sealed class MemorySessionStore(NeteaseSession? session = null) : ISessionStore
{
    private volatile NeteaseSession? _session = session;

    /// <inheritdoc/>
    public ValueTask<NeteaseSession?> LoadAsync(CancellationToken cancellationToken = default) => new(_session);

    /// <inheritdoc/>
    public ValueTask SaveAsync(NeteaseSession? session, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session = session;
        return default;
    }
}
