using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ZetDard.Netease.Testing.Tests;

public sealed class LogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_tell_what_was_asked_in_which_form_and_hold_no_cookie()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var service = await NeteaseStandIn.StartAsync(new() { TimeProvider = time }, Cancellation);
        using var caller = new Caller(service) { Cookies = service.SessionCookies };
        foreach (
            var form in (NeteaseRequestForm[])
                [NeteaseRequestForm.Weapi, NeteaseRequestForm.Eapi, NeteaseRequestForm.LinuxApi, NeteaseRequestForm.Api]
        )
            await caller.AskAsync(
                form,
                "/api/song/lyric",
                new Dictionary<string, object>
                {
                    ["id"] = 7,
                    ["csrf_token"] = "secret",
                    ["header"] = "{}",
                }
            );
        caller.Cookies = null;
        await caller.ServerAsync("/song/detail", new Dictionary<string, string> { ["ids"] = "5,6", ["cookie"] = service.SessionCookies });

        Assert.Equal(
            [
                NeteaseRequestForm.Weapi,
                NeteaseRequestForm.Eapi,
                NeteaseRequestForm.LinuxApi,
                NeteaseRequestForm.Api,
                NeteaseRequestForm.Server,
            ],
            service.Requests.Select(request => request.Form)
        );
        Assert.All(service.Requests.Take(4), request =>
        {
            Assert.Equal("/api/song/lyric", request.Uri);
            Assert.Equal(new Dictionary<string, string> { ["id"] = "7" }, request.Parameters);
            Assert.Equal(["/api/song/lyric?id=7"], request.Keys);
        });
        Assert.All(service.Requests, request => Assert.True(request.IsLoggedIn));
        Assert.All(service.Requests, request => Assert.Equal(time.GetUtcNow(), request.Time));
        Assert.Equal(["/api/v3/song/detail?id=5", "/api/v3/song/detail?id=6"], service.Requests[4].Keys);
        Assert.DoesNotContain(service.SessionCookies.Split('=', ';')[1], string.Join(' ', service.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_say_what_was_asked_for_twice()
    {
        await using var service = await NeteaseStandIn.StartAsync(new() { LogCapacity = 2 }, Cancellation);
        using var caller = new Caller(service);
        await caller.ApiAsync("/api/v3/song/detail", ("c", "[1,2,3]"));
        await caller.ApiAsync("/api/v3/song/detail", ("c", """[{"id":3},{"id":4}]"""));
        await caller.ApiAsync("/api/v1/user/detail/5");
        Assert.Equal((3, 2), (service.Requests.TotalCount, service.Requests.Count));
        Assert.Equal([("/api/v3/song/detail?id=3", 2)], service.Requests.Repeated.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(
            (1, 2, 0),
            (
                service.Requests.CountOf("/api/v3/song/detail?id=4"),
                service.Requests.CountOf("/api/v3/song/detail?id=3"),
                service.Requests.CountOf("/api/v3/song/detail?id=5")
            )
        );
        Assert.Equal(2, service.Requests.CountByUri["/api/v3/song/detail"]);
        service.ClearLog();
        Assert.Equal(
            (0, 0, 0),
            (service.Requests.TotalCount, service.Requests.Count, service.Requests.CountOf("/api/v3/song/detail?id=3"))
        );
    }

    // Oracle: every window counted separately.
    [Fact]
    public void AssertRate_finds_every_window_that_has_too_many() =>
        Gen.Select(Gen.Int[0, 2_000].Array[1, 30], Gen.Double[0.5, 5], Gen.Int[1, 4])
            .Sample(
                (gaps, rate, burst) =>
                {
                    var time = new FakeTimeProvider();
                    var log = new NeteaseRequestLog(time, 0);
                    var times = new List<double>();
                    var start = time.GetTimestamp();
                    foreach (var gap in gaps)
                    {
                        time.Advance(TimeSpan.FromMilliseconds(gap));
                        log.Add(new(time.GetUtcNow(), NeteaseRequestForm.Api, "/api/toplist", new Dictionary<string, string>()));
                        times.Add(time.GetElapsedTime(start).TotalSeconds);
                    }

                    var exceeded = (
                        from first in Enumerable.Range(0, times.Count)
                        from last in Enumerable.Range(first, times.Count - first)
                        select last - first + 1 - burst - (rate * (times[last] - times[first]))
                    ).Max();
                    if (Math.Abs(exceeded) < 1e-5)
                        return true; // on the line
                    return (Record.Exception(() => log.AssertRate(rate, burst)) is InvalidOperationException) == exceeded > 0;
                }
            );

    [Fact]
    public void AssertRate_says_which_requests_were_too_many()
    {
        var time = new FakeTimeProvider();
        var log = new NeteaseRequestLog(time, 10);
        foreach (var gap in (int[])[1_000, 1_000, 100, 1_000])
        {
            time.Advance(TimeSpan.FromMilliseconds(gap));
            log.Add(new(time.GetUtcNow(), NeteaseRequestForm.Api, "/api/toplist", new Dictionary<string, string>()));
        }

        var problem = Assert.Throws<InvalidOperationException>(() => log.AssertRate(1));
        Assert.StartsWith("2 requests came within 0.1 s (numbers 2 to 3)", problem.Message, StringComparison.Ordinal);
        log.AssertRate(1, burst: 2);
    }

    [Fact]
    public void A_log_that_cannot_tell_more_things_apart_says_so_instead_of_a_wrong_count()
    {
        var log = new NeteaseRequestLog(TimeProvider.System, 0, maxKeys: 2);
        foreach (var id in (int[])[1, 2, 2])
            log.Add(Asked(id));
        Assert.Equal((1, 2), (log.CountOf("/api/song/lyric?id=1"), log.CountOf("/api/song/lyric?id=2")));
        log.Add(Asked(3));
        var problem = Assert.Throws<InvalidOperationException>(() => log.CountOf("/api/song/lyric?id=3"));
        Assert.Equal(
            "More than 2 different things were requested, and more are not counted. Count earlier, or clear the log in between.",
            problem.Message
        );
        Assert.Throws<InvalidOperationException>(() => log.Repeated);
        Assert.Equal(4, log.TotalCount);
        log.Clear();
        Assert.Equal(0, log.CountOf("/api/song/lyric?id=3"));

        static NeteaseRequest Asked(int id) =>
            new(
                DateTimeOffset.UnixEpoch,
                NeteaseRequestForm.Api,
                "/api/song/lyric",
                new Dictionary<string, string> { ["id"] = id.ToString(System.Globalization.CultureInfo.InvariantCulture) }
            );
    }

    [Fact]
    public async Task A_log_without_room_counts_all_the_same()
    {
        await using var service = await NeteaseStandIn.StartAsync(new() { LogCapacity = 0 }, Cancellation);
        using var caller = new Caller(service);
        await caller.ApiAsync("/api/toplist");
        Assert.Equal((1, 0), (service.Requests.TotalCount, service.Requests.Count));
    }
}
