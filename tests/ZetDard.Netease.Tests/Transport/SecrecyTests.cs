using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static ZetDard.Netease.Tests.Transport.ScriptedHandler;

namespace ZetDard.Netease.Tests.Transport;

/// <summary>Searches every line that is logged at any level, by the client and by the libraries below it.</summary>
[Collection(nameof(Clockwork))]
public sealed class SecrecyTests
{
    private const string Account = "00B4C1E2D3F4A5968778695A4B3C2D1E0F";
    private const string Csrf = "d41d8cd98f00b204e980";
    private const string RefreshedCsrf = "9a0364b9e99bb480dd25";
    private const string Nickname = "云村村民小明";
    private const long UserId = 32953014;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The text is that of .NET for a header without a colon.
    [Fact]
    public async Task A_damaged_header_that_holds_a_cookie_is_not_quoted()
    {
        await using var host = new TestHost(new ScriptedHandler(Fail(
            new HttpRequestException(
                HttpRequestError.InvalidResponse, $"Received an invalid header line: 'Set-Cookie MUSIC_U={Account}'."))),
            options => (options.Server, options.MaxRetries) = (new("http://127.0.0.1:3000"), 0));
        var e = await Assert.ThrowsAsync<NeteaseApiException>(
            () => host.Run(host.Caller.CallAsync(NeteaseEndpoints.User.With(("uid", UserId)), Token)));
        Assert.Equal((NeteaseErrorKind.Unavailable, "user detail: the answer from 127.0.0.1:3000 is not valid HTTP."), (e.Kind, e.Message));
        Assert.DoesNotContain(Account, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Text.Contains(Account, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(NeteaseCipher.Weapi)]
    [InlineData(NeteaseCipher.Eapi)]
    [InlineData(NeteaseCipher.LinuxApi)]
    [InlineData(NeteaseCipher.Api)]
    public async Task No_line_holds_a_cookie_and_none_above_Debug_an_id_or_a_nickname(NeteaseCipher? cipher)
    {
        var good = $$$"""{"code":200,"profile":{"userId":{{{UserId}}},"nickname":"{{{Nickname}}}"}}""";
        var handler = new ScriptedHandler(
            Answer(good, 200, ("Set-Cookie", $"__csrf={RefreshedCsrf}; Path=/")),
            Answer("<html>", 503), Answer("""{"code":405}""", 405),
            Fail(new HttpRequestException(HttpRequestError.ConnectionError, "refused")), Answer(good),
            Answer($$"""{"code":404,"message":"{{Nickname}}"}""", 404),
            Answer("""{"code":-460}""", 400));
        await using var host = new TestHost(
            handler,
            options =>
            {
                options.Server = cipher is null ? new("http://127.0.0.1:3000") : null;
                options.Cipher = cipher;
            },
            NeteaseSession.FromCookies($"MUSIC_U={Account}; __csrf={Csrf}"),
            services => services.ConfigureHttpClientDefaults(client => client.AddDefaultLogger()));     // as a host may
        var call = NeteaseEndpoints.User.With(("uid", UserId));
        await host.Run(host.Caller.CallAsync(call, Token));
        await host.Run(
            host.Caller.CallAsync(NeteaseEndpoints.UserSearch.With(("keywords", Nickname), ("limit", 30), ("offset", 0)), Token));
        var texts = new List<string>();
        for (var i = 0; i < 3; i++)
            texts.Add((await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(call, Token)))).ToString());

        Assert.Equal(7, handler.Requests.Count);
        var lines = host.Logs.Lines.ToArray();
        Assert.Contains(lines, line => line.Level == LogLevel.Warning);
        Assert.Contains(lines, line => line.Level == LogLevel.Information);
        Assert.Contains(lines, line => line.Level == LogLevel.Debug && line.Text.Contains($"{UserId}", StringComparison.Ordinal));
        texts.AddRange(lines.Select(line => line.Text));
        foreach (var secret in new[] { Account, Csrf, RefreshedCsrf, Nickname, Uri.EscapeDataString(Nickname) })
            Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(lines, line => line.Level > LogLevel.Debug && line.Text.Contains($"{UserId}", StringComparison.Ordinal));
    }
}
