namespace ZetDard.Catalog;

/// <summary>The states of an item of a crawl. Items in all states except <see cref="Open"/> become open again when they are due.</summary>
public enum CrawlState
{
    /// <summary>To be fetched: new, with pages left, or due again. Claimed items are open too.</summary>
    Open = 0,

    /// <summary>A fetch failed; the item waits for another attempt.</summary>
    Retry = 1,

    /// <summary>Fetched; due again when it should be refreshed.</summary>
    Done = 2,

    /// <summary>It does not exist at the service.</summary>
    Gone = 3,

    /// <summary>Given up after several attempts.</summary>
    Failed = 4,

    /// <summary>The service does not show it to the account that requested it; another session may see it.</summary>
    Hidden = 5,
}
