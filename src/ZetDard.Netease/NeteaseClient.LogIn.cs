namespace ZetDard.Netease;

internal sealed partial class NeteaseClient
{
    public IAsyncEnumerable<QrLogInStep> LogInByQrAsync(CancellationToken cancellationToken = default) => new QrLogIn(_caller, _time).RunAsync(cancellationToken);
}
