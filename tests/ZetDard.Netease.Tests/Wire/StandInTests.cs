using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ZetDard.Netease.Testing;

namespace ZetDard.Netease.Tests.Wire;

/// <summary>
/// Every method against the stand-in, as a host calls it: over HTTP, through all layers. Oracles: the world that the stand-in
/// serves, and the results of one transport against those of the other.
/// </summary>
public sealed class StandInTests(StandInTests.Service service) : IClassFixture<StandInTests.Service>
{
    private const long Me = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A stand-in, and a client for each way to it.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private readonly List<ServiceProvider> _hosts = [];

        public NeteaseStandIn StandIn { get; private set; } = null!;

        public INeteaseClient Direct { get; private set; } = null!;

        public INeteaseClient Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            // A clock that stands still: addresses hold times.
            StandIn = await NeteaseStandIn.StartAsync(
                new() { AccountUserId = Me, TimeProvider = new FakeTimeProvider(DateTimeOffset.UtcNow) });
            (Direct, Server) = (Client(StandIn.Configure), Client(StandIn.ConfigureServer));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var host in _hosts)
                await host.DisposeAsync();
            await StandIn.DisposeAsync();
        }

        private INeteaseClient Client(Action<NeteaseOptions> configure)
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddSingleton<ISessionStore>(new MemorySessionStore(NeteaseSession.FromCookies(StandIn.SessionCookies)));
            services.AddZetDardNetease(configure).Configure(options => options.MaxRetries = 0);
            _hosts.Add(services.BuildServiceProvider());
            return _hosts[^1].GetRequiredService<INeteaseClient>();
        }
    }

    private static readonly Dictionary<string, Func<INeteaseClient, NeteaseContent, Task<object>>> Questions = new()
    {
        ["user"] = async (client, _) => await client.GetUserAsync(Me, Cancellation),
        ["user search"] = async (client, _) =>
            await client.SearchUsers((await client.GetUserAsync(Me, Cancellation)).Nickname[..1]).ToListAsync(),
        ["song search"] = async (client, content) => await client.SearchSongs(content.World.Songs[0].Title).ToListAsync(),
        ["user playlists"] = async (client, _) => await client.GetUserPlaylists(Me).ToListAsync(),
        ["playlist"] = async (client, content) => await client.GetPlaylistAsync(content.PlaylistsOf(Me)[0].Id, Cancellation),
        ["playlist songs"] = async (client, content) =>
            await client.GetPlaylistSongsAsync(content.PlaylistsOf(Me)[0].Id, Cancellation).ToListAsync(),
        ["songs"] = async (client, content) =>
            await client.GetSongsAsync(content.World.Songs.Select(song => song.Id.Value), Cancellation).ToListAsync(),
        ["artist"] = async (client, _) => await client.GetArtistAsync(1, Cancellation),
        ["artist songs"] = async (client, _) => await client.GetArtistSongs(1).ToListAsync(),
        ["artist albums"] = async (client, _) => await client.GetArtistAlbums(1).ToListAsync(),
        ["lyric"] = async (client, _) => await client.GetLyricAsync(1, Cancellation),
        ["comments"] = async (client, content) => await client.GetComments(NeteaseThread.Song, MostCommented(content)).ToListAsync(),
        ["hot comments"] = async (client, content) => await client.GetHotComments(NeteaseThread.Song, MostCommented(content)).ToListAsync(),
        ["follows"] = async (client, _) => await client.GetFollows(Me).ToListAsync(),
        ["followers"] = async (client, _) => await client.GetFollowers(Me).ToListAsync(),
        ["play record"] = async (client, content) =>
            await client.GetPlayRecordAsync(
                Enumerable.Range(1, 99).First(id => !content.HidesPlayRecord(id)), cancellationToken: Cancellation),
        ["liked songs"] = async (client, _) => await client.GetLikedSongsAsync(Me, Cancellation),
        ["charts"] = async (client, _) => await client.GetChartsAsync(Cancellation),
        ["similar songs"] = async (client, _) => await client.GetSimilarSongsAsync(1, Cancellation),
        ["similar artists"] = async (client, _) => await client.GetSimilarArtistsAsync(1, Cancellation),
        ["similar users"] = async (client, _) => await client.GetSimilarUsersAsync(1, Cancellation),
        ["similar playlists"] = async (client, _) => await client.GetSimilarPlaylistsAsync(1, Cancellation),
        ["daily songs"] = async (client, _) => await client.GetDailySongsAsync(Cancellation),
        ["programmes"] = async (client, _) =>
            (await Task.WhenAll(Enumerable.Range(1, 40).Select(id => client.GetProgrammes(id).ToListAsync()))).SelectMany(rows => rows)
                .ToList(),
        ["account"] = async (client, _) => (await client.GetAccountAsync(Cancellation))!,
        ["song files"] = async (client, _) => await client.GetSongFilesAsync([3, 1, 2], cancellationToken: Cancellation),
    };

    public static TheoryData<string> Names => [.. Questions.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Both_ways_give_the_same_and_something(string question)
    {
        var direct = await Questions[question](service.Direct, service.StandIn.Content);
        var server = await Questions[question](service.Server, service.StandIn.Content);
        Assert.False(direct is System.Collections.ICollection { Count: 0 }, "Nothing came.");
        Assert.Equal(JsonSerializer.Serialize(direct), JsonSerializer.Serialize(server));
    }

    [Fact]
    public async Task Playlist_songs_are_those_of_the_world()
    {
        var content = service.StandIn.Content;
        var list = content.PlaylistsOf(Me)[0].Id;
        var known = content.World.Songs.Select(song => song.Id.Value).ToHashSet();
        var songs = await service.Direct.GetPlaylistSongsAsync(list, Cancellation).ToListAsync();
        Assert.Equal(content.TracksOf(list).Where(known.Contains), songs.Select(song => song.Id));
        Assert.All(
            songs,
            song => Assert.Equal(
                content.World.Songs[(int)song.Id - 1].Artists.Select(artist => artist.Id.Value), song.Artists.Select(artist => artist.Id)));
    }

    [Fact]
    public async Task Comments_are_all_there_beyond_the_cap_of_offsets()
    {
        var content = service.StandIn.Content;
        var song = MostCommented(content);
        Assert.True(content.CommentCountOf(song) > 1000, "No song has enough comments to go beyond the cap.");
        var comments = await service.Direct.GetComments(NeteaseThread.Song, song).ToListAsync();
        Assert.Equal(content.CommentCountOf(song), comments.Count);
    }

    [Fact]
    public async Task Covers_say_their_originals()
    {
        var content = service.StandIn.Content;
        var covers = content.World.Songs.Select(song => song.Id.Value).Where(id => content.OriginalOf(id) is not null).ToList();
        var songs = await service.Server.GetSongsAsync(covers, Cancellation).ToListAsync();
        Assert.NotEmpty(covers);
        Assert.Equal(covers.Select(content.OriginalOf), songs.Select(song => song.Original?.Id));
        Assert.All(songs, song => Assert.Equal(NeteaseOrigin.Cover, song.Origin));
    }

    // The connection breaks in the middle of the file again and again. The final file must have the size and the MD5 of the
    // service, which the client checks.
    [Fact]
    public async Task Download_survives_broken_lines()
    {
        var folder = Directory.CreateTempSubdirectory("zetdard-standin-");
        try
        {
            var playable = (
                await service.Direct.GetSongFilesAsync(
                    [.. Enumerable.Range(1, 8).Select(id => (long)id)],
                    cancellationToken: Cancellation)).First(file => file is { Address: not null, IsTrial: false });
            service.StandIn.Inject(new() { Uri = "/audio/", HalfBody = true, Times = 3 });
            FileInfo? file = null;
            var broken = 0;
            while (file is null)
            {
                try
                {
                    file = await service.Direct.DownloadSongAsync(playable.SongId, folder, cancellationToken: Cancellation);
                }
                catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.Unavailable && broken < 3)
                {
                    broken++;
                }
            }

            Assert.Equal(3, broken);
            Assert.Equal(playable.Size, file.Length);
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            service.StandIn.ClearFaults();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Covers_are_pictures()
    {
        var album = (await service.Direct.GetSongsAsync([1], Cancellation).ToListAsync())[0].Album!;
        var picture = await service.Direct.GetCoverAsync(album.Cover!, 300, Cancellation);
        Assert.NotEmpty(picture);
    }

    private static long MostCommented(NeteaseContent content) =>
        content.World.Songs.Select(song => song.Id.Value).MaxBy(content.CommentCountOf);
}
