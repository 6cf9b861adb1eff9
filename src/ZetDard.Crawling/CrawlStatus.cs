namespace ZetDard.Crawling;

/// <summary>The reason why a run has ended. In every case the next run continues where this one stopped.</summary>
public enum CrawlStatus
{
    /// <summary>Everything that the plan wants has been fetched; the next item is due at <see cref="CrawlSummary.ComeBack"/>.</summary>
    Finished,

    /// <summary>The crawl is paused. Call <see cref="Crawler.ResumeAsync"/>, then run it again.</summary>
    Paused,

    /// <summary>The remaining items need a session. Log in, then run it again.</summary>
    LogInRequired,

    /// <summary>The client's budget of requests for the day is spent.</summary>
    BudgetSpent,

    /// <summary>The service refuses this address. Wait, and do not try to get around it.</summary>
    Blocked,

    /// <summary>The service demands that a person verifies themselves in a browser first.</summary>
    VerificationDemanded,

    /// <summary>The service sends the answers for addresses outside of China, which cannot be read.</summary>
    Abroad,

    /// <summary>Many requests in a row failed: the service, the server or the connection is down.</summary>
    Unavailable,
}
