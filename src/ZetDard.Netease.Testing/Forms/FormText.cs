using System.Text;
using System.Text.Json;

namespace ZetDard.Netease.Testing;

/// <summary>Reads the parameters of queries, forms and JSON objects.</summary>
internal static class FormText
{
    /// <summary>Adds the pairs of <c>a=1&amp;b=2</c>; a later pair replaces an earlier one of the same name.</summary>
    public static void AddPairs(ReadOnlySpan<char> text, Dictionary<string, string> to)
    {
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            if (pair.Length == 0)
            {
                continue;
            }

            var sign = pair.IndexOf('=');
            to[Decode(sign < 0 ? pair : pair[..sign])] = sign < 0 ? "" : Decode(pair[(sign + 1)..]);
        }
    }

    /// <summary>Adds the members of a JSON object as strings.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static void AddMembers(ReadOnlySpan<byte> json, Dictionary<string, string> to)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The payload is not a JSON object.");
        }

        foreach (var member in document.RootElement.EnumerateObject())
        {
            to[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
        }
    }

    /// <summary>Returns the value of a cookie in <c>a=1; b=2</c>.</summary>
    public static string? Cookie(string? header, string name)
    {
        foreach (var part in (header ?? "").Split(';'))
        {
            var sign = part.IndexOf('=');
            if (sign > 0 && part.AsSpan(0, sign).Trim().SequenceEqual(name))
            {
                return part[(sign + 1)..].Trim();
            }
        }

        return null;
    }

    private static string Decode(ReadOnlySpan<char> text) =>
        text.ContainsAny('%', '+') ? Uri.UnescapeDataString(text.ToString().Replace('+', ' ')) : text.ToString();
}
