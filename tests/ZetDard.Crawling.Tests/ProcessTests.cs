using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Crawling.Tests;

/// <summary>Crawls in separate processes, against a stand-in in this one.</summary>
public sealed class ProcessTests
{
    private const string Variable = "ZETDARD_CRAWLING_TESTS_CHILD";         // address, database, users, requests a second

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes this test program a crawl that a test can kill.</summary>
    [ModuleInitializer]
    internal static void CrawlIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var address, var database, var users, var rate])
        {
            return;
        }

        // No lambda of this assembly may run on another thread: it would wait for this initializer. Options are read here.
        using var provider = Services(
            new Uri(address), database, int.Parse(users, CultureInfo.InvariantCulture), double.Parse(rate, CultureInfo.InvariantCulture));
        var summary = provider.GetRequiredService<Crawler>().RunAsync().GetAwaiter().GetResult();
        Console.WriteLine(summary);
        Environment.Exit(summary.Status == CrawlStatus.Finished ? 0 : 3);
    }

    // Oracle: a crawl that was not interrupted, row for row.
    [Fact]
    public async Task Ten_kills_change_nothing_in_what_a_crawl_finds()
    {
        const int Users = 2_000;
        const int Kills = 10;
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var service = await NeteaseStandIn.StartAsync(
            new() { World = WorldOf(Users), CachesServerAnswers = false, LogCapacity = 0 }, Token);
        using (var provider = Services(service.Address, folder["undisturbed.db"], Users, 100_000))
        {
            Assert.Equal(CrawlStatus.Finished, (await provider.GetRequiredService<Crawler>().RunAsync(cancellationToken: Token)).Status);
        }

        var needed = service.Requests.TotalCount;
        AssertNothingTwice(service);
        service.ClearLog();
        for (var kill = 1; kill <= Kills; kill++)
        {
            // During the next part of the crawl, so that some items are left at the end.
            var at = service.Requests.TotalCount + random.Next(1, (int)(needed / (Kills + 2)));
            using var child = Start(service.Address, folder.Database, Users, 100_000);
            while (service.Requests.TotalCount < at && !child.HasExited)
                await Task.Delay(1, Token);
            Assert.False(child.HasExited, $"Seed {seed}: the crawl ended before kill {kill}.");
            child.Kill();
            await child.WaitForExitAsync(Token);
            EndLeases(folder.Database);
        }

        using (var child = Start(service.Address, folder.Database, Users, 100_000))
        {
            var output = await child.StandardOutput.ReadToEndAsync(Token);
            await child.WaitForExitAsync(Token);
            Assert.True(child.ExitCode == 0, $"Seed {seed}: {output}");
        }

        TableDump.AssertEqual(folder["undisturbed.db"], folder.Database);

        // Only what was under way at a kill is requested again.
        var again = service.Requests.TotalCount - needed;
        TestContext.Current.SendDiagnosticMessage($"{needed} requests, {again} of them again");
        Assert.InRange(again, 0, Kills * 2 * Workers);
    }

    [Fact]
    public async Task Two_processes_on_one_database_finish_together_within_one_budget()
    {
        const int Users = 150;
        const double Rate = 150;
        using var folder = new TemporaryFolder();
        await using var service = await NeteaseStandIn.StartAsync(new() { World = WorldOf(Users), CachesServerAnswers = false }, Token);
        using var child = Start(service.Address, folder.Database, Users, Rate);
        using var provider = Services(service.Address, folder.Database, Users, Rate);
        while (service.Requests.TotalCount < 20)
            await Task.Delay(1, Token);

        var mine = await provider.GetRequiredService<Crawler>().RunAsync(cancellationToken: Token);
        var output = await child.StandardOutput.ReadToEndAsync(Token);
        await child.WaitForExitAsync(Token);
        Assert.True(child.ExitCode == 0, output);
        Assert.Equal(CrawlStatus.Finished, mine.Status);
        Assert.InRange(mine.Progress.Requests, 10, service.Requests.TotalCount - 10);        // both worked
        AssertNothingTwice(service);

        // The budget reserves slots for 50 ms at once, and the machine may delay answers under way.
        service.Requests.AssertRate(Rate, burst: (int)(Rate * 0.05) + 2 + (2 * Workers));
        using (var other = Services(service.Address, folder["alone.db"], Users, 100_000))
            await other.GetRequiredService<Crawler>().RunAsync(cancellationToken: Token);
        TableDump.AssertEqual(folder["alone.db"], folder.Database);
    }

    private const int Workers = 8;

    // Except songs that playlists contain but the service no longer has: if none of several is returned, they are requested one by one.
    private static void AssertNothingTwice(NeteaseStandIn service) => Assert.DoesNotContain(
        service.Requests.Repeated,
        pair => !(
            pair.Value == 2
                && pair.Key.Split("/song/detail?id=") is ["/api/v3", var id]
                && long.Parse(id, CultureInfo.InvariantCulture) > service.World.Songs.Count));

    // As if the leases of a killed process had ended. They are long, so that no stall of the machine ends one that is in use.
    private static void EndLeases(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        TableDump.Query(connection, "UPDATE crawl_item SET leased_until = 0 WHERE token IS NOT NULL");
    }

    private static MusicWorld WorldOf(int users) =>
        MusicWorld.Create(new() { UserCount = users, SongCount = users * 2, ArtistCount = users / 5, MeanSongsPerUser = 8 });

    private static ServiceProvider Services(Uri server, string database, int users, double rate)
    {
        var services = new ServiceCollection();
        services.AddZetDardCatalog(database);
        services.AddZetDardNetease(o =>
        {
            (o.Server, o.IsStandIn, o.RequestsPerSecond, o.RequestsPerDay, o.MaxConcurrency, o.Jitter) =
                (server, true, rate, long.MaxValue, Workers, 0);
        });
        services.AddZetDardCrawling(o =>
        {
            for (var user = 1; user <= users; user += 10)
                o.Users.Add(user);
            (o.Depth, o.MaxUsers, o.MaxPlaylistsPerUser, o.MaxCommentsPerSong) = (10, 100_000, 1, 1_000);
            (o.Fetch, o.Workers, o.LeaseTime) = (
                CrawlFetch.Friends | CrawlFetch.Playlists | CrawlFetch.Songs | CrawlFetch.PlayRecords | CrawlFetch.Lyrics
                | CrawlFetch.Comments,
                Workers, TimeSpan.FromHours(1));
        });
        return services.BuildServiceProvider();
    }

    private static Process Start(Uri server, string database, int users, double rate)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ProcessTests).Assembly.Location);
        }

        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{server}|{database}|{users}|{rate}");
        return Process.Start(start)!;
    }
}
