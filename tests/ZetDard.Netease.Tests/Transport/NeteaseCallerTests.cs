using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Netease.Testing;
using static ZetDard.Netease.Tests.Transport.ScriptedHandler;

namespace ZetDard.Netease.Tests.Transport;

[Collection(nameof(Clockwork))]
public sealed class NeteaseCallerTests
{
    private const string Ok = """{"code":200}""";
    private static readonly NeteaseSession Session = NeteaseSession.FromCookies("MUSIC_U=account; __csrf=old");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static NeteaseCall Call => NeteaseEndpoints.User.With(("uid", 32953014L));

    [Fact]
    public async Task CallAsync_gives_the_body_of_a_good_answer()
    {
        var handler = ScriptedHandler.Of("""{"code":200,"profile":{"userId":32953014}}""");
        await using var host = new TestHost(handler);
        var body = await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.Equal("""{"code":200,"profile":{"userId":32953014}}""", Encoding.UTF8.GetString(body.Span));
        Assert.Equal(0, host.Seconds);
    }

    [Fact]
    public async Task CallAsync_takes_a_byte_order_mark_off_the_body()
    {
        await using var host = new TestHost(ScriptedHandler.Of("\uFEFF{\"code\":200,\"ids\":[5]}"));
        Assert.Equal([5L], await host.Run(host.Client.GetLikedSongsAsync(7, Token)));
    }

    [Theory]
    [InlineData("""{"code":301}""", 301, NeteaseErrorKind.LoginRequired)]
    [InlineData("""{"code":400}""", 200, NeteaseErrorKind.BadRequest)]
    [InlineData("""{"code":-2}""", 400, NeteaseErrorKind.Hidden)]
    [InlineData("""{"code":404}""", 404, NeteaseErrorKind.Gone)]
    [InlineData("""{"code":8821}""", 400, NeteaseErrorKind.VerificationDemanded)]
    [InlineData("""{"code":-460}""", 400, NeteaseErrorKind.Blocked)]
    [InlineData("""{"code":-462}""", 400, NeteaseErrorKind.VerificationDemanded)]
    [InlineData("""{"abroad":true,"result":"ff"}""", 200, NeteaseErrorKind.Abroad)]
    [InlineData("""{"code":777}""", 400, NeteaseErrorKind.Unknown)]
    public async Task What_does_not_pass_is_asked_once(string body, int status, NeteaseErrorKind kind)
    {
        var handler = new ScriptedHandler(Answer(body, status));
        await using var host = new TestHost(handler);
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Single(handler.Requests);
        Assert.Equal((kind, "user detail", status), (failure.Kind, failure.Endpoint, (int)failure.Status!));
        Assert.StartsWith("user detail: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("32953014", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"code":405}""", 405, NeteaseErrorKind.Throttled, 5)]
    [InlineData("""{"code":-447}""", 400, NeteaseErrorKind.Throttled, 5)]
    [InlineData("""{"code":502,"msg":"socket hang up"}""", 200, NeteaseErrorKind.Unavailable, 5)]
    [InlineData("<html>", 503, NeteaseErrorKind.Unavailable, 5)]
    [InlineData("<html>", 200, NeteaseErrorKind.Malformed, 3)]
    [InlineData("", 200, NeteaseErrorKind.Malformed, 3)]
    public async Task What_may_pass_is_asked_again_a_few_times(string body, int status, NeteaseErrorKind kind, int requests)
    {
        var handler = new ScriptedHandler(Answer(body, status));
        await using var host = new TestHost(handler);
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(requests, handler.Requests.Count);
    }

    [Fact]
    public async Task A_retry_succeeds_and_each_attempt_is_paid_for()
    {
        var handler = new ScriptedHandler(
            Fail(new HttpRequestException(HttpRequestError.ConnectionError, "refused")),
            Answer("<html>", 502),
            Answer(Ok)
        );
        await using var host = new TestHost(handler, options =>
            (options.Server, options.RequestsPerDay) = (new("http://127.0.0.1:3000"), 4)
        );
        await host.Run(host.Caller.CallAsync(Call, Token));
        await host.Run(host.Caller.CallAsync(Call, Token));
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal(NeteaseErrorKind.BudgetSpent, failure.Kind);
        Assert.InRange(failure.RetryAfter!.Value.TotalHours, 11.9, 12);
        Assert.Equal(4, handler.Requests.Count);
    }

    [Fact]
    public async Task Too_often_rests_twenty_seconds_first_and_about_a_minute_next()
    {
        var times = new List<double>();
        TestHost? host = null;
        var handler = new ScriptedHandler(
            (request, token) =>
            {
                times.Add(host!.Seconds);
                return Answer(times.Count < 3 ? """{"code":405}""" : Ok)(request, token);
            }
        );
        await using var made = host = new TestHost(handler);
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.Equal(3, times.Count);
        Assert.InRange(times[1], 20, 25);
        Assert.InRange(times[2] - times[1], 50, 65);
        Assert.Contains(host.Logs.Lines, line =>
            line.Level == Microsoft.Extensions.Logging.LogLevel.Warning
            && line.Text.Contains("2 times the usual time", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(429, "Retry-After", "90")]
    [InlineData(503, "Retry-After", "90")]
    [InlineData(503, "Retry-After", "Tue, 24 Nov 2026 12:01:30 GMT")]
    public async Task Retry_After_is_kept(int status, string name, string value)
    {
        var handler = new ScriptedHandler(Answer("", status, (name, value)), Answer(Ok));
        await using var host = new TestHost(handler);
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.InRange(host.Seconds, 90, 110);
    }

    [Theory]
    [InlineData("", 503, NeteaseErrorKind.Unavailable)]
    [InlineData("", 429, NeteaseErrorKind.Throttled)]
    [InlineData("<html>", 200, NeteaseErrorKind.Malformed)]
    public async Task A_long_Retry_After_is_told_and_not_slept_through(string body, int status, NeteaseErrorKind kind)
    {
        var handler = new ScriptedHandler(Answer(body, status, ("Retry-After", "86400")));
        await using var host = new TestHost(handler);
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal((kind, TimeSpan.FromDays(1)), (failure.Kind, failure.RetryAfter));
        Assert.Single(handler.Requests);
        Assert.Equal(0, host.Seconds);
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task A_Retry_After_beyond_a_day_is_a_day(string value)
    {
        await using var host = new TestHost(new ScriptedHandler(Answer("", 503, ("Retry-After", value))));
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal(TimeSpan.FromDays(1), failure.RetryAfter);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("soon")]
    public async Task A_Retry_After_that_says_nothing_is_ignored(string value)
    {
        await using var host = new TestHost(new ScriptedHandler(Answer("", 503, ("Retry-After", value)), Answer(Ok)));
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.InRange(host.Seconds, 0, 30);
    }

    [Fact]
    public async Task A_block_that_the_budget_store_cannot_keep_is_still_told_and_kept()
    {
        var store = new LockedStore();
        var handler = new ScriptedHandler(
            (request, token) =>
            {
                store.IsLocked = true;
                return Answer("""{"code":-460}""", 400)(request, token);
            }
        );
        await using var host = new TestHost(handler, services: services => services.AddSingleton<IBudgetStore>(store));
        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
            Assert.Equal(NeteaseErrorKind.Blocked, failure.Kind);
            Assert.InRange(failure.RetryAfter!.Value.TotalHours, 5.9, 6);
            store.IsLocked = i == 0;
        }

        Assert.Single(handler.Requests);
        Assert.Contains(host.Logs.Lines, line => line.Text.Contains("the budget store could not store it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_also_where_the_line_breaks_meanwhile()
    {
        using var stop = new CancellationTokenSource();
        var handler = new ScriptedHandler(
            async (_, _) =>
            {
                await stop.CancelAsync();
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "broken");
            }
        );
        await using var host = new TestHost(handler);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Run(host.Caller.CallAsync(Call, stop.Token)));
        await using var files = new TestHost(handler);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            files.Run(files.Client.GetCoverAsync(new Uri("https://p1.music.126.net/cover.jpg"), cancellationToken: stop.Token))
        );
    }

    /// <summary>Over a socket, because the registered handler does the decompression.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task An_answer_that_is_packed_and_damaged_is_malformed(string encoding)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var serving = ServeAsync();
        var services = new ServiceCollection();
        services.AddZetDardNetease(options =>
            (options.Server, options.IsStandIn, options.MaxRetries, options.RequestsPerSecond) = (address, true, 0, 1_000)
        );
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<INeteaseClient>();
        Assert.Equal(NeteaseErrorKind.Malformed, (await Assert.ThrowsAsync<NeteaseApiException>(() => client.GetUserAsync(7, Token))).Kind);
        Assert.Equal(
            NeteaseErrorKind.Malformed,
            (
                await Assert.ThrowsAsync<NeteaseApiException>(() =>
                    client.GetCoverAsync(new Uri(address, "cover.jpg"), cancellationToken: Token)
                )
            ).Kind
        );
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);

        async Task ServeAsync()
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(ended.Token);
                using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII);
                var length = 0;
                for (
                    var line = await reader.ReadLineAsync(ended.Token);
                    line is { Length: > 0 };
                    line = await reader.ReadLineAsync(ended.Token)
                )
                    length = line.StartsWith("Content-Length: ", StringComparison.Ordinal)
                        ? int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture)
                        : length;
                if (length > 0)
                    await reader.ReadBlockAsync(new char[length], ended.Token);
                byte[] body =
                    encoding == "gzip"
                        ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
                        : [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
                await connection
                    .GetStream()
                    .WriteAsync(
                        Encoding.ASCII.GetBytes(
                            $"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"
                        ),
                        ended.Token
                    );
                await connection.GetStream().WriteAsync(body, ended.Token);
            }
        }
    }

    [Fact]
    public async Task No_answer_within_the_time_is_unavailable_and_says_how_long()
    {
        var handler = new ScriptedHandler(Never);
        await using var host = new TestHost(handler, options => (options.Server, options.MaxRetries) = (new("http://127.0.0.1:3000"), 1));
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal(NeteaseErrorKind.Unavailable, failure.Kind);
        Assert.Equal("user detail: no complete answer from 127.0.0.1:3000 within 00:00:30.", failure.Message);
        Assert.Equal(2, handler.Requests.Count);
        Assert.InRange(host.Seconds, 60, 65);
    }

    [Fact]
    public async Task Waiting_for_the_budget_is_no_time_out()
    {
        var handler = ScriptedHandler.Of(Ok);
        await using var host = new TestHost(handler, options =>
            (options.Server, options.RequestTimeout, options.MaxConcurrency) = (new("http://127.0.0.1:3000"), TimeSpan.FromSeconds(1), 256)
        );
        await host.Run(Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Caller.CallAsync(Call, Token))));
        Assert.Equal(100, handler.Requests.Count);
        Assert.InRange(host.Seconds, 98, 101);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_malformed()
    {
        var handler = new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage { Content = new EndlessContent() }));
        await using var host = new TestHost(handler, options => (options.Server, options.MaxRetries) = (new("http://127.0.0.1:3000"), 0));
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal(
            (NeteaseErrorKind.Malformed, "user detail: the answer is longer than 67108864 bytes, or its headers are too long."),
            (failure.Kind, failure.Message)
        );
    }

    [Fact]
    public async Task A_block_stops_all_calls_at_once_and_outlives_the_process()
    {
        var store = new MemoryBudgetStore();
        var handler = new ScriptedHandler(Answer("""{"code":-460}""", 400));
        await using (var host = new TestHost(handler, services: services => services.AddSingleton<IBudgetStore>(store)))
        {
            var first = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
            Assert.Equal((NeteaseErrorKind.Blocked, TimeSpan.FromHours(6)), (first.Kind, first.RetryAfter));
            var next = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
            Assert.Equal(NeteaseErrorKind.Blocked, next.Kind);
        }

        await using var again = new TestHost(handler, services: services => services.AddSingleton<IBudgetStore>(store));
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => again.Run(again.Caller.CallAsync(Call, Token)));
        Assert.Equal(NeteaseErrorKind.Blocked, failure.Kind);
        Assert.InRange(failure.RetryAfter!.Value.TotalHours, 5.9, 6);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Verification_says_where()
    {
        var handler = new ScriptedHandler(Answer("""{"code":-462,"data":{"verifyUrl":"https://st.music.163.com/verify"}}""", 400));
        await using var host = new TestHost(handler);
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal((NeteaseErrorKind.VerificationDemanded, new("https://st.music.163.com/verify")), (failure.Kind, failure.VerifyUrl));
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_left_alone_for_a_while()
    {
        var handler = new ScriptedHandler(Fail(new HttpRequestException(HttpRequestError.ConnectionError, "refused")));
        await using var host = new TestHost(handler, options =>
            (options.Server, options.MaxRetries, options.RequestsPerSecond) = (new("http://127.0.0.1:3000"), 0, 5)
        );
        NeteaseApiException failure;
        var calls = 0;
        do
        {
            failure = await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
            Assert.Equal(NeteaseErrorKind.Unavailable, failure.Kind);
        } while (failure.RetryAfter is null && ++calls < 100);
        Assert.Equal(20, handler.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(30), failure.RetryAfter);
    }

    [Fact]
    public async Task Nothing_is_sent_where_neither_server_nor_session_is_named()
    {
        var handler = ScriptedHandler.Of(Ok);
        await using var host = new TestHost(handler, _ => { });
        var off = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Equal(
            "user detail: nothing is sent, because there is neither a server nor a session. Set NeteaseOptions.Server to the address of a local NeteaseCloudMusicApi server; "
                + "or register an ISessionStore that contains a session (NeteaseSession.FromCookies, or a log-in by QR code); or set AllowAnonymous.",
            off.Message
        );
        var cover = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.Run(host.Client.GetCoverAsync(new Uri("https://p1.music.126.net/cover.jpg"), cancellationToken: Token))
        );
        Assert.StartsWith("cover: nothing is sent", cover.Message, StringComparison.Ordinal);
        Assert.Empty(handler.Requests);

        await host.Sessions.SaveAsync(Session, Token);
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task An_answer_refreshes_the_session()
    {
        var handler = new ScriptedHandler(
            Answer(
                Ok,
                200,
                ("Set-Cookie", "__csrf=new; Path=/; Domain=.music.163.com"),
                ("Set-Cookie", "NMTID=tracking"),
                ("Set-Cookie", "MUSIC_U=; Max-Age=0")
            )
        );
        await using var host = new TestHost(handler, session: Session);
        await host.Run(host.Caller.CallAsync(Call, Token));
        var kept = await host.Sessions.LoadAsync(Token);
        Assert.Equal("MUSIC_U=account; __csrf=new", kept!.Header);
    }

    [Fact]
    public async Task Answers_with_ten_thousand_cookies_are_stored_once_and_within_the_bounds()
    {
        var cookies = Enumerable.Range(0, 10_000).Select(i => ("Set-Cookie", $"MUSIC_{i}={new string('x', 50)}; Path=/")).ToArray();
        await using var host = new TestHost(new ScriptedHandler(Answer(Ok, 200, cookies)), session: Session);
        await host.Run(host.Caller.CallAsync(Call, Token));
        var kept = (await host.Sessions.LoadAsync(Token))!;
        Assert.Equal(NeteaseSession.MaxCookies, kept.Cookies.Count);
        Assert.InRange(kept.Header.Length, 1, NeteaseSession.MaxHeaderLength);
        Assert.StartsWith(Session.Header, kept.Header, StringComparison.Ordinal);
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.Same(kept, await host.Sessions.LoadAsync(Token));
    }

    [Fact]
    public async Task An_answer_to_an_old_session_does_not_replace_the_new_one()
    {
        TestHost? host = null;
        var other = NeteaseSession.FromCookies("MUSIC_U=another");
        var handler = new ScriptedHandler(
            async (request, token) =>
            {
                await host!.Sessions.SaveAsync(other, token);
                return await Answer(Ok, 200, ("Set-Cookie", "__csrf=new"))(request, token);
            }
        );
        await using var made = host = new TestHost(handler, session: Session);
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.Same(other, await host.Sessions.LoadAsync(Token));
    }

    [Fact]
    public async Task A_session_that_cannot_be_kept_does_not_cost_the_answer()
    {
        var handler = new ScriptedHandler(Answer(Ok, 200, ("Set-Cookie", "__csrf=new")));
        await using var host = new TestHost(handler, services: services => services.AddSingleton<ISessionStore>(new ReadOnlyStore()));
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.Contains(host.Logs.Lines, line => line.Text.Contains("could not store them", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancellation_at_any_moment_leaves_the_next_call_free()
    {
        var handler = new ScriptedHandler(Never);
        await using var host = new TestHost(handler, options =>
            (options.Server, options.MaxConcurrency, options.RequestsPerSecond) = (new("http://127.0.0.1:3000"), 2, 5)
        );
        for (var i = 0; i < 50; i++)
        {
            // Some calls wait for an answer, some for a free request, some for a slot.
            using var stop = new CancellationTokenSource();
            var calls = Enumerable.Range(0, 5).Select(_ => host.Caller.CallAsync(Call, stop.Token)).ToArray();
            host.Time.Advance(TimeSpan.FromMilliseconds(37 * i));
            await stop.CancelAsync();
            foreach (var call in calls)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        var statistics = host.Services.GetRequiredService<RequestBudget>().GetStatistics()!;
        Assert.Equal(0, statistics.CurrentQueuedCount);
        var handlerCount = handler.Requests.Count;
        using var last = new CancellationTokenSource();
        var two = new[] { host.Caller.CallAsync(Call, last.Token), host.Caller.CallAsync(Call, last.Token) };
        await Clockwork.SettleAsync();
        for (var i = 0; i < 1_000 && handler.Requests.Count < handlerCount + 2; i++)
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Clockwork.SettleAsync();
        }

        Assert.Equal(handlerCount + 2, handler.Requests.Count);
        await last.CancelAsync();
        foreach (var call in two)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_download_waits_its_turn_too()
    {
        var handler = ScriptedHandler.Of(Ok);
        await using var host = new TestHost(handler, options => (options.Server, options.Jitter) = (new("http://127.0.0.1:3000"), 0));
        for (var i = 0; i < 4; i++)
            await host.Run(host.Client.GetCoverAsync(new Uri("https://p1.music.126.net/cover.jpg"), cancellationToken: Token));
        Assert.Equal(3, host.Seconds, 0.3);
        Assert.Equal(4, handler.Requests.Count);
    }

    [Fact]
    public async Task A_file_host_that_says_too_often_makes_all_rest()
    {
        var handler = new ScriptedHandler(Answer("", 429), Answer(Ok));
        await using var host = new TestHost(handler);
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() =>
            host.Run(host.Client.GetCoverAsync(new Uri("https://p1.music.126.net/cover.jpg"), cancellationToken: Token))
        );
        Assert.Equal(NeteaseErrorKind.Throttled, failure.Kind);
        await host.Run(host.Caller.CallAsync(Call, Token));
        Assert.InRange(host.Seconds, 20, 25);
    }

    [Fact]
    public async Task Retries_of_the_host_for_all_its_clients_do_not_go_past_the_budget()
    {
        var handler = new ScriptedHandler(Answer("<html>", 503), Answer(Ok));
        await using var host = new TestHost(
            handler,
            options => (options.Server, options.MaxRetries) = (new("http://127.0.0.1:3000"), 0),
            services: services => services.ConfigureHttpClientDefaults(client => client.AddStandardResilienceHandler())
        );
        await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
        Assert.Single(handler.Requests);
    }

    /// <summary>
    /// The registered handler itself, over a socket: it does not follow redirects with the session, and sends no trace headers.
    /// </summary>
    [Fact]
    public async Task Redirects_are_not_followed_and_traces_do_not_leave_the_process()
    {
        await using var elsewhere = await NeteaseStandIn.StartAsync(cancellationToken: Token);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var serving = ServeAsync();
        using var tracing = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(tracing);
        using var root = new Activity("host").AddBaggage("person", "somebody").Start();
        var services = new ServiceCollection().AddSingleton<ISessionStore>(new MemorySessionStore(Session));
        services.AddZetDardNetease(options => (options.Upstream, options.IsStandIn, options.MaxRetries) = (address, true, 0));
        await using var provider = services.BuildServiceProvider();
        var failure = await Assert.ThrowsAsync<NeteaseApiException>(() =>
            provider.GetRequiredService<INeteaseCaller>().CallAsync(Call, Token)
        );
        var headers = await serving;
        Assert.Equal(NeteaseErrorKind.Malformed, failure.Kind);
        Assert.Contains("a redirect to the host '127.0.0.1'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(0L, elsewhere.Requests.TotalCount);
        Assert.Contains("Cookie", headers);
        Assert.Subset(
            new HashSet<string> { "Host", "User-Agent", "Cookie", "Referer", "Accept-Encoding", "Content-Type", "Content-Length" },
            headers.ToHashSet()
        );

        // Answers one request with a redirect, and returns the names of its headers.
        async Task<List<string>> ServeAsync()
        {
            using var connection = await listener.AcceptTcpClientAsync(Token);
            using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII);
            var lines = new List<string>();
            for (var line = await reader.ReadLineAsync(Token); line is { Length: > 0 }; line = await reader.ReadLineAsync(Token))
                lines.Add(line);
            var length = int.Parse(
                lines.Single(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal))[16..],
                System.Globalization.CultureInfo.InvariantCulture
            );
            await reader.ReadBlockAsync(new char[length], Token);
            await connection
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Address}login?token=secret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    ),
                    Token
                );
            return [.. lines.Skip(1).Select(line => line.Split(':')[0])];
        }
    }

    [Fact]
    public async Task Traces_and_metrics_name_endpoints_and_outcomes_and_nothing_else()
    {
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "ZetDard.Netease",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var handler = new ScriptedHandler(Answer("""{"code":405}""", 405), Answer("""{"code":404}""", 404));
        await using var host = new TestHost(handler, session: Session);
        var measured = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener, host.Meters) };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, Join(tags))));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, Join(tags))));
        meters.Start();
        using (var root = new Activity("test").Start())
        {
            await Assert.ThrowsAsync<NeteaseApiException>(() => host.Run(host.Caller.CallAsync(Call, Token)));
            var activity = Assert.Single(activities, activity => activity.TraceId == root.TraceId);
            Assert.Equal("ZetDard.Netease user detail", activity.DisplayName);
            Assert.Equal(
                ["netease.endpoint=user detail", "error.type=Gone", "netease.code=404"],
                activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")
            );
        }

        Assert.Contains(("zetdard.netease.requests", 1, "netease.endpoint=user detail netease.outcome=Throttled"), measured);
        Assert.Contains(("zetdard.netease.requests", 1, "netease.endpoint=user detail netease.outcome=Gone"), measured);
        Assert.Contains(("zetdard.netease.retries", 1, "netease.endpoint=user detail netease.outcome=Throttled"), measured);
        Assert.Contains(("zetdard.netease.answer.size", 12, "netease.endpoint=user detail"), measured);
        Assert.Contains(measured, one => one.Name == "zetdard.netease.budget.wait" && one.Value >= 20);

        static void Listen(Instrument instrument, MeterListener listener, IMeterFactory meters)
        {
            if (instrument.Meter.Name == "ZetDard.Netease" && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        }

        static string Join(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
    }

    private static async Task<HttpResponseMessage> Never(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new UnreachableException();
    }

    private sealed class EndlessContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[1024 * 1024];
            for (var i = 0; i < 100; i++)
                await stream.WriteAsync(buffer);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class LockedStore : IBudgetStore
    {
        private readonly MemoryBudgetStore _inner = new();

        public bool IsLocked { get; set; }

        public ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default) =>
            IsLocked ? ValueTask.FromException(new IOException("The database is locked.")) : _inner.UpdateAsync(change, cancellationToken);
    }

    private sealed class ReadOnlyStore : ISessionStore
    {
        public ValueTask<NeteaseSession?> LoadAsync(CancellationToken cancellationToken = default) => new(Session);

        public ValueTask SaveAsync(NeteaseSession? session, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new UnauthorizedAccessException("Read-only."));
    }
}
