namespace ZetDard.Crawling;

/// <summary>Why a run has ended. Whichever it was, the next run goes on where this one stopped.</summary>
public enum CrawlStatus
{
    /// <summary>Everything that the plan wants is there; the next thing is due at <see cref="CrawlSummary.ComeBack"/>.</summary>
    Finished,

    /// <summary>The crawl is paused: <see cref="Crawler.ResumeAsync"/>, then run it again.</summary>
    Paused,

    /// <summary>What is left needs a session: log in, then run it again.</summary>
    LogInRequired,

    /// <summary>The client's budget of the day is spent.</summary>
    BudgetSpent,

    /// <summary>The service refuses this address. Wait; never go round it.</summary>
    Blocked,

    /// <summary>The service wants a person to verify himself in a browser first.</summary>
    VerificationDemanded,

    /// <summary>The service sends answers for addresses outside of China, which cannot be read.</summary>
    Abroad,

    /// <summary>Many answers in a row failed: the service, the server or the way to it is down.</summary>
    Unavailable,
}
