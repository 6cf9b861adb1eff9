using System.Text.Json;

namespace ZetDard.Netease.Testing;

/// <summary>What a NeteaseCloudMusicApi server makes of the requests to one of its paths, as the modules of its version 4.32.0 do.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Ask">What it asks the service: path and parameters; <see langword="null"/> where the module fails on what it was given, which is a 404.</param>
internal sealed record NodeRoute(string Path, Func<IReadOnlyDictionary<string, string>, (string Uri, Dictionary<string, string> Parameters)?> Ask)
{
    /// <summary>Stands for what the server answers without asking the service.</summary>
    public const string QrUri = "/qr";

    /// <summary>Whether the server puts the service's answer into a member <c>data</c>.</summary>
    public bool Wraps => Path is "/login/status" or "/login/qr/key";

    public static IReadOnlyDictionary<string, NodeRoute> All { get; } = Routes().ToDictionary(route => route.Path);

    /// <summary>The HTTP status under which the server passes an answer on: some codes are well, those that are no statuses are 400, the others are the status.</summary>
    public static int StatusOf(int code) => code is 201 or 302 or 400 or 502 or 800 or 801 or 802 or 803 ? 200 : code is > 100 and < 600 ? code : 400;

    private static IEnumerable<NodeRoute> Routes() =>
    [
        new("/user/detail", q => ($"/api/v1/user/detail/{Of(q, "uid")}", [])),
        new("/user/detail/new", q => ($"/api/w/v1/user/detail/{Of(q, "uid")}", new() { ["all"] = "true", ["userId"] = Of(q, "uid") })),
        new("/user/playlist", q => ("/api/user/playlist", new() { ["uid"] = Of(q, "uid"), ["limit"] = Of(q, "limit", "30"), ["offset"] = Of(q, "offset", "0"), ["includeVideo"] = "true" })),
        new("/user/record", q => ("/api/v1/play/record", new() { ["uid"] = Of(q, "uid"), ["type"] = Of(q, "type", "0") })),
        new("/user/follows", q => ($"/api/user/getfollows/{Of(q, "uid")}", new() { ["offset"] = Of(q, "offset", "0"), ["limit"] = Of(q, "limit", "30"), ["order"] = "true" })),
        new("/user/followeds", q => ($"/api/user/getfolloweds/{Of(q, "uid")}", new() { ["userId"] = Of(q, "uid"), ["time"] = "0", ["limit"] = Of(q, "limit", "30"), ["offset"] = Of(q, "offset", "0"), ["getcounts"] = "true" })),
        new("/user/account", _ => ("/api/nuser/account/get", [])),
        new("/user/dj", q => ($"/api/dj/program/{Of(q, "uid")}", new() { ["limit"] = Of(q, "limit", "30"), ["offset"] = Of(q, "offset", "0") })),
        new("/likelist", q => ("/api/song/like/get", new() { ["uid"] = Of(q, "uid") })),
        new("/playlist/detail", q => ("/api/v6/playlist/detail", Detail(q))),
        new("/playlist/track/all", q => ("/api/v6/playlist/detail", new(Detail(q)) { ["limit"] = Of(q, "limit", "1000"), ["offset"] = Of(q, "offset", "0") })),
        new("/song/detail", q => !q.TryGetValue("ids", out var ids) ? null : ("/api/v3/song/detail", new() { ["c"] = $"[{string.Join(',', ids.Split(',').Select(id => $"{{\"id\":{id.Trim()}}}"))}]" })),
        new("/song/url", q => ("/api/song/enhance/player/url", new() { ["ids"] = JsonSerializer.Serialize(Of(q, "id", "undefined").Split(','), FormJson.Default.StringArray), ["br"] = Of(q, "br", "999000") })),
        new("/song/url/v1", q => ("/api/song/enhance/player/url/v1", new() { ["ids"] = $"[{Of(q, "id")}]", ["level"] = Of(q, "level"), ["encodeType"] = "flac" })),
        new("/lyric", q => ("/api/song/lyric", new() { ["id"] = Of(q, "id"), ["tv"] = "-1", ["lv"] = "-1", ["rv"] = "-1", ["kv"] = "-1", ["_nmclfl"] = "1" })),
        new("/lyric/new", q => ("/api/song/lyric/v1", new() { ["id"] = Of(q, "id"), ["cp"] = "false", ["tv"] = "0", ["lv"] = "0", ["rv"] = "0", ["kv"] = "0", ["yv"] = "0", ["ytv"] = "0", ["yrv"] = "0" })),
        new("/comment/music", q => ($"/api/v1/resource/comments/R_SO_4_{Of(q, "id")}", Comments(q))),
        new("/comment/playlist", q => ($"/api/v1/resource/comments/A_PL_0_{Of(q, "id")}", Comments(q))),
        new("/comment/album", q => ($"/api/v1/resource/comments/R_AL_3_{Of(q, "id")}", Comments(q))),
        new("/comment/hot", q => ($"/api/v1/resource/hotcomments/{Thread(q)}", Comments(q))),
        new("/comment/new", q => ("/api/v2/resource/comments", NewComments(q))),
        new("/artist/detail", q => ("/api/artist/head/info/get", new() { ["id"] = Of(q, "id") })),
        new("/artist/songs", q => ("/api/v1/artist/songs", new() { ["id"] = Of(q, "id"), ["private_cloud"] = "true", ["work_type"] = "1", ["order"] = Of(q, "order", "hot"), ["offset"] = Of(q, "offset", "0"), ["limit"] = Of(q, "limit", "100") })),
        new("/artist/album", q => ($"/api/artist/albums/{Of(q, "id")}", new() { ["limit"] = Of(q, "limit", "30"), ["offset"] = Of(q, "offset", "0"), ["total"] = "true" })),
        new("/artist/desc", q => ("/api/artist/introduction", new() { ["id"] = Of(q, "id") })),
        new("/artist/top/song", q => ("/api/artist/top/song", new() { ["id"] = Of(q, "id") })),
        new("/artists", q => ($"/api/v1/artist/{Of(q, "id")}", [])),
        new("/album", q => ($"/api/v1/album/{Of(q, "id")}", [])),
        new("/search", q => ("/api/search/get", Search(q))),
        new("/cloudsearch", q => ("/api/cloudsearch/pc", new(Search(q)) { ["total"] = "true" })),
        new("/simi/user", q => ("/api/discovery/simiUser", Similar(q))),
        new("/simi/song", q => ("/api/v1/discovery/simiSong", Similar(q))),
        new("/simi/artist", q => ("/api/discovery/simiArtist", new() { ["artistid"] = Of(q, "id") })),
        new("/simi/playlist", q => ("/api/discovery/simiPlaylist", Similar(q))),
        new("/recommend/songs", _ => ("/api/v3/discovery/recommend/songs", [])),
        new("/toplist", _ => ("/api/toplist", [])),
        new("/toplist/detail", _ => ("/api/toplist/detail", [])),
        new("/login/status", _ => ("/api/w/nuser/account/get", [])),
        new("/login/qr/key", _ => ("/api/login/qrcode/unikey", new() { ["type"] = "3" })),
        new("/login/qr/create", q => (QrUri, new() { ["key"] = Of(q, "key") })),
        new("/login/qr/check", q => ("/api/login/qrcode/client/login", new() { ["key"] = Of(q, "key"), ["type"] = "3" })),
        new("/get/userids", q => ("/api/user/getUserIds", new() { ["nicknames"] = Of(q, "nicknames") })),
        new("/api", q => (Of(q, "uri"), Data(q))),
    ];

    // JavaScript's query.x || otherwise: an empty text counts as none; what is absent is written as undefined into paths, and left out of payloads, where 'undefined' finds nothing either.
    private static string Of(IReadOnlyDictionary<string, string> query, string name, string otherwise = "undefined") => query.TryGetValue(name, out var value) && value.Length > 0 ? value : otherwise;

    private static Dictionary<string, string> Detail(IReadOnlyDictionary<string, string> query) => new() { ["id"] = Of(query, "id"), ["n"] = "100000", ["s"] = Of(query, "s", "8") };

    private static Dictionary<string, string> Comments(IReadOnlyDictionary<string, string> query) =>
        new() { ["rid"] = Of(query, "id"), ["limit"] = Of(query, "limit", "20"), ["offset"] = Of(query, "offset", "0"), ["beforeTime"] = Of(query, "before", "0") };

    private static Dictionary<string, string> Search(IReadOnlyDictionary<string, string> query) =>
        new() { ["s"] = Of(query, "keywords"), ["type"] = Of(query, "type", "1"), ["limit"] = Of(query, "limit", "30"), ["offset"] = Of(query, "offset", "0") };

    private static Dictionary<string, string> Similar(IReadOnlyDictionary<string, string> query) =>
        new() { ["songid"] = Of(query, "id"), ["limit"] = Of(query, "limit", "50"), ["offset"] = Of(query, "offset", "0") };

    private static string Thread(IReadOnlyDictionary<string, string> query) =>
        Of(query, "type") switch { "0" => "R_SO_4_", "1" => "R_MV_5_", "2" => "A_PL_0_", "3" => "R_AL_3_", "4" => "A_DJ_1_", _ => "undefined" } + Of(query, "id");

    private static Dictionary<string, string> NewComments(IReadOnlyDictionary<string, string> query)
    {
        var (size, page) = (Of(query, "pageSize", "20"), Of(query, "pageNo", "1"));
        var first = (long.TryParse(page, out var number) && long.TryParse(size, out var rows) ? (number - 1) * rows : 0).ToString(null, null);
        var sort = Of(query, "sortType", "99") is "1" or "undefined" ? "99" : Of(query, "sortType", "99");
        return new()
        {
            ["threadId"] = Thread(query),
            ["pageNo"] = page,
            ["showInner"] = Of(query, "showInner", "true"),
            ["pageSize"] = size,
            ["cursor"] = sort switch { "99" => first, "2" => $"normalHot#{first}", "3" => Of(query, "cursor", "0"), _ => "" },
            ["sortType"] = sort,
        };
    }

    private static Dictionary<string, string> Data(IReadOnlyDictionary<string, string> query)
    {
        var data = new Dictionary<string, string>();
        try
        {
            FormText.AddMembers(System.Text.Encoding.UTF8.GetBytes(Of(query, "data", "{}")), data);
        }
        catch (JsonException)
        {
            data.Clear();       // as the module does
        }

        return data;
    }
}
