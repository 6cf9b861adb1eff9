namespace ZetDard.Netease;

/// <summary>Stores the session of one account. Implementations are safe for concurrent use.</summary>
public interface ISessionStore
{
    /// <summary>Returns the session; <see langword="null"/> if there is none.</summary>
    ValueTask<NeteaseSession?> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores a session in place of the previous one; <see langword="null"/> deletes it.</summary>
    ValueTask SaveAsync(NeteaseSession? session, CancellationToken cancellationToken = default);
}
