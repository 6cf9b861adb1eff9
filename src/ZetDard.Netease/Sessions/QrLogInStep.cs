namespace ZetDard.Netease;

/// <summary>A step of a log-in by QR code.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Address">What the QR code says: draw it with any QR library.</param>
public sealed record QrLogInStep(QrLogInState State, Uri Address);
