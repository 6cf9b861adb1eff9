namespace ZetDard.Catalog;

/// <summary>How an item of a crawl stands. All but <see cref="Open"/> become open again when they are due.</summary>
public enum CrawlState
{
    /// <summary>To be fetched: new, in the midst of its pages, or due again. Claimed items are open too.</summary>
    Open = 0,

    /// <summary>Could not be fetched, and waits for another try.</summary>
    Retry = 1,

    /// <summary>Fetched; due again when it should be refreshed.</summary>
    Done = 2,

    /// <summary>The service has no such thing.</summary>
    Gone = 3,

    /// <summary>Given up after several tries.</summary>
    Failed = 4,

    /// <summary>The service does not show it to who asked; another session may see it.</summary>
    Hidden = 5,
}
