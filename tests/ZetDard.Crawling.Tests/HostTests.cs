using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Netease.Testing;

namespace ZetDard.Crawling.Tests;

/// <summary>A new host application, over HTTP.</summary>
public sealed class HostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The example of the documentation. Oracle: the stand-in's world.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_of_ten_lines_crawls(bool throughServer)
    {
        using var folder = new TemporaryFolder();
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Token);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddZetDardCatalog(folder.Database);
        builder.Services.AddZetDardNetease(throughServer ? service.ConfigureServer : service.Configure);
        builder.Services.AddZetDardCrawling(o => o.Users.Add(1));
        using var host = builder.Build();
        var summary = await host.Services.GetRequiredService<Crawler>().RunAsync(cancellationToken: Token);
        TestContext.Current.SendDiagnosticMessage(summary.ToString());

        Assert.Equal(CrawlStatus.Finished, summary.Status);
        Assert.Empty(summary.Problems);
        var users = (
            await host.Services.GetRequiredService<ICatalogStore>().ReadUsersAsync(Token).ToListAsync(Token)).Select(user => user.Id.Value);
        Assert.Equal(service.World.FollowsOf(0).Select(other => other + 1L).Append(1).Order(), users);
        var data = (
            await CatalogSnapshot.LoadAsync(
                host.Services.GetRequiredService<ICatalogStore>(), new() { GroupSongs = false, Playlists = PlaylistKinds.Created },
                Token)).TrainingData.Interactions;
        var mine = data.Matrix.Row(data.Users.IndexOf(new(1))).ToArray().Select(column => data.Items[column].Value)
            .Where(song => song <= service.World.Songs.Count).ToHashSet();
        Assert.Empty(service.World.SongsOf(0).Select(entry => entry.Song.Id.Value).Except(mine));
    }

    [Fact]
    public async Task A_background_service_crawls_while_the_host_runs()
    {
        using var folder = new TemporaryFolder();
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Token);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddZetDardCatalog(folder.Database);
        builder.Services.AddZetDardNetease(service.Configure);
        builder.Services.AddZetDardCrawling(o =>
        {
            o.Users.Add(1);
            (o.Depth, o.Fetch) = (0, CrawlFetch.Playlists);
        }).RunInBackground();
        using var host = builder.Build();
        await host.StartAsync(Token);
        var store = host.Services.GetRequiredService<ICatalogStore>();
        while ((await store.CountAsync(Token)).Playlists == 0)
            await Task.Delay(10, Token);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_budget_is_kept_in_the_catalogue_unless_the_host_has_its_own(bool own)
    {
        using var folder = new TemporaryFolder();
        var mine = new OwnBudget();
        foreach (var isCrawlFirst in (bool[])[true, false])
        {
            var services = new ServiceCollection();
            if (own)
                services.AddSingleton<IBudgetStore>(mine);
            services.AddZetDardCatalog(folder.Database);
            if (isCrawlFirst)
                services.AddZetDardCrawling(o => o.Users.Add(1));
            services.AddZetDardNetease(o => o.Server = new("http://127.0.0.1:1"));
            if (!isCrawlFirst)
                services.AddZetDardCrawling(o => o.Users.Add(1));
            using var provider = services.BuildServiceProvider();
            var budget = Assert.Single(provider.GetServices<IBudgetStore>());
            if (own)
                Assert.Same(mine, budget);
            else
                Assert.IsType<CatalogBudgetStore>(budget);
        }
    }

    // The file is not a database: the exception is neither an IOException nor an InvalidOperationException.
    [Fact]
    public async Task A_crawl_that_fails_does_not_stop_the_host()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Database, "no database at all, but long enough to look at; ".PadRight(4_096), Token);
        var builder = Host.CreateApplicationBuilder();
        var log = new FaultTests.ListLoggerProvider();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddZetDardCatalog(folder.Database);
        builder.Services.AddZetDardNetease(o => o.Server = new("http://127.0.0.1:1"));
        builder.Services.AddZetDardCrawling(o => o.Users.Add(1)).RunInBackground();
        using var host = builder.Build();
        var isStopping = false;
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => isStopping = true);
        await host.StartAsync(Token);
        while (!log.Lines.Any(line => line.Contains("The crawl failed", StringComparison.Ordinal)))
        {
            Assert.False(isStopping);
            await Task.Delay(10, Token);
        }

        Assert.False(isStopping);
        await host.StopAsync(Token);
    }

    private sealed class OwnBudget : IBudgetStore
    {
        public ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default)
        {
            change(null);
            return ValueTask.CompletedTask;
        }
    }
}
