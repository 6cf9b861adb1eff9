using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZetDard.Netease;

/// <summary>The direct way: encrypts as the service's own clients do.</summary>
/// <remarks>Headers say which client's form it is and that this package sends it. Nothing says that it comes from another address or another person.</remarks>
/// <param name="upstream">Where calls go instead of the service's hosts.</param>
/// <param name="cipher">The encryption of all calls; <see langword="null"/>: that of each endpoint.</param>
/// <param name="weapi">weapi, with its key.</param>
/// <param name="time">The clock that requests are stamped by.</param>
internal sealed class DirectTransport(Uri? upstream, NeteaseCipher? cipher, WeapiCipher weapi, TimeProvider time) : INeteaseTransport
{
    private const string Product = "ZetDard.Netease";
    private const string BrowserAgent = $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 {Product}";
    private const string LinuxAgent = $"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.90 Safari/537.36 {Product}";
    private const string DesktopAgent = $"Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36 Chrome/91.0.4472.164 NeteaseMusicDesktop/3.0.18.203152 {Product}";
    private const string AnonymousCookies = "os=pc; appver=3.1.17.204416";

    // What the desktop client says of itself; a session's own cookies take their place.
    private static readonly (string Name, string Value)[] Client =
    [
        ("osver", "Microsoft-Windows-10-Professional-build-19045-64bit"), ("deviceId", ""), ("os", "pc"), ("appver", "3.1.17.204416"),
        ("versioncode", "140"), ("mobilename", ""), ("buildver", ""), ("resolution", "1920x1080"), ("__csrf", ""), ("channel", "netease"),
    ];

    private readonly Uri _web = upstream ?? new("https://music.163.com");
    private readonly Uri _interface = upstream ?? new("https://interface.music.163.com");

    public HttpRequestMessage Request(NeteaseCall call, NeteaseSession? session) => CipherOf(call) switch
    {
        NeteaseCipher.Weapi => WeapiRequest(call, session),
        NeteaseCipher.LinuxApi => LinuxApiRequest(call, session),
        NeteaseCipher.Eapi => EapiRequest(call, session),
        _ => ApiRequest(call, session),
    };

    // The answer to eapi may come encrypted, asked for or not.
    public ReadOnlyMemory<byte> Open(NeteaseCall call, byte[] body) =>
        CipherOf(call) == NeteaseCipher.Eapi && body is [not ((byte)'{' or (byte)'<'), ..] && EapiCipher.TryDecrypt(body, NeteaseCaller.MaxAnswerBytes, out var text) ? text : body;

    private NeteaseCipher CipherOf(NeteaseCall call) => cipher ?? call.Endpoint.Cipher;

    private HttpRequestMessage WeapiRequest(NeteaseCall call, NeteaseSession? session)
    {
        var (parameters, key) = weapi.Encrypt(WithMember(call.Payload, $"\"csrf_token\":{Quoted(session?.Cookies.GetValueOrDefault(NeteaseSession.CsrfCookie) ?? "")}"));
        var request = Post(_web, "/weapi/" + AfterApi(call.Uri), [new("params", parameters), new("encSecKey", key)], BrowserAgent, session?.Header ?? AnonymousCookies);
        request.Headers.Referrer = new("https://music.163.com/");
        return request;
    }

    private HttpRequestMessage LinuxApiRequest(NeteaseCall call, NeteaseSession? session) =>
        Post(_web, "/api/linux/forward", [new("eparams", LinuxApiCipher.Encrypt(LinuxApiCipher.Wrap(new(_web, call.Uri), call.Payload)))], LinuxAgent, session?.Header ?? AnonymousCookies);

    private HttpRequestMessage EapiRequest(NeteaseCall call, NeteaseSession? session)
    {
        var header = ClientHeader(session);
        var payload = WithMember(call.Payload, $"\"header\":{{{string.Join(',', header.Select(member => $"{Quoted(member.Name)}:{Quoted(member.Value)}"))}}}");
        return Post(_interface, "/eapi/" + AfterApi(call.Uri), [new("params", EapiCipher.Encrypt(call.Uri, payload))], DesktopAgent, CookiesOf(header));
    }

    // Each member of the payload as a field of the form: texts as they are, all else as JSON.
    private HttpRequestMessage ApiRequest(NeteaseCall call, NeteaseSession? session)
    {
        using var payload = JsonDocument.Parse(call.Payload);
        var form = payload.RootElement.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText()));
        return Post(_interface, call.Uri, [.. form], DesktopAgent, CookiesOf(ClientHeader(session)));
    }

    private static HttpRequestMessage Post(Uri host, string path, KeyValuePair<string, string>[] form, string agent, string cookies)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, path)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Headers.TryAddWithoutValidation("Cookie", cookies);
        return request;
    }

    private List<(string Name, string Value)> ClientHeader(NeteaseSession? session)
    {
        var now = time.GetUtcNow();
        var header = new List<(string Name, string Value)>(Client.Length + 3);
        foreach (var (name, value) in Client)
        {
            header.Add((name, session?.Cookies.GetValueOrDefault(name) ?? name switch
            {
                "deviceId" => DeviceOf(session),
                "buildver" => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                _ => value,
            }));
        }

        header.Add(("requestId", string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds()}_{RandomNumberGenerator.GetInt32(1000):0000}")));
        foreach (var name in (ReadOnlySpan<string>)[NeteaseSession.AccountCookie, "MUSIC_A"])
        {
            if (session?.Cookies.GetValueOrDefault(name) is { } value)
            {
                header.Add((name, value));
            }
        }

        return header;
    }

    // The same device for the same account whichever process asks, and nothing of the machine in it.
    private static string DeviceOf(NeteaseSession? session) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Product + session?.Cookies[NeteaseSession.AccountCookie])).AsSpan(0, 16));

    private static string CookiesOf(List<(string Name, string Value)> header) =>
        string.Join("; ", header.Select(member => $"{member.Name}={Uri.EscapeDataString(member.Value)}"));

    private static string AfterApi(string uri) => uri["/api/".Length..];

    // Into the JSON text itself: {…} becomes {…,member}. Nothing is parsed and written again.
    private static string WithMember(string json, string member) => string.Concat(json.AsSpan(0, json.Length - 1), json.Length > 2 ? "," : "", member, "}");

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
