using ZetDard.Catalog;

namespace ZetDard.Crawling;

internal static class CrawlStoreExtensions
{
    /// <summary>Reopens all items of some kinds that are in a state.</summary>
    public static async Task ReopenAllAsync(
        this ICrawlStore store, IReadOnlyList<string> kinds, CrawlState state, CancellationToken cancellationToken)
    {
        foreach (var kind in kinds)
        {
            await store.ReopenAsync(kind, state, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}
