using System.Reflection;

namespace ZetDard.Netease.Tests.Wire;

public sealed class NeteaseClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The calls of each method, with an id in its place. Files and the log-in have tests of their own.</summary>
    private static readonly Dictionary<string, (Func<INeteaseClient, long, Task> Call, NeteaseEndpoint[] Endpoints)> Methods = new()
    {
        [nameof(INeteaseClient.GetUserAsync)] = ((client, id) => client.GetUserAsync(id, Cancellation), [NeteaseEndpoints.User]),
        [nameof(INeteaseClient.SearchUsers)] = ((client, _) => client.SearchUsers("小明").ToListAsync(), [NeteaseEndpoints.UserSearch]),
        [nameof(INeteaseClient.SearchSongs)] = ((client, _) => client.SearchSongs("海阔天空").ToListAsync(), [NeteaseEndpoints.SongSearch]),
        [nameof(INeteaseClient.GetUserPlaylists)] = (
            (client, id) => client.GetUserPlaylists(id).ToListAsync(),
            [NeteaseEndpoints.UserPlaylists]
        ),
        [nameof(INeteaseClient.GetPlaylistAsync)] = (
            (client, id) => client.GetPlaylistAsync(id, Cancellation),
            [NeteaseEndpoints.Playlist]
        ),
        [nameof(INeteaseClient.GetPlaylistSongsAsync)] = (
            (client, id) => client.GetPlaylistSongsAsync(id, Cancellation).ToListAsync(),
            [NeteaseEndpoints.Playlist, NeteaseEndpoints.Songs]
        ),
        [nameof(INeteaseClient.GetSongsAsync)] = (
            (client, id) => client.GetSongsAsync([id], Cancellation).ToListAsync(),
            [NeteaseEndpoints.Songs]
        ),
        [nameof(INeteaseClient.GetArtistAsync)] = ((client, id) => client.GetArtistAsync(id, Cancellation), [NeteaseEndpoints.Artist]),
        [nameof(INeteaseClient.GetArtistSongs)] = ((client, id) => client.GetArtistSongs(id).ToListAsync(), [NeteaseEndpoints.ArtistSongs]),
        [nameof(INeteaseClient.GetArtistAlbums)] = (
            (client, id) => client.GetArtistAlbums(id).ToListAsync(),
            [NeteaseEndpoints.ArtistAlbums]
        ),
        [nameof(INeteaseClient.GetLyricAsync)] = ((client, id) => client.GetLyricAsync(id, Cancellation), [NeteaseEndpoints.Lyric]),
        [nameof(INeteaseClient.GetComments)] = (
            async (client, id) =>
            {
                foreach (var thread in Enum.GetValues<NeteaseThread>())
                    await client.GetComments(thread, id).ToListAsync();
            },
            [NeteaseEndpoints.SongComments, NeteaseEndpoints.PlaylistComments, NeteaseEndpoints.AlbumComments]
        ),
        [nameof(INeteaseClient.GetHotComments)] = (
            async (client, id) =>
            {
                foreach (var thread in Enum.GetValues<NeteaseThread>())
                    await client.GetHotComments(thread, id).ToListAsync();
            },
            [NeteaseEndpoints.HotSongComments, NeteaseEndpoints.HotPlaylistComments, NeteaseEndpoints.HotAlbumComments]
        ),
        [nameof(INeteaseClient.GetFollows)] = ((client, id) => client.GetFollows(id).ToListAsync(), [NeteaseEndpoints.Follows]),
        [nameof(INeteaseClient.GetFollowers)] = ((client, id) => client.GetFollowers(id).ToListAsync(), [NeteaseEndpoints.Followers]),
        [nameof(INeteaseClient.GetPlayRecordAsync)] = (
            (client, id) => client.GetPlayRecordAsync(id, cancellationToken: Cancellation),
            [NeteaseEndpoints.PlayRecord]
        ),
        [nameof(INeteaseClient.GetLikedSongsAsync)] = (
            (client, id) => client.GetLikedSongsAsync(id, Cancellation),
            [NeteaseEndpoints.LikedSongs]
        ),
        [nameof(INeteaseClient.GetChartsAsync)] = ((client, _) => client.GetChartsAsync(Cancellation), [NeteaseEndpoints.Charts]),
        [nameof(INeteaseClient.GetSimilarSongsAsync)] = (
            (client, id) => client.GetSimilarSongsAsync(id, Cancellation),
            [NeteaseEndpoints.SimilarSongs]
        ),
        [nameof(INeteaseClient.GetSimilarArtistsAsync)] = (
            (client, id) => client.GetSimilarArtistsAsync(id, Cancellation),
            [NeteaseEndpoints.SimilarArtists]
        ),
        [nameof(INeteaseClient.GetSimilarUsersAsync)] = (
            (client, id) => client.GetSimilarUsersAsync(id, Cancellation),
            [NeteaseEndpoints.SimilarUsers]
        ),
        [nameof(INeteaseClient.GetSimilarPlaylistsAsync)] = (
            (client, id) => client.GetSimilarPlaylistsAsync(id, Cancellation),
            [NeteaseEndpoints.SimilarPlaylists]
        ),
        [nameof(INeteaseClient.GetDailySongsAsync)] = (
            (client, _) => client.GetDailySongsAsync(Cancellation),
            [NeteaseEndpoints.DailySongs]
        ),
        [nameof(INeteaseClient.GetProgrammes)] = ((client, id) => client.GetProgrammes(id).ToListAsync(), [NeteaseEndpoints.Programmes]),
        [nameof(INeteaseClient.GetAccountAsync)] = ((client, _) => client.GetAccountAsync(Cancellation), [NeteaseEndpoints.Account]),
        [nameof(INeteaseClient.GetSongFilesAsync)] = (
            (client, id) => client.GetSongFilesAsync([id], cancellationToken: Cancellation),
            [NeteaseEndpoints.SongFiles]
        ),
    };

    private static readonly string[] WithoutId =
    [
        nameof(INeteaseClient.SearchUsers),
        nameof(INeteaseClient.SearchSongs),
        nameof(INeteaseClient.GetChartsAsync),
        nameof(INeteaseClient.GetDailySongsAsync),
        nameof(INeteaseClient.GetAccountAsync),
    ];

    public static TheoryData<string> Names => [.. Methods.Keys];

    // A body that every parser can read, because each finds its own members in it.
    private const string Anything = """
        {"code":200,"profile":{"userId":7},"account":{},"result":{},"playlist":{"id":5,"trackIds":[{"id":11}]},"songs":[],"data":{"artist":{"id":6},"dailySongs":[]},"artists":[],"hotAlbums":[],"lrc":{"lyric":"x"},
        "comments":[],"hotComments":[],"follow":[],"followeds":[],"userprofiles":[],"allData":[],"ids":[],"list":[],"playlists":[],"programs":[],"more":false}
        """;

    private static string Answer(NeteaseCall call) =>
        call.Endpoint == NeteaseEndpoints.UserPlaylists ? """{"playlist":[]}"""
        : call.Endpoint == NeteaseEndpoints.SongFiles ? """{"data":[]}"""
        : Anything;

    [Theory, MemberData(nameof(Names))]
    public async Task Methods_ask_their_endpoints(string method)
    {
        var caller = new ScriptedCaller(Answer);
        await Methods[method].Call(TestClient.Over(caller), 7);
        Assert.Equal(Methods[method].Endpoints, caller.Calls.Select(call => call.Endpoint));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Methods_refuse_what_is_no_id_before_they_ask(string method)
    {
        if (WithoutId.Contains(method))
            return;
        var caller = new ScriptedCaller(Answer);
        var e = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Methods[method].Call(TestClient.Over(caller), 0));
        Assert.Contains("Ids of the service are above 0.", e.Message, StringComparison.Ordinal);
        Assert.Empty(caller.Calls);
    }

    [Fact]
    public void Every_method_of_the_client_is_tried()
    {
        string[] elsewhere =
        [
            nameof(INeteaseClient.DownloadSongAsync),
            nameof(INeteaseClient.GetCoverAsync),
            nameof(INeteaseClient.LogInByQrAsync),
        ];
        Assert.Equal(
            typeof(INeteaseClient)
                .GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Select(method => method.Name)
                .Order(StringComparer.Ordinal),
            Methods.Keys.Concat(elsewhere).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_endpoint_serves_a_method() =>
        Assert.Equal(
            NeteaseEndpoints.All.Select(endpoint => endpoint.Name).Order(StringComparer.Ordinal),
            Methods
                .Values.SelectMany(method => method.Endpoints)
                .Append(NeteaseEndpoints.QrKey)
                .Append(NeteaseEndpoints.QrCheck)
                .Select(endpoint => endpoint.Name)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Searches_refuse_nothing_to_search_for()
    {
        var client = TestClient.Over(Answer);
        Assert.Throws<ArgumentException>(() => client.SearchUsers(" "));
        Assert.Throws<ArgumentNullException>(() => client.SearchSongs(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => client.GetComments((NeteaseThread)9, 1));
    }

    [Fact]
    public async Task GetSongFilesAsync_gives_rows_in_the_order_asked_for_by_hundreds()
    {
        var caller = new ScriptedCaller(call =>
        {
            var rows = string.Join(
                ',',
                ((long[])call.Values["id"]).Where(id => id != 3).OrderDescending().Select(id => $$"""{"id":{{id}},"url":null,"code":404}""")
            );
            return $$"""{"data":[{{rows}}]}""";
        });
        var ids = Enumerable.Range(1, 250).Select(id => (long)id).Reverse().ToList();
        var files = await TestClient.Over(caller).GetSongFilesAsync(ids, NeteaseQuality.ExtraHigh, Cancellation);
        Assert.Equal(ids.Where(id => id != 3), files.Select(file => file.SongId));
        Assert.Equal(3, caller.Calls.Count);
        Assert.All(caller.Calls, call => Assert.Equal("exhigh", call.Values["level"]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            TestClient.Over(caller).GetSongFilesAsync([1], (NeteaseQuality)77, Cancellation)
        );
    }

    [Fact]
    public async Task Errors_of_the_caller_pass_through()
    {
        var client = TestClient.Over(_ => throw new NeteaseApiException(NeteaseErrorKind.Hidden, "play record: hidden (-2)."));
        Assert.Equal(
            NeteaseErrorKind.Hidden,
            (await Assert.ThrowsAsync<NeteaseApiException>(() => client.GetPlayRecordAsync(7, cancellationToken: Cancellation))).Kind
        );
    }
}
