namespace ZetDard.Netease.Downloads;

/// <summary>
/// Decides which hosts files may be fetched from: the hosts of the service, and the server or upstream in the options. With a
/// stand-in only this machine is allowed, because its request rate may be too high for the service.
/// </summary>
/// <remarks>Some servers replace addresses with those of other services. Files are not fetched from there.</remarks>
internal static class ServiceHosts
{
    private static readonly string[] Domains = ["126.net", "music.163.com"];

    /// <summary>Returns whether files may be fetched from an address.</summary>
    public static bool Allows(Uri address, NeteaseOptions options) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && (options.IsStandIn
            ? address.IsLoopback
            : Domains.Any(
                domain => address.IdnHost.Equals(domain, StringComparison.OrdinalIgnoreCase)
                    || address.IdnHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase))
                || IsOf(options.Upstream, address)
                || IsOf(options.Server, address));

    /// <summary>Describes the allowed hosts, for messages.</summary>
    public static string Describe(NeteaseOptions options) =>
        options.IsStandIn
            ? $"this machine ({nameof(options.IsStandIn)} is set)"
            : string.Join(
                ", ",
                ((string?[])[.. Domains.Select(domain => $"*.{domain}"), options.Upstream?.Authority, options.Server?.Authority]).Where(host => host is not null));

    // 127.0.0.1 and localhost are the same machine. Another port is another program, and a server must not make this client call it.
    private static bool IsOf(Uri? configured, Uri address) =>
        configured is not null && configured.Scheme == address.Scheme && configured.Port == address.Port
        && (address.IdnHost.Equals(configured.IdnHost, StringComparison.OrdinalIgnoreCase)
            || (configured.IsLoopback && address.IsLoopback));
}
