using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A catalogue that also keeps the frontier of a crawl: what is to be fetched, who is at it, how far he is, and when it is due again.</summary>
/// <remarks>
/// Several processes may share one frontier. An item is claimed with a fresh token for the time of a lease; what a claimer brings is written, with the progress of the
/// item, in one transaction, and only while his token still holds. So nothing is lost when a process dies, and nothing is done twice once it is complete.
/// The time is the caller's, so that tests and jumps of the clock can be told from the passing of time.
/// </remarks>
public interface ICrawlStore : ICatalogStore
{
    /// <summary>Adds items; those that are there already are not added again. One transaction.</summary>
    /// <param name="items">What to fetch.</param>
    /// <param name="caps">How many items of a kind there may be; those beyond are left out. No entry: no limit.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    Task AddItemsAsync(IReadOnlyList<CrawlItem> items, IReadOnlyDictionary<string, long>? caps = null, CancellationToken cancellationToken = default);

    /// <summary>Opens items again before they are due, such as where a new plan wants more of what finds it.</summary>
    /// <param name="kind">Of which kind.</param>
    /// <param name="state">In which state.</param>
    /// <param name="minDepth">Only those of this depth or more.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    Task ReopenAsync(string kind, CrawlState state, int minDepth = 0, CancellationToken cancellationToken = default);

    /// <summary>Claims items of one kind: of the lane whose first item has the smallest priority. Items that are due, or whose lease has ended, are open again first.</summary>
    /// <param name="lanes">The kinds that the caller takes.</param>
    /// <param name="now">The time.</param>
    /// <param name="lease">How long the claim holds without being renewed. A lease that ends much later than now plus this was made before the clock was set back, and has ended.</param>
    /// <param name="cancellationToken">Stops before anything is claimed.</param>
    /// <returns>The claims, by priority; empty where nothing can be claimed now.</returns>
    Task<IReadOnlyList<CrawlClaim>> ClaimAsync(IReadOnlyList<CrawlLane> lanes, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Writes what was done: outcomes, data and new items, in one transaction for all completions.</summary>
    /// <param name="completions">What was done.</param>
    /// <param name="caps">As for <see cref="AddItemsAsync"/>.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <returns>For each completion whether it was written: <see langword="false"/> where a claim of it no longer holds; its other claims are released.</returns>
    /// <exception cref="ArgumentException">A value is out of range; nothing of any completion was written.</exception>
    /// <exception cref="IOException">The medium failed; nothing was written.</exception>
    Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<CrawlCompletion> completions, IReadOnlyDictionary<string, long>? caps = null, CancellationToken cancellationToken = default);

    /// <summary>Prolongs the leases of claims.</summary>
    /// <param name="tokens">Their tokens.</param>
    /// <param name="until">The new end.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    Task RenewAsync(IReadOnlyCollection<long> tokens, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Gives claims back undone: the items can be claimed at once.</summary>
    Task ReleaseAsync(IReadOnlyCollection<long> tokens, CancellationToken cancellationToken = default);

    /// <summary>Counts the items by kind and state.</summary>
    Task<IReadOnlyList<CrawlItemCount>> CountItemsAsync(CancellationToken cancellationToken = default);

    /// <summary>When the next item that is not open becomes due; <see langword="null"/> where none ever does.</summary>
    /// <param name="kinds">Of which kinds.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<DateTimeOffset?> FindNextDueAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken = default);

    /// <summary>Items that were given up, the newest first.</summary>
    Task<IReadOnlyList<CrawlProblem>> FindProblemsAsync(int count, CancellationToken cancellationToken = default);

    /// <summary>The pseudonyms of this catalogue's users; their secret is made at the first use.</summary>
    Task<UserPseudonyms> GetPseudonymsAsync(CancellationToken cancellationToken = default);
}
