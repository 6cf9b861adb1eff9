using System.Text.Json;

namespace ZetDard.Netease.Testing;

/// <summary>
/// The answers of the service, one method for each path, written directly as JSON in the service's own shapes with their quirks.
/// </summary>
internal sealed partial class ServiceAnswers
{
    private readonly NeteaseContent _content;
    private readonly TimeProvider _time;
    private readonly SoundLibrary _sounds;
    private readonly QrCodes _qr;
    private readonly long _accountUserId;
    private readonly HashSet<long> _accountFriends;
    private readonly Dictionary<string, Answer> _byUri;
    private readonly Dictionary<string, Answer> _byUriAndTail;

    public ServiceAnswers(NeteaseContent content, SoundLibrary sounds, TimeProvider time, QrCodes qr, long accountUserId)
    {
        (_content, _sounds, _time, _qr, _accountUserId) = (content, sounds, time, qr, accountUserId);
        _accountFriends = [.. content.World.FollowsOf((int)accountUserId - 1).Select(user => user + 1L)];
        _byUri = new()
        {
            ["/api/user/playlist"] = UserPlaylists,
            ["/api/v1/play/record"] = PlayRecord,
            ["/api/song/like/get"] = LikedSongs,
            ["/api/user/getUserIds"] = UserIds,
            ["/api/nuser/account/get"] = Account,
            ["/api/w/nuser/account/get"] = Account,
            ["/api/v6/playlist/detail"] = PlaylistDetail,
            ["/api/toplist"] = Charts,
            ["/api/toplist/detail"] = Charts,
            ["/api/v3/song/detail"] = SongDetail,
            ["/api/song/enhance/player/url"] = SongUrls,
            ["/api/song/enhance/player/url/v1"] = SongUrls,
            ["/api/song/lyric"] = Lyric,
            ["/api/song/lyric/v1"] = Lyric,
            ["/api/v2/resource/comments"] = NewComments,
            ["/api/artist/head/info/get"] = ArtistHead,
            ["/api/v1/artist/songs"] = ArtistSongs,
            ["/api/artist/top/song"] = ArtistTopSongs,
            ["/api/artist/introduction"] = ArtistIntroduction,
            ["/api/search/get"] = Search,
            ["/api/cloudsearch/pc"] = Search,
            ["/api/discovery/simiUser"] = SimilarUsers,
            ["/api/v1/discovery/simiSong"] = SimilarSongs,
            ["/api/discovery/simiArtist"] = SimilarArtists,
            ["/api/discovery/simiPlaylist"] = SimilarPlaylists,
            ["/api/v3/discovery/recommend/songs"] = DailySongs,
            ["/api/login/qrcode/unikey"] = QrKey,
            ["/api/login/qrcode/client/login"] = QrCheck,
        };
        _byUriAndTail = new()
        {
            ["/api/v1/user/detail"] = UserDetail,
            ["/api/w/v1/user/detail"] = UserDetail,
            ["/api/user/getfollows"] = Follows,
            ["/api/user/getfolloweds"] = Followers,
            ["/api/dj/program"] = Programmes,
            ["/api/v1/resource/comments"] = Comments,
            ["/api/v1/resource/hotcomments"] = HotCommentPage,
            ["/api/artist/albums"] = ArtistAlbums,
            ["/api/v1/artist"] = ArtistPage,
            ["/api/v1/album"] = AlbumPage,
        };
    }

    /// <summary>Writes the members of an answer except its code, and returns the code.</summary>
    private delegate int Answer(ServiceQuery query, Utf8JsonWriter json);

    /// <summary>The address at which files are served, such as <c>http://127.0.0.1:1234</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>Writes an answer and returns its code.</summary>
    public int Write(ServiceQuery query, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        var slash = query.Uri.LastIndexOf('/');
        var code = _byUri.TryGetValue(query.Uri, out var answer) || (slash > 0 && _byUriAndTail.TryGetValue(query.Uri[..slash], out answer))
            ? answer(query, json)
            : Refuse(json, 404, $"no such api {query.Uri}");
        json.WriteNumber("code"u8, code);
        json.WriteEndObject();
        return code;
    }

    private static int Refuse(Utf8JsonWriter json, int code, string message)
    {
        json.WriteString("msg"u8, message);
        json.WriteString("message"u8, message);
        return code;
    }

    private static int Gone(Utf8JsonWriter json) => Refuse(json, 404, "no resource");

    private static void WriteEmpty(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    // The service writes the same whole number sometimes as 95 and sometimes as 95.0.
    private static void WriteWhole(Utf8JsonWriter json, ReadOnlySpan<byte> name, int value, bool withPoint)
    {
        if (withPoint)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(string.Create(null, $"{value}.0"), skipInputValidation: true);
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    private static IEnumerable<T> Page<T>(IReadOnlyList<T> rows, int offset, int limit)
    {
        for (var index = offset; index < rows.Count && index - offset < limit; index++)
        {
            yield return rows[index];
        }
    }

    // Ids of pictures need 18 digits. JavaScript rounds them as numbers, so that the number differs from the string beside it.
    private long PictureId(Facet facet, long id) =>
        109_951_160_000_000_000 + (long)(_content.Seed.Bits(Facet.Picture, (int)facet, id) % 10_000_000_000);

    private static long Rounded(long pictureId) => (pictureId + 5) / 10 * 10;

    private string PictureAddress(Facet facet, long id) => string.Create(null, $"{Address}/cover/{PictureId(facet, id)}.png");
}
