using System.Net;
using Microsoft.Extensions.Time.Testing;
using ZetDard.Catalog;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.EndToEnd.Tests;

public sealed class WebHostTests : IAsyncLifetime
{
    private const int WorldUserCount = 120;
    private const int NewcomerCount = 12;
    private const long FirstNewId = 10_000;     // newcomers, their songs and their artists have ids from here on

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zetdard-");
    private readonly FakeTimeProvider _time = new();
    private int _requestCount;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Catalog => Path.Combine(_folder.FullName, "music.db");

    private string Model => Path.Combine(_folder.FullName, "songs.model");

    public async ValueTask InitializeAsync()
    {
        var world = MusicWorld.Create(new() { UserCount = WorldUserCount, SongCount = 400, ArtistCount = 60 });
        using var store = new SqliteCatalogStore(Catalog);
        await store.UpsertAsync(new()
        {
            Songs = [.. world.Songs.Select(song => new Song(song.Id, song.Title, [.. song.Artists.Select(artist => artist.Id)]))],
            Artists = [.. world.Artists.Select(artist => new Artist(artist.Id, artist.Name))],
            Users = [.. Users(world).Select(user => new User(user.Id, user.Name))],
            Plays = [.. world.ToTrainingData().Interactions.ToInteractions()],
        }, Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Host_refits_and_swaps_under_load_without_a_failed_request()
    {
        await using var site = await MusicSite.StartAsync(Catalog, Model, _time, Cancellation);
        Assert.Equal(1, site.Status.RefitCount);
        Assert.Empty(await site.GetIdsAsync($"artists/{FirstNewId}", Cancellation));        // not known yet
        Assert.Empty(await site.GetIdsAsync($"friends/{FirstNewId}", Cancellation));

        using var enough = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4)
            .Select(client => Task.Run(() => AskUntilAsync(site, client, enough.Token), Cancellation)).ToArray();
        for (var day = 1; day <= 3; day++)
        {
            if (day == 2)
            {
                await AddNewcomersAsync();
            }

            _time.Advance(TimeSpan.FromDays(1));
            await UntilAsync(site, () => site.Status.RefitCount == 1 + day);
        }

        using var onDemand = await site.PostAsync("refit", Cancellation);
        Assert.Equal(HttpStatusCode.OK, onDemand.StatusCode);
        await UntilAsync(site, () => Volatile.Read(ref _requestCount) > 100 || Array.Exists(clients, client => client.IsCompleted));
        await enough.CancelAsync();
        await Task.WhenAll(clients);                                                         // throws what a failed request threw
        TestContext.Current.TestOutputHelper?.WriteLine($"{_requestCount} requests during 4 fits and swaps");
        Assert.Equal((5, 5), (site.Status.RefitCount, site.Source.LoadCount));
        Assert.Null(site.Status.LastError);
    }

    [Fact]
    public async Task One_swap_changes_songs_artists_and_friends()
    {
        await using var site = await MusicSite.StartAsync(Catalog, Model, _time, Cancellation);
        await AddNewcomersAsync();
        var popular = await site.GetIdsAsync($"songs/{FirstNewId}", Cancellation);       // for a stranger
        Assert.DoesNotContain(popular, id => id >= FirstNewId);

        _time.Advance(TimeSpan.FromDays(1));
        await UntilAsync(site, () => site.Status.RefitCount == 2);

        // The newcomers keep to themselves, and each lacks one song and one artist of their own: those are the right first answers.
        for (var newcomer = FirstNewId; newcomer < FirstNewId + NewcomerCount; newcomer++)
        {
            Assert.Equal(newcomer, (await site.GetIdsAsync($"songs/{newcomer}", Cancellation))[0]);
            Assert.Equal(newcomer, (await site.GetIdsAsync($"artists/{newcomer}", Cancellation))[0]);
            var friends = await site.GetIdsAsync($"friends/{newcomer}", Cancellation);
            Assert.All(friends.Take(5), friend => Assert.InRange(friend, FirstNewId, FirstNewId + NewcomerCount - 1));
        }

        Assert.Equal(2, site.Source.LoadCount);         // one load, one fit for the three
    }

    [Fact]
    public async Task Second_start_loads_the_saved_model_without_a_fit()
    {
        string[] paths = ["songs/1", "artists/1", "friends/1", "songs/77", "artists/77", "friends/77"];
        string[] before;
        await using (var first = await MusicSite.StartAsync(Catalog, Model, _time, Cancellation))
        {
            before = await Task.WhenAll(paths.Select(path => first.GetTextAsync(path, Cancellation)));
            Assert.Equal(1, first.Source.LoadCount);
        }

        await using var second = await MusicSite.StartAsync(Catalog, Model, _time, Cancellation);
        Assert.Equal((0, 0), (second.Source.LoadCount, second.Status.RefitCount));
        Assert.Equal(before, await Task.WhenAll(paths.Select(path => second.GetTextAsync(path, Cancellation))));
        Assert.Equal("Healthy", await second.GetTextAsync("health", Cancellation));

        _time.Advance(TimeSpan.FromDays(1));
        await UntilAsync(second, () => second.Status.RefitCount == 1);
    }

    [Fact]
    public async Task Failed_refit_keeps_the_last_good_model_and_tells()
    {
        await using var site = await MusicSite.StartAsync(Catalog, Model, _time, Cancellation);
        var good = await site.GetTextAsync("songs/1", Cancellation);
        Assert.Equal("Healthy", await site.GetTextAsync("health", Cancellation));

        await AddNewcomersAsync();
        site.Source.Failure = new IOException("the disk is away");
        _time.Advance(TimeSpan.FromDays(1));
        await UntilAsync(site, () => site.Status.LastError is not null);
        using (var refused = await site.PostAsync("refit", Cancellation))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        }

        Assert.Equal("Degraded", await site.GetTextAsync("health", Cancellation));           // still 200: it serves
        Assert.Equal(good, await site.GetTextAsync("songs/1", Cancellation));

        site.Source.Failure = null;
        using (var accepted = await site.PostAsync("refit", Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        }

        Assert.Equal("Healthy", await site.GetTextAsync("health", Cancellation));
        Assert.Equal(FirstNewId, (await site.GetIdsAsync($"songs/{FirstNewId}", Cancellation))[0]);
    }

    private static IEnumerable<WorldUser> Users(MusicWorld world) => Enumerable.Range(0, world.UserCount).Select(world.User);

    /// <summary>
    /// Adds listeners who share songs that nobody else has, each by another artist; each of them lacks the song with their own number.
    /// </summary>
    private async Task AddNewcomersAsync()
    {
        var ids = Enumerable.Range(0, NewcomerCount).Select(i => FirstNewId + i).ToArray();
        using var store = new SqliteCatalogStore(Catalog);      // another process would do it so
        await store.UpsertAsync(new()
        {
            Songs = [.. ids.Select(id => new Song(new(id), $"New song {id}", [new(id)]))],
            Artists = [.. ids.Select(id => new Artist(new(id), $"New artist {id}"))],
            Users = [.. ids.Select(id => new User(new(id), $"Newcomer {id}"))],
            Plays = [.. from user in ids from song in ids where user != song select new Interaction<SongId>(new(user), new(song))],
        }, Cancellation);
    }

    private async Task AskUntilAsync(MusicSite site, int client, CancellationToken enough)
    {
        string[] kinds = ["songs", "artists", "friends"];
        for (var count = 0; !enough.IsCancellationRequested; count++)
        {
            var user = 1 + (((7 * count) + (31 * client)) % WorldUserCount);
            var kind = kinds[count % kinds.Length];
            var list = await site.GetIdsAsync($"{kind}/{user}", Cancellation);
            var isWhole = list.Length == 10 || (kind == "artists" && list.Length > 0);      // some know nearly all artists
            Assert.True(isWhole, $"/{kind}/{user} listed {list.Length}.");
            Interlocked.Increment(ref _requestCount);
        }
    }

    // A refit runs in the host: requests pass the time until it is through; if it never is, the test run's own limit ends it.
    private static async Task UntilAsync(MusicSite site, Func<bool> condition)
    {
        while (!condition())
        {
            await site.GetIdsAsync("songs/1", Cancellation);
        }
    }
}
