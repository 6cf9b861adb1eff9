using ZetDard.Crawling;
using static System.FormattableString;

namespace Quickstart;

/// <summary>Judges whether the remaining time of a crawl can be told.</summary>
/// <remarks>While the crawl still finds new things, the time for the things that are known is too short.</remarks>
internal sealed class Frontier
{
    // How many of the known things must be fetched without a new one among them.
    private const double SteadyPart = .1;

    private long _known;
    private long _doneAtGrowth;

    /// <summary>Puts one report of the crawl into words; the reports of a crawl must be given one after the other.</summary>
    public StepProgress Measure(CrawlProgress progress)
    {
        if (progress.Known > _known)
        {
            (_known, _doneAtGrowth) = (progress.Known, progress.Done);
        }

        var isSteady = progress.Done == progress.Known || progress.Done - _doneAtGrowth >= SteadyPart * progress.Known;
        return new(
            progress.Known > 0 ? (double)progress.Done / progress.Known : 0,
            progress.Remaining,
            Invariant($"{progress.Requests:N0} requests, {progress.RequestsPerSecond:0.#} a second"),
            IsGrowing: !isSteady);
    }
}
