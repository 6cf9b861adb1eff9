using CsCheck;
using ZetDard.Netease.Tests.Wire;

namespace ZetDard.Netease.Tests.Paging;

public sealed class SongBatchTests
{
    /// <summary>
    /// Song details of a service that refuses more than a number of ids, does not know multiples of 7, and answers in an order of its own.
    /// </summary>
    private static string Details(NeteaseCall call, int most)
    {
        var ids = ((IEnumerable<long>)call.Values["ids"]).ToList();
        return ids.Count > most
            ? throw new NeteaseApiException(NeteaseErrorKind.BadRequest, "song detail: refused (400).") { ServiceCode = 400 }
            : $$"""{"code":200,"songs":[{{string.Join(',', ids.Where(id => id % 7 != 0).OrderDescending().Select(id => $$"""{"id":{{id}},"name":"s"}"""))}}]}""";
    }

    [Fact]
    public void GetSongsAsync_keeps_the_order_asked_for_whatever_the_service_refuses() =>
        Gen.Select(Gen.Long[1, 3000].Array[0, 2500], Gen.OneOf(1, 3, 100, 499, 500, 1000)).Sample(
            (ids, most) =>
            {
                var caller = new ScriptedCaller(call => Details(call, most));
                var songs = TestClient.Over(caller).GetSongsAsync(ids, TestContext.Current.CancellationToken).ToListAsync().GetAwaiter()
                    .GetResult();
                return songs.Select(song => song.Id).SequenceEqual(ids.Where(id => id % 7 != 0))
                    && caller.Calls.All(call => ((IEnumerable<long>)call.Values["ids"]).Count() <= 1000);
            },
            iter: 100, threads: 1);

    [Theory]
    [InlineData(0, 0), InlineData(1, 1), InlineData(1000, 1), InlineData(1001, 2), InlineData(2500, 3)]
    public async Task GetSongsAsync_asks_once_for_each_thousand(int count, int requests)
    {
        var caller = new ScriptedCaller(call => Details(call, 1000));
        await TestClient.Over(caller)
            .GetSongsAsync(Enumerable.Range(1, count).Select(id => (long)id), TestContext.Current.CancellationToken).ToListAsync();
        Assert.Equal(requests, caller.Calls.Count);
    }

    // 1,000 ids are refused and 500 accepted: the next thousand is requested by 500 at once, without another refusal.
    [Fact]
    public async Task GetSongsAsync_remembers_what_the_service_takes()
    {
        var caller = new ScriptedCaller(call => Details(call, 500));
        await TestClient.Over(caller).GetSongsAsync(Enumerable.Range(1, 3000).Select(id => (long)id), TestContext.Current.CancellationToken)
            .ToListAsync();
        Assert.Equal(1 + 6, caller.Calls.Count);
    }

    [Fact]
    public async Task GetSongsAsync_asks_for_ids_only_as_it_is_read()
    {
        var caller = new ScriptedCaller(call => Details(call, 1000));
        var given = 0;
        await foreach (var _ in TestClient.Over(caller).GetSongsAsync(Endless(), TestContext.Current.CancellationToken))
            break;
        Assert.InRange(given, 1000, 1001);
        Assert.Single(caller.Calls);

        IEnumerable<long> Endless()
        {
            while (true)
                yield return ++given;
        }
    }

    [Theory, InlineData(1, 1), InlineData(4, 7), InlineData(1000, 31)]
    public async Task GetSongsAsync_gives_up_when_all_ids_are_refused(int count, int most)
    {
        var caller = new ScriptedCaller(call => Details(call, 0));
        var e = await Assert.ThrowsAsync<NeteaseApiException>(
            () => TestClient.Over(caller)
                .GetSongsAsync(Enumerable.Range(1, count).Select(id => (long)id), TestContext.Current.CancellationToken).ToListAsync());
        Assert.Equal(NeteaseErrorKind.BadRequest, e.Kind);
        Assert.InRange(caller.Calls.Count, 1, most);
    }

    // Three of 3,000 ids are refused: each costs some twenty requests, and the others are requested by the thousand as before.
    [Fact]
    public async Task GetSongsAsync_leaves_out_single_ids_that_are_refused()
    {
        var bad = new HashSet<long> { 1, 500, 2998 };
        var caller = new ScriptedCaller(
            call => ((IEnumerable<long>)call.Values["ids"]).Any(bad.Contains)
                ? throw new NeteaseApiException(NeteaseErrorKind.BadRequest, "song detail: refused (400).")
                : Details(call, 1000));
        var ids = Enumerable.Range(1, 3000).Select(id => (long)id).ToArray();
        var songs = await TestClient.Over(caller).GetSongsAsync(ids, TestContext.Current.CancellationToken).ToListAsync();
        Assert.Equal(ids.Where(id => id % 7 != 0 && !bad.Contains(id)), songs.Select(song => song.Id));
        Assert.InRange(caller.Calls.Count, 3, 63);
        Assert.Contains(
            caller.Calls,
            call => ((IEnumerable<long>)call.Values["ids"]).Count() == 1000 && ((IEnumerable<long>)call.Values["ids"]).First() == 1001);
    }

    [Fact]
    public async Task GetSongsAsync_refuses_what_is_no_id()
    {
        var client = TestClient.Over(call => Details(call, 1000));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.GetSongsAsync([1, 0], TestContext.Current.CancellationToken).ToListAsync());
        Assert.Throws<ArgumentNullException>(() => client.GetSongsAsync(null!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GetPlaylistSongsAsync_uses_the_songs_that_came_with_the_list()
    {
        var ids = Enumerable.Range(1, 2500).Select(id => (long)id).Reverse().ToArray();
        var trackIds = string.Join(',', ids.Select(id => $$"""{"id":{{id}} }"""));
        var tracks = string.Join(',', ids.Take(600).Select(id => $$"""{"id":{{id}},"name":"came"}"""));
        var caller = new ScriptedCaller(
            call => call.Endpoint == NeteaseEndpoints.Playlist
                ? $$"""{"playlist":{"id":5,"trackIds":[{{trackIds}}],"tracks":[{{tracks}}]} }"""
                : Details(call, 1000));
        var songs = await TestClient.Over(caller).GetPlaylistSongsAsync(5, TestContext.Current.CancellationToken).ToListAsync();
        Assert.Equal(ids.Where(id => id % 7 != 0 || id > 1900), songs.Select(song => song.Id));
        Assert.Equal(["playlist detail", "song detail", "song detail"], caller.Calls.Select(call => call.Endpoint.Name));
        Assert.Equal([1000, 900], caller.Calls.Skip(1).Select(call => ((IEnumerable<long>)call.Values["ids"]).Count()));
    }

    [Fact]
    public async Task GetPlaylistSongsAsync_of_an_empty_list_asks_once()
    {
        var caller = new ScriptedCaller(_ => """{"code":200,"playlist":{"id":5,"name":"","trackIds":[],"tracks":[]}}""");
        Assert.Empty(await TestClient.Over(caller).GetPlaylistSongsAsync(5, TestContext.Current.CancellationToken).ToListAsync());
        Assert.Single(caller.Calls);
    }
}
