namespace ZetDard.Netease;

/// <summary>Keeps the session as long as the process lives. The default.</summary>
/// <param name="session">The session to begin with.</param>
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
