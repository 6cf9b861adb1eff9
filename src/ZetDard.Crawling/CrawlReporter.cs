using Microsoft.Extensions.Logging;
using ZetDard.Catalog;

namespace ZetDard.Crawling;

/// <summary>Counts the work of a run, and makes its progress reports and its summary.</summary>
internal sealed class CrawlReporter(
    ICrawlStore store, CrawlFetcher fetcher, CrawlOptions plan, TimeProvider time, ILogger logger, IProgress<CrawlProgress>? progress)
{
    private const int MaxProblems = 100;

    private readonly IReadOnlyList<string> _kinds = CrawlKinds.Of(plan.Fetch);
    private readonly long _started = time.GetTimestamp();

    public async Task LogBeginAsync(CancellationToken cancellationToken)
    {
        var begin = await CountAsync(cancellationToken).ConfigureAwait(false);
        CrawlLog.Begins(logger, begin.Known, begin.Kinds.Sum(kind => kind.Waiting));
    }

    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        if (progress is not null)
        {
            progress.Report(await CountAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Makes the summary, and reports the last progress.</summary>
    /// <param name="end">The reason why the run ended before its work was done; <see langword="null"/> if there is none.</param>
    /// <param name="needSession">The kinds that need a session.</param>
    /// <param name="notFound">What the plan names but the service does not have.</param>
    /// <param name="cancellationToken">Cancels the reading of the counts.</param>
    public async Task<CrawlSummary> SummaryAsync(
        CrawlEnd? end, IReadOnlyCollection<string> needSession, IReadOnlyList<string> notFound, CancellationToken cancellationToken)
    {
        var last = await CountAsync(cancellationToken).ConfigureAwait(false);
        progress?.Report(last);
        end ??= needSession.Count == 0
            ? new(
                CrawlStatus.Finished, "The crawl is finished.",
                await store.FindNextDueAsync(_kinds, cancellationToken).ConfigureAwait(false))
            : new(
                CrawlStatus.LogInRequired,
                $"The remaining items need a session ({string.Join(", ", needSession.Order(StringComparer.Ordinal))}). Log in, then run the crawl again.");
        CrawlLog.Ended(logger, end.Status, end.Message, last.Requests, last.Done, last.Known);
        return new(end.Status, end.Message, last, await store.CountAsync(cancellationToken).ConfigureAwait(false))
        {
            ComeBack = end.ComeBack,
            Duration = time.GetElapsedTime(_started),
            NotFound = notFound,
            Problems =
                [.. (await store.FindProblemsAsync(MaxProblems, cancellationToken).ConfigureAwait(false)).Select(
                    problem => problem.Kind == CrawlKinds.Nickname ? problem with { Key = "" } : problem)],
        };
    }

    private async Task<CrawlProgress> CountAsync(CancellationToken cancellationToken)
    {
        var kinds = (await store.CountItemsAsync(cancellationToken).ConfigureAwait(false)).Where(count => _kinds.Contains(count.Kind))
            .GroupBy(count => count.Kind)
            .Select(
                group => new CrawlKindProgress(
                    group.Key, group.Sum(count => count.Count), Of(group, CrawlState.Done),
                    Of(group, CrawlState.Open) + Of(group, CrawlState.Retry), Of(group, CrawlState.Gone) + Of(group, CrawlState.Hidden),
                    Of(group, CrawlState.Failed)))
            .ToList();
        var known = kinds.Sum(kind => kind.Known);
        var requests = fetcher.Requests;
        var rate = requests / Math.Max(1e-3, time.GetElapsedTime(_started).TotalSeconds);
        var left = kinds.Sum(
            kind => kind.Kind == CrawlKinds.Song
                ? (kind.Waiting + CrawlKinds.SongsPerRequest - 1) / CrawlKinds.SongsPerRequest
                : kind.Waiting);
        return new(
            known - kinds.Sum(kind => kind.Waiting), known, kinds, requests, rate,
            requests == 0 ? null : TimeSpan.FromSeconds(Math.Min(left / rate, 1e8)));

        static long Of(IEnumerable<CrawlItemCount> counts, CrawlState state) =>
            counts.Where(count => count.State == state).Sum(count => count.Count);
    }
}
