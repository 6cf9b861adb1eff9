using System.Collections.ObjectModel;

namespace ZetDard.Netease;

/// <summary>One call of the service, as data: its path at a NeteaseCloudMusicApi server, its address upstream, its encryption, its caps.</summary>
/// <param name="Name">What it is in words, for messages, traces and meters: <c>playlist detail</c>.</param>
/// <param name="ServerPath">Path at a NeteaseCloudMusicApi server: <c>/playlist/detail</c>.</param>
/// <param name="Uri">Path upstream: <c>/api/v6/playlist/detail</c>; may hold the key of a parameter in braces: <c>/api/v1/user/detail/{uid}</c>.</param>
/// <param name="Cipher">The encryption of a direct call.</param>
internal sealed record NeteaseEndpoint(string Name, string ServerPath, string Uri, NeteaseCipher Cipher)
{
    /// <summary>What it takes, in the order in which it is sent.</summary>
    public IReadOnlyList<NeteaseParameter> Parameters { get; init; } = [];

    /// <summary>What a request costs of the budget. Default 1.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>Rows asked for a page, where it pages; ids a request, where it takes many; else 0.</summary>
    public int PageSize { get; init; }

    /// <summary>Rows after which the service repeats or refuses, whatever it says; no page is asked beyond. <see langword="null"/>: unknown.</summary>
    public int? Cap { get; init; }

    /// <summary>A call of it.</summary>
    /// <param name="values">Values by <see cref="NeteaseParameter.Key"/>.</param>
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
/// <param name="Server">Its name at a NeteaseCloudMusicApi server; <see langword="null"/>: not sent there.</param>
/// <param name="Direct">Its name in the payload of a direct call; <see langword="null"/>: not in the payload (it may stand in the address).</param>
/// <param name="Form">How the value is written.</param>
/// <param name="Default">The value where the caller gives none; <see langword="null"/>: left out.</param>
internal sealed record NeteaseParameter(string? Server, string? Direct, ParameterForm Form = ParameterForm.Value, object? Default = null)
{
    /// <summary>What a call's values are keyed by: the name at a server, or the direct name where a server has none.</summary>
    public string Key => Server ?? Direct!;
}

/// <summary>How a parameter is written in each of the two forms.</summary>
internal enum ParameterForm
{
    /// <summary>As it is: a number, text or truth value.</summary>
    Value,

    /// <summary>Ids: <c>1,2</c> at a server, the text <c>[1,2]</c> in a payload.</summary>
    Ids,

    /// <summary>Ids: <c>1,2</c> at a server, the text <c>[{"id":1},{"id":2}]</c> in a payload.</summary>
    IdObjects,
}
