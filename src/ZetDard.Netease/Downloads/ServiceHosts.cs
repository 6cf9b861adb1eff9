namespace ZetDard.Netease.Downloads;

/// <summary>Where files are fetched from: the service's own hosts, and the very server or upstream that the options name; with a stand-in this machine only, since its rate is not for the service.</summary>
/// <remarks>Some servers replace addresses by those of other services; those are not fetched.</remarks>
internal static class ServiceHosts
{
    private static readonly string[] Domains = ["126.net", "music.163.com"];

    /// <summary>Whether files may be fetched from an address.</summary>
    public static bool Allows(Uri address, NeteaseOptions options) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && (options.IsStandIn
            ? address.IsLoopback
            : Domains.Any(domain => address.IdnHost.Equals(domain, StringComparison.OrdinalIgnoreCase) || address.IdnHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase))
                || IsOf(options.Upstream, address)
                || IsOf(options.Server, address));

    /// <summary>What is allowed, for messages.</summary>
    public static string Describe(NeteaseOptions options) =>
        options.IsStandIn
            ? $"this machine ({nameof(options.IsStandIn)} is set)"
            : string.Join(", ", ((string?[])[.. Domains.Select(domain => $"*.{domain}"), options.Upstream?.Authority, options.Server?.Authority]).Where(host => host is not null));

    // 127.0.0.1 and localhost are the same machine. Another port is another program, which a server must not be able to have asked.
    private static bool IsOf(Uri? configured, Uri address) =>
        configured is not null && configured.Scheme == address.Scheme && configured.Port == address.Port
        && (address.IdnHost.Equals(configured.IdnHost, StringComparison.OrdinalIgnoreCase) || (configured.IsLoopback && address.IsLoopback));
}
