using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Catalog;
using ZetDard.Crawling;
using ZetDard.Netease;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders.Testing;

namespace Quickstart;

/// <summary>Crawls into a database. What is there and fresh is not asked for again; an interrupted crawl goes on.</summary>
internal static class Crawl
{
    private const string StandIn = "a stand-in";
    private const string OriginCheckpoint = "quickstart.origin";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Crawls a stand-in of the service that runs in this process.</summary>
    public static async Task<(CrawlSummary Summary, MusicWorld World)> OfStandInAsync(
        string database, Steps steps, CancellationToken cancellationToken)
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: cancellationToken);
        return (await RunAsync(database, StandIn, service.Configure, Plan, session: null, steps, cancellationToken), service.World);

        void Plan(CrawlOptions plan)
        {
            // Some listeners; then their friends, the friends of these, …
            for (var id = 1; id <= service.World.UserCount; id += 31)
            {
                plan.Users.Add(id);
            }

            plan.Depth = 10;
            plan.Fetch |= CrawlFetch.Comments;
            plan.MaxCommentsPerSong = 20;
            plan.Workers = 16;
            plan.KeepNames = true;
        }
    }

    /// <summary>Crawls by a NeteaseCloudMusicApi server.</summary>
    public static async Task<CrawlSummary> OfServerAsync(Source source, string database, Steps steps, CancellationToken cancellationToken)
    {
        if (source.Start.Count == 0 && !File.Exists(database))
        {
            throw new UsageException("--server needs somebody to start from: --start ID or --start NICKNAME.");
        }

        var session = await SessionAsync(source.Session, cancellationToken);
        await CheckConnectionAsync(source.Server!, cancellationToken);
        return await RunAsync(database, "NetEase", netease => netease.Server = source.Server, Plan, session, steps, cancellationToken);

        void Plan(CrawlOptions plan)
        {
            foreach (var start in source.Start)
            {
                if (long.TryParse(start, CultureInfo.InvariantCulture, out var id) && id > 0)
                {
                    plan.Users.Add(id);
                }
                else
                {
                    plan.Nicknames.Add(start);
                }
            }

            plan.Depth = 2;
            plan.Fetch = CrawlFetch.Friends | CrawlFetch.Playlists | CrawlFetch.Songs;      // what the graph is made of
            plan.MaxUsers = source.Users;
            plan.KeepNames = source.KeepNames;
        }
    }

    /// <summary>Whether a stand-in was crawled into a database: its ids mean other songs at the service.</summary>
    public static async Task<bool> IsOfStandInAsync(ICatalogStore store, CancellationToken cancellationToken) =>
        await store.FindCheckpointAsync(OriginCheckpoint, cancellationToken) == StandIn;

    private static async Task<CrawlSummary> RunAsync(
        string database, string origin, Action<NeteaseOptions> reach, Action<CrawlOptions> plan, ISessionStore? session, Steps steps,
        CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddZetDardCatalog(database);
        services.AddZetDardNetease(reach);
        services.AddZetDardCrawling(plan).Configure(options => options.LeaseTime = TimeSpan.FromSeconds(5));       // the wait after a kill
        if (session is not null)
        {
            services.AddSingleton(session);
        }

        await using var provider = services.BuildServiceProvider();
        await RefuseOtherMusicAsync(provider.GetRequiredService<ICrawlStore>(), database, origin, cancellationToken);
        var frontier = new Frontier();
        var summary = await steps.RunAsync("Crawl", tell => provider.GetRequiredService<Crawler>().RunAsync(
            new Relay<CrawlProgress>(progress => tell(frontier.Measure(progress))), cancellationToken));
        if (summary.Status != CrawlStatus.Finished)
        {
            steps.Tell(summary.Message);
        }

        return summary;
    }

    private static async Task RefuseOtherMusicAsync(ICrawlStore store, string database, string origin, CancellationToken cancellationToken)
    {
        var known = await store.FindCheckpointAsync(OriginCheckpoint, cancellationToken);
        if (known != origin && (known is not null || (await store.CountAsync(cancellationToken)).Users > 0))
        {
            var name = Path.GetFileName(database);
            throw new UsageException(
                $"'{database}' holds other music already, whose ids mean other songs. "
                + $"Recommend from it without a crawl: --database \"{name}\". "
                + (origin == StandIn ? "Or start in another folder, or delete the file." : "Or crawl into another file: --database FILE."));
        }

        await store.UpdateCheckpointAsync(OriginCheckpoint, _ => origin, cancellationToken);
    }

    private static async Task<ISessionStore?> SessionAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return null;
        }

        var session = new FileSessionStore(path);
        try
        {
            return await session.LoadAsync(cancellationToken) is not null
                ? session
                : throw new UsageException($"There is no file '{path}'. Write the cookies MUSIC_U and __csrf into it: MUSIC_U=…; __csrf=…");
        }
        catch (Exception unusable) when (unusable is InvalidOperationException or InvalidDataException)
        {
            throw new UsageException(unusable.Message);
        }
    }

    private static async Task CheckConnectionAsync(Uri server, CancellationToken cancellationToken)
    {
        using var connection = new TcpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            await connection.ConnectAsync(server.Host, server.Port, timeout.Token);
        }
        catch (Exception absent) when (absent is SocketException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException(
                $"Nothing answers at {server}. Start a NeteaseCloudMusicApi server there: docs/packages/netease.md says how.", absent);
        }
    }
}
