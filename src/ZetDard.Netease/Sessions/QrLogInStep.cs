namespace ZetDard.Netease;

/// <summary>A step of a log-in by QR code.</summary>
/// <param name="State">The state of the log-in.</param>
/// <param name="Address">The content of the QR code; draw it with any QR library.</param>
public sealed record QrLogInStep(QrLogInState State, Uri Address);
