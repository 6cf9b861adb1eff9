namespace ZetDard.Catalog;

/// <summary>What one piece of work brings: outcomes, data and new items, all of it or nothing.</summary>
/// <param name="Outcomes">One for each item that was worked on. If a single one has been claimed by somebody else since, nothing of the completion is written.</param>
public sealed record CrawlCompletion(IReadOnlyList<CrawlOutcome> Outcomes)
{
    /// <summary>The data. Rows that mention a user who was deleted are left out.</summary>
    public CatalogBatch Batch { get; init; } = new();

    /// <summary>What was found to be fetched next.</summary>
    public IReadOnlyList<CrawlItem> Children { get; init; } = [];
}
