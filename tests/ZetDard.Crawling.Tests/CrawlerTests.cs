using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Recommenders;

namespace ZetDard.Crawling.Tests;

public sealed class CrawlerTests : IDisposable
{
    private const CrawlFetch Everything =
        CrawlFetch.Friends
        | CrawlFetch.Playlists
        | CrawlFetch.Songs
        | CrawlFetch.PlayRecords
        | CrawlFetch.LikedSongs
        | CrawlFetch.Lyrics
        | CrawlFetch.Comments;

    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedService _service = new();
    private readonly FakeTimeProvider _time = new(Start);
    private readonly SqliteCatalogStore _store;

    // PumpAsync advances ten seconds in 20 ms, so a stall of the machine must not outlast a lease.
    private readonly CrawlOptions _plan = new()
    {
        Fetch = Everything,
        Depth = 2,
        LeaseTime = TimeSpan.FromDays(2),
    };

    public CrawlerTests()
    {
        _store = new(_folder.Database);
        _plan.Users.Add(1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    // Oracle: the ring. Two steps from user 1 are users 11, 12, 1, 2, 3.
    [Fact]
    public async Task Run_fetches_users_to_the_depth_and_what_they_have()
    {
        _plan.MaxCommentsPerSong = 1000;
        var summary = await RunAsync();
        Assert.Equal(CrawlStatus.Finished, summary.Status);
        Assert.Equal([1, 2, 3, 11, 12], (await _store.ReadUsersAsync(Token).ToListAsync(Token)).Select(user => user.Id.Value));
        Assert.All(await _store.ReadUsersAsync(Token).ToListAsync(Token), user => Assert.Null(user.Name));
        var lists = await _store.ReadPlaylistsAsync(Token).ToListAsync(Token);
        Assert.Equal([101, 102, 103, 104, 105, 111, 112], lists.Where(list => list.Id.Value > 0).Select(list => list.Id.Value).Order());
        Assert.Equal(5, lists.Count(list => list.Id.Value < 0)); // liked songs, one list a user
        Assert.Contains(lists, list => list.Id.Value == 103 && list.Name == "喜欢的音乐"); // without the nickname
        Assert.Equal(
            ("list 102", new UserId(2), "华语 R&B", 102L),
            lists.Single(list => list.Id.Value == 102) is var second
                ? (second.Name, second.Creator!.Value, second.Tags, second.PlayCount!.Value)
                : default
        );
        Assert.Equal(
            [new(new(1), new(102)), new(new(1), new(103))],
            (await _store.ReadSubscriptionsAsync(Token).ToListAsync(Token)).Where(row => row.User.Value == 1)
        );

        var rows = new List<PlaylistSong>();
        await foreach (var block in _store.ReadPlaylistSongsAsync(Token))
            rows.AddRange(block.Span);
        Assert.Equal(_service.Tracks[101], rows.Where(row => row.Playlist.Value == 101).Select(row => row.Song.Value));
        var known = rows.Select(row => row.Song.Value).ToHashSet();
        var songs = await _store.ReadSongsAsync(Token).ToDictionaryAsync(song => song.Id.Value, cancellationToken: Token);
        Assert.DoesNotContain(ScriptedService.GoneSong, songs.Keys);
        Assert.Empty(known.Where(song => song != ScriptedService.GoneSong).Except(songs.Keys));
        Assert.Equal([new(77)], songs[9].OriginalArtists);
        Assert.Equal(TimeSpan.FromSeconds(209), songs[9].Duration);
        Assert.True(songs[7].Artists[0].Value < 0);
        Assert.Equal(songs[7].Artists[0].Value, (await _store.ReadExternalIdsAsync(Token).FirstAsync(Token)).Id);
        Assert.Equal(
            songs.Keys.Where(id => id % 4 != 0).Order(),
            (await _store.ReadLyricsAsync(Token).ToListAsync(Token)).Select(lyric => lyric.Song.Value)
        );
        Assert.Equal(250, (await _store.ReadCommentsAsync(Token).ToListAsync(Token)).Count);

        // The friends of the inner users in both directions; of the outer users only whom they follow.
        var follows = await _store.ReadFollowsAsync(Token).ToListAsync(Token);
        Assert.Contains(new(new(1), new(501)), follows);
        Assert.Contains(new(new(701), new(1)), follows);
        Assert.Contains(new(new(3), new(4)), follows);
        Assert.DoesNotContain(new(new(703), new(3)), follows);
        var plays = await _store.ReadPlaysAsync(Token).FirstAsync(Token);
        Assert.Equal(
            [new(new(1), new(1), 100), new(new(1), new(21), 1), new(new(2), new(2), 100), new(new(2), new(22), 9)],
            plays[..4].ToArray()
        );

        // No row is written twice.
        Assert.DoesNotContain(
            _service
                .Calls.Where(call => call.Call is not ("songs" or "playlists" or "follows" or "followers" or "comments"))
                .GroupBy(call => call),
            group => group.Count() > 1
        );
        Assert.Contains("lyrics", summary.ToString(), StringComparison.Ordinal);
        Assert.Equal((await _store.CountAsync(Token)), summary.Counts);
        Assert.Equal(summary.Progress.Known, summary.Progress.Done);
    }

    [Fact]
    public async Task Run_again_asks_nothing_until_something_is_due()
    {
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs;
        AssertNear(Start.AddDays(7), (await RunAsync()).ComeBack);
        var asked = _service.Calls.Count;
        await RunAsync();
        Assert.Equal(asked, _service.Calls.Count);

        // Nothing has changed: the next interval is twice as long.
        _time.SetUtcNow(Start.AddDays(8));
        AssertNear(Start.AddDays(8 + 14), (await RunAsync()).ComeBack);
        Assert.Equal(3, _service.Calls.Skip(asked).Count(call => call.Call == "playlist"));
        Assert.Equal(3, _service.Calls.Count - asked);

        // One playlist has changed: it is fetched again after half the interval, with what is new in it.
        _service.Tracks[101] = [60, 59];
        _time.SetUtcNow(Start.AddDays(23));
        AssertNear(Start.AddDays(23 + 7), (await RunAsync()).ComeBack);
        Assert.Contains(59, (await _store.ReadSongsAsync(Token).ToListAsync(Token)).Select(song => song.Id.Value));
    }

    [Fact]
    public async Task Comments_are_read_from_the_newest_to_those_that_are_known()
    {
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs | CrawlFetch.Comments;
        _plan.MaxCommentsPerSong = 150;
        _plan.Playlists.Add(112); // holds song 1
        await RunAsync();
        Assert.Equal(
            Enumerable.Range(101, 150).Select(id => (long)id),
            (await _store.ReadCommentsAsync(Token).ToListAsync(Token)).Select(comment => comment.Id)
        );
        var asked = Asked();
        _service.Comments.Insert(0, new(1001, 3, "new") { Written = DateTimeOffset.FromUnixTimeSeconds(2_000_000) });
        _time.SetUtcNow(Start.AddDays(4));
        await RunAsync();
        Assert.Equal(151, (await _store.ReadCommentsAsync(Token).ToListAsync(Token)).Count);
        Assert.Equal(asked + 1, Asked());

        // The newest comment is deleted at the service: its time still shows where the known ones begin.
        _service.Comments.RemoveAt(0);
        _service.Comments.Insert(0, new(1002, 3, "newer") { Written = DateTimeOffset.FromUnixTimeSeconds(3_000_000) });
        _time.SetUtcNow(Start.AddDays(30));
        await RunAsync();
        Assert.Equal(152, (await _store.ReadCommentsAsync(Token).ToListAsync(Token)).Count);
        Assert.Equal(asked + 2, Asked());

        int Asked() => _service.Calls.Count(call => call is { Call: "comments", Id: 1 });
    }

    [Fact]
    public async Task A_comment_from_the_future_hides_no_later_ones()
    {
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs | CrawlFetch.Comments;
        _plan.Playlists.Add(112); // holds song 1
        _service.Comments.Insert(0, new(1001, 3, "from the year 9999") { Written = DateTimeOffset.MaxValue });
        await RunAsync();
        _service.Comments.Insert(1, new(1002, 3, "new") { Written = DateTimeOffset.FromUnixTimeSeconds(2_000_000) });
        _time.SetUtcNow(Start.AddDays(4));
        await RunAsync();
        Assert.Contains(1002, (await _store.ReadCommentsAsync(Token).ToListAsync(Token)).Select(comment => comment.Id));
    }

    [Fact]
    public async Task A_plan_that_wants_more_gets_it_for_what_is_known()
    {
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs;
        _plan.Depth = 0;
        await RunAsync();
        var asked = _service.Calls.Count;
        var wider = new CrawlOptions { Depth = 1, Fetch = Everything };
        await RunAsync(wider);
        Assert.Equal([1, 2, 12], (await _store.ReadUsersAsync(Token).ToListAsync(Token)).Select(user => user.Id.Value));
        Assert.True((await _store.CountAsync(Token)).Lyrics > 10);
        Assert.DoesNotContain(("playlist", 101L), _service.Calls.Skip(asked));
        var other = new TemporaryFolder();
        using (other)
        using (var store = new SqliteCatalogStore(other.Database))
        {
            wider.Users.Add(1);
            await PumpAsync(CrawlerOf(store, wider).RunAsync(cancellationToken: Token));
            Assert.Equal(await store.CountAsync(Token), await _store.CountAsync(Token));
        }
    }

    // Each step wants one thing more. Oracle: a crawl that wanted everything from the start.
    [Fact]
    public async Task Whatever_a_later_plan_wants_more_of_is_fetched()
    {
        Action<CrawlOptions>[] steps =
        [
            plan => plan.Users.Add(1),
            plan => plan.Fetch = CrawlFetch.Playlists,
            plan => plan.Fetch |= CrawlFetch.Songs,
            plan => plan.MaxSongs = 1_000,
            plan => (plan.Fetch, plan.MediaFolder) = (plan.Fetch | CrawlFetch.Covers, _folder["media"]),
            plan => plan.Fetch |= CrawlFetch.Friends,
            plan => plan.MaxFollowsPerUser = 1_000,
            plan => plan.MaxUsers = 1_000,
            plan => plan.Fetch |= CrawlFetch.PlayRecords | CrawlFetch.LikedSongs,
            plan => plan.Depth = 2,
            plan => plan.MaxPlaylistsPerUser = 1_000,
            plan => plan.MaxPlaylists = 1_000,
            plan => plan.Fetch |= CrawlFetch.Lyrics | CrawlFetch.Comments,
            plan => plan.KeepNames = true,
            plan => plan.Charts = true,
        ];
        var plan = new CrawlOptions
        {
            Depth = 1,
            Fetch = CrawlFetch.None,
            MaxUsers = 1,
            MaxPlaylists = 2,
            MaxSongs = 5,
            MaxPlaylistsPerUser = 1,
            MaxFollowsPerUser = 1,
        };
        foreach (var step in steps)
        {
            step(plan);
            Assert.Equal(CrawlStatus.Finished, (await RunAsync(plan)).Status);
        }

        using var other = new TemporaryFolder();
        using var store = new SqliteCatalogStore(other.Database);
        await PumpAsync(CrawlerOf(store, plan).RunAsync(cancellationToken: Token));
        Assert.Equal(await store.CountAsync(Token), await _store.CountAsync(Token));
        Assert.Equal(await store.ReadUsersAsync(Token).ToListAsync(Token), await _store.ReadUsersAsync(Token).ToListAsync(Token));
        Assert.Equal(
            (await store.CountItemsAsync(Token)).Where(count => count.Kind != "follows"),
            (await _store.CountItemsAsync(Token)).Where(count => count.Kind != "follows")
        );

        // Running the same plan again requests nothing.
        var asked = _service.Calls.Count;
        await RunAsync(plan);
        Assert.Equal(asked, _service.Calls.Count);
    }

    [Fact]
    public async Task No_cap_leaves_a_start_out()
    {
        (_plan.MaxUsers, _plan.MaxPlaylists) = (1, 0);
        _plan.Users.Add(5);
        _plan.Playlists.Add(107);
        var summary = await RunAsync();
        Assert.Equal([1, 5], (await _store.ReadUsersAsync(Token).ToListAsync(Token)).Select(user => user.Id.Value));
        Assert.Contains(await _store.ReadPlaylistsAsync(Token).ToListAsync(Token), list => list.Id.Value == 107);
        Assert.Equal(1, summary.Progress.Kinds.Single(kind => kind.Kind == "playlist").Known);
    }

    [Fact]
    public async Task Starts_that_are_not_there_are_named_and_asked_for_again()
    {
        var plan = new CrawlOptions { KeepNames = true, Fetch = CrawlFetch.None };
        plan.Users.Add(1);
        plan.Users.Add(99);
        plan.Nicknames.Add("nobody");
        plan.Playlists.Add(ScriptedService.HiddenPlaylist);
        for (var run = 0; run < 2; run++)
        {
            var summary = await RunAsync(plan);
            Assert.Equal(["nickname nobody", "playlist 108", "user 99"], summary.NotFound.Order(StringComparer.Ordinal));
            Assert.Contains("Not found: ", summary.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, _service.Calls.Count(call => call is ("user", 99)));
        Assert.Equal(1, _service.Calls.Count(call => call is ("user", 1)));
    }

    [Fact]
    public async Task What_needs_a_session_is_given_back_at_once()
    {
        var hangs = new TaskCompletionSource();
        _service.OnCall = (call, _, _) =>
            call switch
            {
                "plays" => throw new NeteaseApiException(NeteaseErrorKind.LoginRequired, "log in"),
                "lyric" => hangs.Task,
                _ => Task.CompletedTask,
            };
        var run = CrawlerOf(_store, _plan).RunAsync(cancellationToken: Token);
        while (!_service.Calls.Any(call => call.Call == "lyric"))
        {
            await Task.Delay(5, Token);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal("0", Scalar(_folder.Database, "SELECT count(*) FROM crawl_item WHERE kind = 'plays' AND token IS NOT NULL"));
        Assert.NotEqual("0", Scalar(_folder.Database, "SELECT count(*) FROM crawl_item WHERE kind = 'plays' AND state = 0"));
        hangs.SetResult();
        Assert.Equal(CrawlStatus.LogInRequired, (await PumpAsync(run)).Status);
    }

    [Fact]
    public async Task What_is_hidden_is_asked_for_again_once_there_is_a_session()
    {
        var sessions = new MemorySessionStore();
        _plan.Users.Add(ScriptedService.ShyUser);
        for (var (run, expected) = (0, 1); run < 4; run++)
        {
            if (run == 2)
            {
                await sessions.SaveAsync(NeteaseSession.FromCookies("MUSIC_U=0123456789abcdef0123456789abcdef"), Token);
                expected++;
            }

            await PumpAsync(
                new Crawler(_service, _store, Options.Create(_plan), _time, sessions: sessions).RunAsync(cancellationToken: Token)
            );
            Assert.Equal(expected, _service.Calls.Count(call => call is ("plays", ScriptedService.ShyUser)));
            Assert.Equal(1, _service.Calls.Count(call => call is ("plays", 1)));
        }
    }

    [Fact]
    public async Task What_only_a_session_shows_stays_when_a_run_has_none()
    {
        var sessions = new MemorySessionStore();
        var session = NeteaseSession.FromCookies("MUSIC_U=0123456789abcdef0123456789abcdef");
        _service.OnCall = async (call, _, _) =>
        {
            if (call == "playlist" && await sessions.LoadAsync(Token) is null)
                throw new NeteaseApiException(NeteaseErrorKind.Hidden, "private");
        };
        var counts = new List<long>();
        for (var run = 0; run < 3; run++)
        {
            await sessions.SaveAsync(run == 1 ? null : session, Token);
            await PumpAsync(
                new Crawler(_service, _store, Options.Create(_plan), _time, sessions: sessions).RunAsync(cancellationToken: Token)
            );
            counts.Add((await _store.CountAsync(Token)).PlaylistSongs);
            _time.SetUtcNow(Start.AddDays(40 * (run + 1)));
        }

        Assert.True(counts[0] > 0);
        Assert.Equal([counts[0], counts[0], counts[0]], counts);
        Assert.Equal(
            "0",
            Scalar(_folder.Database, "SELECT count(*) FROM crawl_item WHERE kind = 'playlist' AND key <> '108' AND state = 5")
        );
    }

    // What no longer exists at a refresh is removed from the catalogue.
    [Fact]
    public async Task A_refresh_takes_out_what_is_gone()
    {
        _plan.Depth = 1;
        await RunAsync();
        Assert.Contains(new(new(701), new(1)), await _store.ReadFollowsAsync(Token).ToListAsync(Token));
        (_service.Plays, _service.HasFewerFollowers) = ([new(new(33, "song 33", []), 7)], true);
        _time.SetUtcNow(Start.AddDays(40));
        await RunAsync();
        Assert.Equal(
            [new(new(1), new(33), 7), new(new(2), new(33), 7), new(new(12), new(33), 7)],
            (await _store.ReadPlaysAsync(Token).FirstAsync(Token)).ToArray()
        );
        var follows = await _store.ReadFollowsAsync(Token).ToListAsync(Token);
        Assert.DoesNotContain(new(new(701), new(1)), follows);
        Assert.Contains(new(new(2), new(1)), follows);
        Assert.Contains(new(new(1), new(2)), follows);

        // It is hidden by now: nothing of it stays.
        _service.OnCall = (call, _, _) =>
            call is "plays" or "liked" or "playlist"
                ? throw new NeteaseApiException(NeteaseErrorKind.Hidden, "private")
                : Task.CompletedTask;
        _time.SetUtcNow(Start.AddDays(300));
        await RunAsync();
        var counts = await _store.CountAsync(Token);
        Assert.Equal((0, 0), (counts.Plays, counts.PlaylistSongs));

        // When it is visible again, that counts as a refresh, not as the first fetch.
        Assert.Equal(
            "0",
            Scalar(
                _folder.Database,
                "SELECT count(*) FROM crawl_item WHERE kind IN ('plays', 'liked') AND (state <> 5 OR hash IS NULL OR interval IS NULL)"
            )
        );
    }

    [Fact]
    public async Task A_forgotten_user_stays_forgotten_whichever_way_the_plan_names_him()
    {
        var plan = new CrawlOptions
        {
            Depth = 0,
            Fetch = CrawlFetch.Playlists | CrawlFetch.Covers,
            MediaFolder = _folder["media"],
            KeepNames = true,
        };
        plan.Nicknames.Add(ScriptedService.Nickname(2));
        plan.Playlists.Add(102);
        plan.Playlists.Add(105);
        plan.Users.Add(1);
        await RunAsync(plan);
        Assert.True(File.Exists(_folder["media/covers/playlist-102.jpg"]));
        await CrawlerOf(_store, plan).ForgetUserAsync(2, Token);
        await AssertForgottenAsync();
        Assert.False(File.Exists(_folder["media/covers/playlist-102.jpg"]));
        Assert.True(File.Exists(_folder["media/covers/playlist-105.jpg"]));
        var asked = _service.Calls.Count;
        for (var run = 0; run < 2; run++)
        {
            _time.SetUtcNow(_time.GetUtcNow().AddDays(200));
            await RunAsync(plan);
        }

        Assert.DoesNotContain(_service.Calls.Skip(asked), call => call is ("playlist", 102) or ("search", _));
        await AssertForgottenAsync();

        async Task AssertForgottenAsync()
        {
            Assert.DoesNotContain(await _store.ReadPlaylistsAsync(Token).ToListAsync(Token), list => list.Id.Value == 102);
            Assert.Equal(
                "0",
                Scalar(
                    _folder.Database,
                    "SELECT count(*) FROM crawl_item WHERE (kind = 'playlist' AND key = '102') OR kind = 'nickname' OR (kind = 'cover' AND key LIKE '%-102')"
                )
            );
        }
    }

    // Forgotten before anything said whose playlist it is: it is requested once, to learn that.
    [Fact]
    public async Task A_list_that_turns_out_to_be_a_forgotten_users_is_dropped_for_ever()
    {
        var plan = new CrawlOptions { Fetch = CrawlFetch.Songs };
        plan.Playlists.Add(102);
        await CrawlerOf(_store, plan).ForgetUserAsync(2, Token);
        for (var run = 0; run < 3; run++)
        {
            Assert.Equal(CrawlStatus.Finished, (await RunAsync(plan)).Status);
            _time.SetUtcNow(_time.GetUtcNow().AddDays(200));
        }

        Assert.Equal([("playlist", 102L)], _service.Calls);
        Assert.Equal("0", Scalar(_folder.Database, "SELECT count(*) FROM crawl_item"));
        Assert.Equal("0", Scalar(_folder.Database, "SELECT count(*) FROM playlist"));
    }

    [Fact]
    public async Task No_nickname_is_among_the_problems()
    {
        var plan = new CrawlOptions { MaxAttempts = 1, Fetch = CrawlFetch.None };
        plan.Nicknames.Add(ScriptedService.Nickname(2));
        _service.OnCall = (_, _, _) => throw new NeteaseApiException(NeteaseErrorKind.Malformed, "no");
        Assert.Equal([new CrawlProblem("nickname", "", "Malformed")], (await RunAsync(plan)).Problems);
    }

    [Fact]
    public async Task Nicknames_playlists_and_charts_are_starts_too()
    {
        var plan = new CrawlOptions
        {
            Charts = true,
            Depth = 0,
            Fetch = CrawlFetch.Playlists,
            KeepNames = true,
        };
        plan.Nicknames.Add(ScriptedService.Nickname(1)); // others begin so too
        plan.Nicknames.Add("nobody");
        plan.Playlists.Add(107);
        var summary = await RunAsync(plan);
        Assert.Equal([new User(new(1), ScriptedService.Nickname(1))], await _store.ReadUsersAsync(Token).ToListAsync(Token));
        Assert.Equal(
            [101, 102, 103, 107],
            (await _store.ReadPlaylistsAsync(Token).ToListAsync(Token)).Select(list => list.Id.Value).Order()
        );
        Assert.Contains(await _store.ReadPlaylistsAsync(Token).ToListAsync(Token), list =>
            list.Name == $"{ScriptedService.Nickname(3)}喜欢的音乐"
        );
        Assert.Equal(1, summary.Progress.Kinds.Single(kind => kind.Kind == "nickname").Gone);
    }

    [Fact]
    public async Task Caps_hold()
    {
        (_plan.MaxUsers, _plan.MaxPlaylists, _plan.MaxSongs, _plan.MaxPlaylistsPerUser, _plan.MaxFollowsPerUser, _plan.MaxCommentsPerSong) =
            (3, 4, 20, 2, 1, 7);
        _plan.Playlists.Add(112);
        var summary = await RunAsync();
        Assert.Equal(3, Known("user"));
        Assert.Equal(4, Known("playlist"));
        Assert.Equal(20, Known("song"));
        Assert.True(summary.Counts.Comments <= 7);
        Assert.All((await _store.ReadFollowsAsync(Token).ToListAsync(Token)).GroupBy(follow => follow.Follower), group =>
            Assert.True(group.Count() <= 2)
        );

        long Known(string kind) => summary.Progress.Kinds.Single(progress => progress.Kind == kind).Known;
    }

    [Fact]
    public async Task Media_go_to_their_folder()
    {
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs | CrawlFetch.Audio | CrawlFetch.Covers;
        (_plan.Depth, _plan.MediaFolder) = (0, _folder["media"]);
        var summary = await RunAsync();
        var songs = await _store.ReadSongsAsync(Token).Select(song => song.Id.Value).ToListAsync(Token);
        Assert.Equal(
            songs.Where(id => id % 2 == 1).Select(id => $"{id}.mp3").Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder["media/audio"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)!
        );
        Assert.Equal(3 + 6, Directory.GetFiles(_folder["media/covers"], "*.jpg").Length);
        Assert.Contains($"sound files    {songs.Count(id => id % 2 == 1), 12}", summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Covers_are_written_through_no_link()
    {
        var mine = _folder["mine"];
        await File.WriteAllTextAsync(mine, "something of the user", Token);
        Directory.CreateDirectory(_folder["media/covers"]);
        File.CreateSymbolicLink(_folder["media/covers/playlist-101.jpg.part"], mine);
        File.CreateSymbolicLink(_folder["media/covers/playlist-101.jpg"], mine);
        var plan = new CrawlOptions { Depth = 0, Fetch = CrawlFetch.Playlists | CrawlFetch.Covers, MediaFolder = _folder["media"] };
        plan.Playlists.Add(101);
        await RunAsync(plan);
        Assert.Equal("something of the user", await File.ReadAllTextAsync(mine, Token));
        Assert.Null(new FileInfo(_folder["media/covers/playlist-101.jpg"]).LinkTarget);
    }

    [Theory, InlineData(1L << 52), InlineData(long.MaxValue - 1000)]
    public async Task Liked_songs_of_a_user_with_a_large_id_have_a_list_with_an_id_below_0(long user)
    {
        var plan = new CrawlOptions { Depth = 0, Fetch = CrawlFetch.Playlists | CrawlFetch.LikedSongs };
        plan.Users.Add(user);
        await RunAsync(plan);
        var list = Assert.Single(await _store.ReadPlaylistsAsync(Token).ToListAsync(Token), list => list.Name == "喜欢的音乐");
        Assert.InRange(list.Id.Value, -(1L << 53) + 1, ExternalId.MaxHashedId);
    }

    [Theory]
    [InlineData(NeteaseErrorKind.Blocked, CrawlStatus.Blocked)]
    [InlineData(NeteaseErrorKind.VerificationDemanded, CrawlStatus.VerificationDemanded)]
    [InlineData(NeteaseErrorKind.BudgetSpent, CrawlStatus.BudgetSpent)]
    [InlineData(NeteaseErrorKind.Abroad, CrawlStatus.Abroad)]
    public async Task A_refusal_ends_the_run_and_loses_nothing(NeteaseErrorKind kind, CrawlStatus status)
    {
        var calls = 0;
        _service.OnCall = (_, _, token) =>
            Interlocked.Increment(ref calls) switch
            {
                25 => throw new NeteaseApiException(kind, "no") { RetryAfter = TimeSpan.FromHours(3) },
                > 25 => Task.Delay(Timeout.Infinite, token), // answers that the run does not wait for
                _ => Task.CompletedTask,
            };
        var stopped = await RunAsync();
        Assert.Equal(status, stopped.Status);
        AssertNear(Start.AddHours(3), stopped.ComeBack);
        Assert.InRange(calls, 25, 25 + _plan.Workers);
        _service.OnCall = null;
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task A_kind_that_needs_a_session_waits_for_one_and_the_others_go_on()
    {
        _service.OnCall = (call, _, _) =>
            call is "follows" or "plays" ? throw new NeteaseApiException(NeteaseErrorKind.LoginRequired, "log in") : Task.CompletedTask;
        var summary = await RunAsync();
        Assert.Equal(CrawlStatus.LogInRequired, summary.Status);
        Assert.Contains("(friends, plays)", summary.Message, StringComparison.Ordinal);
        Assert.True(summary.Counts.Lyrics > 0);
        _service.OnCall = null;
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        await AssertAsUndisturbedAsync();
    }

    [Theory]
    [InlineData(NeteaseErrorKind.Throttled)]
    [InlineData(NeteaseErrorKind.Unavailable)]
    [InlineData(NeteaseErrorKind.Malformed)]
    [InlineData(NeteaseErrorKind.Unknown)]
    public async Task What_fails_is_tried_again_later(NeteaseErrorKind kind)
    {
        var calls = 0;
        _service.OnCall = (_, _, _) =>
            Interlocked.Increment(ref calls) % 7 == 3 ? throw new NeteaseApiException(kind, "no") { ServiceCode = 1 } : Task.CompletedTask;
        _plan.MaxAttempts = 100; // one item may fail again and again
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        _service.OnCall = null;
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task What_always_fails_is_given_up_and_listed()
    {
        var tries = 0;
        _service.OnCall = (call, id, _) =>
            (call, id) switch
            {
                ("lyric", 9) when ++tries > 0 => throw new NeteaseApiException(NeteaseErrorKind.Malformed, "no") { ServiceCode = 3 },
                _ => Task.CompletedTask,
            };
        _plan.MaxAttempts = 3;
        var summary = await RunAsync();
        Assert.Equal(CrawlStatus.Finished, summary.Status);
        Assert.Equal(3, tries);
        Assert.Equal([new CrawlProblem("lyric", "9", "Malformed (3)")], summary.Problems);
        Assert.Contains("1 given up", summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_bad_song_does_not_take_its_batch_along()
    {
        _service.OnCall = (call, count, _) =>
            call == "songs" && count > 15 ? throw new NeteaseApiException(NeteaseErrorKind.Malformed, "no") : Task.CompletedTask;
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        _service.OnCall = null;
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task A_service_that_is_down_ends_the_run()
    {
        _service.OnCall = (_, _, _) => throw new NeteaseApiException(NeteaseErrorKind.Unavailable, "down");
        var plan = new CrawlOptions { MaxAttempts = 100 };
        Enumerable.Range(1, 12).ToList().ForEach(user => plan.Users.Add(user));
        var summary = await RunAsync(plan);
        Assert.Equal(CrawlStatus.Unavailable, summary.Status);
        Assert.Contains("'Unavailable'", summary.Message, StringComparison.Ordinal);
        Assert.Empty(summary.Problems);
    }

    // No item is blamed for an outage, however long it lasts.
    [Theory]
    [InlineData(NeteaseErrorKind.Unavailable)]
    [InlineData(NeteaseErrorKind.Throttled)]
    public async Task An_outage_gives_nothing_up(NeteaseErrorKind kind)
    {
        var plan = new CrawlOptions();
        plan.Users.Add(1);
        for (var run = 0; run < 3; run++)
        {
            _service.OnCall = (_, _, _) => throw new NeteaseApiException(kind, "down");
            var down = await RunAsync(plan);
            Assert.Equal(CrawlStatus.Unavailable, down.Status);
            Assert.Empty(down.Problems);
        }

        _service.OnCall = null;
        var up = await RunAsync(plan);
        Assert.Equal(CrawlStatus.Finished, up.Status);
        Assert.Equal(3, up.Counts.Users);
    }

    // If the service answers other requests, an item that always fails is blamed itself.
    [Fact]
    public async Task An_item_that_is_unavailable_while_others_are_not_is_given_up()
    {
        _service.OnCall = (call, id, _) =>
            (call, id) == ("follows", 1) ? throw new NeteaseApiException(NeteaseErrorKind.Unavailable, "500") : Task.CompletedTask;
        _plan.MaxAttempts = 1;
        for (var user = 2; user <= 6; user++)
            _plan.Users.Add(user);
        var summary = await RunAsync();
        Assert.Equal(CrawlStatus.Finished, summary.Status);
        Assert.Equal([new CrawlProblem("friends", "1", "Unavailable")], summary.Problems);
    }

    [Theory]
    [InlineData(NeteaseErrorKind.Throttled)]
    [InlineData(NeteaseErrorKind.Unavailable)]
    public async Task Songs_that_were_throttled_are_asked_for_together_again(NeteaseErrorKind kind)
    {
        var calls = 0;
        _service.OnCall = (call, _, _) => call == "songs" && ++calls <= 4 ? throw new NeteaseApiException(kind, "no") : Task.CompletedTask;
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs;
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        Assert.Equal(5, calls);
        await AssertAsUndisturbedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_without_the_songs_asked_for_is_believed_of_none_of_them(bool foreign)
    {
        var calls = 0;
        _service.SongsAnswered = songs =>
            ++calls > 1 ? songs
            : foreign ? [.. songs, 59]
            : [];
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs;
        _plan.Depth = 0;
        var summary = await RunAsync();
        Assert.Equal(CrawlStatus.Finished, summary.Status);
        Assert.Equal(0, summary.Progress.Kinds.Single(kind => kind.Kind == "song").Gone);
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task A_batch_of_songs_that_is_hidden_is_split()
    {
        _service.OnCall = (call, count, _) =>
            call == "songs" && count > 1 ? throw new NeteaseApiException(NeteaseErrorKind.Hidden, "one of them") : Task.CompletedTask;
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs;
        _plan.Depth = 0;
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task An_exception_that_nobody_expects_costs_its_item_and_not_the_run()
    {
        _service.OnCall = (call, id, _) => (call, id) == ("lyric", 9) ? throw new FormatException("odd") : Task.CompletedTask;
        var summary = await RunAsync();
        Assert.Equal(CrawlStatus.Finished, summary.Status);
        Assert.Equal([new CrawlProblem("lyric", "9", "FormatException")], summary.Problems);
    }

    [Fact]
    public async Task A_client_that_may_not_send_ends_the_run_with_its_own_error()
    {
        _service.OnCall = (_, _, _) => throw new InvalidOperationException("no server");
        Assert.Equal("no server", (await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync())).Message);
    }

    // Between two runs, and while one waits.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_that_is_set_back_makes_no_item_wait_for_it(bool whileItRuns)
    {
        var clock = new JumpingClock(_time);
        var failed = false;
        _service.OnCall = (call, _, _) =>
        {
            if (call != "lyric" || failed)
                return Task.CompletedTask;
            failed = true;
            clock.Jump(TimeSpan.FromDays(whileItRuns ? 0 : 300));
            throw new NeteaseApiException(NeteaseErrorKind.Malformed, "no");
        };
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = new Crawler(_service, _store, Options.Create(_plan), clock).RunAsync(cancellationToken: source.Token);
        while (!failed || (await _store.CountItemsAsync(Token)).All(count => count.State != CrawlState.Retry))
            await Task.Delay(1, Token);
        if (whileItRuns)
        {
            clock.Jump(TimeSpan.FromDays(-300));
        }
        else
        {
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            clock.Jump(TimeSpan.FromDays(-300));
            run = new Crawler(_service, _store, Options.Create(_plan), clock).RunAsync(cancellationToken: Token);
        }

        var started = _time.GetUtcNow();
        Assert.Equal(CrawlStatus.Finished, (await PumpAsync(run)).Status);
        Assert.InRange(_time.GetUtcNow() - started, TimeSpan.Zero, TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task What_was_answered_before_a_cancellation_is_not_asked_for_again()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writes = 0;
        var answered = new ConcurrentQueue<(string Call, long Id)>();
        _service.OnCall = (call, id, _) =>
        {
            answered.Enqueue((call, id)); // nothing can stop it from here on
            return Task.CompletedTask;
        };
        var store = Watched.Of<ICrawlStore>(_store, name =>
        {
            if (name == nameof(ICrawlStore.CompleteAsync) && ++writes == 4)
                source.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            PumpAsync(CrawlerOf(store, _plan).RunAsync(cancellationToken: source.Token))
        );
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        Assert.DoesNotContain(answered.Where(call => call.Call is "playlist" or "plays" or "liked").GroupBy(call => call), group =>
            group.Count() > 1
        );
        await AssertAsUndisturbedAsync();
    }

    // Renewal continues after an error. The run reports the error that ended it, and not a later one during the clean-up.
    [Fact]
    public async Task Errors_of_tidying_up_hide_nothing()
    {
        var store = Watched.Of<ICrawlStore>(_store, name =>
        {
            if (name == nameof(ICrawlStore.ReleaseAsync))
                throw new ArgumentOutOfRangeException(name, "the tidying");
        });
        _service.OnCall = (call, _, _) => call == "playlist" ? throw new UnauthorizedAccessException("the reason") : Task.CompletedTask;
        Assert.Equal(
            "the reason",
            (
                await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
                    PumpAsync(CrawlerOf(store, _plan).RunAsync(cancellationToken: Token))
                )
            ).Message
        );
    }

    [Fact]
    public async Task Leases_are_renewed_again_after_an_error_of_any_kind()
    {
        var renewals = 0;
        _plan.LeaseTime = TimeSpan.FromMinutes(1);
        var renewed = new TaskCompletionSource();
        var store = Watched.Of<ICrawlStore>(_store, name =>
        {
            if (name != nameof(ICrawlStore.RenewAsync))
                return;
            if (++renewals == 1)
                throw new InvalidDataException("once");
            renewed.TrySetResult();
        });
        _service.OnCall = (call, _, token) => call == "playlists" ? renewed.Task.WaitAsync(token) : Task.CompletedTask;
        Assert.Equal(CrawlStatus.Finished, (await PumpAsync(CrawlerOf(store, _plan).RunAsync(cancellationToken: Token))).Status);
    }

    [Fact]
    public async Task Someone_elses_page_is_not_taken()
    {
        _service.Shift = 1;
        _plan.Fetch = CrawlFetch.Playlists | CrawlFetch.Songs;
        _plan.MaxAttempts = 2;
        var summary = await RunAsync();
        Assert.Equal(0, summary.Counts.PlaylistSongs);
        Assert.Contains(summary.Problems, problem => problem is { Kind: "playlist", Problem: "Malformed" });
    }

    [Fact]
    public async Task Pause_ends_runs_and_resume_lets_them_go_on()
    {
        _service.OnCall = async (call, _, token) =>
        {
            if (call == "songs")
            {
                await CrawlerOf(_store, _plan).PauseAsync(token);
                _time.Advance(TimeSpan.FromSeconds(1)); // a pause is checked twice per second
            }
        };
        Assert.Equal(CrawlStatus.Paused, (await RunAsync()).Status);
        _service.OnCall = null;
        var asked = _service.Calls.Count;
        Assert.Equal(CrawlStatus.Paused, (await RunAsync()).Status);
        Assert.Equal(asked, _service.Calls.Count);
        await CrawlerOf(_store, _plan).ResumeAsync(Token);
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        await AssertAsUndisturbedAsync();
    }

    // Every call of the service and of the store is an await of the crawl: it is cancelled before and after each of them.
    [Fact]
    public async Task Cancellation_at_any_await_leaves_nothing_half_written()
    {
        _plan.Depth = 1;
        await AssertAsUndisturbedAsync(alsoMine: false); // makes the oracle
        var awaits = 0;
        for (var at = 1; ; at += 1 + (at / 12))
        {
            using var folder = new TemporaryFolder();
            using var store = new SqliteCatalogStore(folder.Database);
            await store.CountAsync(Token);
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
            awaits = 0;
            void Count()
            {
                if (Interlocked.Increment(ref awaits) == at)
                    source.Cancel();
            }

            var crawler = new Crawler(
                Watched.Of<INeteaseClient>(_service, _ => Count(), Count),
                Watched.Of<ICrawlStore>(store, _ => Count(), Count),
                Options.Create(_plan),
                _time
            );
            try
            {
                await PumpAsync(crawler.RunAsync(cancellationToken: source.Token));
            }
            catch (OperationCanceledException) when (source.IsCancellationRequested) { }

            if (!source.IsCancellationRequested)
                break;

            // All given back.
            Assert.Equal("0", Scalar(folder.Database, "SELECT count(*) FROM crawl_item WHERE token IS NOT NULL"));
            Assert.Equal(CrawlStatus.Finished, (await PumpAsync(CrawlerOf(store, _plan).RunAsync(cancellationToken: Token))).Status);
            TableDump.AssertEqual(_folder["undisturbed.db"], folder.Database);
        }

        Assert.True(awaits > 100);
    }

    [Fact]
    public async Task A_full_disk_is_an_IOException_and_the_next_run_goes_on()
    {
        await _store.CountAsync(Token);
        await LimitPagesAsync(int.Parse(Scalar(_folder.Database, "PRAGMA page_count"), CultureInfo.InvariantCulture) + 2);
        var exception = await Assert.ThrowsAsync<IOException>(() => RunAsync());
        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        await LimitPagesAsync(1_000_000);
        // As if the leases had ended.
        await _store.WriteAsync(writer => writer.Execute("UPDATE crawl_item SET leased_until = 0 WHERE token IS NOT NULL"), Token);
        Assert.Equal(CrawlStatus.Finished, (await RunAsync()).Status);
        await AssertAsUndisturbedAsync();

        // Uses the store's own connection, because the limit applies to it.
        Task LimitPagesAsync(int pages) => _store.WriteAsync(writer => writer.Execute($"PRAGMA max_page_count = {pages}"), Token);
    }

    [Fact]
    public async Task A_locked_or_foreign_database_is_a_clear_error()
    {
        await _store.CountAsync(Token);
        using (var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False"))
        {
            connection.Open();
            TableDump.Query(connection, "BEGIN IMMEDIATE");
            using var impatient = new SqliteCatalogStore(_folder.Database, TimeSpan.Zero);
            Assert.Contains(
                "Another process is writing",
                (await Assert.ThrowsAsync<IOException>(() => CrawlerOf(impatient, _plan).RunAsync(cancellationToken: Token))).Message,
                StringComparison.Ordinal
            );
            TableDump.Query(connection, "ROLLBACK");
        }

        using (var connection = new SqliteConnection($"Data Source={_folder["other.db"]};Pooling=False"))
        {
            connection.Open();
            TableDump.Query(connection, "CREATE TABLE t (a)");
        }

        using var foreign = new SqliteCatalogStore(_folder["other.db"]);
        Assert.Contains(
            "not a catalogue",
            (await Assert.ThrowsAsync<InvalidDataException>(() => CrawlerOf(foreign, _plan).RunAsync(cancellationToken: Token))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(_service.Calls);
    }

    [Fact]
    public async Task Jumps_of_the_clock_lose_and_double_nothing()
    {
        var calls = 0;
        _plan.LeaseTime = TimeSpan.FromMinutes(10);
        var clock = new JumpingClock(_time);
        _service.OnCall = (_, _, _) =>
        {
            if (Interlocked.Increment(ref calls) % 9 == 4)
                clock.Jump(TimeSpan.FromMinutes(calls % 2 == 0 ? 70 : -700));
            return Task.CompletedTask;
        };
        Assert.Equal(
            CrawlStatus.Finished,
            (await PumpAsync(new Crawler(_service, _store, Options.Create(_plan), clock).RunAsync(cancellationToken: Token))).Status
        );
        _service.OnCall = null;
        Assert.DoesNotContain(
            _service.Calls.Where(call => call.Call is "user" or "playlist" or "lyric" or "plays").GroupBy(call => call),
            group => group.Count() > 1
        );
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task A_claimer_whose_lease_ended_brings_nothing_anymore()
    {
        var stuck = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        _service.OnCall = async (call, id, _) =>
        {
            if ((call, id) == ("playlist", 101) && asked.TrySetResult())
                await stuck.Task;
        };
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = CrawlerOf(_store, _plan).RunAsync(cancellationToken: source.Token);
        await asked.Task;

        // The process stands still and does not renew, while another one takes over. (The timers of the fake clock would renew;
        // with a store of its own the lease ends.)
        using var other = new SqliteCatalogStore(_folder.Database);
        await other.WriteAsync(writer => writer.Execute("UPDATE crawl_item SET leased_until = 0 WHERE token IS NOT NULL"), Token);
        var second = CrawlerOf(other, _plan).RunAsync(cancellationToken: Token);
        await PumpAsync(second);
        _service.Tracks[101] = [1];
        stuck.SetResult();
        await PumpAsync(first);
        _service.Tracks[101] = new ScriptedService().Tracks[101];
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task Two_crawlers_share_one_frontier_and_fetch_nothing_twice()
    {
        using var other = new SqliteCatalogStore(_folder.Database);
        var runs = await PumpAsync(
            Task.WhenAll(
                CrawlerOf(_store, _plan).RunAsync(cancellationToken: Token),
                CrawlerOf(other, _plan).RunAsync(cancellationToken: Token)
            )
        );
        Assert.All(runs, run => Assert.Equal(CrawlStatus.Finished, run.Status));
        Assert.DoesNotContain(
            _service.Calls.Where(call => call.Call is "user" or "playlist" or "lyric" or "plays").GroupBy(call => call),
            group => group.Count() > 1
        );
        await AssertAsUndisturbedAsync();
    }

    [Fact]
    public async Task Hashed_ids_are_nowhere_raw_in_the_data()
    {
        _plan.HashUserIds = true;
        await RunAsync();
        using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        connection.Open();
        foreach (
            var column in (string[])
                ["user.id", "playlist.creator", "subscription.user", "play.user", "comment.user", "follow.follower", "follow.followed"]
        )
        {
            var (table, name) = (column.Split('.')[0], column.Split('.')[1]);
            Assert.Equal("0", TableDump.Query(connection, $"SELECT count(*) FROM {table} WHERE {name} >= 0")[0][0]);
            Assert.NotEqual("0", TableDump.Query(connection, $"SELECT count(*) FROM {table}")[0][0]);
        }

        // The same pseudonym everywhere: the network is the same as with plain ids.
        var pseudonyms = await _store.GetPseudonymsAsync(Token);
        Assert.Equal(
            new[] { 1L, 2, 3, 11, 12 }.Select(id => pseudonyms.Of(new(id)).Value).Order(),
            (await _store.ReadUsersAsync(Token).ToListAsync(Token)).Select(user => user.Id.Value)
        );
        Assert.Contains(new(pseudonyms.Of(new(1)), pseudonyms.Of(new(2))), await _store.ReadFollowsAsync(Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forgotten_user_is_deleted_and_never_fetched_again(bool hashed)
    {
        _plan.HashUserIds = hashed;
        await RunAsync();
        var crawler = CrawlerOf(_store, _plan);
        await crawler.ForgetUserAsync(2, Token);
        var pseudonyms = await _store.GetPseudonymsAsync(Token);
        UserId InData(long id) => hashed ? pseudonyms.Of(new(id)) : new(id);
        await AssertForgottenAsync();
        var asked = _service.Calls.Count;
        _time.SetUtcNow(Start.AddDays(200)); // everything is due
        await RunAsync();
        Assert.DoesNotContain(_service.Calls.Skip(asked), call =>
            call is { Id: 2, Call: "user" or "playlists" or "plays" or "follows" or "followers" } or { Id: 102, Call: "playlist" }
        );
        await AssertForgottenAsync();

        async Task AssertForgottenAsync()
        {
            Assert.DoesNotContain(InData(2), (await _store.ReadUsersAsync(Token).ToListAsync(Token)).Select(user => user.Id));
            Assert.DoesNotContain(await _store.ReadFollowsAsync(Token).ToListAsync(Token), follow =>
                follow.Follower == InData(2) || follow.Followed == InData(2)
            );
            Assert.DoesNotContain(await _store.ReadPlaylistsAsync(Token).ToListAsync(Token), list =>
                list.Creator == InData(2) || list.Id.Value == 102
            );
            Assert.DoesNotContain(await _store.ReadCommentsAsync(Token).ToListAsync(Token), comment => comment.User == InData(2));
            using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
            connection.Open();
            Assert.Equal(
                "0",
                TableDump.Query(
                    connection,
                    "SELECT count(*) FROM crawl_item WHERE (kind IN ('user', 'friends', 'follows', 'plays', 'liked') AND key = '2') OR (kind = 'playlist' AND key = '102')"
                )[0][0]
            );
        }
    }

    [Fact]
    public async Task Progress_ends_with_everything_done()
    {
        var reports = new ConcurrentQueue<CrawlProgress>();
        var summary = await PumpAsync(CrawlerOf(_store, _plan).RunAsync(new Direct(reports.Enqueue), Token));
        var last = reports.Last();
        Assert.Equal(summary.Progress, last);
        Assert.Equal(last.Known, last.Done);
        Assert.Equal(_service.Calls.Count, last.Requests);
        Assert.Equal(TimeSpan.Zero, last.Remaining);
        Assert.Contains("done", last.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_nickname_and_no_id_is_logged_at_Information()
    {
        var log = new ConcurrentQueue<string>();
        _plan.KeepNames = true;
        _plan.Nicknames.Add(ScriptedService.Nickname(7));
        _plan.Nicknames.Add("NICK-nobody");
        _plan.Users.Add(9876543210); // gone
        _plan.Users.Add(98765432101); // fails
        _plan.Playlists.Add(98765432102); // fails in an unexpected way
        _service.OnCall = (call, id, _) =>
            (call, id) switch
            {
                (_, 98765432101) => throw new NeteaseApiException(NeteaseErrorKind.Malformed, "of user 98765432101"),
                (_, 98765432102) => throw new FormatException("of playlist 98765432102"),
                ("lyric", 9) => throw new NeteaseApiException(NeteaseErrorKind.Malformed, $"of {ScriptedService.Nickname(9)}"),
                ("plays", _) => throw new NeteaseApiException(NeteaseErrorKind.LoginRequired, "log in"),
                _ => Task.CompletedTask,
            };
        await PumpAsync(
            new Crawler(_service, _store, Options.Create(_plan), _time, new ListLogger(log)).RunAsync(cancellationToken: Token)
        );
        Assert.NotEmpty(log);
        Assert.Contains(log, line => line.Contains("given up", StringComparison.Ordinal));
        Assert.All(log, line => Assert.DoesNotContain("NICK", line, StringComparison.Ordinal));
        Assert.All(log, line => Assert.DoesNotContain("9876543210", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_that_makes_no_sense_is_refused()
    {
        _plan.Users.Add(-7);
        (_plan.Depth, _plan.Workers, _plan.LeaseTime, _plan.Fetch) = (99, 0, TimeSpan.Zero, CrawlFetch.Audio);
        var message = Assert.Throws<ArgumentException>(() => CrawlerOf(_store, _plan)).Message;
        Assert.All((string[])["-7", "Depth", "Workers", "LeaseTime", "MediaFolder"], part =>
            Assert.Contains(part, message, StringComparison.Ordinal)
        );
    }

    private Crawler CrawlerOf(ICrawlStore store, CrawlOptions plan) => new(_service, store, Options.Create(plan), _time);

    private Task<CrawlSummary> RunAsync(CrawlOptions? plan = null) =>
        PumpAsync(CrawlerOf(_store, plan ?? _plan).RunAsync(cancellationToken: Token));

    // Advances the fake clock while a run waits for it.
    private async Task<T> PumpAsync<T>(Task<T> run)
    {
        var end = Environment.TickCount64 + 300_000;
        while (!run.IsCompleted)
        {
            Assert.True(Environment.TickCount64 < end, "The run does not end.");
            await Task.WhenAny(run, Task.Delay(20, Token));
            if (!run.IsCompleted)
                _time.Advance(TimeSpan.FromSeconds(10));
        }

        return await run;
    }

    // Oracle: a crawl by the same plan that was not interrupted.
    private async Task AssertAsUndisturbedAsync(bool alsoMine = true)
    {
        using (var store = new SqliteCatalogStore(_folder["undisturbed.db"]))
            await PumpAsync(new Crawler(new ScriptedService(), store, Options.Create(_plan), _time).RunAsync(cancellationToken: Token));
        if (alsoMine)
            TableDump.AssertEqual(_folder["undisturbed.db"], _folder.Database);
    }

    // Advances the clock a little during a run.
    private static void AssertNear(DateTimeOffset expected, DateTimeOffset? actual) =>
        Assert.InRange(actual!.Value, expected, expected.AddHours(1));

    private static string Scalar(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        return TableDump.Query(connection, sql)[0][0];
    }

    private sealed class Direct(Action<CrawlProgress> report) : IProgress<CrawlProgress>
    {
        public void Report(CrawlProgress value) => report(value);
    }

    private sealed class ListLogger(ConcurrentQueue<string> lines) : ILogger<Crawler>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
