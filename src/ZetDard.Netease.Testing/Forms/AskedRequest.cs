using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ZetDard.Netease.Testing;

/// <summary>What a request asks for, independent of its form.</summary>
/// <param name="Query">The query.</param>
/// <param name="Form">The form of the request.</param>
internal sealed record AskedRequest(ServiceQuery Query, NeteaseRequestForm Form)
{
    // Parameters that the encryption adds, and those that must not be logged.
    private static readonly string[] Dress = ["csrf_token", "header", "e_r", "cookie", "timestamp"];

    /// <summary>Whether the answer must be encrypted (e_r).</summary>
    public bool EncryptsAnswer { get; private init; }

    /// <summary>
    /// Whether the path does not exist at a NeteaseCloudMusicApi server, or the server's module fails on the given parameters.
    /// </summary>
    public bool IsUnknown { get; private init; }

    /// <summary>Decrypts and parses a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="path">The path of the request.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="isSession">Returns whether a MUSIC_U is that of the account.</param>
    /// <exception cref="FormatException">The encryption is wrong.</exception>
    /// <exception cref="JsonException">The payload is not valid JSON.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The padding is wrong, as with another key.</exception>
    public static AskedRequest Read(HttpRequest request, string path, ReadOnlySpan<byte> body, Func<string?, bool> isSession)
    {
        var given = new Dictionary<string, string>();
        if (request.QueryString.Value is { Length: > 1 } text)
        {
            FormText.AddPairs(text.AsSpan(1), given);
        }

        if (body.Length > 0 && request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            FormText.AddMembers(body, given);
        }
        else if (body.Length > 0)
        {
            FormText.AddPairs(Encoding.UTF8.GetString(body), given);
        }

        var isLoggedIn = isSession(FormText.Cookie(request.Headers.Cookie, "MUSIC_U"));
        if (path.StartsWith("/weapi/", StringComparison.Ordinal))
        {
            var payload = new Dictionary<string, string>();
            FormText.AddMembers(StandInCiphers.Weapi(Part("params"), Part("encSecKey")), payload);
            return Direct($"/api/{path["/weapi/".Length..]}", payload, NeteaseRequestForm.Weapi);
        }

        if (path.StartsWith("/eapi/", StringComparison.Ordinal))
        {
            var payload = new Dictionary<string, string>();
            var (uri, json) = StandInCiphers.Eapi(Part("params"));
            if (uri != $"/api/{path["/eapi/".Length..]}")
            {
                throw new FormatException(
                    $"The path within params of eapi is {uri}, but the request was sent to {path}. They must be the same, with /api/ in place of /eapi/.");
            }

            FormText.AddMembers(Encoding.UTF8.GetBytes(json), payload);
            return Direct(uri, payload, NeteaseRequestForm.Eapi);
        }

        if (path == "/api/linux/forward")
        {
            using var json = JsonDocument.Parse(StandInCiphers.LinuxApi(Part("eparams")));
            var payload = new Dictionary<string, string>();
            if (json.RootElement.TryGetProperty("params", out var members))
            {
                FormText.AddMembers(Encoding.UTF8.GetBytes(members.GetRawText()), payload);
            }

            var url = json.RootElement.TryGetProperty("url", out var member) ? member.GetString() : null;
            return Uri.TryCreate(url, UriKind.Absolute, out var address)
                ? Direct(address.AbsolutePath, payload, NeteaseRequestForm.LinuxApi)
                : throw new FormatException("eparams of linuxapi must contain method, url and params; url must be a full address.");
        }

        if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return Direct(path, given, NeteaseRequestForm.Api);
        }

        isLoggedIn |= isSession(FormText.Cookie(given.GetValueOrDefault("cookie"), "MUSIC_U"));
        var route = NodeRoute.All.GetValueOrDefault(path.Length > 1 ? path.TrimEnd('/') : path);
        return route?.Ask(given) is { } ask
            ? new(new(ask.Uri, ask.Parameters) { IsLoggedIn = isLoggedIn, Route = route }, NeteaseRequestForm.Server)
            : new(new(path, given) { Route = route }, NeteaseRequestForm.Server) { IsUnknown = true };

        string Part(string name) => given.GetValueOrDefault(name) ?? throw new FormatException($"The form sent to {path} has no {name}.");

        AskedRequest Direct(string uri, Dictionary<string, string> parameters, NeteaseRequestForm form)
        {
            var encrypts = form is NeteaseRequestForm.Eapi or NeteaseRequestForm.Weapi
                && parameters.GetValueOrDefault("e_r") is "true" or "1";
            var loggedIn = isLoggedIn || isSession(InHeader(parameters.GetValueOrDefault("header")));
            foreach (var name in Dress)
            {
                parameters.Remove(name);
            }

            return new(new(uri, parameters) { IsLoggedIn = loggedIn }, form) { EncryptsAnswer = encrypts };
        }
    }

    // eapi sends its cookies in the payload as well.
    private static string? InHeader(string? header)
    {
        if (header is null)
        {
            return null;
        }

        var members = new Dictionary<string, string>();
        FormText.AddMembers(Encoding.UTF8.GetBytes(header), members);
        return members.GetValueOrDefault("MUSIC_U");
    }
}
