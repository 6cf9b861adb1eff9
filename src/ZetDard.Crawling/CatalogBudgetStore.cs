using ZetDard.Catalog;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>Stores the request budget in the catalogue's database, so that all processes that crawl into the file share it.</summary>
internal sealed class CatalogBudgetStore(ICrawlStore store) : IBudgetStore
{
    public async ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default) =>
        await store.UpdateCheckpointAsync("netease.budget", change, cancellationToken).ConfigureAwait(false);
}
