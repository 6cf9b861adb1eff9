namespace ZetDard.Catalog;

/// <summary>The result of one unit of work: outcomes, data and new items, written together or not at all.</summary>
/// <param name="Outcomes">
/// One outcome for each claimed item. If another process has claimed one of them meanwhile, nothing of the completion is written.
/// </param>
public sealed record CrawlCompletion(IReadOnlyList<CrawlOutcome> Outcomes)
{
    /// <summary>The data. Rows that belong to a deleted user are left out.</summary>
    public CatalogBatch Batch { get; init; } = new();

    /// <summary>New items to be fetched.</summary>
    public IReadOnlyList<CrawlItem> Children { get; init; } = [];
}
