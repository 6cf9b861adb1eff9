using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>Every fault has its documented effect, as often as it should and on the requests that match.</summary>
public sealed class FaultTests
{
    private const string Detail = "/api/v3/song/detail";
    private static readonly Dictionary<string, string> Song5 = new() { ["c"] = """[{"id":5}]""" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Code_befalls_the_requests_after_those_skipped_and_only_of_its_path()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Uri = Detail, Code = 405, Skip = 1, Times = 2 });
        var codes = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            codes.Add((int)(await caller.ApiAsync(Detail, ("c", "[1]")))["code"]!);
            Assert.Equal(200, (int)(await caller.ApiAsync("/api/toplist"))["code"]!);
        }

        Assert.Equal([200, 405, 405, 200, 200], codes);
    }

    [Fact]
    public async Task Status_code_and_retry_after_are_sent_as_they_are_to_direct_calls_and_as_502_through_the_server()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Status = 429, Code = -447, RetryAfter = TimeSpan.FromSeconds(7), Times = 2 });
        using var direct = await caller.PostAsync(Detail, Song5);
        Assert.Equal(HttpStatusCode.TooManyRequests, direct.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), direct.Headers.RetryAfter!.Delta);
        Assert.Equal(-447, (int)JsonNode.Parse(await direct.Content.ReadAsStringAsync(Cancellation))!["code"]!);

        // Facts A4: the 429 and Retry-After are lost.
        using var server = await caller.PostAsync("/song/detail?ids=5", new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.BadGateway, server.StatusCode);
        Assert.Null(server.Headers.RetryAfter);
        Assert.Equal("""{"code":502,"msg":"Request failed with status code 429"}""", await server.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Verification_is_demanded_with_an_address()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Code = -462 });
        Assert.StartsWith("https://", (string)(await caller.ApiAsync("/api/toplist"))["data"]!["verifyUrl"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v3/song/detail")]
    [InlineData("/song/detail?ids=5")]
    public async Task Html_empty_and_any_text_come_with_status_200(string path)
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Html = true });
        service.Inject(new() { Empty = true });
        service.Inject(new() { Body = """{"abroad":true,"result":"00"}""" });
        Assert.StartsWith("<!DOCTYPE html>", await TextAsync("&a"), StringComparison.Ordinal);
        Assert.Equal("", await TextAsync("&b"));
        Assert.Equal("""{"abroad":true,"result":"00"}""", await TextAsync("&c"));
        Assert.Contains("\"songs\"", await TextAsync("&d"), StringComparison.Ordinal);

        async Task<string> TextAsync(string query)
        {
            using var answer = await caller.PostAsync(path + (path.Contains('?') ? query : ""), Song5);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Drop_and_half_body_break_the_connection()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Drop = true });
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.PostAsync(Detail, Song5));
        service.Inject(new() { HalfBody = true });
        await Assert.ThrowsAnyAsync<Exception>(() => caller.PostAsync(Detail, Song5));
        using var well = await caller.PostAsync(Detail, Song5);
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
    }

    [Fact]
    public async Task Delay_waits_by_the_clock()
    {
        var time = new FakeTimeProvider();
        await using var service = await NeteaseStandIn.StartAsync(new() { TimeProvider = time }, Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Uri = Detail, Delay = TimeSpan.FromMinutes(5), Code = 503 });
        var answer = caller.ApiAsync(Detail, ("c", "[5]"));
        while (service.Requests.TotalCount == 0)
            await Task.Yield();
        await caller.ApiAsync("/api/toplist");      // another request passes meanwhile
        Assert.False(answer.IsCompleted);
        while (!answer.IsCompleted)
        {
            // The wait begins a little after the request is in the log.
            time.Advance(TimeSpan.FromMinutes(5));
            await Task.Yield();
        }

        Assert.Equal(503, (int)(await answer)["code"]!);
    }

    [Fact]
    public async Task Dispose_ends_whatever_is_waiting()
    {
        var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Delay = Timeout.InfiniteTimeSpan, Times = 10 });
        var answers = Enumerable.Range(0, 10).Select(_ => caller.ApiAsync("/api/toplist")).ToArray();
        while (service.Requests.TotalCount < 10)
            await Task.Yield();
        await service.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation);      // the answers would take for ever
        foreach (var answer in answers)
            await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.ApiAsync("/api/toplist"));
    }

    [Fact]
    public async Task Repeat_page_gives_the_page_before()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        var first = await PageAsync(0, 0);
        var second = await PageAsync(10, 0);
        Assert.False(JsonNode.DeepEquals(first["comments"], second["comments"]));
        service.Inject(new() { RepeatPage = true, Times = 2 });
        Assert.True(JsonNode.DeepEquals(first["comments"], (await PageAsync(10, 0))["comments"]));
        Assert.True(JsonNode.DeepEquals(first["comments"], (await PageAsync(0, (long)second["comments"]![0]!["time"]!))["comments"]));

        Task<JsonNode> PageAsync(int offset, long before) =>
            caller.ApiAsync("/api/v1/resource/comments/R_SO_4_1", ("limit", 10), ("offset", offset), ("beforeTime", before));
    }

    [Fact]
    public async Task Someone_elses_gives_anothers_answer()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { SomeoneElses = true, Times = 4 });
        Assert.Equal(6, (int)(await caller.ApiAsync("/api/v1/user/detail/7"))["profile"]!["userId"]!);
        Assert.Equal(4, (int)(await caller.ApiAsync(Detail, ("c", "[5]")))["songs"]![0]!["id"]!);
        Assert.Equal(2, (int)(await caller.ApiAsync("/api/artist/head/info/get", ("id", 1)))["data"]!["artist"]!["id"]!);
        Assert.All(
            (await caller.ApiAsync("/api/user/playlist", ("uid", 7)))["playlist"]!.AsArray().Take(1),
            list => Assert.Equal(6, (int)list!["userId"]!));
        Assert.Equal(7, (int)(await caller.ApiAsync("/api/v1/user/detail/7"))["profile"]!["userId"]!);
    }

    [Fact]
    public async Task Clear_takes_faults_back()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Code = -460, Times = int.MaxValue });
        Assert.Equal(-460, (int)(await caller.ApiAsync("/api/toplist"))["code"]!);
        service.ClearFaults();
        Assert.Equal(200, (int)(await caller.ApiAsync("/api/toplist"))["code"]!);
    }

    [Fact]
    public async Task Inject_refuses_what_cannot_be()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        Assert.Throws<ArgumentException>(() => service.Inject(new() { Times = 0 }));
        Assert.Throws<ArgumentException>(() => service.Inject(new() { Skip = -1 }));
        Assert.Throws<ArgumentException>(() => service.Inject(new() { Status = 100 }));
        Assert.Throws<ArgumentException>(() => service.Inject(new() { Delay = TimeSpan.FromSeconds(-2) }));
    }
}
