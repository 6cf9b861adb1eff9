namespace ZetDard.Netease;

internal sealed partial class NeteaseClient
{
    public IAsyncEnumerable<QrLogInStep> LogInByQrAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("Log-in by QR code comes with the sessions.");
}
