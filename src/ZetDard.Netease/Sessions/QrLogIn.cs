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

/// <summary>A step of a log-in by QR code.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Address">What the QR code says: draw it with any QR library.</param>
public sealed record QrLogInStep(QrLogInState State, Uri Address);
