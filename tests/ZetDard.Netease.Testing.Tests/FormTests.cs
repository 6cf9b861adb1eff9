using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using ZetDard.Tests;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>Every form of request leads to the same queries and answers.</summary>
public sealed class FormTests
{
    private static readonly NeteaseRequestForm[] Direct =
        [NeteaseRequestForm.Api, NeteaseRequestForm.Weapi, NeteaseRequestForm.LinuxApi, NeteaseRequestForm.Eapi];

    // The path at the server, and the call that it makes at the service: facts B and the modules of NeteaseCloudMusicApi 4.32.0.
    private static readonly (string Path, string Uri, Dictionary<string, object> Parameters)[] Questions =
    [
        ("/user/playlist?uid=3", "/api/user/playlist", new() { ["uid"] = 3, ["limit"] = 30, ["offset"] = 0, ["includeVideo"] = true }),
        ("/user/playlist?uid=3&limit=2&offset=1", "/api/user/playlist", new() { ["uid"] = 3, ["limit"] = 2, ["offset"] = 1 }),
        ("/user/record?uid=4&type=1", "/api/v1/play/record", new() { ["uid"] = 4, ["type"] = 1 }),
        ("/user/follows?uid=5&limit=3", "/api/user/getfollows/5", new() { ["offset"] = 0, ["limit"] = 3, ["order"] = true }),
        ("/user/followeds?uid=5", "/api/user/getfolloweds/5", new() { ["userId"] = 5, ["limit"] = 30, ["offset"] = 0 }),
        ("/user/dj?uid=7", "/api/dj/program/7", new() { ["limit"] = 30, ["offset"] = 0 }),
        ("/user/account", "/api/nuser/account/get", []),
        ("/likelist?uid=2", "/api/song/like/get", new() { ["uid"] = 2 }),
        ("/playlist/detail?id=200", "/api/v6/playlist/detail", new() { ["id"] = 200, ["n"] = 100000, ["s"] = 8 }),
        ("/playlist/detail?id=10", "/api/v6/playlist/detail", new() { ["id"] = 10, ["n"] = 100000, ["s"] = 8 }),
        ("/song/detail?ids=1,2,99999,3", "/api/v3/song/detail", new() { ["c"] = """[{"id":1},{"id":2},{"id":99999},{"id":3}]""" }),
        ("/song/url?id=4,5", "/api/song/enhance/player/url", new() { ["ids"] = """["4","5"]""", ["br"] = 999000 }),
        ("/song/url/v1?id=6&level=standard", "/api/song/enhance/player/url/v1", new() { ["ids"] = "[6]", ["level"] = "standard" }),
        ("/lyric?id=8", "/api/song/lyric", new() { ["id"] = 8, ["tv"] = -1 }),
        ("/lyric/new?id=8", "/api/song/lyric/v1", new() { ["id"] = 8 }),
        ("/comment/music?id=1&limit=5&offset=20", "/api/v1/resource/comments/R_SO_4_1", new() { ["rid"] = 1, ["limit"] = 5, ["offset"] = 20, ["beforeTime"] = 0 }),
        ("/comment/playlist?id=10", "/api/v1/resource/comments/A_PL_0_10", new() { ["rid"] = 10, ["limit"] = 20, ["offset"] = 0 }),
        ("/comment/album?id=1001", "/api/v1/resource/comments/R_AL_3_1001", new() { ["rid"] = 1001, ["limit"] = 20, ["offset"] = 0 }),
        ("/comment/hot?id=1&type=0", "/api/v1/resource/hotcomments/R_SO_4_1", new() { ["rid"] = 1, ["limit"] = 20, ["offset"] = 0 }),
        ("/comment/new?id=1&type=0&sortType=3", "/api/v2/resource/comments", new() { ["threadId"] = "R_SO_4_1", ["pageNo"] = 1, ["pageSize"] = 20, ["cursor"] = "0", ["sortType"] = 3 }),
        ("/artist/detail?id=3", "/api/artist/head/info/get", new() { ["id"] = 3 }),
        ("/artist/songs?id=3&limit=4&order=time", "/api/v1/artist/songs", new() { ["id"] = 3, ["order"] = "time", ["offset"] = 0, ["limit"] = 4 }),
        ("/artist/album?id=3", "/api/artist/albums/3", new() { ["limit"] = 30, ["offset"] = 0 }),
        ("/artist/top/song?id=3", "/api/artist/top/song", new() { ["id"] = 3 }),
        ("/artist/desc?id=3", "/api/artist/introduction", new() { ["id"] = 3 }),
        ("/artists?id=3", "/api/v1/artist/3", []),
        ("/album?id=3001", "/api/v1/album/3001", []),
        ("/search?keywords=Silent", "/api/search/get", new() { ["s"] = "Silent", ["type"] = 1, ["limit"] = 30, ["offset"] = 0 }),
        ("/search?keywords=Ada&type=1002", "/api/search/get", new() { ["s"] = "Ada", ["type"] = 1002, ["limit"] = 30, ["offset"] = 0 }),
        ("/cloudsearch?keywords=%E5%A4%9C", "/api/cloudsearch/pc", new() { ["s"] = "夜", ["type"] = 1, ["limit"] = 30, ["offset"] = 0 }),
        ("/simi/user?id=2", "/api/discovery/simiUser", new() { ["songid"] = 2, ["limit"] = 50, ["offset"] = 0 }),
        ("/simi/song?id=2", "/api/v1/discovery/simiSong", new() { ["songid"] = 2, ["limit"] = 50, ["offset"] = 0 }),
        ("/simi/artist?id=2", "/api/discovery/simiArtist", new() { ["artistid"] = 2 }),
        ("/simi/playlist?id=2", "/api/discovery/simiPlaylist", new() { ["songid"] = 2, ["limit"] = 50, ["offset"] = 0 }),
        ("/recommend/songs", "/api/v3/discovery/recommend/songs", []),
        ("/toplist", "/api/toplist", []),
        ("/user/detail?uid=99999", "/api/v1/user/detail/99999", []),
        ("/playlist/detail?id=99999999", "/api/v6/playlist/detail", new() { ["id"] = 99999999 }),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_form_gives_the_same_answer(bool isLoggedIn)
    {
        await using var service = await NeteaseStandIn.StartAsync(
            new() { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55)) },
            Cancellation);
        using var caller = new Caller(service) { Cookies = isLoggedIn ? service.SessionCookies : null };
        foreach (var (path, uri, parameters) in Questions)
        {
            var expected = await caller.AskAsync(NeteaseRequestForm.Api, uri, parameters);
            Assert.NotNull(expected["code"]);
            foreach (var form in Direct)
                Assert.True(JsonNode.DeepEquals(expected, await caller.AskAsync(form, uri, parameters)), $"{form} {uri}");
            var (status, byServer) = await caller.ServerAsync(path);
            Assert.True(JsonNode.DeepEquals(expected, byServer), $"{path}: {byServer.ToJsonString()} instead of {expected.ToJsonString()}");
            Assert.Equal((int)expected["code"]! is 200 ? 200 : (int)expected["code"]! is -2 ? 400 : (int)expected["code"]!, (int)status);
        }
    }

    [Fact]
    public async Task Users_are_the_same_but_for_a_name_of_a_picture()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        var direct = await caller.ApiAsync("/api/v1/user/detail/2");
        Assert.NotNull(direct["profile"]!["avatarImgId_str"]);
        Assert.True(JsonNode.DeepEquals(direct, (await caller.ServerAsync("/user/detail/new?uid=2")).Json));
        ((JsonObject)direct["profile"]!).Remove("avatarImgId_str");
        Assert.True(JsonNode.DeepEquals(direct, (await caller.ServerAsync("/user/detail?uid=2")).Json));
    }

    [Fact]
    public async Task Server_takes_parameters_from_query_form_and_json_and_by_get()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        var expected = (await caller.ServerAsync("/song/detail?ids=5")).Json;
        Assert.Equal(5, (int)expected["songs"]![0]!["id"]!);
        Assert.True(
            JsonNode.DeepEquals(
                expected, (await caller.ServerAsync("/song/detail", new Dictionary<string, string> { ["ids"] = "5" })).Json));
        Assert.True(
            JsonNode.DeepEquals(
                expected, (await caller.ServerAsync("/song/detail?ids=6", new Dictionary<string, string> { ["ids"] = "5" })).Json));
        Assert.True(
            JsonNode.DeepEquals(
                expected, JsonNode.Parse(await caller.Http.GetStringAsync("/song/detail?ids=5&timestamp=x", Cancellation))));
        using var json = new StringContent("""{"ids":"5"}""", Encoding.UTF8, "application/json");
        using var posted = await caller.Http.PostAsync("/song/detail?timestamp=y", json, Cancellation);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(await posted.Content.ReadAsStringAsync(Cancellation))));
    }

    // Facts 0.2 and A4, measured at the real server.
    [Theory]
    [InlineData(-460, 400)]
    [InlineData(-447, 400)]
    [InlineData(-2, 400)]
    [InlineData(301, 301)]
    [InlineData(302, 200)]
    [InlineData(400, 200)]
    [InlineData(401, 401)]
    [InlineData(404, 404)]
    [InlineData(405, 405)]
    [InlineData(502, 200)]
    [InlineData(503, 503)]
    [InlineData(512, 512)]
    [InlineData(800, 200)]
    [InlineData(8810, 400)]
    [InlineData(10004, 400)]
    public async Task Server_maps_codes_to_statuses_as_the_real_one(int code, int status)
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        service.Inject(new() { Code = code });
        using var answer = await caller.PostAsync("/lyric?id=1", new Dictionary<string, string>());
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Equal(code, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["code"]!);
    }

    [Fact]
    public async Task Server_caches_answers_for_two_minutes_by_address_not_by_body()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var service = await NeteaseStandIn.StartAsync(new() { TimeProvider = time }, Cancellation);
        using var caller = new Caller(service);
        Assert.Equal((1, 1), (await Id("1", ""), await Id("2", "")));
        Assert.Equal(2, await Id("2", "?timestamp=1"));
        Assert.True(service.Requests[1].IsFromCache);
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(1, await Id("3", ""));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, await Id("3", ""));

        // Only answers of status 200.
        service.Inject(new() { Code = 503 });
        Assert.Equal(0, await Id("4", "?a"));
        Assert.Equal(4, await Id("4", "?a"));

        async Task<long> Id(string ids, string query)
        {
            using var answer = await caller.PostAsync("/song/detail" + query, new Dictionary<string, string> { ["ids"] = ids });
            return (long?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["songs"]?[0]?["id"] ?? 0;
        }
    }

    [Fact]
    public async Task Server_does_not_cache_where_the_option_says_so()
    {
        await using var service = await NeteaseStandIn.StartAsync(new() { CachesServerAnswers = false }, Cancellation);
        using var caller = new Caller(service);
        for (var id = 1; id <= 2; id++)
        {
            using var answer = await caller.PostAsync("/song/detail", new Dictionary<string, string> { ["ids"] = $"{id}" });
            Assert.Equal(id, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["songs"]![0]!["id"]!);
        }
    }

    [Fact]
    public async Task Server_refuses_what_the_real_one_refuses()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        Assert.Equal(HttpStatusCode.NotFound, (await caller.ServerAsync("/song/detail")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await caller.ServerAsync("/song/url")).Status);
        using var nothing = await caller.Http.GetAsync("/nope", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        Assert.StartsWith("<!DOCTYPE html>", await nothing.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var tooLong = await caller.Http.GetAsync(
            "/song/detail?ids=" + string.Join(',', Enumerable.Repeat("1234567890", 1_600)), Cancellation);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, tooLong.StatusCode);
        using var thousand = await caller.Http.GetAsync(
            "/song/detail?ids=" + string.Join(',', Enumerable.Repeat("1234567890", 1_000)), Cancellation);
        Assert.Equal(HttpStatusCode.OK, thousand.StatusCode);
        Assert.Equal(400, (int)(await caller.ServerAsync("/search?keywords=")).Json["code"]!);
    }

    [Fact]
    public async Task Songs_of_a_list_at_once_are_a_thousand_at_most()
    {
        var world = ZetDard.Recommenders.Testing.MusicWorld.Create(new() { UserCount = 20, SongCount = 9_000, MeanSongsPerUser = 3_000 });
        await using var service = await NeteaseStandIn.StartAsync(new() { World = world }, Cancellation);
        using var caller = new Caller(service);
        var list = Enumerable.Range(1, 20).Select(user => user * 100L).First(id => service.Content.TracksOf(id).Count > 1_100);
        var tracks = service.Content.TracksOf(list);
        Assert.Equal(400, (int)(await caller.ServerAsync($"/playlist/track/all?id={list}&limit=1001")).Json["code"]!);
        var songs = (await caller.ServerAsync($"/playlist/track/all?id={list}&limit=1000&offset=100")).Json["songs"]!.AsArray();
        Assert.Equal(tracks.Skip(100).Take(1_000).Where(id => id <= 9_000).Order(), songs.Select(song => (long)song!["id"]!).Order());
    }

    [Fact]
    public async Task Encrypted_answers_are_the_plain_ones()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        var plain = await caller.AskAsync(NeteaseRequestForm.Eapi, "/api/song/lyric", new Dictionary<string, object> { ["id"] = 1 });
        using var answer = await caller.SendAsync(
            NeteaseRequestForm.Eapi, "/api/song/lyric", new Dictionary<string, object> { ["id"] = 1, ["e_r"] = true });
        var decrypted = Encryption.DecryptAnswer(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.True(JsonNode.DeepEquals(plain, JsonNode.Parse(decrypted)));
    }

    [Fact]
    public async Task Wrong_encryption_is_refused_with_the_reason()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        var eapi = Encryption.Eapi("/api/song/lyric", "{}");
        await Refused("/eapi/song/lyric/v1", eapi, "/api/song/lyric");
        await Refused("/eapi/song/lyric", new() { ["params"] = eapi["params"][..^32] }, "");
        await Refused("/weapi/song/lyric", [], "params");
        await Refused("/weapi/song/lyric", new() { ["params"] = "AAAA", ["encSecKey"] = "12" }, "256");

        // The service's own key instead of the stand-in's.
        var vectors = JsonNode.Parse(await File.ReadAllTextAsync(SharedFolder.PathOrSkip("netease", "crypto-vectors.json"), Cancellation))!;
        var vector = vectors["weapi"]![0]!;
        await Refused(
            "/weapi/song/lyric", new() { ["params"] = (string)vector["params"]!, ["encSecKey"] = (string)vector["encSecKey"]! },
            "Configure");

        async Task Refused(string path, Dictionary<string, string> form, string reason)
        {
            using var answer = await caller.PostAsync(path, form);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.Equal(path, service.Requests[^1].Uri);
        }
    }

    // Oracle: the vectors, made with the code of NeteaseCloudMusicApi 4.32.0.
    [Fact]
    public async Task Decryption_gives_the_vectors_texts()
    {
        var vectors = JsonNode.Parse(await File.ReadAllTextAsync(SharedFolder.PathOrSkip("netease", "crypto-vectors.json"), Cancellation))!;
        foreach (var vector in vectors["weapi"]!.AsArray())
            Assert.Equal(
                (string)vector!["json"]!,
                Encoding.UTF8.GetString(
                    StandInCiphers.WeapiUnder(Encoding.ASCII.GetBytes((string)vector["secretKey"]!), (string)vector["params"]!)));
        foreach (var vector in vectors["linuxapi"]!.AsArray())
            Assert.Equal((string)vector!["json"]!, Encoding.UTF8.GetString(StandInCiphers.LinuxApi((string)vector["eparams"]!)));
        foreach (var vector in vectors["eapi"]!.AsArray())
            Assert.Equal(((string)vector!["uri"]!, (string)vector["json"]!), StandInCiphers.Eapi((string)vector["params"]!));
    }

    // Oracle: an encryption by the definition of RSA.
    [Fact]
    public void SecretKey_is_what_was_encrypted() =>
        Gen.Char["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].Array[16].Sample(letters =>
    {
        var key = new string(letters);
        return Encoding.ASCII.GetString(
            StandInCiphers.SecretKey(Encryption.Weapi("{}", StandInCiphers.PublicKeyPem, key)["encSecKey"])) == key;
    }, iter: 200);
}
