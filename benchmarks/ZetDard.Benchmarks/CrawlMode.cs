using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Crawling;
using ZetDard.Netease;
using ZetDard.Netease.Testing;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Benchmarks;

/// <summary>
/// How many requests a second pass through client, store and stand-in together, in one process with the rate limit raised, and
/// what memory they take.
/// </summary>
/// <remarks>
/// Against the service one request a second is the limit; this says what ours costs. Every listener's lists and follows are
/// fetched; songs only where asked for, since their batches of 1,000 are another kind of work.
/// </remarks>
internal static class CrawlMode
{
    private const string Usage =
        "Usage: crawl server|weapi|eapi|api [LISTENERS [all]]      (16,000 listeners by default, about 80,000 requests; all: songs, plays and lyrics too)";
    private const int Workers = 32;

    public static async Task<int> RunAsync(string[] args)
    {
        var listeners = 16_000;
        var isServer = args is ["server", ..];
        NeteaseCipher? cipher = null;
        if (
            args.Length is 0 or > 3
            || (!isServer && !Parse(args[0], out cipher))
            || (args.Length > 1 && !(int.TryParse(args[1], CultureInfo.InvariantCulture, out listeners) && listeners > 0))
            || (args.Length > 2 && args[2] != "all")
        )
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("zetdard-crawl-");
        try
        {
            var world = MusicWorld.Create(
                new()
                {
                    UserCount = listeners,
                    SongCount = Math.Max(900, 3 * listeners),
                    ArtistCount = Math.Max(90, listeners / 3),
                }
            );
            await using var service = await NeteaseStandIn.StartAsync(new() { World = world, LogCapacity = 0 });
            var services = new ServiceCollection();
            services.AddZetDardCatalog(Path.Combine(folder.FullName, "music.db"));
            services
                .AddZetDardNetease(isServer ? service.ConfigureServer : service.Configure)
                .Configure(options => (options.Cipher, options.MaxConcurrency) = (cipher, Workers));
            services.AddZetDardCrawling(plan =>
            {
                for (var id = 1; id <= listeners; id++)
                {
                    plan.Users.Add(id);
                }

                (plan.Depth, plan.MaxUsers, plan.Workers) = (0, long.MaxValue, Workers);
                plan.Fetch = args.Length > 2 ? plan.Fetch : CrawlFetch.Friends | CrawlFetch.Playlists;
            });
            await using var provider = services.BuildServiceProvider();

            Console.WriteLine("| s | requests | requests/s | managed MB | working set MB |");
            Console.WriteLine("|--:|--:|--:|--:|--:|");
            using var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var (lastRequests, lastSeconds) = (0L, 0.0);
            var summary = await provider
                .GetRequiredService<Crawler>()
                .RunAsync(
                    new Relay(() =>
                    {
                        if (watch.Elapsed.TotalSeconds - lastSeconds >= 5)
                        {
                            Row(service.Requests.TotalCount - lastRequests, watch.Elapsed.TotalSeconds - lastSeconds);
                            (lastRequests, lastSeconds) = (service.Requests.TotalCount, watch.Elapsed.TotalSeconds);
                        }
                    })
                );
            var seconds = watch.Elapsed.TotalSeconds;
            Row(service.Requests.TotalCount, seconds);
            process.Refresh();
            Console.WriteLine();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{args[0]}: {service.Requests.TotalCount / seconds:N0} requests/s over all, {1000 * (process.TotalProcessorTime - cpu).TotalSeconds / service.Requests.TotalCount:F2} ms of processor time each; {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB in use at the end"
                )
            );
            Console.WriteLine(summary);
            return summary.Status == CrawlStatus.Finished ? 0 : 1;

            void Row(long requests, double span) =>
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {watch.Elapsed.TotalSeconds:F0} | {service.Requests.TotalCount:N0} | {requests / span:N0} | {GC.GetTotalMemory(forceFullCollection: false) >> 20} | {Environment.WorkingSet >> 20} |"
                    )
                );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool Parse(string text, out NeteaseCipher? cipher)
    {
        var isKnown = Enum.TryParse<NeteaseCipher>(text, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed);
        cipher = parsed;
        return isKnown;
    }

    private sealed class Relay(Action report) : IProgress<CrawlProgress>
    {
        public void Report(CrawlProgress value) => report();
    }
}
