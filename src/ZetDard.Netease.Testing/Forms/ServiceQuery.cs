using System.Globalization;

namespace ZetDard.Netease.Testing;

/// <summary>A question to the service, the same whatever form it came in.</summary>
/// <param name="Uri">The service's own path.</param>
/// <param name="Parameters">The parameters by the service's own names.</param>
internal sealed record ServiceQuery(string Uri, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Whether the account's cookies came with it.</summary>
    public bool IsLoggedIn { get; init; }

    /// <summary>The route of the Node server that asks, where one does: it writes some answers otherwise.</summary>
    public NodeRoute? Route { get; init; }

    /// <summary>Whether another's answer is given.</summary>
    public bool IsSomeoneElses { get; init; }

    /// <summary>The cookies that the answer sets.</summary>
    public IReadOnlyList<string> SetCookies { get; set; } = [];

    /// <summary>What stands after the last slash of the path.</summary>
    public string Tail => Uri[(Uri.LastIndexOf('/') + 1)..];

    /// <summary>The id that it is about: a parameter, or the end of the path.</summary>
    public long Id(string? parameter = null)
    {
        var id = long.TryParse(parameter is null ? Tail : Parameters.GetValueOrDefault(parameter), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : 0;
        return IsSomeoneElses ? OtherThan(id) : id;
    }

    public long OtherThan(long id) => !IsSomeoneElses ? id : id > 1 ? id - 1 : id + 1;

    public long Number(string parameter, long otherwise = 0) =>
        Parameters.TryGetValue(parameter, out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    public int Offset => (int)Math.Clamp(Number("offset"), 0, int.MaxValue);

    public int Limit(int otherwise, int max = 1_000) => (int)Math.Clamp(Number("limit", otherwise), 0, max);

    public string Text(string parameter) => Parameters.GetValueOrDefault(parameter, "");
}
