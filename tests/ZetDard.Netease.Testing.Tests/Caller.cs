using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>Calls a stand-in in any form.</summary>
internal sealed class Caller : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _publicKey;
    private int _timestamp;

    public Caller(NeteaseStandIn service)
    {
        _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = service.Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        var options = new NeteaseOptions();
        service.Configure(options);
        _publicKey = options.PublicKeyPem!;
    }

    public HttpClient Http => _http;

    /// <summary>Sent as the Cookie header.</summary>
    public string? Cookies { get; set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<JsonNode> AskAsync(NeteaseRequestForm form, string uri, IReadOnlyDictionary<string, object> parameters)
    {
        using var answer = await SendAsync(form, uri, parameters);
        return JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(Cancellation))!;
    }

    public Task<HttpResponseMessage> SendAsync(NeteaseRequestForm form, string uri, IReadOnlyDictionary<string, object> parameters)
    {
        var json = Encryption.Json(parameters);
        return form switch
        {
            NeteaseRequestForm.Weapi => PostAsync($"/weapi/{uri[5..]}", Encryption.Weapi(json, _publicKey, "0123456789abcdef")),
            NeteaseRequestForm.LinuxApi => PostAsync("/api/linux/forward", Encryption.LinuxApi(uri, json)),
            NeteaseRequestForm.Eapi => PostAsync($"/eapi/{uri[5..]}", Encryption.Eapi(uri, json)),
            _ => PostAsync(uri, parameters.ToDictionary(pair => pair.Key, pair => $"{pair.Value}")),
        };
    }

    /// <summary>Calls it as a NeteaseCloudMusicApi server, with an address that no other call has.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Json)> ServerAsync(string path, IReadOnlyDictionary<string, string>? form = null)
    {
        using var answer = await PostAsync(
            $"{path}{(path.Contains('?') ? '&' : '?')}timestamp={Interlocked.Increment(ref _timestamp)}",
            form ?? new Dictionary<string, string>());
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(Cancellation))!);
    }

    public Task<JsonNode> ApiAsync(string uri, params (string Name, object Value)[] parameters) =>
        AskAsync(NeteaseRequestForm.Api, uri, parameters.ToDictionary(pair => pair.Name, pair => pair.Value));

    public async Task<HttpResponseMessage> PostAsync(string path, IReadOnlyDictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (Cookies is not null)
        {
            request.Headers.Add("Cookie", Cookies);
        }

        return await _http.SendAsync(request, Cancellation);
    }

    public void Dispose() => _http.Dispose();
}
