namespace ZetDard.Netease;

/// <summary>How far a log-in by QR code has come.</summary>
public enum QrLogInState
{
    /// <summary>Waiting for the app to scan the code (801).</summary>
    Waiting,

    /// <summary>Scanned; the person must confirm in the app (802).</summary>
    Scanned,

    /// <summary>Done: the session is in the <see cref="ISessionStore"/> (803).</summary>
    Confirmed,

    /// <summary>The code is too old (800): begin again.</summary>
    Expired,
}
