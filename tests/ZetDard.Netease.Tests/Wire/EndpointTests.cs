using System.Text.Json;
using CsCheck;

namespace ZetDard.Netease.Tests.Wire;

public sealed class EndpointTests
{
    // Oracle: the modules of NeteaseCloudMusicApi 4.32.0 (npm), each executed with the form of its row and a stub in place of its
    // request. The rows are what the stub received.
    private static readonly Expectation[] Expected =
    [
        new("user detail", "/user/detail", NeteaseCipher.Weapi, "/api/v1/user/detail/32953014", """{}""", "uid=32953014", [("uid", 32953014L)]),
        new("user search", "/cloudsearch", NeteaseCipher.Eapi, "/api/cloudsearch/pc", """{"s":"小明 \"x\"","type":"1002","limit":"100","offset":"200","total":true}""", "keywords=小明 \"x\"&type=1002&limit=100&offset=200", [("keywords", "小明 \"x\""), ("type", 1002L), ("limit", 100L), ("offset", 200L)]),
        new("song search", "/cloudsearch", NeteaseCipher.Eapi, "/api/cloudsearch/pc", """{"s":"海阔天空","type":"1","limit":"100","offset":"0","total":true}""", "keywords=海阔天空&type=1&limit=100&offset=0", [("keywords", "海阔天空"), ("type", 1L), ("limit", 100L), ("offset", 0L)]),
        new("user playlists", "/user/playlist", NeteaseCipher.Weapi, "/api/user/playlist", """{"uid":"32953014","limit":"100","offset":"100","includeVideo":true}""", "uid=32953014&limit=100&offset=100", [("uid", 32953014L), ("limit", 100L), ("offset", 100L)]),
        new("playlist detail", "/playlist/detail", NeteaseCipher.Eapi, "/api/v6/playlist/detail", """{"id":"24381616","n":100000,"s":"8"}""", "id=24381616&s=8", [("id", 24381616L), ("s", 8L)]),
        new("song detail", "/song/detail", NeteaseCipher.Weapi, "/api/v3/song/detail", """{"c":"[{\"id\":347230},{\"id\":347231}]"}""", "ids=347230,347231", [("ids", new long[] { 347230, 347231 })]),
        new("artist detail", "/artist/detail", NeteaseCipher.Eapi, "/api/artist/head/info/get", """{"id":"6452"}""", "id=6452", [("id", 6452L)]),
        new("artist songs", "/artist/songs", NeteaseCipher.Eapi, "/api/v1/artist/songs", """{"id":"6452","private_cloud":"true","work_type":1,"order":"hot","offset":"0","limit":"100"}""", "id=6452&order=hot&offset=0&limit=100", [("id", 6452L), ("order", "hot"), ("offset", 0L), ("limit", 100L)]),
        new("artist albums", "/artist/album", NeteaseCipher.Weapi, "/api/artist/albums/6452", """{"limit":"100","offset":"0","total":true}""", "id=6452&limit=100&offset=0", [("id", 6452L), ("limit", 100L), ("offset", 0L)]),
        new("lyric", "/lyric/new", NeteaseCipher.Eapi, "/api/song/lyric/v1", """{"id":"33894312","cp":false,"tv":0,"lv":0,"rv":0,"kv":0,"yv":0,"ytv":0,"yrv":0}""", "id=33894312", [("id", 33894312L)]),
        new("song comments", "/comment/music", NeteaseCipher.Weapi, "/api/v1/resource/comments/R_SO_4_186016", """{"rid":"186016","limit":"100","offset":"0","beforeTime":"1600000000000"}""", "id=186016&limit=100&offset=0&before=1600000000000", [("id", 186016L), ("limit", 100L), ("offset", 0L), ("before", 1600000000000L)]),
        new("playlist comments", "/comment/playlist", NeteaseCipher.Weapi, "/api/v1/resource/comments/A_PL_0_705123491", """{"rid":"705123491","limit":"100","offset":"100","beforeTime":"0"}""", "id=705123491&limit=100&offset=100&before=0", [("id", 705123491L), ("limit", 100L), ("offset", 100L), ("before", 0L)]),
        new("album comments", "/comment/album", NeteaseCipher.Weapi, "/api/v1/resource/comments/R_AL_3_32311", """{"rid":"32311","limit":"100","offset":"0","beforeTime":"0"}""", "id=32311&limit=100&offset=0&before=0", [("id", 32311L), ("limit", 100L), ("offset", 0L), ("before", 0L)]),
        new("hot song comments", "/comment/hot", NeteaseCipher.Weapi, "/api/v1/resource/hotcomments/R_SO_4_186016", """{"rid":"186016","limit":"100","offset":"0","beforeTime":"0"}""", "type=0&id=186016&limit=100&offset=0&before=0", [("type", 0L), ("id", 186016L), ("limit", 100L), ("offset", 0L), ("before", 0L)]),
        new("hot playlist comments", "/comment/hot", NeteaseCipher.Weapi, "/api/v1/resource/hotcomments/A_PL_0_705123491", """{"rid":"705123491","limit":"100","offset":"0","beforeTime":"0"}""", "type=2&id=705123491&limit=100&offset=0&before=0", [("type", 2L), ("id", 705123491L), ("limit", 100L), ("offset", 0L), ("before", 0L)]),
        new("hot album comments", "/comment/hot", NeteaseCipher.Weapi, "/api/v1/resource/hotcomments/R_AL_3_32311", """{"rid":"32311","limit":"100","offset":"0","beforeTime":"0"}""", "type=3&id=32311&limit=100&offset=0&before=0", [("type", 3L), ("id", 32311L), ("limit", 100L), ("offset", 0L), ("before", 0L)]),
        new("follows", "/user/follows", NeteaseCipher.Weapi, "/api/user/getfollows/32953014", """{"offset":"0","limit":"100","order":true}""", "uid=32953014&offset=0&limit=100", [("uid", 32953014L), ("offset", 0L), ("limit", 100L)]),
        new("followers", "/user/followeds", NeteaseCipher.Eapi, "/api/user/getfolloweds/32953014", """{"userId":"32953014","time":"0","limit":"100","offset":"0","getcounts":"true"}""", "uid=32953014&limit=100&offset=0", [("uid", 32953014L), ("limit", 100L), ("offset", 0L)]),
        new("play record", "/user/record", NeteaseCipher.Weapi, "/api/v1/play/record", """{"uid":"32953014","type":"1"}""", "uid=32953014&type=1", [("uid", 32953014L), ("type", 1L)]),
        new("liked songs", "/likelist", NeteaseCipher.Eapi, "/api/song/like/get", """{"uid":"32953014"}""", "uid=32953014", [("uid", 32953014L)]),
        new("charts", "/toplist", NeteaseCipher.Eapi, "/api/toplist", """{}""", "", []),
        new("similar songs", "/simi/song", NeteaseCipher.Weapi, "/api/v1/discovery/simiSong", """{"songid":"347230","limit":"50","offset":"0"}""", "id=347230&limit=50&offset=0", [("id", 347230L), ("limit", 50L), ("offset", 0L)]),
        new("similar users", "/simi/user", NeteaseCipher.Weapi, "/api/discovery/simiUser", """{"songid":"347230","limit":"50","offset":"0"}""", "id=347230&limit=50&offset=0", [("id", 347230L), ("limit", 50L), ("offset", 0L)]),
        new("similar playlists", "/simi/playlist", NeteaseCipher.Weapi, "/api/discovery/simiPlaylist", """{"songid":"347230","limit":"50","offset":"0"}""", "id=347230&limit=50&offset=0", [("id", 347230L), ("limit", 50L), ("offset", 0L)]),
        new("similar artists", "/simi/artist", NeteaseCipher.Weapi, "/api/discovery/simiArtist", """{"artistid":"6452"}""", "id=6452", [("id", 6452L)]),
        new("daily songs", "/recommend/songs", NeteaseCipher.Weapi, "/api/v3/discovery/recommend/songs", """{}""", "", []),
        new("programmes", "/user/dj", NeteaseCipher.Weapi, "/api/dj/program/32953014", """{"limit":"100","offset":"0"}""", "uid=32953014&limit=100&offset=0", [("uid", 32953014L), ("limit", 100L), ("offset", 0L)]),
        new("account", "/user/account", NeteaseCipher.Weapi, "/api/nuser/account/get", """{}""", "", []),
        new("song files", "/song/url/v1", NeteaseCipher.Eapi, "/api/song/enhance/player/url/v1", """{"ids":"[405998841,33894312]","level":"exhigh","encodeType":"flac"}""", "id=405998841,33894312&level=exhigh&crypto=eapi", [("id", new long[] { 405998841, 33894312 }), ("level", "exhigh")]),
        new("QR log-in key", "/login/qr/key", NeteaseCipher.Eapi, "/api/login/qrcode/unikey", """{"type":3}""", "", []),
        new("QR log-in check", "/login/qr/check", NeteaseCipher.Eapi, "/api/login/qrcode/client/login", """{"key":"8fe29d6e","type":3}""", "key=8fe29d6e", [("key", "8fe29d6e")]),
    ];

    public static TheoryData<string> Names => [.. Expected.Select(expectation => expectation.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Calls_are_those_of_the_npm_modules(string name)
    {
        var expected = Expected.Single(expectation => expectation.Name == name);
        var endpoint = NeteaseEndpoints.All.Single(candidate => candidate.Name == name);
        var call = endpoint.With(expected.Values);
        Assert.Equal(expected.ServerPath, endpoint.ServerPath);
        Assert.Equal(expected.Cipher, endpoint.Cipher);
        Assert.Equal(expected.Uri, call.Uri);
        Assert.Equal(Fields(expected.Payload), Fields(call.Payload));
        Assert.Equal(
            Sorted(expected.Form.Split('&', StringSplitOptions.RemoveEmptyEntries)),
            Sorted(call.ServerForm.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public void Every_endpoint_is_compared_with_its_module() =>
        Assert.Equal(
            Sorted(NeteaseEndpoints.All.Select(endpoint => endpoint.Name)), Sorted(Expected.Select(expectation => expectation.Name)));

    [Fact]
    public void Every_endpoint_of_the_table_is_in_its_list()
    {
        var declared = typeof(NeteaseEndpoints).GetProperties().Where(property => property.PropertyType == typeof(NeteaseEndpoint))
            .Select(property => (NeteaseEndpoint)property.GetValue(null)!);
        Assert.Equal(Sorted(declared.Select(endpoint => endpoint.Name)), Sorted(NeteaseEndpoints.All.Select(endpoint => endpoint.Name)));
        Assert.Equal(NeteaseEndpoints.All.Count, NeteaseEndpoints.All.Select(endpoint => endpoint.Name).Distinct().Count());
    }

    [Fact]
    public void Endpoints_that_page_take_limit_and_offset() => Assert.All(
        NeteaseEndpoints.All.Where(endpoint => endpoint.Parameters.Any(parameter => parameter.Key == "offset") && endpoint.PageSize > 0),
        endpoint => Assert.Equal(endpoint.PageSize, endpoint.Parameters.Single(parameter => parameter.Key == "limit").Default));

    [Fact]
    public void Uri_escapes_what_stands_in_an_address() =>
        Assert.Equal("/api/v1/user/detail/..%2F1%3Fa", NeteaseEndpoints.User.With(("uid", "../1?a")).Uri);

    [Fact]
    public void Uri_says_which_value_is_missing()
    {
        var e = Assert.Throws<InvalidOperationException>(() => NeteaseEndpoints.User.With().Uri);
        Assert.Equal("The address of 'user detail' needs a value for 'uid', but the call has none.", e.Message);
    }

    // Oracle: JSON.stringify leaves Chinese characters and apostrophes unescaped. The test vectors of the encryption were made
    // from such text.
    [Fact]
    public void Payload_writes_text_as_JavaScript_does() =>
        Assert.StartsWith(
            """{"s":"陈奕迅 'live' <é>","type":1""", NeteaseEndpoints.SongSearch.With(("keywords", "陈奕迅 'live' <é>")).Payload,
            StringComparison.Ordinal);

    [Fact]
    public void Payload_of_any_text_reads_back_as_that_text() => Gen.String.Sample(text =>
    {
        using var payload = JsonDocument.Parse(NeteaseEndpoints.SongSearch.With(("keywords", text)).Payload);
        // Halves of surrogate pairs cannot be sent.
        var wellFormed = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
        return payload.RootElement.GetProperty("s").GetString() == wellFormed;
    });

    // A server passes texts on where a direct call has numbers: 100 and "100" are the same to the service.
    private static List<string> Fields(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return Sorted(document.RootElement.EnumerateObject().Select(member => $"{member.Name}={member.Value}"));
    }

    private static List<string> Sorted(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];

    private sealed record Expectation(
        string Name, string ServerPath, NeteaseCipher Cipher, string Uri, string Payload, string Form, (string Key, object Value)[] Values);
}
