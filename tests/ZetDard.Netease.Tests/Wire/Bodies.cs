using System.Text.Json.Nodes;
using ZetDard.Netease.Wire;

namespace ZetDard.Netease.Tests.Wire;

/// <summary>
/// For each parser a body that it reads: a recorded one if its licence allows, else one made from a recorded shape, else one
/// written by hand from the documentation of the npm package.
/// </summary>
internal static class Bodies
{
    /// <summary>A parser with a body.</summary>
    public sealed record Sample(string Parser, string Body, Func<ReadOnlyMemory<byte>, object?> Read);

    public static readonly string SongDetail = Fixture("song-detail", "alanyf-song-detail.json");

    public static readonly string PlaylistDetail = Fixture("playlist-detail", "wilinz-toplist-detail-trimmed.json");

    public static readonly string Toplist = Fixture("toplist", "wilinz-toplist.json");

    public static readonly string LyricBody = Fixture("lyric", "alanyf-lyric.json");

    public static readonly string SongUrlV1 = Fixture("song-url", "wilinz-song-url-v1.json");

    public static readonly string SearchedSongs = new JsonObject
    {
        ["code"] = 200,
        ["result"] = new JsonObject
        {
            ["songs"] = JsonNode.Parse(Fixture("search", "alanyf-search-1018-trimmed.json"))!["result"]!["song"]!["songs"]!.DeepClone(),
            ["songCount"] = 600,
            ["hasMore"] = true,
        },
    }.ToJsonString();

    // The older of the two song shapes: artists, album, duration.
    public const string SimilarSongs = """
        {"songs":[{"id":25706282,"name":"夜空中最亮的星","artists":[{"id":12977,"name":"逃跑计划","picUrl":null}],"album":{"id":2285010,"name":"世界","picUrl":"http://p1.music.126.net/x.jpg","size":14,
        "publishTime":1325347200007,"artist":{"id":12977,"name":"逃跑计划"}},"duration":252000,"popularity":95.0,"alias":["The Brightest Star"],"mvid":0,"fee":8,"recommendReason":"相似"}],"code":200}
        """;

    public const string ArtistDetail = """
        {"code":200,"message":"ok","data":{"videoCount":1,"identify":null,"artist":{"id":6452,"cover":"http://p2.music.126.net/c.jpg","avatar":"http://p2.music.126.net/a.jpg","name":"周杰伦","transNames":[],
        "alias":["Jay Chou"],"identities":["作曲"],"rank":null,"albumSize":44,"musicSize":568,"mvSize":88,"briefDesc":"著名歌手"},"blacklist":false}}
        """;

    public const string SimilarArtists =
        """{"code":200,"artists":[{"id":3684,"name":"林俊杰","picUrl":"https://p1.music.126.net/j.jpg","alias":["JJ Lin"],"albumSize":58,"musicSize":300,"followed":false}]}""";

    public const string ArtistAlbums = """
        {"artist":{"id":6452,"name":"周杰伦"},"hotAlbums":[{"id":18905,"name":"叶惠美","size":11,"publishTime":1059580800000,"picUrl":"http://p1.music.126.net/k.jpg","picId":109951163200234839,
        "artists":[{"id":6452,"name":"周杰伦"}],"songs":[],"tags":"","alias":[]}],"more":true,"code":200}
        """;

    public const string Similar =
        """{"code":200,"playlists":[{"id":1,"name":"歌单","creator":{"userId":7,"nickname":"n"},"playCount":12,"trackCount":3,"coverImgUrl":"http://p1.music.126.net/l.jpg"}]}""";

    public const string UserPlaylists = """
        {"code":200,"more":true,"playlist":[{"id":10,"name":"我喜欢的音乐","userId":7,"subscribed":false,"specialType":5,"trackCount":120,"playCount":42,"createTime":1400000000000,"trackUpdateTime":1500000000000,"tags":["华语"],
        "creator":{"userId":7,"nickname":"n"}},{"id":11,"name":"别人的","userId":8,"subscribed":true,"specialType":0,"trackCount":"30","description":null,"tags":null}]}
        """;

    public const string PlayRecord = """
        {"code":200,"allData":[{"playCount":3,"score":100,"song":{"id":1,"name":"a","ar":[{"id":2,"name":"b"}],"dt":1000}},{"playCount":0,"score":50.0,"song":{"id":3,"name":"c","ar":[]}},{"score":7,"song":null}],
        "weekData":[{"playCount":1,"score":100,"song":{"id":1,"name":"a","ar":[]}}]}
        """;

    public const string Programmes = """
        {"programs":[{"id":900,"name":"第一期","mainSong":{"id":501,"name":"第一期"},"mainTrackId":501,"radio":{"id":70,"name":"电台"},"duration":600000,"createTime":1500000000000,"listenerCount":12,"dj":{"userId":7}}],
        "more":false,"count":1,"code":200}
        """;

    public const string Account = """{"code":200,"account":{"id":7,"userName":"x","status":0},"profile":{"userId":7,"nickname":"me"}}""";

    public const string DailySongs =
        """{"code":200,"data":{"fromCache":false,"dailySongs":[{"id":1,"name":"a","ar":[{"id":2,"name":"b"}],"al":{"id":3,"name":"c"},"dt":1000,"reason":"r"}],"recommendReasons":[]}}""";

    public static readonly string UserDetail = Filled("user-detail", "user-detail.SHAPE.json");

    public static readonly string FoundUsers = Filled("search-users", "xiaomusic-search-users.SHAPE.json");

    public static readonly string Comments = Filled("comment-music", "alanyf-comment-music.SHAPE.json");

    public static readonly string Follows = Filled("user-follows", "user-follows.SHAPE.json");

    public static readonly string Followers = Follows.Replace("\"follow\":", "\"followeds\":", StringComparison.Ordinal);

    public static readonly string SimilarUsers = Follows.Replace("\"follow\":", "\"userprofiles\":", StringComparison.Ordinal);

    public static IReadOnlyList<Sample> All { get; } =
    [
        new(nameof(Answers.User), UserDetail, body => Answers.User(NeteaseEndpoints.User, body)),
        new(nameof(Answers.Account), Account, body => Answers.Account(NeteaseEndpoints.Account, body)),
        new(nameof(Answers.FoundUsers), FoundUsers, body => Answers.FoundUsers(NeteaseEndpoints.UserSearch, body)),
        new(nameof(Answers.FoundSongs), SearchedSongs, body => Answers.FoundSongs(NeteaseEndpoints.SongSearch, body)),
        new(nameof(Answers.UserPlaylists), UserPlaylists, body => Answers.UserPlaylists(NeteaseEndpoints.UserPlaylists, body)),
        new(nameof(Answers.Playlist), PlaylistDetail, body => Answers.Playlist(NeteaseEndpoints.Playlist, body)),
        new(nameof(Answers.Songs), SongDetail, body => Answers.Songs(NeteaseEndpoints.Songs, body)),
        new(nameof(Answers.Songs), SimilarSongs, body => Answers.Songs(NeteaseEndpoints.SimilarSongs, body)),
        new(nameof(Answers.Artist), ArtistDetail, body => Answers.Artist(NeteaseEndpoints.Artist, body)),
        new(nameof(Answers.Artists), SimilarArtists, body => Answers.Artists(NeteaseEndpoints.SimilarArtists, body)),
        new(nameof(Answers.Albums), ArtistAlbums, body => Answers.Albums(NeteaseEndpoints.ArtistAlbums, body)),
        new(nameof(Answers.Lyric), LyricBody, body => Answers.Lyric(NeteaseEndpoints.Lyric, body)),
        new(nameof(Answers.Comments), Comments, body => Answers.Comments(NeteaseEndpoints.SongComments, body)),
        new(nameof(Answers.HotComments), Comments, body => Answers.HotComments(NeteaseEndpoints.HotSongComments, body)),
        new(nameof(Answers.Follows), Follows, body => Answers.Follows(NeteaseEndpoints.Follows, body)),
        new(nameof(Answers.Followers), Followers, body => Answers.Followers(NeteaseEndpoints.Followers, body)),
        new(nameof(Answers.Users), SimilarUsers, body => Answers.Users(NeteaseEndpoints.SimilarUsers, body)),
        new(nameof(Answers.PlayRecord), PlayRecord, body =>
            Answers.PlayRecord(NeteaseEndpoints.PlayRecord, body, NeteasePlayPeriod.AllTime)
        ),
        new(nameof(Answers.LikedSongs), """{"ids":[1,2,3],"checkPoint":1600000000000,"code":200}""", body =>
            Answers.LikedSongs(NeteaseEndpoints.LikedSongs, body)
        ),
        new(nameof(Answers.Charts), Toplist, body => Answers.Charts(NeteaseEndpoints.Charts, body)),
        new(nameof(Answers.Playlists), Similar, body => Answers.Playlists(NeteaseEndpoints.SimilarPlaylists, body)),
        new(nameof(Answers.DailySongs), DailySongs, body => Answers.DailySongs(NeteaseEndpoints.DailySongs, body)),
        new(nameof(Answers.Programmes), Programmes, body => Answers.Programmes(NeteaseEndpoints.Programmes, body)),
        new(nameof(Answers.SongFiles), SongUrlV1, body => Answers.SongFiles(NeteaseEndpoints.SongFiles, body)),
        new(nameof(Answers.QrKey), """{"code":200,"data":{"code":200,"unikey":"7a1c9d52-5f5e-4f0e-9c0f-0d2c1b7f3a11"}}""", body =>
            Answers.QrKey(NeteaseEndpoints.QrKey, body)
        ),
    ];

    public static string Fixture(string folder, string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Wire", "Fixtures", folder, file));

    // A shape gives the type of each value; the values are made up here, the same at every run.
    private static string Filled(string folder, string file)
    {
        var number = 1_000L;
        return Fill(JsonNode.Parse(Fixture(folder, file)))!.ToJsonString();

        JsonNode? Fill(JsonNode? shape) =>
            shape switch
            {
                JsonObject members => new JsonObject(
                    members.Select(member =>
                        KeyValuePair.Create(
                            member.Key,
                            member.Key switch
                            {
                                "province" => 440000,
                                "city" => 440300,
                                "gender" => 1,
                                "createTime" or "time" => 1_500_000_000_000,
                                _ => Fill(member.Value),
                            }
                        )
                    )
                ),
                JsonArray rows => new JsonArray([.. rows.Select(Fill)]),
                JsonValue value => value.GetValue<string>() switch
                {
                    "int" => ++number,
                    "boolean" => true,
                    "string" or "string?" => $"文本{++number}",
                    "null" => null,
                    var type => throw new InvalidOperationException($"Unknown type {type} in the shape {file}."),
                },
                _ => null,
            };
    }
}
