using ZetDard.Catalog;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>The request budget in the catalogue's database: all processes that crawl into one file share it.</summary>
internal sealed class CatalogBudgetStore(ICrawlStore store) : IBudgetStore
{
    public async ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default) =>
        await store.UpdateCheckpointAsync("netease.budget", change, cancellationToken).ConfigureAwait(false);
}
