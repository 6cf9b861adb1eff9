using System.Globalization;
using System.Text.Json;

namespace ZetDard.Netease.Testing;

/// <summary>
/// How a NeteaseCloudMusicApi server handles the requests to one of its paths; the same as the modules of its version 4.32.0.
/// </summary>
/// <param name="Path">The path at the server.</param>
/// <param name="Ask">
/// Returns what the server requests from the service: path and parameters; <see langword="null"/> if the module fails on the
/// given parameters, which gives a 404.
/// </param>
internal sealed record NodeRoute(
    string Path, Func<IReadOnlyDictionary<string, string>, (string Uri, Dictionary<string, string> Parameters)?> Ask)
{
    /// <summary>The path of what the server answers without a request to the service.</summary>
    public const string QrUri = "/qr";

    /// <summary>Whether the server puts the service's answer into a member <c>data</c>.</summary>
    public bool Wraps => Path is "/login/status" or "/login/qr/key";

    /// <summary>
    /// Whether the module fails, with a 404, on answers other than 200: on all that the server accepts (song/url), or on those
    /// that it does not accept (login/qr/check).
    /// </summary>
    public bool FailsOn(int code) =>
        Path switch { "/song/url" => code != 200 && StatusOf(code) == 200, "/login/qr/check" => StatusOf(code) != 200, _ => false };

    public static IReadOnlyDictionary<string, NodeRoute> All { get; } = Routes().ToDictionary(route => route.Path);

    /// <summary>
    /// Returns the HTTP status with which the server passes on an answer: 200 for some codes, 400 for codes that are not HTTP
    /// statuses, otherwise the code.
    /// </summary>
    public static int StatusOf(int code) =>
        code is 201 or 302 or 400 or 502 or 800 or 801 or 802 or 803 ? 200 : code is > 100 and < 600 ? code : 400;

    // A value is "name" (as given by the caller; not sent if not given), "name|otherwise" (JavaScript's query.name || otherwise: an
    // empty string counts as not given) or "=fixed".
    private static IEnumerable<NodeRoute> Routes() =>
    [
        new("/user/detail", q => ($"/api/v1/user/detail/{InPath(q, "uid")}", [])),
        new("/user/detail/new", q => ($"/api/w/v1/user/detail/{InPath(q, "uid")}", Payload(q, ("all", "=true"), ("userId", "uid")))),
        new("/user/playlist", q => ("/api/user/playlist", Payload(q, ("uid", "uid"), ("limit", "limit|30"), ("offset", "offset|0"), ("includeVideo", "=true")))),
        new("/user/record", q => ("/api/v1/play/record", Payload(q, ("uid", "uid"), ("type", "type|0")))),
        new("/user/follows", q => ($"/api/user/getfollows/{InPath(q, "uid")}", Payload(q, ("offset", "offset|0"), ("limit", "limit|30"), ("order", "=true")))),
        new("/user/followeds", q => ($"/api/user/getfolloweds/{InPath(q, "uid")}", Payload(q, ("userId", "uid"), ("time", "=0"), ("limit", "limit|30"), ("offset", "offset|0"), ("getcounts", "=true")))),
        new("/user/account", _ => ("/api/nuser/account/get", [])),
        new("/user/dj", q => ($"/api/dj/program/{InPath(q, "uid")}", Payload(q, ("limit", "limit|30"), ("offset", "offset|0")))),
        new("/likelist", q => ("/api/song/like/get", Payload(q, ("uid", "uid")))),
        new("/playlist/detail", q => ("/api/v6/playlist/detail", Payload(q, ("id", "id"), ("n", "=100000"), ("s", "s|8")))),

        // The module sends two requests, one for the playlist and one for its songs; here they are one query.
        new("/playlist/track/all", q => ("/api/v6/playlist/detail", Payload(q, ("id", "id"), ("n", "=100000"), ("s", "s|8"), ("limit", "limit|1000"), ("offset", "offset|0")))),
        new("/song/detail", q => !q.TryGetValue("ids", out var ids) ? null : ("/api/v3/song/detail", new() { ["c"] = $"[{string.Join(',', ids.Split(',').Select(id => $"{{\"id\":{id.Trim()}}}"))}]" })),
        new("/song/url", q => ("/api/song/enhance/player/url", new() { ["ids"] = JsonSerializer.Serialize(InPath(q, "id").Split(','), FormJson.Default.StringArray), ["br"] = q.GetValueOrDefault("br") is { Length: > 0 } rate ? rate : "999000" })),
        new("/song/url/v1", q => ("/api/song/enhance/player/url/v1", new(Payload(q, ("level", "level"), ("encodeType", "=flac"))) { ["ids"] = $"[{InPath(q, "id")}]" })),
        new("/lyric", q => ("/api/song/lyric", Payload(q, ("id", "id"), ("tv", "=-1"), ("lv", "=-1"), ("rv", "=-1"), ("kv", "=-1"), ("_nmclfl", "=1")))),
        new("/lyric/new", q => ("/api/song/lyric/v1", Payload(q, ("id", "id"), ("cp", "=false"), ("tv", "=0"), ("lv", "=0"), ("rv", "=0"), ("kv", "=0"), ("yv", "=0"), ("ytv", "=0"), ("yrv", "=0")))),
        new("/comment/music", q => ($"/api/v1/resource/comments/R_SO_4_{InPath(q, "id")}", Comments(q))),
        new("/comment/playlist", q => ($"/api/v1/resource/comments/A_PL_0_{InPath(q, "id")}", Comments(q))),
        new("/comment/album", q => ($"/api/v1/resource/comments/R_AL_3_{InPath(q, "id")}", Comments(q))),
        new("/comment/hot", q => ($"/api/v1/resource/hotcomments/{Thread(q)}", Comments(q))),
        new("/comment/new", q => ("/api/v2/resource/comments", NewComments(q))),
        new("/artist/detail", q => ("/api/artist/head/info/get", Payload(q, ("id", "id")))),
        new("/artist/songs", q => ("/api/v1/artist/songs", Payload(q, ("id", "id"), ("private_cloud", "=true"), ("work_type", "=1"), ("order", "order|hot"), ("offset", "offset|0"), ("limit", "limit|100")))),
        new("/artist/album", q => ($"/api/artist/albums/{InPath(q, "id")}", Payload(q, ("limit", "limit|30"), ("offset", "offset|0"), ("total", "=true")))),
        new("/artist/desc", q => ("/api/artist/introduction", Payload(q, ("id", "id")))),
        new("/artist/top/song", q => ("/api/artist/top/song", Payload(q, ("id", "id")))),
        new("/artists", q => ($"/api/v1/artist/{InPath(q, "id")}", [])),
        new("/album", q => ($"/api/v1/album/{InPath(q, "id")}", [])),
        new("/search", q => ("/api/search/get", Payload(q, ("s", "keywords"), ("type", "type|1"), ("limit", "limit|30"), ("offset", "offset|0")))),
        new("/cloudsearch", q => ("/api/cloudsearch/pc", Payload(q, ("s", "keywords"), ("type", "type|1"), ("limit", "limit|30"), ("offset", "offset|0"), ("total", "=true")))),
        new("/simi/user", q => ("/api/discovery/simiUser", Similar(q))),
        new("/simi/song", q => ("/api/v1/discovery/simiSong", Similar(q))),
        new("/simi/artist", q => ("/api/discovery/simiArtist", Payload(q, ("artistid", "id")))),
        new("/simi/playlist", q => ("/api/discovery/simiPlaylist", Similar(q))),
        new("/recommend/songs", _ => ("/api/v3/discovery/recommend/songs", [])),
        new("/toplist", _ => ("/api/toplist", [])),
        new("/toplist/detail", _ => ("/api/toplist/detail", [])),
        new("/login/status", _ => ("/api/w/nuser/account/get", [])),
        new("/login/qr/key", _ => ("/api/login/qrcode/unikey", new() { ["type"] = "3" })),
        new("/login/qr/create", q => (QrUri, new() { ["key"] = InPath(q, "key") })),
        new("/login/qr/check", q => ("/api/login/qrcode/client/login", Payload(q, ("key", "key"), ("type", "=3")))),
        new("/get/userids", q => ("/api/user/getUserIds", Payload(q, ("nicknames", "nicknames")))),
        new("/api", q => (InPath(q, "uri"), Data(q))),
    ];

    private static Dictionary<string, string> Payload(
        IReadOnlyDictionary<string, string> query, params ReadOnlySpan<(string Name, string Value)> members)
    {
        var payload = new Dictionary<string, string>(members.Length);
        foreach (var (name, value) in members)
        {
            if (value[0] == '=')
            {
                payload[name] = value[1..];
            }
            else if (value.IndexOf('|') is var bar and > 0)
            {
                payload[name] = query.GetValueOrDefault(value[..bar]) is { Length: > 0 } given ? given : value[(bar + 1)..];
            }
            else if (query.TryGetValue(value, out var given))
            {
                payload[name] = given;
            }
        }

        return payload;
    }

    // JavaScript writes a missing value into a string like this.
    private static string InPath(IReadOnlyDictionary<string, string> query, string name) => query.GetValueOrDefault(name, "undefined");

    private static Dictionary<string, string> Comments(IReadOnlyDictionary<string, string> query) =>
        Payload(query, ("rid", "id"), ("limit", "limit|20"), ("offset", "offset|0"), ("beforeTime", "before|0"));

    private static Dictionary<string, string> Similar(IReadOnlyDictionary<string, string> query) =>
        Payload(query, ("songid", "id"), ("limit", "limit|50"), ("offset", "offset|0"));

    private static string Thread(IReadOnlyDictionary<string, string> query) =>
        InPath(query, "type") switch
        {
            "0" => "R_SO_4_",
            "1" => "R_MV_5_",
            "2" => "A_PL_0_",
            "3" => "R_AL_3_",
            "4" => "A_DJ_1_",
            _ => "undefined",
        } + InPath(query, "id");

    private static Dictionary<string, string> NewComments(IReadOnlyDictionary<string, string> query)
    {
        var payload = Payload(
            query, ("pageNo", "pageNo|1"), ("showInner", "showInner|true"), ("pageSize", "pageSize|20"), ("sortType", "sortType|99"),
            ("cursor", "cursor|0"));
        var isPage = long.TryParse(payload["pageNo"], out var page) & long.TryParse(payload["pageSize"], out var rows);
        var first = (isPage ? (page - 1) * rows : 0).ToString(CultureInfo.InvariantCulture);
        payload["threadId"] = Thread(query);
        payload["sortType"] = payload["sortType"] == "1" ? "99" : payload["sortType"];
        payload["cursor"] = payload["sortType"] switch { "99" => first, "2" => $"normalHot#{first}", "3" => payload["cursor"], _ => "" };
        return payload;
    }

    private static Dictionary<string, string> Data(IReadOnlyDictionary<string, string> query)
    {
        var data = new Dictionary<string, string>();
        try
        {
            FormText.AddMembers(System.Text.Encoding.UTF8.GetBytes(query.GetValueOrDefault("data", "{}")), data);
        }
        catch (JsonException)
        {
            data.Clear();       // as the module does
        }

        return data;
    }
}
