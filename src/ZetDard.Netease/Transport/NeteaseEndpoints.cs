using System.Collections.Frozen;
using static ZetDard.Netease.NeteaseCipher;

namespace ZetDard.Netease;

/// <summary>All endpoints that the client uses, as data.</summary>
/// <remarks>
/// Paths, ciphers, parameters and their defaults are those of the modules of NeteaseCloudMusicApi 4.32.0. Limits come from
/// reports of users, 2018 to 2026.
/// Pages have 100 rows unless a smaller limit is known: the service turns larger pages of comments into pages of 20.
/// </remarks>
internal static class NeteaseEndpoints
{
    /// <summary>The number of rows in a page.</summary>
    private const int Page = 100;

    /// <summary>The maximum number of ids in a request for songs; the service refuses more with 400.</summary>
    public const int SongsAtOnce = 1000;

    private static readonly NeteaseParameter Uid = new("uid", null);
    private static readonly NeteaseParameter Limit = new("limit", "limit", Default: Page);
    private static readonly NeteaseParameter Offset = new("offset", "offset", Default: 0);

    public static NeteaseEndpoint User { get; } = new("user detail", "/user/detail", "/api/v1/user/detail/{uid}", Weapi)
    {
        Parameters = [Uid],
    };

    public static NeteaseEndpoint UserSearch { get; } = Search("user search", 1002);

    public static NeteaseEndpoint SongSearch { get; } = Search("song search", 1);

    public static NeteaseEndpoint UserPlaylists { get; } = new("user playlists", "/user/playlist", "/api/user/playlist", Weapi)
    {
        Parameters = [new("uid", "uid"), Limit, Offset, new(null, "includeVideo", Default: true)],
        PageSize = Page,
    };

    public static NeteaseEndpoint Playlist { get; } = new("playlist detail", "/playlist/detail", "/api/v6/playlist/detail", Eapi)
    {
        Parameters = [new("id", "id"), new(null, "n", Default: 100_000), new("s", "s", Default: 8)],
    };

    public static NeteaseEndpoint Songs { get; } = new("song detail", "/song/detail", "/api/v3/song/detail", Weapi)
    {
        Parameters = [new("ids", "c", ParameterForm.IdObjects)],
        PageSize = SongsAtOnce,
    };

    public static NeteaseEndpoint Artist { get; } = new("artist detail", "/artist/detail", "/api/artist/head/info/get", Eapi)
    {
        Parameters = [new("id", "id")],
    };

    public static NeteaseEndpoint ArtistSongs { get; } = new("artist songs", "/artist/songs", "/api/v1/artist/songs", Eapi)
    {
        Parameters =
        [
            new("id", "id"), new(null, "private_cloud", Default: "true"), new(null, "work_type", Default: 1),
            new("order", "order", Default: "hot"), Offset, Limit,
        ],
        PageSize = Page,
    };

    public static NeteaseEndpoint ArtistAlbums { get; } = new("artist albums", "/artist/album", "/api/artist/albums/{id}", Weapi)
    {
        Parameters = [new("id", null), Limit, Offset, new(null, "total", Default: true)],
        PageSize = Page,
    };

    public static NeteaseEndpoint Lyric { get; } = new("lyric", "/lyric/new", "/api/song/lyric/v1", Eapi)
    {
        Parameters =
        [
            new("id", "id"), new(null, "cp", Default: false), new(null, "tv", Default: 0), new(null, "lv", Default: 0),
            new(null, "rv", Default: 0), new(null, "kv", Default: 0),
            new(null, "yv", Default: 0), new(null, "ytv", Default: 0), new(null, "yrv", Default: 0),
        ],
    };

    public static NeteaseEndpoint SongComments { get; } = Comments("song comments", "/comment/music", "R_SO_4_");

    public static NeteaseEndpoint PlaylistComments { get; } = Comments("playlist comments", "/comment/playlist", "A_PL_0_");

    public static NeteaseEndpoint AlbumComments { get; } = Comments("album comments", "/comment/album", "R_AL_3_");

    public static NeteaseEndpoint HotSongComments { get; } = HotComments("hot song comments", NeteaseThread.Song, "R_SO_4_");

    public static NeteaseEndpoint HotPlaylistComments { get; } = HotComments("hot playlist comments", NeteaseThread.Playlist, "A_PL_0_");

    public static NeteaseEndpoint HotAlbumComments { get; } = HotComments("hot album comments", NeteaseThread.Album, "R_AL_3_");

    public static NeteaseEndpoint Follows { get; } = new("follows", "/user/follows", "/api/user/getfollows/{uid}", Weapi)
    {
        Parameters = [Uid, Offset, Limit, new(null, "order", Default: true)],
        PageSize = Page,
    };

    public static NeteaseEndpoint Followers { get; } = new("followers", "/user/followeds", "/api/user/getfolloweds/{uid}", Eapi)
    {
        Parameters = [new("uid", "userId"), new(null, "time", Default: "0"), Limit, Offset, new(null, "getcounts", Default: "true")],
        PageSize = Page,
        Cap = 1000,
    };

    public static NeteaseEndpoint PlayRecord { get; } = new("play record", "/user/record", "/api/v1/play/record", Weapi)
    {
        Parameters = [new("uid", "uid"), new("type", "type", Default: 0)],
    };

    public static NeteaseEndpoint LikedSongs { get; } = new("liked songs", "/likelist", "/api/song/like/get", Eapi)
    {
        Parameters = [new("uid", "uid")],
    };

    public static NeteaseEndpoint Charts { get; } = new("charts", "/toplist", "/api/toplist", Eapi);

    public static NeteaseEndpoint SimilarSongs { get; } = Similar("similar songs", "/simi/song", "/api/v1/discovery/simiSong");

    public static NeteaseEndpoint SimilarUsers { get; } = Similar("similar users", "/simi/user", "/api/discovery/simiUser");

    public static NeteaseEndpoint SimilarPlaylists { get; } = Similar("similar playlists", "/simi/playlist", "/api/discovery/simiPlaylist");

    public static NeteaseEndpoint SimilarArtists { get; } = new("similar artists", "/simi/artist", "/api/discovery/simiArtist", Weapi)
    {
        Parameters = [new("id", "artistid")],
    };

    public static NeteaseEndpoint DailySongs { get; } = new("daily songs", "/recommend/songs", "/api/v3/discovery/recommend/songs", Weapi);

    public static NeteaseEndpoint Programmes { get; } = new("programmes", "/user/dj", "/api/dj/program/{uid}", Weapi)
    {
        Parameters = [Uid, Limit, Offset],
        PageSize = Page,
    };

    public static NeteaseEndpoint Account { get; } = new("account", "/user/account", "/api/nuser/account/get", Weapi);

    /// <summary>
    /// Later versions of the server use another cipher for this endpoint by default; the parameter <c>crypto</c> selects eapi in
    /// every version.
    /// </summary>
    public static NeteaseEndpoint SongFiles { get; } = new("song files", "/song/url/v1", "/api/song/enhance/player/url/v1", Eapi)
    {
        Parameters =
        [
            new("id", "ids", ParameterForm.Ids), new("level", "level"), new(null, "encodeType", Default: "flac"),
            new("crypto", null, Default: "eapi"),
        ],
        PageSize = Page,
    };

    public static NeteaseEndpoint QrKey { get; } = new("QR log-in key", "/login/qr/key", "/api/login/qrcode/unikey", Eapi)
    {
        Parameters = [new(null, "type", Default: 3)],
    };

    public static NeteaseEndpoint QrCheck { get; } = new("QR log-in check", "/login/qr/check", "/api/login/qrcode/client/login", Eapi)
    {
        Parameters = [new("key", "key"), new(null, "type", Default: 3)],
    };

    /// <summary>All endpoints.</summary>
    public static IReadOnlyList<NeteaseEndpoint> All { get; } =
    [
        User, UserSearch, SongSearch, UserPlaylists, Playlist, Songs, Artist, ArtistSongs, ArtistAlbums, Lyric,
        SongComments, PlaylistComments, AlbumComments, HotSongComments, HotPlaylistComments, HotAlbumComments,
        Follows, Followers, PlayRecord, LikedSongs, Charts, SimilarSongs, SimilarUsers, SimilarPlaylists, SimilarArtists, DailySongs,
        Programmes, Account,
        SongFiles, QrKey, QrCheck,
    ];

    /// <summary>Returns the endpoint of the comments on a song, playlist or album.</summary>
    public static FrozenDictionary<NeteaseThread, NeteaseEndpoint> CommentsOf { get; } = new Dictionary<NeteaseThread, NeteaseEndpoint>
    {
        [NeteaseThread.Song] = SongComments,
        [NeteaseThread.Playlist] = PlaylistComments,
        [NeteaseThread.Album] = AlbumComments,
    }.ToFrozenDictionary();

    /// <summary>Returns the endpoint of the most liked comments on a song, playlist or album.</summary>
    public static FrozenDictionary<NeteaseThread, NeteaseEndpoint> HotCommentsOf { get; } = new Dictionary<NeteaseThread, NeteaseEndpoint>
    {
        [NeteaseThread.Song] = HotSongComments,
        [NeteaseThread.Playlist] = HotPlaylistComments,
        [NeteaseThread.Album] = HotAlbumComments,
    }.ToFrozenDictionary();

    // A search is assumed to cost the service more than a look-up by id, so it counts as 2. The service ends a search at 600
    // rows, often at 300.
    private static NeteaseEndpoint Search(string name, int type) => new(name, "/cloudsearch", "/api/cloudsearch/pc", Eapi)
    {
        Parameters = [new("keywords", "s"), new("type", "type", Default: type), Limit, Offset, new(null, "total", Default: true)],
        Cost = 2,
        PageSize = Page,
        Cap = 600,
    };

    // Offsets were possible up to 5,000 rows from 2019 to 2021, up to 1,000 in 2025 and 2026; beyond that comments are paged by time.
    private static NeteaseEndpoint Comments(string name, string serverPath, string thread) =>
        new(name, serverPath, $"/api/v1/resource/comments/{thread}{{id}}", Weapi)
    {
        Parameters = [new("id", "rid"), Limit, Offset, new("before", "beforeTime", Default: 0)],
        PageSize = Page,
        Cap = 1000,
    };

    private static NeteaseEndpoint HotComments(string name, NeteaseThread thread, string prefix) =>
        new(name, "/comment/hot", $"/api/v1/resource/hotcomments/{prefix}{{id}}", Weapi)
    {
        Parameters = [new("type", null, Default: (int)thread), new("id", "rid"), Limit, Offset, new("before", "beforeTime", Default: 0)],
        PageSize = Page,
        Cap = 1000,
    };

    private static NeteaseEndpoint Similar(string name, string serverPath, string uri) => new(name, serverPath, uri, Weapi)
    {
        Parameters = [new("id", "songid"), new("limit", "limit", Default: 50), Offset],
    };
}
