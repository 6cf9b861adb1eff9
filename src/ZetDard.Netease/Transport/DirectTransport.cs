using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZetDard.Netease;

/// <summary>Makes direct calls to the service, encrypted in the same way as by the service's own clients.</summary>
/// <remarks>The headers name the client whose form is used, and this package. No header pretends another address or another user.</remarks>
/// <param name="upstream">The address that calls are sent to instead of the service; <see langword="null"/> for the service.</param>
/// <param name="cipher">The encryption of all calls; <see langword="null"/> for the usual encryption of each endpoint.</param>
/// <param name="weapi">The cipher of weapi, with its key.</param>
/// <param name="time">The clock for the time stamps of requests.</param>
internal sealed class DirectTransport(Uri? upstream, NeteaseCipher? cipher, WeapiCipher weapi, TimeProvider time) : INeteaseTransport
{
    private const string Product = "ZetDard.Netease";
    private const string BrowserAgent =
        $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 {Product}";
    private const string LinuxAgent =
        $"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.90 Safari/537.36 {Product}";
    private const string DesktopAgent =
        $"Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36 Chrome/91.0.4472.164 NeteaseMusicDesktop/3.0.18.203152 {Product}";
    private const string AnonymousCookies = "os=pc; appver=3.1.17.204416";

    // The cookies that the desktop client sends about itself; cookies of the session replace them.
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

    // The answer to an eapi call may be encrypted, whether or not that was requested.
    public ReadOnlyMemory<byte> Open(NeteaseCall call, byte[] body) =>
        CipherOf(call) == NeteaseCipher.Eapi
            && body is [not ((byte)'{' or (byte)'<'), ..]
            && EapiCipher.TryDecrypt(body, NeteaseCaller.MaxAnswerBytes, out var text)
            ? text
            : body;

    private NeteaseCipher CipherOf(NeteaseCall call) => cipher ?? call.Endpoint.Cipher;

    private HttpRequestMessage WeapiRequest(NeteaseCall call, NeteaseSession? session)
    {
        var (parameters, key) = weapi.Encrypt(
            WithMember(call.Payload, $"\"csrf_token\":{Quoted(session?.Cookies.GetValueOrDefault(NeteaseSession.CsrfCookie) ?? "")}"));
        var request = Post(
            _web, "/weapi/" + AfterApi(call.Uri), [new("params", parameters), new("encSecKey", key)], BrowserAgent,
            session?.Header ?? AnonymousCookies);
        request.Headers.Referrer = new("https://music.163.com/");
        return request;
    }

    private HttpRequestMessage LinuxApiRequest(NeteaseCall call, NeteaseSession? session) =>
        Post(
            _web, "/api/linux/forward", [new("eparams", LinuxApiCipher.Encrypt(LinuxApiCipher.Wrap(new(_web, call.Uri), call.Payload)))],
            LinuxAgent, session?.Header ?? AnonymousCookies);

    private HttpRequestMessage EapiRequest(NeteaseCall call, NeteaseSession? session)
    {
        var header = ClientHeader(session);
        var payload = WithMember(
            call.Payload, $"\"header\":{{{string.Join(',', header.Select(member => $"{Quoted(member.Name)}:{Quoted(member.Value)}"))}}}");
        return Post(
            _interface, "/eapi/" + AfterApi(call.Uri), [new("params", EapiCipher.Encrypt(call.Uri, payload))], DesktopAgent,
            CookiesOf(header));
    }

    // Each member of the payload becomes a field of the form: strings as they are, everything else as JSON.
    private HttpRequestMessage ApiRequest(NeteaseCall call, NeteaseSession? session)
    {
        using var payload = JsonDocument.Parse(call.Payload);
        var form = payload.RootElement.EnumerateObject()
            .Select(
                member => KeyValuePair.Create(
                    member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText()));
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

        var number = RandomNumberGenerator.GetInt32(1000);
        header.Add(("requestId", string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds()}_{number:0000}")));
        foreach (var name in (ReadOnlySpan<string>)[NeteaseSession.AccountCookie, "MUSIC_A"])
        {
            if (session?.Cookies.GetValueOrDefault(name) is { } value)
            {
                header.Add((name, value));
            }
        }

        return header;
    }

    // A device id that depends on the account only: it is the same in every process, and does not identify the machine.
    private static string DeviceOf(NeteaseSession? session) =>
        Convert.ToHexString(
            SHA256.HashData(Encoding.UTF8.GetBytes(Product + session?.Cookies[NeteaseSession.AccountCookie])).AsSpan(0, 16));

    private static string CookiesOf(List<(string Name, string Value)> header) =>
        string.Join("; ", header.Select(member => $"{member.Name}={Uri.EscapeDataString(member.Value)}"));

    private static string AfterApi(string uri) => uri["/api/".Length..];

    // Inserts a member into the JSON text: {…} becomes {…,member}. The text is not parsed and written again.
    private static string WithMember(string json, string member) =>
        string.Concat(json.AsSpan(0, json.Length - 1), json.Length > 2 ? "," : "", member, "}");

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
