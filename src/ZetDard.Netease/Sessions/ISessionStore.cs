namespace ZetDard.Netease;

/// <summary>Where the session of one account is kept. Safe for concurrent use.</summary>
public interface ISessionStore
{
    /// <summary>The session, or <see langword="null"/> where there is none.</summary>
    ValueTask<NeteaseSession?> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps a session in place of the one before; <see langword="null"/> forgets it.</summary>
    ValueTask SaveAsync(NeteaseSession? session, CancellationToken cancellationToken = default);
}
