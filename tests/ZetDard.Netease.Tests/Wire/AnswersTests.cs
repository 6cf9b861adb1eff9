using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using ZetDard.Netease.Wire;
using ZetDard.Tests;

namespace ZetDard.Netease.Tests.Wire;

public sealed class AnswersTests
{
    private static ReadOnlyMemory<byte> Utf8(string body) => Encoding.UTF8.GetBytes(body);

    [Fact]
    public void Every_parser_has_a_sample() =>
        Assert.Equal(
            typeof(Answers)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Select(method => method.Name)
                .Order(StringComparer.Ordinal),
            Bodies.All.Select(sample => sample.Parser).Distinct().Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Songs_reads_the_recorded_detail()
    {
        var song = Assert.Single(Answers.Songs(NeteaseEndpoints.Songs, Utf8(Bodies.SongDetail)).Items);
        Assert.Equal((168091L, "蓝莲花"), (song.Id, song.Name));
        Assert.Equal([new NeteaseCredit(5770, "许巍")], song.Artists);
        Assert.Equal((16975L, "时光.漫步"), (song.Album!.Id, song.Album.Name));
        Assert.Equal(new Uri("https://p2.music.126.net/C6txAWMGlVmAcAD37RVutQ==/122045790684028.jpg"), song.Album.Cover);
        Assert.Equal(TimeSpan.FromSeconds(270), song.Duration);
        Assert.Equal(100, song.Popularity);
        Assert.Equal(8, song.Fee);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1040140800007), song.Published);
        Assert.Null(song.Origin);
    }

    [Fact]
    public void Songs_reads_the_older_shape_into_the_same_model()
    {
        var song = Assert.Single(Answers.Songs(NeteaseEndpoints.SimilarSongs, Utf8(Bodies.SimilarSongs)).Items);
        Assert.Equal((25706282L, "夜空中最亮的星"), (song.Id, song.Name));
        Assert.Equal([new NeteaseCredit(12977, "逃跑计划")], song.Artists);
        Assert.Equal((2285010L, 14), (song.Album!.Id, song.Album.SongCount));
        Assert.Equal([new NeteaseCredit(12977, "逃跑计划")], song.Album.Artists);
        Assert.Equal((TimeSpan.FromSeconds(252), 95.0), (song.Duration, song.Popularity));
        Assert.Equal(["The Brightest Star"], song.Aliases);
    }

    [Fact]
    public void Playlist_reads_the_recorded_chart()
    {
        var detail = Answers.Playlist(NeteaseEndpoints.Playlist, Utf8(Bodies.PlaylistDetail));
        Assert.Equal((7775163417L, "赏音榜", 3265840429L), (detail.Playlist.Id, detail.Playlist.Name, detail.Playlist.CreatorId));
        Assert.Equal(
            (NeteasePlaylistKind.Chart, 100, 187247L, 218L),
            (detail.Playlist.Kind, detail.Playlist.TrackCount, detail.Playlist.PlayCount, detail.Playlist.SubscriberCount)
        );
        Assert.Equal(20, detail.Tracks.Count);
        Assert.Equal(5, detail.Songs.Count);
        Assert.Equal(detail.Songs.Select(song => song.Id), detail.Tracks.Take(5).Select(track => track.SongId));
        Assert.All(detail.Tracks, track => Assert.NotNull(track.Added));
        Assert.Equal(
            [NeteaseOrigin.Unknown, NeteaseOrigin.Cover, NeteaseOrigin.Unknown, NeteaseOrigin.Unknown, NeteaseOrigin.Unknown],
            detail.Songs.Select(song => song.Origin!.Value)
        );
    }

    [Fact]
    public void Playlist_takes_the_songs_for_the_tracks_when_there_are_no_track_ids()
    {
        var detail = Answers.Playlist(NeteaseEndpoints.Playlist, Utf8("""{"playlist":{"id":1,"name":"x","tracks":[{"id":5},{"id":4}]}}"""));
        Assert.Equal([5, 4], detail.Tracks.Select(track => track.SongId));
    }

    [Theory]
    [InlineData("""{"playlist":{"id":1,"name":"x","trackCount":0,"trackIds":[],"tracks":[]}}""")]
    [InlineData("""{"playlist":{"id":1,"name":null,"trackIds":null,"tracks":null}}""")]
    [InlineData("""{"playlist":{"id":"1","trackIds":{}}}""")]
    public void Playlist_may_be_empty(string body) => Assert.Empty(Answers.Playlist(NeteaseEndpoints.Playlist, Utf8(body)).Tracks);

    [Fact]
    public void Songs_tell_originals_from_covers()
    {
        const string Body = """
            {"songs":[{"id":1,"name":"a","ar":[{"id":9,"name":"翻唱"}],"originCoverType":2,"originSongSimpleData":{"songId":347230,"name":"海阔天空","artists":[{"id":11127,"name":"Beyond"}],"albumMeta":{"id":34209,"name":"海阔天空"}}},
            {"id":2,"name":"b","originCoverType":1,"originSongSimpleData":null},{"id":3,"name":"c","originCoverType":7}]}
            """;
        var songs = Answers.Songs(NeteaseEndpoints.Songs, Utf8(Body)).Items;
        Assert.Equal((NeteaseOrigin.Cover, 347230L, "海阔天空"), (songs[0].Origin!.Value, songs[0].Original!.Id, songs[0].Original!.Name));
        Assert.Equal([new NeteaseCredit(11127, "Beyond")], songs[0].Original!.Artists);
        Assert.Equal(NeteaseOrigin.Original, songs[1].Origin);
        Assert.Equal((NeteaseOrigin)7, songs[2].Origin);
    }

    [Fact]
    public void Charts_reads_the_recorded_list()
    {
        var charts = Answers.Charts(NeteaseEndpoints.Charts, Utf8(Bodies.Toplist));
        Assert.Equal(JsonNode.Parse(Bodies.Toplist)!["list"]!.AsArray().Count, charts.Count);
        Assert.Equal(
            (19723756L, "飙升榜", 5295054336L, "每天更新"),
            (charts[0].Id, charts[0].Name, charts[0].PlayCount, charts[0].UpdateFrequency)
        );
        Assert.All(charts, chart => Assert.NotNull(chart.Cover));
    }

    [Fact]
    public void User_reads_the_shape_of_recorded_details()
    {
        var user = Answers.User(NeteaseEndpoints.User, Utf8(Bodies.UserDetail));
        Assert.Equal(("广东", 440300), (user.Region!.Province, user.Region.CityCode));
        Assert.Equal(NeteaseGender.Male, user.Gender);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_500_000_000_000), user.Created);
        Assert.True(user.ShowsPlayRecord);
        Assert.NotNull(user.ListenedSongCount);
        Assert.NotNull(user.PlaylistCount);
        Assert.NotNull(user.FollowCount);
        Assert.NotNull(user.FollowerCount);
    }

    [Fact]
    public void Comments_reads_the_shape_of_recorded_ones()
    {
        var page = Answers.Comments(NeteaseEndpoints.SongComments, Utf8(Bodies.Comments));
        Assert.True(page.More);
        Assert.All(page.Items, comment => Assert.NotNull(comment.Written));
        Assert.NotEmpty(Answers.HotComments(NeteaseEndpoints.HotSongComments, Utf8(Bodies.Comments)).Items);
    }

    [Fact]
    public void Lyric_reads_the_recorded_one()
    {
        var lyric = Answers.Lyric(NeteaseEndpoints.Lyric, Utf8(Bodies.LyricBody));
        Assert.StartsWith("[00:00.000] 作曲 : 许巍\n", lyric.Original, StringComparison.Ordinal);
        Assert.Null(lyric.WordTimed); // it has klyric, which is another form
        Assert.Null(lyric.Translation);
        Assert.False(lyric.IsInstrumental);
    }

    [Theory]
    [InlineData("""{"code":200,"nolyric":true,"sgc":false}""", true)]
    [InlineData("""{"code":200,"pureMusic":true,"lrc":{"lyric":"[99:00.00]纯音乐，请欣赏"}}""", true)]
    [InlineData("""{"code":200,"uncollected":true}""", false)]
    public void Lyric_may_be_absent(string body, bool instrumental) =>
        Assert.Equal(instrumental, Answers.Lyric(NeteaseEndpoints.Lyric, Utf8(body)).IsInstrumental);

    [Fact]
    public void Lyric_takes_word_times_of_the_newer_form() =>
        Assert.Equal(
            "[0,10](0,5,0)a",
            Answers
                .Lyric(
                    NeteaseEndpoints.Lyric,
                    Utf8(
                        """{"lrc":{"lyric":"x"},"yrc":{"lyric":"[0,10](0,5,0)a"},"klyric":{"lyric":"k"},"romalrc":{"lyric":"r"},"tlyric":{"lyric":"t"}}"""
                    )
                )
                .WordTimed
        );

    // Each half of a surrogate pair alone, both halves escaped in the wrong order, and a whole pair; other escapes beside them
    // stay unchanged.
    [Theory]
    [InlineData("a\\ud83cb", "a\uFFFDb")]
    [InlineData("\\uDE00\\n\\\"\\\\\\u00e9\\/é", "\uFFFD\n\"\\é/é")]
    [InlineData("\\ude00\\ud83d\\ud83d\\ude00", "\uFFFD\uFFFD😀")]
    public void A_half_of_a_surrogate_pair_costs_one_letter(string escaped, string name)
    {
        var songs = Answers.Songs(NeteaseEndpoints.Songs, Utf8($$"""{"songs":[{"id":1,"name":"{{escaped}}"}]}""")).Items;
        Assert.Equal(name, songs[0].Name);
    }

    [Fact]
    public void SongFiles_reads_the_recorded_answer()
    {
        var file = Assert.Single(Answers.SongFiles(NeteaseEndpoints.SongFiles, Utf8(Bodies.SongUrlV1)));
        Assert.Equal(
            (33894312L, 10691439L, "a8772889f38dfcb91c04da915b301617", "mp3", 320000),
            (file.SongId, file.Size, file.Md5, file.Type, file.BitRate)
        );
        Assert.Equal((TimeSpan.FromMinutes(20), false, 200), (file.ValidFor, file.IsTrial, file.ServiceCode));
        Assert.Equal("m7.music.126.net", file.Address!.Host);
    }

    [Fact]
    public void SongFiles_tells_a_trial_and_a_refusal()
    {
        var files = Answers.SongFiles(
            NeteaseEndpoints.SongFiles,
            Utf8(
                """{"data":[{"id":1,"url":"http://m7.music.126.net/a.mp3","code":200,"md5":"x","size":0,"freeTrialInfo":{"start":0,"end":30}},{"id":2,"url":null,"code":-110},{"id":3,"url":"file:///etc/passwd","code":200}]}"""
            )
        );
        Assert.True(files[0].IsTrial);
        Assert.Null(files[0].Md5);
        Assert.Null(files[0].Size);
        Assert.Equal((null, -110), (files[1].Address, files[1].ServiceCode));
        Assert.Null(files[2].Address);
    }

    [Fact]
    public void PlayRecord_hides_the_counts_that_the_service_hides()
    {
        var plays = Answers.PlayRecord(NeteaseEndpoints.PlayRecord, Utf8(Bodies.PlayRecord), NeteasePlayPeriod.AllTime);
        Assert.Equal([(1L, 100, 3L), (3L, 50, (long?)null)], plays.Select(play => (play.Song.Id, play.Score, play.PlayCount)));
        Assert.Single(Answers.PlayRecord(NeteaseEndpoints.PlayRecord, Utf8(Bodies.PlayRecord), NeteasePlayPeriod.LastWeek));
    }

    [Fact]
    public void Others_read_what_the_service_documents()
    {
        var artist = Answers.Artist(NeteaseEndpoints.Artist, Utf8(Bodies.ArtistDetail));
        Assert.Equal(
            (6452L, "周杰伦", 44, 568, "著名歌手"),
            (artist.Id, artist.Name, artist.AlbumCount, artist.SongCount, artist.Description)
        );
        Assert.Equal(["Jay Chou"], artist.Aliases);
        var album = Assert.Single(Answers.Albums(NeteaseEndpoints.ArtistAlbums, Utf8(Bodies.ArtistAlbums)).Items);
        Assert.Equal((18905L, "叶惠美", 11), (album.Id, album.Name, album.SongCount));
        var programme = Assert.Single(Answers.Programmes(NeteaseEndpoints.Programmes, Utf8(Bodies.Programmes)).Items);
        Assert.Equal(
            (900L, 70L, "电台", 501L, TimeSpan.FromMinutes(10), 12L),
            (programme.Id, programme.RadioId, programme.RadioName, programme.SongId, programme.Duration, programme.ListenerCount)
        );
        var lists = Answers.UserPlaylists(NeteaseEndpoints.UserPlaylists, Utf8(Bodies.UserPlaylists)).Items;
        Assert.Equal(
            [(10L, false, NeteasePlaylistKind.Liked, 120), (11L, true, NeteasePlaylistKind.Ordinary, 30)],
            lists.Select(list => (list.Id, list.IsSubscribed!.Value, list.Kind!.Value, list.TrackCount!.Value))
        );
    }

    [Fact]
    public void Account_is_nobody_when_the_service_says_null()
    {
        Assert.Null(Answers.Account(NeteaseEndpoints.Account, Utf8("""{"code":200,"account":null,"profile":null}""")));
        Assert.Equal(7, Answers.Account(NeteaseEndpoints.Account, Utf8(Bodies.Account))!.Id);
    }

    // Quirks of recorded answers: numbers as strings and as doubles, null and {} for lists, repeated members, rounded ids.
    [Fact]
    public void Parsers_forgive_what_the_service_writes()
    {
        const string Body = """
            {"songs":[{"id":"168091","name":168,"ar":{},"al":null,"dt":270000.0,"pop":"100.0","alia":null,"fee":null,"publishTime":-2209017600000},
            null,17,"x",[1],{"name":"no id"},{"id":0,"name":"id 0"},{"id":-5},{"id":1.5},{"id":99999999999999999999},
            {"id":1,"id":2,"name":"last one counts","ar":[{"id":null,"name":"only a name"},{"id":0,"name":""},5],"al":"?","pop":1e400,"dt":-1}]}
            """;
        var page = Answers.Songs(NeteaseEndpoints.Songs, Utf8(Body));
        Assert.Equal([168091, 2], page.Items.Select(song => song.Id));
        Assert.Equal(("168", TimeSpan.FromSeconds(270), 100.0), (page.Items[0].Name, page.Items[0].Duration, page.Items[0].Popularity));
        Assert.Null(page.Items[0].Published);
        Assert.Empty(page.Items[0].Artists);
        Assert.Equal([new NeteaseCredit(0, "only a name")], page.Items[1].Artists);
        Assert.Null(page.Items[1].Album);
        Assert.Null(page.Items[1].Popularity);
        Assert.Null(page.Items[1].Duration);
    }

    [Fact]
    public void Ids_beyond_53_bits_are_exact() =>
        Assert.Equal(
            [long.MaxValue, 9007199254740993],
            Answers.LikedSongs(NeteaseEndpoints.LikedSongs, Utf8($$"""{"ids":[{{long.MaxValue}},"9007199254740993",9007199254740993]}"""))
        );

    // A double holds every whole number only below 2^53; beyond that the written number may be another one.
    [Fact]
    public void Ids_that_a_double_may_have_rounded_are_left_out() =>
        Assert.Equal(
            [9007199254740991, 1000, 123],
            Answers.LikedSongs(
                NeteaseEndpoints.LikedSongs,
                Utf8("""{"ids":[9007199254740993.0,9007199254740992.0,9.3e18,1e400,-1e400,1e-400,-0,-0.0,9007199254740991.0,1e3,"123","1e3"]}"""))
        );

    [Fact]
    public void Text_that_is_no_UTF8_costs_a_character_not_the_page()
    {
        byte[] body = [.. "{\"songs\":[{\"id\":1,\"name\":\"a"u8, 0xFF, .. "b\"},{\"id\":2,\"name\":\"\\ud800\"}]}"u8];
        var songs = Answers.Songs(NeteaseEndpoints.Songs, body).Items;
        Assert.Equal([1, 2], songs.Select(song => song.Id));
        Assert.Equal("a\uFFFDb", songs[0].Name);
    }

    [Theory]
    [InlineData(
        nameof(Answers.Songs),
        "{\"code\":200}",
        "song detail: expected a list 'songs', but the answer has none. The service, or the server in between, may have changed this answer."
    )]
    [InlineData(
        nameof(Answers.User),
        "{\"profile\":{\"nickname\":\"隐私\"}}",
        "user detail: expected an object 'profile' with a 'userId', but the answer has none. The service, or the server in between, may have changed this answer."
    )]
    [InlineData(
        nameof(Answers.Songs),
        "[\"隐私\"]",
        "song detail: the answer (10 bytes) is not the JSON that was expected; reading stopped at line 0, byte 1."
    )]
    public void Parsers_say_what_they_expected_and_quote_nothing(string parser, string body, string message)
    {
        var sample = Bodies.All.First(candidate => candidate.Parser == parser);
        var e = Assert.Throws<NeteaseApiException>(() => sample.Read(Utf8(body)));
        Assert.Equal((NeteaseErrorKind.Malformed, message), (e.Kind, e.Message));
        Assert.DoesNotContain("隐私", e.ToString(), StringComparison.Ordinal);
        Assert.NotNull(e.Endpoint);
    }

    [
        Theory,
        InlineData(""),
        InlineData("null"),
        InlineData("[]"),
        InlineData("\"x\""),
        InlineData("<html></html>"),
        InlineData("{"),
        InlineData("{} {}"),
        InlineData("{\"code\":200}")
    ]
    public void Every_parser_refuses_what_is_not_its_answer(string body) =>
        Assert.All(Bodies.All, sample =>
            Assert.Equal(NeteaseErrorKind.Malformed, Assert.Throws<NeteaseApiException>(() => sample.Read(Utf8(body))).Kind)
        );

    // Recordings without a licence are not copied, but read from their folder.
    [Theory]
    [InlineData("song-detail/miamusic-song-detail.json", nameof(Answers.Songs))]
    [InlineData("recorded-2/song_detail.json", nameof(Answers.Songs))]
    [InlineData("recorded-2/playlist_detail_v3.json", nameof(Answers.Playlist))]
    [InlineData("recorded-2/playlist_detail_v6.json", nameof(Answers.Playlist))]
    [InlineData("recorded-2/lyric.json", nameof(Answers.Lyric))]
    [InlineData("lyric/miamusic-lyric.json", nameof(Answers.Lyric))]
    [InlineData("lyric/xiaomusic-lyric.json", nameof(Answers.Lyric))]
    [InlineData("song-url/miamusic-song-url.json", nameof(Answers.SongFiles))]
    [InlineData("search/miamusic-search-songs.json", nameof(Answers.FoundSongs))]
    [InlineData("search/xiaomusic-search-songs.json", nameof(Answers.FoundSongs))]
    [InlineData("artist-album/xiaomusic-artist-album.json", nameof(Answers.Albums))]
    [InlineData("toplist/miamusic-toplist.json", nameof(Answers.Charts))]
    public void Recorded_bodies_parse_with_every_row(string file, string parser)
    {
        var path = SharedFolder.PathOrSkip(["netease", "fixtures-no-licence", .. file.Split('/')]);
        var text = File.ReadAllText(path);
        var result = Bodies.All.First(candidate => candidate.Parser == parser).Read(Utf8(text));
        var json = JsonNode.Parse(text)!;
        switch (result)
        {
            case RawPage<NeteaseSong> songs:
                Assert.Equal((json["songs"] ?? json["result"]!["songs"])!.AsArray().Count, songs.Items.Count);
                Assert.All(songs.Items, song =>
                    Assert.True(
                        song.Name.Length > 0 && song.Artists.Count > 0 && song.Duration > TimeSpan.Zero && song.Album is { Id: > 0 }
                    )
                );
                break;
            case RawPage<NeteaseAlbum> albums:
                Assert.Equal(json["hotAlbums"]!.AsArray().Count, albums.Items.Count);
                Assert.All(albums.Items, album => Assert.True(album is { Published: not null, SongCount: > 0, Cover: not null }));
                break;
            case NeteasePlaylistDetail detail:
                Assert.Equal(json["playlist"]!["trackIds"]!.AsArray().Count, detail.Tracks.Count);
                Assert.Equal(json["playlist"]!["tracks"]!.AsArray().Count, detail.Songs.Count);
                break;
            case NeteaseLyric lyric:
                Assert.Contains("[00:", lyric.Original, StringComparison.Ordinal);
                break;
            case IReadOnlyList<NeteaseSongFile> files:
                Assert.All(files, file => Assert.True(file is { Md5: not null, Size: > 0, Address: not null }));
                break;
            case IReadOnlyList<NeteasePlaylist> charts:
                Assert.Equal(json["list"]!.AsArray().Count, charts.Count);
                break;
            default:
                Assert.Fail($"No check for {result}.");
                break;
        }
    }

    [Theory]
    [InlineData(110000, "北京")]
    [InlineData(440000, "广东")]
    [InlineData(710000, "台湾")]
    [InlineData(820000, "澳门")]
    [InlineData(1000000, "海外")]
    [InlineData(1010000, "海外")]
    [InlineData(440300, null)]
    [InlineData(0, null)]
    public void Region_names_the_province(int code, string? name) => Assert.Equal(name, new NeteaseRegion(code, 0).Province);

    [Fact]
    public void Region_knows_the_34_provinces() =>
        Assert.Equal(
            34,
            Enumerable
                .Range(0, 100)
                .Select(code => new NeteaseRegion(code * 10_000, 0).Province)
                .Where(name => name is not null)
                .Distinct()
                .Count()
        );
}
