using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Netease.Testing;

namespace ZetDard.Crawling.Tests;

/// <summary>A new host application over HTTP.</summary>
public sealed class HostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The ten lines. Oracle: the stand-in's world.
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
        var users = (await host.Services.GetRequiredService<ICatalogStore>().ReadUsersAsync(Token).ToListAsync(Token)).Select(user => user.Id.Value);
        Assert.Equal(service.World.FollowsOf(0).Select(other => other + 1L).Append(1).Order(), users);
        var data = (await CatalogSnapshot.LoadAsync(host.Services.GetRequiredService<ICatalogStore>(), new() { GroupSongs = false, Playlists = PlaylistKinds.Created }, Token)).TrainingData.Interactions;
        var mine = data.Matrix.Row(data.Users.IndexOf(new(1))).ToArray().Select(column => data.Items[column].Value).Where(song => song <= service.World.Songs.Count).ToHashSet();
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
}
