using System.Globalization;

namespace ZetDard.Netease.Testing;

/// <summary>A query to the service, independent of the form of the request.</summary>
/// <param name="Uri">The path at the service.</param>
/// <param name="Parameters">The parameters by the service's own names.</param>
internal sealed record ServiceQuery(string Uri, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Whether the request had the account's cookies.</summary>
    public bool IsLoggedIn { get; init; }

    /// <summary>The route of the Node server, if the request came through it; it changes some answers.</summary>
    public NodeRoute? Route { get; init; }

    /// <summary>Whether a fault demands the answer for another id.</summary>
    public bool IsSomeoneElses { get; init; }

    /// <summary>The cookies that the answer sets.</summary>
    public IReadOnlyList<string> SetCookies { get; set; } = [];

    /// <summary>The part of the path after the last slash.</summary>
    public string Tail => Uri[(Uri.LastIndexOf('/') + 1)..];

    /// <summary>The id of the requested resource: a parameter, or the end of the path.</summary>
    public long Id(string? parameter = null)
    {
        var id = long.TryParse(
            parameter is null ? Tail : Parameters.GetValueOrDefault(parameter), NumberStyles.Integer, CultureInfo.InvariantCulture,
            out var value)
            ? value
            : 0;
        return IsSomeoneElses ? OtherThan(id) : id;
    }

    public long OtherThan(long id) => !IsSomeoneElses ? id : id > 1 ? id - 1 : id + 1;

    public long Number(string parameter, long otherwise = 0) =>
        Parameters.TryGetValue(parameter, out var text)
            && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : otherwise;

    public int Offset => (int)Math.Clamp(Number("offset"), 0, int.MaxValue);

    public int Limit(int otherwise, int max = 1_000) => (int)Math.Clamp(Number("limit", otherwise), 0, max);

    public string Text(string parameter) => Parameters.GetValueOrDefault(parameter, "");
}
