namespace ZetDard.Netease.Testing;

/// <summary>
/// A request that a <see cref="NeteaseStandIn"/> received. It contains no cookies, unless the client put them into the address.
/// </summary>
/// <param name="Time">When the whole request had arrived.</param>
/// <param name="Form">The form of the request.</param>
/// <param name="Uri">
/// The service's own path of what was requested, whatever the form: <c>/api/v3/song/detail</c>. For a file, the path of the file.
/// </param>
/// <param name="Parameters">
/// The decrypted parameters by the service's own names, without cookies and without what the encryption adds.
/// </param>
public sealed record NeteaseRequest(
    DateTimeOffset Time, NeteaseRequestForm Form, string Uri, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Whether the request had the cookies of the account.</summary>
    public bool IsLoggedIn { get; init; }

    /// <summary>Whether the Node server answered from its cache, so that the service was not called.</summary>
    public bool IsFromCache { get; init; }

    /// <summary>The path and query as they were sent.</summary>
    public string Target { get; init; } = "";

    /// <summary>
    /// The requested things, each as one string: the path with its parameters, or, for songs by id, one string for each id
    /// (<c>/api/v3/song/detail?id=5</c>).
    /// </summary>
    public IReadOnlyList<string> Keys => RequestKeys.Of(Uri, Parameters);
}
