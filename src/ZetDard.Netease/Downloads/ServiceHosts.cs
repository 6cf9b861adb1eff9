namespace ZetDard.Netease.Downloads;

/// <summary>The hosts that files are fetched from: the service's own, and that of the stand-in or server that the options name.</summary>
/// <remarks>Some servers replace addresses by those of other services; those are not fetched.</remarks>
internal static class ServiceHosts
{
    private static readonly string[] Domains = ["126.net", "music.163.com"];

    /// <summary>Whether files may be fetched from an address.</summary>
    public static bool Allows(Uri address, NeteaseOptions options) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && (Domains.Any(domain => address.IdnHost.Equals(domain, StringComparison.OrdinalIgnoreCase) || address.IdnHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase))
            || IsOf(options.Upstream, address)
            || IsOf(options.Server, address));

    /// <summary>What is allowed, for messages.</summary>
    public static string Describe(NeteaseOptions options) =>
        string.Join(", ", ((string?[])[.. Domains.Select(domain => $"*.{domain}"), options.Upstream?.Host, options.Server?.Host]).Where(host => host is not null));

    // 127.0.0.1 and localhost are the same machine.
    private static bool IsOf(Uri? configured, Uri address) =>
        configured is not null && (address.IdnHost.Equals(configured.IdnHost, StringComparison.OrdinalIgnoreCase) || (configured.IsLoopback && address.IsLoopback));
}
