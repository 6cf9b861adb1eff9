using System.Text.Json.Nodes;
using CsCheck;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>The shapes and quirks of the service: facts B and B3, and the fixtures.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private NeteaseStandIn _service = null!;
    private Caller _caller = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private MusicWorld World => _service.World;

    public async ValueTask InitializeAsync()
    {
        _service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        _caller = new(_service);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Songs_are_those_of_the_world_and_missing_ids_are_left_out_without_order()
    {
        var answer = await _caller.ApiAsync("/api/v3/song/detail", ("c", $"[{string.Join(',', Enumerable.Range(1, 950))}]"));
        var songs = answer["songs"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, 900).Select(id => (long)id), songs.Select(song => (long)song!["id"]!).Order());
        foreach (var song in songs)
        {
            var expected = World.Songs[(int)song!["id"]! - 1];
            Assert.Equal(expected.Title, (string)song["name"]!);
            Assert.Equal(
                expected.Artists.Select(artist => (artist.Id.Value, artist.Name)),
                song["ar"]!.AsArray().Select(artist => ((long)artist!["id"]!, (string)artist["name"]!))
            );
            Assert.Equal(_service.Content.OriginalOf((long)song["id"]!), (long?)song["originSongSimpleData"]?["songId"]);
            Assert.Equal(_service.Content.OriginalOf((long)song["id"]!) is not null, (int)song["originCoverType"]! == 2);
        }

        Assert.NotEqual(
            [2L, 3L],
            (await _caller.ApiAsync("/api/v3/song/detail", ("c", "[2,3]")))["songs"]!.AsArray().Select(song => (long)song!["id"]!)
        );
        Assert.Equal([0, 1, 2], songs.Select(song => (int)song!["originCoverType"]!).Distinct().Order());
        Assert.Contains(songs, song => song!["pop"]!.ToJsonString().EndsWith(".0", StringComparison.Ordinal));
        Assert.Contains(songs, song => song!["rt"] is null);
        Assert.Contains(songs, song => song!["al"]!["pic_str"] is { } text && (string)text! != song["al"]!["pic"]!.ToJsonString());
        Assert.Equal(900, answer["privileges"]!.AsArray().Count);
    }

    [Fact]
    public async Task More_than_a_thousand_songs_are_refused()
    {
        Assert.Equal(
            400,
            (int)(await _caller.ApiAsync("/api/v3/song/detail", ("c", $"[{string.Join(',', Enumerable.Range(1, 1_001))}]")))["code"]!
        );
        Assert.Equal(400, (int)(await _caller.ApiAsync("/api/v3/song/detail", ("c", "nothing")))["code"]!);
    }

    [Fact]
    public async Task Playlists_tell_all_ids_and_few_songs_unless_logged_in()
    {
        var list = Enumerable.Range(1, 300).Select(user => user * 100L).First(id => _service.Content.TracksOf(id).Count > 30);
        var anonymous = (await _caller.ApiAsync("/api/v6/playlist/detail", ("id", list), ("n", 100000)))["playlist"]!;
        Assert.Equal(_service.Content.TracksOf(list), anonymous["trackIds"]!.AsArray().Select(track => (long)track!["id"]!));
        Assert.Equal(10, anonymous["tracks"]!.AsArray().Count);
        Assert.Equal(_service.Content.TracksOf(list).Count, (int)anonymous["trackCount"]!);
        _caller.Cookies = _service.SessionCookies;
        Assert.True(
            (await _caller.ApiAsync("/api/v6/playlist/detail", ("id", list), ("n", 100000)))["playlist"]!["tracks"]!.AsArray().Count > 29
        );
    }

    [Fact]
    public async Task Private_lists_are_refused_and_deleted_ones_are_gone()
    {
        var lists = Enumerable.Range(1, 300).SelectMany(user => _service.Content.PlaylistsOf(user)).ToArray();
        var hidden = lists.First(list => list.Visibility == NeteaseContentVisibility.Private && list.OwnerId > 1);
        Assert.Equal(401, (int)(await _caller.ApiAsync("/api/v6/playlist/detail", ("id", hidden.Id)))["code"]!);
        Assert.Equal(
            404,
            (int)
                (
                    await _caller.ApiAsync(
                        "/api/v6/playlist/detail",
                        ("id", lists.First(list => list.Visibility == NeteaseContentVisibility.Deleted).Id)
                    )
                )["code"]!
        );
        Assert.DoesNotContain(hidden.Id, await ListsAsync(hidden.OwnerId));

        // The owner sees it, and all of their playlists whatever the limit is.
        await using var owners = await NeteaseStandIn.StartAsync(new() { AccountUserId = hidden.OwnerId }, Cancellation);
        using var owner = new Caller(owners) { Cookies = owners.SessionCookies };
        Assert.Equal(200, (int)(await owner.ApiAsync("/api/v6/playlist/detail", ("id", hidden.Id)))["code"]!);
        var own = (await owner.ApiAsync("/api/user/playlist", ("uid", hidden.OwnerId), ("limit", 1)))["playlist"]!.AsArray();
        Assert.Contains(own, list => (long)list!["id"]! == hidden.Id && (int)list["privacy"]! == 10);
    }

    [Fact]
    public async Task Lists_of_a_user_come_in_pages_whose_word_of_more_is_sometimes_wrong()
    {
        var wrong = 0;
        foreach (var user in Enumerable.Range(1, 100))
        {
            var expected = _service
                .Content.PlaylistsOf(user)
                .Where(list => list.Visibility == NeteaseContentVisibility.Public)
                .Select(list => list.Id)
                .Concat(_service.Content.SubscriptionsOf(user));
            Assert.Equal(expected, await ListsAsync(user, onWrong: () => wrong++));
        }

        Assert.InRange(wrong, 5, 40);
        var rows = (await _caller.ApiAsync("/api/user/playlist", ("uid", 3)))["playlist"]!.AsArray();
        Assert.Equal(5, (int)rows[0]!["specialType"]!);
        Assert.All(rows, row => Assert.Equal((long)row!["userId"]! != 3, (bool)row["subscribed"]!));
    }

    [Fact]
    public async Task Play_records_hide_counts_of_others_and_some_are_hidden()
    {
        var hides = Enumerable.Range(2, 200).First(user => _service.Content.HidesPlayRecord(user));
        var shows = Enumerable.Range(2, 200).First(user => !_service.Content.HidesPlayRecord(user));
        Assert.Equal(-2, (int)(await _caller.ApiAsync("/api/v1/play/record", ("uid", hides)))["code"]!);
        var rows = (await _caller.ApiAsync("/api/v1/play/record", ("uid", shows)))["allData"]!.AsArray();
        Assert.Equal(100, (int)rows[0]!["score"]!);
        Assert.All(rows, row => Assert.Equal(0, (int)row!["playCount"]!));
        _caller.Cookies = _service.SessionCookies;
        var own = (await _caller.ApiAsync("/api/v1/play/record", ("uid", 1)))["allData"]!.AsArray();
        Assert.Equal(
            World.SongsOf(0).Select(play => play.PlayCount).OrderDescending().Take(100),
            own.Select(row => (int)row!["playCount"]!)
        );
        Assert.NotNull((await _caller.ApiAsync("/api/v1/play/record", ("uid", 1), ("type", 1)))["weekData"]);
    }

    [Fact]
    public async Task Comments_by_offset_end_at_a_thousand_and_by_time_at_the_last()
    {
        foreach (var song in (int[])[1, 2]) // the one gives nothing beyond, the other repeats
        {
            Assert.Equal(4_000, (int)(await CommentsAsync(song, 0, 0))["total"]!);
            var last = Ids(await CommentsAsync(song, 900, 0));
            var beyond = await CommentsAsync(song, 1_000, 0);
            Assert.True((bool)beyond["more"]!);
            Assert.Equal(song % 2 == 0 ? last : [], Ids(beyond));

            var seen = new HashSet<long>();
            var before = 0L;
            for (var page = 0; page < 60; page++)
            {
                var answer = await CommentsAsync(song, 0, before);
                var ids = Ids(answer);
                Assert.Equal(page == 0, answer["hotComments"] is not null);
                Assert.Equal(page > 0 ? 1 : 0, ids.Count(seen.Contains)); // the comment of exactly that time is repeated
                seen.UnionWith(ids);
                if (ids.Length < 100)
                    break;
                before = (long)answer["comments"]![99]!["time"]!;
            }

            Assert.Equal(4_000, seen.Count);
        }

        Task<JsonNode> CommentsAsync(int song, int offset, long before) =>
            _caller.ApiAsync($"/api/v1/resource/comments/R_SO_4_{song}", ("limit", 100), ("offset", offset), ("beforeTime", before));
    }

    [Fact]
    public async Task Comments_of_more_than_a_hundred_a_page_are_twenty()
    {
        Assert.Equal(20, Ids(await _caller.ApiAsync("/api/v1/resource/comments/R_SO_4_1", ("limit", 101))).Length);
        Assert.True((await _caller.ApiAsync("/api/v1/resource/hotcomments/R_SO_4_1", ("limit", 20)))["hotComments"]!.AsArray().Count > 15);
    }

    [Fact]
    public async Task New_comments_by_cursor_repeat_some_and_give_all()
    {
        var seen = new List<long>();
        var cursor = "0";
        bool more;
        do
        {
            var data = (
                await _caller.ApiAsync(
                    "/api/v2/resource/comments",
                    ("threadId", "R_SO_4_8"),
                    ("pageSize", 50),
                    ("sortType", 3),
                    ("cursor", cursor)
                )
            )["data"]!;
            seen.AddRange(data["comments"]!.AsArray().Select(comment => (long)comment!["commentId"]!));
            (cursor, more) = ((string)data["cursor"]!, (bool)data["hasMore"]!);
        } while (more);

        var count = _service.Content.CommentCountOf(8);
        Assert.True(count > 100 && seen.Count > count);
        Assert.Equal(count, seen.Distinct().Count());
    }

    [Fact]
    public async Task Lyrics_are_of_all_kinds()
    {
        var lyrics = new List<JsonNode>();
        for (var id = 1; id <= 200; id++)
            lyrics.Add(await _caller.ApiAsync("/api/song/lyric/v1", ("id", id)));
        Assert.Contains(lyrics, lyric => lyric["nolyric"] is not null);
        Assert.Contains(lyrics, lyric => lyric["uncollected"] is not null);
        Assert.Contains(lyrics, lyric => lyric["tlyric"] is { } text && text["lyric"] is not null);
        Assert.Contains(lyrics, lyric => lyric["tlyric"] is { } text && text["lyric"] is null);
        Assert.Contains(lyrics, lyric => ((string?)lyric["romalrc"]?["lyric"])?.Length > 0);
        Assert.Contains(lyrics, lyric => lyric["yrc"] is not null);
        Assert.All(lyrics.Where(lyric => lyric["lrc"] is not null), lyric =>
            Assert.Matches(@"^(\[\d\d:\d\d\.\d{3}\].+\n)+$", (string)lyric["lrc"]!["lyric"]!)
        );
        Assert.Null((await _caller.ApiAsync("/api/song/lyric", ("id", 1)))["yrc"]);
    }

    [Fact]
    public async Task Followers_end_at_a_thousand_and_repeat_the_last()
    {
        await using var service = await NeteaseStandIn.StartAsync(
            new() { World = MusicWorld.Create(new() { UserCount = 5_000 }) },
            Cancellation
        );
        using var caller = new Caller(service);
        var uri = $"/api/user/getfolloweds/{service.Content.OfficialUserId}";
        var last = (await caller.ApiAsync(uri, ("limit", 20), ("offset", 980)))["followeds"]!.AsArray();
        var beyond = (await caller.ApiAsync(uri, ("limit", 20), ("offset", 1_000)))["followeds"]!.AsArray();
        Assert.Equal(20, beyond.Count);
        Assert.All(beyond, row => Assert.Equal((long)last[^1]!["userId"]!, (long)row!["userId"]!));
        Assert.InRange((int)(await caller.ApiAsync(uri))["size"]!, 1_300, 1_700);
    }

    [Fact]
    public async Task Users_are_found_by_nickname_with_region_and_no_more_than_three_hundred()
    {
        await using var service = await NeteaseStandIn.StartAsync(
            new() { World = MusicWorld.Create(new() { UserCount = 6_000 }) },
            Cancellation
        );
        using var caller = new Caller(service);
        var found = await FoundAsync(0);
        Assert.Equal(100, found["userprofiles"]!.AsArray().Count);
        Assert.All(found["userprofiles"]!.AsArray(), user => Assert.Contains("Ada", (string)user!["nickname"]!, StringComparison.Ordinal));
        Assert.All(found["userprofiles"]!.AsArray(), user => Assert.True((int)user!["province"]! is >= 110000 and <= 1000000));
        Assert.Equal(
            service.World.User((int)found["userprofiles"]![7]!["userId"]! - 1).Name,
            (string)found["userprofiles"]![7]!["nickname"]!
        );
        Assert.True((int)found["userprofileCount"]! > 300);
        Assert.Empty((await FoundAsync(300))["userprofiles"]!.AsArray());
        Assert.Null((await caller.ApiAsync("/api/search/get", ("s", "nobody at all"), ("type", 1002)))["result"]!["userprofiles"]);

        async Task<JsonNode> FoundAsync(int offset) =>
            (await caller.ApiAsync("/api/search/get", ("s", "Ada"), ("type", 1002), ("limit", 100), ("offset", offset)))["result"]!;
    }

    [Fact]
    public async Task Similar_things_are_of_the_group()
    {
        var group = World.Songs[4].Group;
        Assert.All((await _caller.ApiAsync("/api/v1/discovery/simiSong", ("songid", 5)))["songs"]!.AsArray(), song =>
            Assert.Equal(group, World.Songs[(int)song!["id"]! - 1].Group)
        );
        Assert.All((await _caller.ApiAsync("/api/discovery/simiUser", ("songid", 5)))["userprofiles"]!.AsArray(), user =>
            Assert.Equal(group, World.User((int)user!["userId"]! - 1).Group)
        );
        var lists = (await _caller.ApiAsync("/api/discovery/simiPlaylist", ("songid", 1)))["playlists"]!.AsArray();
        Assert.NotEmpty(lists);
        Assert.All(lists, list => Assert.Contains(1L, _service.Content.TracksOf((long)list!["id"]!)));
        var artists = (await _caller.ApiAsync("/api/discovery/simiArtist", ("artistid", 5)))["artists"]!.AsArray();
        Assert.All(artists, artist => Assert.Equal(World.Artists[4].Group, World.Artists[(int)artist!["id"]! - 1].Group));
        Assert.DoesNotContain(artists, artist => (int)artist!["id"]! == 5);
    }

    [Fact]
    public async Task Charts_are_playlists_of_the_most_popular_songs()
    {
        var charts = (await _caller.ApiAsync("/api/toplist"))["list"]!.AsArray();
        Assert.Equal(1 + World.GroupCount, charts.Count);
        Assert.All(charts, chart => Assert.Equal(10, (int)chart!["specialType"]!));
        var tracks = (await _caller.ApiAsync("/api/v6/playlist/detail", ("id", (long)charts[2]!["id"]!)))["playlist"]![
            "trackIds"
        ]!.AsArray();
        Assert.Equal(100, tracks.Count);
        Assert.All(tracks, track => Assert.Equal(1, World.Songs[(int)track!["id"]! - 1].Group));
    }

    [Fact]
    public async Task Artists_have_all_their_songs_and_albums()
    {
        foreach (var artist in World.Artists.Take(20))
        {
            var songs = (await _caller.ApiAsync("/api/v1/artist/songs", ("id", artist.Id.Value), ("limit", 200)))["songs"]!.AsArray();
            Assert.Equal(
                World.Songs.Where(song => song.Artists.Contains(artist)).Select(song => song.Id.Value),
                songs.Select(song => (long)song!["id"]!)
            );
            var albums = (await _caller.ApiAsync($"/api/artist/albums/{artist.Id.Value}"))["hotAlbums"]!.AsArray();
            var own = songs.Where(song => (long)song!["ar"]![0]!["id"]! == artist.Id.Value).ToArray();
            Assert.Equal(
                own.Select(song => (long)song!["al"]!["id"]!).Distinct().Order(),
                albums.Select(album => (long)album!["id"]!).Order()
            );
            Assert.Equal(own.Length, albums.Sum(album => (int)album!["size"]!));
            foreach (var album in albums)
                Assert.Equal((int)album!["size"]!, (await _caller.ApiAsync($"/api/v1/album/{album["id"]}"))["songs"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_404()
    {
        foreach (
            var (uri, parameter, id) in (IReadOnlyList<(string, string, long)>)
                [
                    ("/api/v1/user/detail/301", "", 0),
                    ("/api/user/getfollows/301", "", 0),
                    ("/api/user/getfolloweds/0", "", 0),
                    ("/api/dj/program/999", "", 0),
                    ("/api/artist/albums/91", "", 0),
                    ("/api/v1/album/1", "", 0),
                    ("/api/v1/artist/91", "", 0),
                    ("/api/user/playlist", "uid", 301),
                    ("/api/v1/play/record", "uid", 0),
                    ("/api/song/like/get", "uid", -1),
                    ("/api/v6/playlist/detail", "id", 5),
                    ("/api/artist/head/info/get", "id", 91),
                    ("/api/v1/artist/songs", "id", 0),
                    ("/api/artist/top/song", "id", 91),
                    ("/api/artist/introduction", "id", 91),
                    ("/api/discovery/simiUser", "songid", 901),
                    ("/api/v1/discovery/simiSong", "songid", 901),
                    ("/api/discovery/simiArtist", "artistid", 91),
                    ("/api/discovery/simiPlaylist", "songid", 901),
                    ("/api/nothing", "", 0),
                ]
        )
            Assert.True(404 == (int)(await _caller.ApiAsync(uri, parameter.Length == 0 ? [] : [(parameter, id)]))["code"]!, uri);
    }

    // Whatever the parameters are, there is an answer with a code, and the stand-in itself never fails.
    [Fact]
    public async Task Every_question_has_an_answer()
    {
        string[] uris =
        [
            "/api/user/playlist",
            "/api/v1/play/record",
            "/api/song/like/get",
            "/api/user/getUserIds",
            "/api/v6/playlist/detail",
            "/api/v3/song/detail",
            "/api/song/enhance/player/url",
            "/api/song/enhance/player/url/v1",
            "/api/song/lyric",
            "/api/song/lyric/v1",
            "/api/v2/resource/comments",
            "/api/artist/head/info/get",
            "/api/v1/artist/songs",
            "/api/artist/top/song",
            "/api/search/get",
            "/api/cloudsearch/pc",
            "/api/discovery/simiUser",
            "/api/v1/discovery/simiSong",
            "/api/discovery/simiArtist",
            "/api/discovery/simiPlaylist",
            "/api/v1/user/detail/",
            "/api/user/getfollows/",
            "/api/user/getfolloweds/",
            "/api/dj/program/",
            "/api/artist/albums/",
            "/api/v1/artist/",
            "/api/v1/album/",
            "/api/v1/resource/comments/",
            "/api/v1/resource/hotcomments/",
        ];
        string[] names =
        [
            "id",
            "uid",
            "ids",
            "c",
            "s",
            "type",
            "limit",
            "offset",
            "n",
            "songid",
            "artistid",
            "threadId",
            "cursor",
            "pageSize",
            "sortType",
            "beforeTime",
            "nicknames",
            "level",
            "br",
            "order",
        ];
        string[] values =
        [
            "",
            "0",
            "1",
            "-1",
            "7",
            "1002",
            "100",
            "1001",
            "9223372036854775807",
            "-9223372036854775808",
            "2147483647",
            "1700000000000",
            "x",
            "[1,2]",
            "[]",
            "{}",
            "[{\"id\":1}]",
            "[\"a\"]",
            "R_SO_4_1",
            "A_PL_0_100",
            "_",
            "R_SO_4_",
            "夜",
            "%",
            "normalHot#5",
        ];
        var value = Gen.Int[0, values.Length - 1].Select(index => values[index]);
        var name = Gen.Int[0, names.Length - 1].Select(index => names[index]);
        await Gen.Select(Gen.Int[0, uris.Length - 1], value, Gen.Dictionary(name, value)[0, 6])
            .SampleAsync(
                async (uri, tail, parameters) =>
                {
                    var path = uris[uri].EndsWith('/') ? uris[uri] + Uri.EscapeDataString(tail) : uris[uri];
                    using var answer = await _caller.PostAsync(path, parameters);
                    var text = await answer.Content.ReadAsStringAsync(Cancellation);
                    Assert.True(
                        answer.IsSuccessStatusCode && JsonNode.Parse(text)!["code"] is not null,
                        $"{answer.StatusCode} {path}: {text}"
                    );
                },
                iter: 1_000
            );
    }

    [Fact]
    public async Task Log_in_by_qr_gives_the_accounts_cookies()
    {
        Assert.Null((await _caller.ApiAsync("/api/nuser/account/get"))["account"]);
        Assert.Equal(301, (int)(await _caller.ApiAsync("/api/v3/discovery/recommend/songs"))["code"]!);
        var key = (string)(await _caller.ApiAsync("/api/login/qrcode/unikey", ("type", 3)))["unikey"]!;
        Assert.Equal(801, await CheckAsync(key));
        _service.QrState = QrLogInState.Scanned;
        Assert.Equal(802, await CheckAsync(key));
        _service.QrState = QrLogInState.Expired;
        Assert.Equal(800, await CheckAsync(key));
        Assert.Equal(800, await CheckAsync("another"));
        _service.QrState = QrLogInState.Confirmed;
        using var done = await _caller.PostAsync("/api/login/qrcode/client/login", new Dictionary<string, string> { ["key"] = key });
        var cookies = done.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]).ToArray();
        Assert.Equal(_service.SessionCookies, string.Join("; ", cookies));

        // Through the server the cookies are in the body as well, and the key is in another member.
        Assert.NotNull((await _caller.ServerAsync("/login/qr/key")).Json["data"]!["unikey"]);
        Assert.Contains(
            "MUSIC_U=",
            (string)(await _caller.ServerAsync($"/login/qr/check?key={key}")).Json["cookie"]!,
            StringComparison.Ordinal
        );

        _caller.Cookies = string.Join("; ", cookies);
        Assert.Equal(1, (int)(await _caller.ApiAsync("/api/nuser/account/get"))["profile"]!["userId"]!);
        Assert.Equal(1, (int)(await _caller.ServerAsync("/login/status")).Json["data"]!["profile"]!["userId"]!);
        var daily = (await _caller.ApiAsync("/api/v3/discovery/recommend/songs"))["data"]!["dailySongs"]!.AsArray();
        Assert.Equal(30, daily.Count);
        Assert.All(daily, song => Assert.Equal(World.User(0).Group, World.Songs[(int)song!["id"]! - 1].Group));
        Assert.Empty(daily.Select(song => (long)song!["id"]!).Intersect(World.SongsOf(0).Select(play => play.Song.Id.Value)));

        async Task<int> CheckAsync(string key) => (int)(await _caller.ApiAsync("/api/login/qrcode/client/login", ("key", key)))["code"]!;
    }

    [Fact]
    public async Task Cookies_of_nobody_log_nobody_in()
    {
        _caller.Cookies = "MUSIC_U=something; __csrf=else";
        Assert.Null((await _caller.ApiAsync("/api/nuser/account/get"))["account"]);
        Assert.Equal(301, (int)(await _caller.ApiAsync("/api/v3/discovery/recommend/songs"))["code"]!);
    }

    [Fact]
    public async Task Programmes_are_those_of_users_with_a_radio()
    {
        var found = new List<JsonNode>();
        for (var user = 1; user <= 100; user++)
            found.Add(await _caller.ApiAsync($"/api/dj/program/{user}"));
        Assert.InRange(found.Count(answer => (int)answer["count"]! > 0), 1, 20);
        var radio = found.First(answer => (int)answer["count"]! > 0);
        Assert.Equal(Math.Min(30, (int)radio["count"]!), radio["programs"]!.AsArray().Count);
        Assert.NotNull(radio["programs"]![0]!["mainSong"]!["id"]);
    }

    private static long[] Ids(JsonNode comments) => [.. comments["comments"]!.AsArray().Select(comment => (long)comment!["commentId"]!)];

    private async Task<List<long>> ListsAsync(long user, Action? onWrong = null)
    {
        var lists = new List<long>();
        while (true)
        {
            var answer = await _caller.ApiAsync("/api/user/playlist", ("uid", user), ("limit", 2), ("offset", lists.Count));
            var page = answer["playlist"]!.AsArray();
            lists.AddRange(page.Select(list => (long)list!["id"]!));
            if (page.Count == 0)
                onWrong?.Invoke();
            if (page.Count == 0 || !(bool)answer["more"]!)
                return lists;
        }
    }
}
