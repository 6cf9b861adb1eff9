namespace ZetDard.Netease.Downloads;

/// <summary>
/// Decides which hosts files may be fetched from: the hosts of the service, and the server or upstream in the options. With a
/// stand-in only this machine is allowed, because its request rate may be too high for the service.
/// </summary>
/// <remarks>Some servers replace addresses with those of other services. Files are not fetched from there.</remarks>
internal static class ServiceHosts
{
    private const string Site = "music.163.com";
    private static readonly string[] Domains = ["126.net", Site];

    /// <summary>
    /// Returns whether a page is one of the service's own site, and by https. A person who is told to open it may enter a password there,
    /// so look-alike hosts, other ports and addresses with a user name are refused.
    /// </summary>
    public static bool IsSafePage(Uri address) =>
        IsSite(address) && address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.UserInfo.Length == 0;

    /// <summary>Returns whether an address is on the service's own site.</summary>
    public static bool IsSite(Uri address) => address.IsAbsoluteUri && IsOf(Site, address);

    /// <summary>Returns whether files may be fetched from an address.</summary>
    public static bool Allows(Uri address, NeteaseOptions options) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && (options.IsStandIn
            ? address.IsLoopback
            : Domains.Any(domain => IsOf(domain, address))
                || IsOf(options.Upstream, address)
                || IsOf(options.Server, address));

    /// <summary>Describes the allowed hosts, for messages.</summary>
    public static string Describe(NeteaseOptions options) =>
        options.IsStandIn
            ? $"this machine ({nameof(options.IsStandIn)} is set)"
            : string.Join(
                ", ",
                ((string?[])[.. Domains.Select(domain => $"*.{domain}"), options.Upstream?.Authority, options.Server?.Authority]).Where(host => host is not null));

    private static bool IsOf(string domain, Uri address) =>
        address.IdnHost.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || address.IdnHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    // 127.0.0.1 and localhost are the same machine. Another port is another program, and a server must not make this client call it.
    private static bool IsOf(Uri? configured, Uri address) =>
        configured is not null && configured.Scheme == address.Scheme && configured.Port == address.Port
        && (address.IdnHost.Equals(configured.IdnHost, StringComparison.OrdinalIgnoreCase)
            || (configured.IsLoopback && address.IsLoopback));
}
