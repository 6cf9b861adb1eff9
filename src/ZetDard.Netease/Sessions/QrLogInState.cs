namespace ZetDard.Netease;

/// <summary>The states of a log-in by QR code.</summary>
public enum QrLogInState
{
    /// <summary>The code waits to be scanned with the app (801).</summary>
    Waiting,

    /// <summary>The code was scanned; the user must confirm in the app (802).</summary>
    Scanned,

    /// <summary>The log-in is complete, and the session is in the <see cref="ISessionStore"/> (803).</summary>
    Confirmed,

    /// <summary>The code is too old (800). Start a new log-in.</summary>
    Expired,
}
