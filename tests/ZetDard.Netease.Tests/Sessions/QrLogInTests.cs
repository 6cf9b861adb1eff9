using Microsoft.Extensions.DependencyInjection;
using ZetDard.Netease.Tests.Transport;
using static ZetDard.Netease.Tests.Transport.ScriptedHandler;

namespace ZetDard.Netease.Tests.Sessions;

[Collection(nameof(Clockwork))]
public sealed class QrLogInTests
{
    private static readonly (string, string)[] Cookies =
    [
        ("Set-Cookie", "MUSIC_U=fresh; Path=/; HttpOnly"),
        ("Set-Cookie", "__csrf=token; Path=/"),
        ("Set-Cookie", "MUSIC_R_T=1; Path=/eapi/feedback"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"code":200,"unikey":"a key"}""", false)]
    [InlineData("""{"code":200,"data":{"code":200,"unikey":"a key"}}""", true)]
    public async Task Steps_are_the_changes_of_state_until_the_session_is_there(string key, bool isServer)
    {
        var handler = new ScriptedHandler(
            Answer(key),
            Answer("""{"code":801}"""),
            Answer("""{"code":801}"""),
            Answer("""{"code":802,"nickname":"somebody"}"""),
            Answer("""{"code":802}"""),
            Answer("""{"code":803}""", 200, Cookies)
        );

        // Nobody is logged in yet, and no server is set: calling the log-in is enough to allow requests.
        await using var host = new TestHost(handler, isServer ? TestHost.Server : _ => { });
        var steps = await host.Run(StepsOf(host));
        Assert.Equal([QrLogInState.Waiting, QrLogInState.Scanned, QrLogInState.Confirmed], steps.Select(step => step.State));
        Assert.All(steps, step => Assert.Equal("https://music.163.com/login?codekey=a%20key", step.Address.AbsoluteUri));
        Assert.Equal("MUSIC_U=fresh; __csrf=token; MUSIC_R_T=1", (await host.Sessions.LoadAsync(Token))!.Header);
        Assert.InRange(host.Seconds, 9.9, 13); // five polls, two seconds apart
        if (isServer)
            Assert.Equal(6, handler.Requests.Select(request => request.Uri.Query).Distinct().Count());
    }

    // The address is made here. Nothing of the answer but the key is in it, and the key is never more than the value of its parameter.
    [Theory]
    [InlineData("x@evil.example/")]
    [InlineData("@evil.example")]
    [InlineData("x&redirect=https://evil.example")]
    [InlineData("x#@evil.example")]
    [InlineData("../../evil")]
    [InlineData("x\\r\\nHost: evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("\\u202Egro.elpmaxe")]
    [InlineData("\\uD800")]
    [InlineData("x?y=%2f%2fevil.example")]
    public async Task Address_is_on_the_services_own_host_whatever_the_answer_says(string key)
    {
        await using var host = new TestHost(ScriptedHandler.Of(
            $$$"""{"code":200,"qrurl":"https://music.163.com@evil.example/login?codekey=k","data":{"unikey":"{{{key}}}","qrurl":"https://evil.example/"}}""",
            """{"code":800,"qrurl":"https://evil.example/"}"""), TestHost.Server);
        var steps = await host.Run(StepsOf(host));
        Assert.All(steps, step => Assert.Matches("^https://music\\.163\\.com/login\\?codekey=([A-Za-z0-9._~-]|%[0-9A-F]{2})+$", step.Address.AbsoluteUri));
        Assert.All(steps, step => Assert.Equal(
            ("music.163.com", 443, "", "/login", ""),
            (step.Address.IdnHost, step.Address.Port, step.Address.UserInfo, step.Address.AbsolutePath, step.Address.Fragment)));
    }

    [Fact]
    public async Task A_code_that_is_too_old_ends_it_and_leaves_no_session()
    {
        var handler = ScriptedHandler.Of("""{"code":200,"unikey":"k"}""", """{"code":801}""", """{"code":800}""");
        await using var host = new TestHost(handler);
        var steps = await host.Run(StepsOf(host));
        Assert.Equal([QrLogInState.Waiting, QrLogInState.Expired], steps.Select(step => step.State));
        Assert.Null(await host.Sessions.LoadAsync(Token));
    }

    [Theory]
    [InlineData(
        """{"code":200}""",
        """{"code":801}""",
        "QR log-in key: expected a string 'unikey' of at most 256 characters, but the answer has none. The service, or the server in between, may have changed this answer."
    )]
    [InlineData(
        """{"code":200,"unikey":"k"}""",
        """{"code":200}""",
        "QR log-in check: the code of the answer is not one of the states 800 to 803."
    )]
    [InlineData(
        """{"code":200,"unikey":"k"}""",
        """{"code":803}""",
        "QR log-in check: the log-in is confirmed, but its answer brought no MUSIC_U cookie. Log in again, or provide the cookies of a session."
    )]
    public async Task Answers_that_make_no_sense_are_malformed(string first, string then, string message)
    {
        await using var host = new TestHost(ScriptedHandler.Of(first, then));
        var e = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(StepsOf(host)));
        Assert.Equal((NeteaseErrorKind.Malformed, message), (e.Kind, e.Message));
    }

    [Fact]
    public async Task A_session_that_cannot_be_kept_is_told_as_the_store_tells_it()
    {
        var handler = new ScriptedHandler(Answer("""{"code":200,"unikey":"k"}"""), Answer("""{"code":803}""", 200, Cookies));
        await using var host = new TestHost(handler, services: services => services.AddSingleton<ISessionStore>(new FullStore()));
        var e = await Assert.ThrowsAsync<IOException>(() => host.Run(StepsOf(host)));
        Assert.Equal("The disk is full.", e.Message);
        Assert.Equal(2, handler.Requests.Count); // the code is used up: asking again would say that it has expired
    }

    [Fact]
    public async Task Cancellation_between_polls_ends_it()
    {
        await using var host = new TestHost(ScriptedHandler.Of("""{"code":200,"unikey":"k"}""", """{"code":801}"""));
        using var stop = new CancellationTokenSource();
        await using var steps = host.Client.LogInByQrAsync(stop.Token).GetAsyncEnumerator(Token);
        Assert.True(await steps.MoveNextAsync());
        var next = steps.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static async Task<List<QrLogInStep>> StepsOf(TestHost host)
    {
        var steps = new List<QrLogInStep>();
        await foreach (var step in host.Client.LogInByQrAsync(Token))
            steps.Add(step);
        return steps;
    }

    private sealed class FullStore : ISessionStore
    {
        public ValueTask<NeteaseSession?> LoadAsync(CancellationToken cancellationToken = default) => new((NeteaseSession?)null);

        public ValueTask SaveAsync(NeteaseSession? session, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new IOException("The disk is full."));
    }
}
