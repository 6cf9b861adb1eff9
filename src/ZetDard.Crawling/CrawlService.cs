using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZetDard.Crawling;

/// <summary>Runs the crawl while the host runs, and again whenever something is due.</summary>
internal sealed class CrawlService(Crawler crawler, TimeProvider time, ILogger<Crawler>? logger = null) : BackgroundService
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);       // how often it checks whether a pause has ended
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan wait;
            try
            {
                var summary = await crawler.RunAsync(progress: null, stoppingToken).ConfigureAwait(false);
                wait = summary switch
                {
                    { Status: CrawlStatus.Paused } => Short,
                    { ComeBack: { } comeBack } => comeBack - time.GetUtcNow(),
                    _ => Long,
                };
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)       // a failed crawl must not stop the host
            {
                CrawlLog.Failed(logger ?? NullLogger<Crawler>.Instance, time.GetUtcNow() + Long, exception);
                wait = Long;
            }

            await Task.Delay(wait < Short ? Short : wait > Long ? Long : wait, time, stoppingToken).ConfigureAwait(false);
        }
    }
}
