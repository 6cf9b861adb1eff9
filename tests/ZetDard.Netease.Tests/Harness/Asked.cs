namespace ZetDard.Netease.Tests.Harness;

/// <summary>A call that is made through both transports, with a name for the test runner.</summary>
/// <param name="Name">The name, in the words of <see cref="INeteaseClient"/>.</param>
/// <param name="AskAsync">Makes the call, and returns the records.</param>
internal sealed record Asked(string Name, Func<INeteaseClient, CancellationToken, Task<object?>> AskAsync)
{
    /// <summary>What the fake of the service answers if it has no answer of its own: a pattern of the URI, and the body.</summary>
    public (string Match, string Body)? Body { get; init; }

    /// <summary>Whether the call is made with a session.</summary>
    public bool LoggedIn { get; init; }

    private const string Song =
        """{"id":11,"name":"晴天 \"Live\" 🎵","ar":[{"id":6452,"name":"周杰伦"},{"id":0,"name":"someone"}],"al":{"id":3,"name":"x"},"dt":269000,"pop":98.0,"originCoverType":2,"originSongSimpleData":{"songId":12,"name":"y","artists":[{"id":7,"name":"z"}]}}""";
    private const string OldSong =
        """{"id":13,"name":"old","artists":[{"id":1,"name":"a"}],"album":{"id":4,"name":"b"},"duration":1000,"popularity":5}""";
    private const string Playlist =
        """{"id":21,"name":"chart","trackCount":100,"updateFrequency":"每天更新","playCount":12345678901,"userId":1,"specialType":10}""";

    /// <summary>All calls of <see cref="INeteaseClient"/> except files, images and the log-in.</summary>
    public static IReadOnlyList<Asked> All { get; } =
    [
        new("user", async (client, stop) => await client.GetUserAsync(32953014, stop)),
        new("users by nickname", async (client, stop) => await ListAsync(client.SearchUsers("小明 & 'Bob' 🎵"), stop)),
        new("songs by words", async (client, stop) => await ListAsync(client.SearchSongs("晴天 + rain"), stop)),
        new("playlists of a user", async (client, stop) => await ListAsync(client.GetUserPlaylists(1), stop)),
        new("playlist", async (client, stop) => await client.GetPlaylistAsync(5, stop)),
        new("songs of a playlist", async (client, stop) => await ListAsync(client.GetPlaylistSongsAsync(5, stop), stop)),
        new("songs", async (client, stop) =>
            await ListAsync(client.GetSongsAsync(Enumerable.Range(1, 1001).Select(id => (long)id), stop), stop)
        ),
        new("artist", async (client, stop) => await client.GetArtistAsync(6452, stop)),
        new("songs of an artist", async (client, stop) => await ListAsync(client.GetArtistSongs(6452), stop)),
        new("albums of an artist", async (client, stop) => await ListAsync(client.GetArtistAlbums(6452), stop))
        {
            Body = (
                "/artist/albums/6452$",
                """{"code":200,"more":false,"hotAlbums":[{"id":3,"name":"叶惠美","artists":[{"id":6452,"name":"周杰伦"}],"size":11,"publishTime":1059580800000,"picUrl":"http://p1.music.126.net/x.jpg"}]}"""
            ),
        },
        new("lyric", async (client, stop) => await client.GetLyricAsync(186016, stop)),
        new("comments on a song", async (client, stop) => await ListAsync(client.GetComments(NeteaseThread.Song, 186016), stop)),
        new("comments on a playlist", async (client, stop) => await FirstAsync(client.GetComments(NeteaseThread.Playlist, 5), stop)),
        new("comments on an album", async (client, stop) => await FirstAsync(client.GetComments(NeteaseThread.Album, 3), stop)),
        new("hot comments on a song", async (client, stop) => await FirstAsync(client.GetHotComments(NeteaseThread.Song, 186016), stop))
        {
            Body = (
                "/hotcomments/R_SO_4_186016$",
                """{"code":200,"hasMore":false,"total":1,"hotComments":[{"user":{"userId":9,"nickname":"n"},"commentId":77,"content":"热评","time":1700000000000,"likedCount":1234}]}"""
            ),
        },
        new("follows", async (client, stop) => await ListAsync(client.GetFollows(1), stop)),
        new("followers", async (client, stop) => await ListAsync(client.GetFollowers(1), stop)),
        new("play record", async (client, stop) => await client.GetPlayRecordAsync(1, NeteasePlayPeriod.AllTime, stop)),
        new("play record of the week", async (client, stop) => await client.GetPlayRecordAsync(1, NeteasePlayPeriod.LastWeek, stop)),
        new("liked songs", async (client, stop) => await client.GetLikedSongsAsync(1, stop)),
        new("charts", async (client, stop) => await client.GetChartsAsync(stop))
        {
            Body = ("/api/toplist$", $$"""{"code":200,"list":[{{Playlist}}]}"""),
        },
        new("similar songs", async (client, stop) => await client.GetSimilarSongsAsync(1, stop))
        {
            Body = ("/simiSong$", $$"""{"code":200,"songs":[{{OldSong}}]}"""),
        },
        new("similar artists", async (client, stop) => await client.GetSimilarArtistsAsync(1, stop))
        {
            Body = ("/simiArtist$", """{"code":200,"artists":[{"id":1,"name":"a","albumSize":2,"musicSize":3}]}"""),
            LoggedIn = true,
        },
        new("similar users", async (client, stop) => await client.GetSimilarUsersAsync(1, stop))
        {
            Body = ("/simiUser$", """{"code":200,"userprofiles":[{"userId":5,"nickname":"五","province":"440000","city":440300}]}"""),
        },
        new("similar playlists", async (client, stop) => await client.GetSimilarPlaylistsAsync(1, stop))
        {
            Body = ("/simiPlaylist$", $$"""{"code":200,"playlists":[{{Playlist}}]}"""),
        },
        new("songs of the day", async (client, stop) => await client.GetDailySongsAsync(stop))
        {
            Body = ("/recommend/songs$", $$$"""{"code":200,"data":{"dailySongs":[{{{Song}}}]}}"""),
            LoggedIn = true,
        },
        new("programmes of a user", async (client, stop) => await ListAsync(client.GetProgrammes(1), stop))
        {
            Body = (
                "/dj/program/1$",
                """{"code":200,"more":false,"count":1,"programs":[{"id":31,"name":"p","mainSong":{"id":11,"name":"s"},"radio":{"id":41,"name":"r"},"duration":60000,"createTime":1500000000000,"listenerCount":9}]}"""
            ),
        },
        new("account", async (client, stop) => await client.GetAccountAsync(stop)) { LoggedIn = true },
        new("account of nobody", async (client, stop) => await client.GetAccountAsync(stop)),
        new("files of songs", async (client, stop) => await client.GetSongFilesAsync([1, 2, 7], NeteaseQuality.ExtraHigh, stop)),
    ];

    public static Asked Named(string name) => All.Single(asked => asked.Name == name);

    public override string ToString() => Name;

    private static async Task<IReadOnlyList<T>> ListAsync<T>(IAsyncEnumerable<T> rows, CancellationToken stop) =>
        await rows.ToListAsync(stop);

    private static async Task<IReadOnlyList<NeteaseComment>> FirstAsync(NeteasePages<NeteaseComment> pages, CancellationToken stop) =>
        await pages.Take(250).ToListAsync(stop);
}
