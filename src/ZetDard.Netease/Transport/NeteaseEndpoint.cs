using System.Collections.ObjectModel;

namespace ZetDard.Netease;

/// <summary>
/// One endpoint of the service, as data: its path at a NeteaseCloudMusicApi server, its path at the service, its encryption and
/// its limits.
/// </summary>
/// <param name="Name">The name in words, for messages, traces and metrics, such as <c>playlist detail</c>.</param>
/// <param name="ServerPath">The path at a NeteaseCloudMusicApi server, such as <c>/playlist/detail</c>.</param>
/// <param name="Uri">
/// The path at the service, such as <c>/api/v6/playlist/detail</c>; it may contain the key of a parameter in braces:
/// <c>/api/v1/user/detail/{uid}</c>.
/// </param>
/// <param name="Cipher">The usual encryption of a direct call.</param>
internal sealed record NeteaseEndpoint(string Name, string ServerPath, string Uri, NeteaseCipher Cipher)
{
    /// <summary>The parameters, in the order in which they are sent.</summary>
    public IReadOnlyList<NeteaseParameter> Parameters { get; init; } = [];

    /// <summary>The cost of a request in the budget. Default 1.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>The number of rows in a page if the endpoint is paged, or of ids in a request if it takes several; otherwise 0.</summary>
    public int PageSize { get; init; }

    /// <summary>
    /// The number of rows after which the service repeats rows or refuses; no page beyond it is requested. <see langword="null"/>
    /// if no limit is known.
    /// </summary>
    public int? Cap { get; init; }

    /// <summary>Makes a call of this endpoint.</summary>
    /// <param name="values">The values by <see cref="NeteaseParameter.Key"/>.</param>
    public NeteaseCall With(params ReadOnlySpan<(string Key, object Value)> values)
    {
        if (values.IsEmpty)
        {
            return new(this, ReadOnlyDictionary<string, object>.Empty);
        }

        var byKey = new Dictionary<string, object>(values.Length);
        foreach (var (key, value) in values)
        {
            byKey.Add(key, value);
        }

        return new(this, byKey);
    }
}

/// <summary>A parameter of an endpoint.</summary>
/// <param name="Server">The name at a NeteaseCloudMusicApi server; <see langword="null"/> if it is not sent there.</param>
/// <param name="Direct">
/// The name in the payload of a direct call; <see langword="null"/> if it is not in the payload (it may be in the path).
/// </param>
/// <param name="Form">How the value is written.</param>
/// <param name="Default">The value if the caller gives none; <see langword="null"/> to leave the parameter out.</param>
internal sealed record NeteaseParameter(string? Server, string? Direct, ParameterForm Form = ParameterForm.Value, object? Default = null)
{
    /// <summary>The key of the value in a call: the name at a server, or the direct name if there is none at a server.</summary>
    public string Key => Server ?? Direct!;
}

/// <summary>How a parameter is written at a server and in a payload.</summary>
internal enum ParameterForm
{
    /// <summary>A number, string or Boolean, as it is.</summary>
    Value,

    /// <summary>Ids: <c>1,2</c> at a server, the string <c>[1,2]</c> in a payload.</summary>
    Ids,

    /// <summary>Ids: <c>1,2</c> at a server, the string <c>[{"id":1},{"id":2}]</c> in a payload.</summary>
    IdObjects,
}
