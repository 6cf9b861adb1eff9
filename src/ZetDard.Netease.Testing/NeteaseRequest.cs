namespace ZetDard.Netease.Testing;

/// <summary>A request that a <see cref="NeteaseStandIn"/> was sent. No cookie is in it, unless the client put one into the address.</summary>
/// <param name="Time">When it had arrived whole.</param>
/// <param name="Form">How it came.</param>
/// <param name="Uri">What it asks for, as the service's own path whatever the form: <c>/api/v3/song/detail</c>; of a file its path.</param>
/// <param name="Parameters">Its parameters by the service's own names, decrypted; without cookies and without what the encryption adds.</param>
public sealed record NeteaseRequest(DateTimeOffset Time, NeteaseRequestForm Form, string Uri, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Whether it came with the cookies of the account.</summary>
    public bool IsLoggedIn { get; init; }

    /// <summary>Whether the Node server answered from its cache, so that the service was not asked.</summary>
    public bool IsFromCache { get; init; }

    /// <summary>The path and query as they came.</summary>
    public string Target { get; init; } = "";

    /// <summary>What it asks for, as one text for each thing: the uri with its parameters; of songs by id one for each id (<c>/api/v3/song/detail?id=5</c>).</summary>
    public IReadOnlyList<string> Keys => RequestKeys.Of(Uri, Parameters);
}
