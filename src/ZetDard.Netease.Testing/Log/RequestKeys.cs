using System.Text.Json;

namespace ZetDard.Netease.Testing;

/// <summary>The things that a request asks for, each as one string.</summary>
internal static class RequestKeys
{
    public static IReadOnlyList<string> Of(string uri, IReadOnlyDictionary<string, string> parameters)
    {
        if (IdsOf(uri, parameters) is { Count: > 0 } ids)
        {
            return [.. ids.Select(id => OfId(uri, id))];
        }

        return parameters.Count == 0
            ? [uri]
            : [$"{uri}?{string.Join('&', parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}"];
    }

    public static string OfId(string uri, long id) => string.Create(null, $"{uri}?id={id}");

    /// <summary>
    /// Reads the ids of a request for several songs, written as <c>[{"id":1},…]</c> (c) or as <c>[1,…]</c> or <c>["1",…]</c>
    /// (ids); <see langword="null"/> if there are none or they cannot be read.
    /// </summary>
    public static IReadOnlyList<long>? IdsOf(string uri, IReadOnlyDictionary<string, string> parameters)
    {
        var text = uri.StartsWith("/api/v3/song/detail", StringComparison.Ordinal) && parameters.TryGetValue("c", out var c) ? c
            : parameters.TryGetValue("ids", out var ids) ? ids
            : null;
        if (text is null)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            var list = new List<long>(json.RootElement.GetArrayLength());
            foreach (var element in json.RootElement.EnumerateArray())
            {
                var id = element.ValueKind == JsonValueKind.Object ? element.GetProperty("id") : element;
                list.Add(id.ValueKind == JsonValueKind.String ? long.Parse(id.GetString()!, null) : id.GetInt64());
            }

            return list;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException
            or KeyNotFoundException or OverflowException)
        {
            return null;
        }
    }
}
