using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Catalog;
using ZetDard.Catalog.Tests;
using ZetDard.Crawling;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.EndToEnd.Tests;

/// <summary>What becomes of a crawl: it is exported and imported, and users are forgotten.</summary>
public sealed class CrawledCatalogTests : IAsyncLifetime
{
    private const CrawlFetch Everything = CrawlFetch.Friends | CrawlFetch.Playlists | CrawlFetch.Songs | CrawlFetch.PlayRecords
        | CrawlFetch.LikedSongs | CrawlFetch.Lyrics | CrawlFetch.Comments;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zetdard-");
    private NeteaseStandIn _service = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await NeteaseStandIn.StartAsync(
        new() { World = MusicWorld.Create(new() { UserCount = 60, SongCount = 200, ArtistCount = 30, MeanSongsPerUser = 8 }) }, Token);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // Oracle: the crawl itself.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Export_and_import_of_a_crawl_give_the_same_catalogue(bool hashesIds, bool keepsNames)
    {
        await using var provider = await CrawlAsync(plan => (plan.HashUserIds, plan.KeepNames) = (hashesIds, keepsNames));
        var store = provider.GetRequiredService<ICatalogStore>();
        await CatalogFiles.ExportAsync(store, PathOf("out"), Token);
        using var second = new SqliteCatalogStore(PathOf("second.db"));
        var report = await CatalogFiles.ImportAsync(second, PathOf("out"), new() { Strict = true }, cancellationToken: Token);
        Assert.Equal((0, 0), (report.SkippedRows, report.DuplicateRows));
        Assert.Equal(await CatalogDump.OfAsync(store, Token), await CatalogDump.OfAsync(second, Token));
        Assert.Equal(await CatalogDump.OfTrainingAsync(store, Token), await CatalogDump.OfTrainingAsync(second, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forgetting_a_user_leaves_no_byte_of_their_nickname(bool hashesIds)
    {
        const int User = 23;
        var nickname = _service.World.User(User - 1).Name;
        await using var provider = await CrawlAsync(plan =>
        {
            (plan.HashUserIds, plan.KeepNames) = (hashesIds, true);
            plan.Nicknames.Add(nickname);
        });
        Assert.NotEqual(0, CountInFiles(nickname));
        var crawler = provider.GetRequiredService<Crawler>();
        Assert.True(await crawler.ForgetUserAsync(User, Token));
        Assert.Equal(0, CountInFiles(nickname));
        await crawler.RunAsync(cancellationToken: Token);
        Assert.Equal(0, CountInFiles(nickname));

        // Others too, unless their name is a part of another one.
        string[] names = [.. Enumerable.Range(0, _service.World.UserCount).Select(user => _service.World.User(user).Name)];
        for (var user = 7; user <= names.Length; user += 7)
        {
            if (names.Count(name => name.Contains(names[user - 1], StringComparison.Ordinal)) > 1)
            {
                continue;
            }

            Assert.True(await crawler.ForgetUserAsync(user, Token));
            Assert.Equal(0, CountInFiles(names[user - 1]));
        }
    }

    private async Task<ServiceProvider> CrawlAsync(Action<CrawlOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddZetDardCatalog(PathOf("music.db"));
        services.AddZetDardNetease(_service.Configure);
        services.AddZetDardCrawling(plan =>
        {
            (plan.Fetch, plan.Depth) = (Everything, 2);
            plan.Users.Add(1);
            configure(plan);
        });
        var provider = services.BuildServiceProvider();
        Assert.Equal(CrawlStatus.Finished, (await provider.GetRequiredService<Crawler>().RunAsync(cancellationToken: Token)).Status);
        return provider;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private int CountInFiles(string nickname)
    {
        var count = 0;
        foreach (var file in _folder.GetFiles("music.db*"))
        {
            using var stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var name = Encoding.UTF8.GetBytes(nickname);
            for (var rest = bytes.AsSpan(); rest.IndexOf(name) is >= 0 and var at; rest = rest[(at + name.Length)..])
            {
                count++;
                TestContext.Current.SendDiagnosticMessage($"{file.Name}: {Encoding.UTF8.GetString(rest.Slice(Math.Max(0, at - 20), 60))}");
            }
        }

        return count;
    }
}
