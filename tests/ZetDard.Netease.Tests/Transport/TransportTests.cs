using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using ZetDard.Netease.Tests.Encryption;

namespace ZetDard.Netease.Tests.Transport;

/// <summary>
/// The requests that are sent to a server and to the service. Oracle: section C of the facts, and util/request.js of
/// NeteaseCloudMusicApi 4.32.0.
/// </summary>
[Collection(nameof(Clockwork))]
public sealed class TransportTests
{
    private static readonly NeteaseSession Session = NeteaseSession.FromCookies("MUSIC_U=secret%2Fuser; __csrf=c's<rf; os=android");
    private static readonly NeteaseEndpoint Endpoint = NeteaseEndpoints.UserPlaylists;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_is_sent_a_form_with_the_session_in_it_and_a_new_timestamp_for_every_attempt()
    {
        var handler = ScriptedHandler.Of("""{"code":502}""", """{"code":200}""");
        await using var host = new TestHost(handler, options => options.Server = new("http://127.0.0.1:3000/base/"), Session);
        await host.Run(host.Caller.CallAsync(Call(NeteaseCipher.Weapi), Token));
        await host.Run(host.Caller.CallAsync(Call(NeteaseCipher.Weapi), Token));
        Assert.Equal(3, handler.Requests.Count);
        Assert.Equal(3, handler.Requests.Select(request => request.Uri.Query).Distinct().Count());
        Assert.All(handler.Requests, request =>
        {
            Assert.Equal("http://127.0.0.1:3000/base/user/playlist", request.Uri.GetLeftPart(UriPartial.Path));
            Assert.StartsWith("?timestamp=", request.Uri.Query, StringComparison.Ordinal);
            Assert.Equal("7", request.Form["uid"]);
            // The server decodes this field once more than the others.
            Assert.Equal(Session.Header, Uri.UnescapeDataString(request.Form["cookie"]));
            Assert.DoesNotContain("secret", request.Uri.ToString(), StringComparison.Ordinal);
            Assert.False(request.Headers.ContainsKey("Cookie"));
        });
    }

    // Oracle: the server decodes the form, then the field once more, and then splits it at the semicolons.
    [Fact]
    public void Server_finds_any_session_in_the_form()
    {
        var transport = new ServerTransport(new("http://127.0.0.1:3000"), TimeProvider.System);
        Gen.Char["ab=%2F+&'<>{}~é;, "].Array[0, 40].Select(letters => new string(letters)).Array[0, 10].Sample(
            values =>
            {
                var session = NeteaseSession.FromCookies("MUSIC_U=abc").With(values.Select((value, index) => $"MUSIC_{index}={value}"));
                using var request = transport.Request(Call(NeteaseCipher.Weapi), session);
                using var content = new StreamReader(request.Content!.ReadAsStream(Token));
                var field = content.ReadToEnd().Split('&').Single(pair => pair.StartsWith("cookie=", StringComparison.Ordinal));
                return Uri.UnescapeDataString(WebUtility.UrlDecode(field["cookie=".Length..])) == session.Header;
            },
            iter: 1000, threads: 1);
    }

    [Fact]
    public async Task Weapi_puts_the_csrf_token_in_the_payload()
    {
        var request = await SentBy(NeteaseCipher.Weapi, Session);
        Assert.Equal("https://music.163.com/weapi/user/playlist", request.Uri.ToString());
        Assert.Equal("https://music.163.com/", request.Headers["Referer"]);
        Assert.Equal(Session.Header, request.Headers["Cookie"]);
        Assert.Equal(256, request.Form["encSecKey"].Length);

        // The encrypted content, with a cipher whose random key is known.
        var transport = new DirectTransport(null, NeteaseCipher.Weapi, new(newKey: () => "0123456789abcdef"), TimeProvider.System);
        using var message = transport.Request(Call(NeteaseCipher.Weapi), Session);
        var form = WebUtility.UrlDecode(await message.Content!.ReadAsStringAsync(Token))["params=".Length..].Split('&')[0];
        var json = Opened.Cbc("0CoJUm6Qyw8W8jud", Opened.Cbc("0123456789abcdef", form));
        using var payload = JsonDocument.Parse(json);
        Assert.Equal("c's<rf", payload.RootElement.GetProperty("csrf_token").GetString());
        Assert.True(payload.RootElement.TryGetProperty("uid", out _));
    }

    [Fact]
    public async Task Eapi_carries_the_client_header_in_the_payload_and_in_the_cookie()
    {
        var request = await SentBy(NeteaseCipher.Eapi, Session);
        Assert.Equal("https://interface.music.163.com/eapi/user/playlist", request.Uri.ToString());
        var parts = Opened.Ecb("e82ckenh8dichen8", request.Form["params"]).Split("-36cd479b6b5-");
        Assert.Equal("/api/user/playlist", parts[0]);
        using var payload = JsonDocument.Parse(parts[1]);
        var header = payload.RootElement.GetProperty("header");
        Assert.Equal(
            [
                "osver",
                "deviceId",
                "os",
                "appver",
                "versioncode",
                "mobilename",
                "buildver",
                "resolution",
                "__csrf",
                "channel",
                "requestId",
                "MUSIC_U",
            ],
            header.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal("android", header.GetProperty("os").GetString()); // the session's own
        Assert.Equal("secret%2Fuser", header.GetProperty("MUSIC_U").GetString());
        Assert.Equal(
            header.EnumerateObject().Select(member => $"{member.Name}={Uri.EscapeDataString(member.Value.GetString()!)}"),
            request.Headers["Cookie"].Split("; ")
        );
    }

    [Fact]
    public async Task Linuxapi_goes_to_one_address_and_names_the_other()
    {
        var request = await SentBy(NeteaseCipher.LinuxApi, Session);
        Assert.Equal("https://music.163.com/api/linux/forward", request.Uri.ToString());
        using var wrapped = JsonDocument.Parse(Opened.Ecb("rFgB&h#%2?^eDg:Q", request.Form["eparams"]));
        Assert.Equal("https://music.163.com/api/user/playlist", wrapped.RootElement.GetProperty("url").GetString());
        Assert.Equal("POST", wrapped.RootElement.GetProperty("method").GetString());
        Assert.True(wrapped.RootElement.GetProperty("params").TryGetProperty("uid", out _));
    }

    [Fact]
    public async Task Plain_api_is_a_form_of_the_payload()
    {
        var request = await SentBy(NeteaseCipher.Api, null);
        Assert.Equal("https://interface.music.163.com/api/user/playlist", request.Uri.ToString());
        Assert.Equal("7", request.Form["uid"]);
        Assert.Equal("true", request.Form["includeVideo"]);
        Assert.Contains("os=pc; appver=", request.Headers["Cookie"], StringComparison.Ordinal);
        Assert.DoesNotContain("MUSIC_U", request.Headers["Cookie"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NeteaseCipher.Weapi, "/weapi/user/playlist")]
    [InlineData(NeteaseCipher.Eapi, "/eapi/user/playlist")]
    [InlineData(NeteaseCipher.LinuxApi, "/api/linux/forward")]
    [InlineData(NeteaseCipher.Api, "/api/user/playlist")]
    public async Task Upstream_takes_the_place_of_all_hosts(NeteaseCipher cipher, string path)
    {
        var request = await SentBy(cipher, null, options => options.Upstream = new("http://127.0.0.1:1234"));
        Assert.Equal("http://127.0.0.1:1234" + path, request.Uri.ToString());
    }

    [Theory]
    [InlineData(NeteaseCipher.Weapi)]
    [InlineData(NeteaseCipher.Eapi)]
    [InlineData(NeteaseCipher.LinuxApi)]
    [InlineData(NeteaseCipher.Api)]
    public async Task No_header_says_that_it_comes_from_elsewhere(NeteaseCipher cipher)
    {
        var request = await SentBy(cipher, Session);
        Assert.Subset(new HashSet<string> { "User-Agent", "Cookie", "Referer" }, request.Headers.Keys.ToHashSet());
        Assert.Contains("ZetDard.Netease", request.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_to_eapi_may_come_encrypted()
    {
        using var aes = Aes.Create();
        aes.Key = "e82ckenh8dichen8"u8.ToArray();
        var body = aes.EncryptEcb("""{"code":200,"ids":[1]}"""u8, PaddingMode.PKCS7);
        var handler = new ScriptedHandler(
            (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) })
        );
        await using var host = new TestHost(handler, options => (options.AllowAnonymous, options.Cipher) = (true, NeteaseCipher.Eapi));
        var answer = await host.Run(host.Caller.CallAsync(Call(NeteaseCipher.Eapi), Token));
        Assert.Equal("""{"code":200,"ids":[1]}""", Encoding.UTF8.GetString(answer.Span));
    }

    private static NeteaseCall Call(NeteaseCipher cipher) =>
        (Endpoint with { Cipher = cipher }).With(("uid", 7L), ("limit", 30), ("offset", 0));

    private static async Task<ScriptedHandler.Sent> SentBy(
        NeteaseCipher cipher,
        NeteaseSession? session,
        Action<NeteaseOptions>? configure = null
    )
    {
        var handler = ScriptedHandler.Of("""{"code":200}""");
        await using var host = new TestHost(handler, configure ?? TestHost.Direct, session);
        await host.Run(host.Caller.CallAsync(Call(cipher), Token));
        return Assert.Single(handler.Requests);
    }
}
