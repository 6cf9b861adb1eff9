using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// A catalogue that also stores the frontier of a crawl: what is to be fetched, which process is working on it, how far it is,
/// and when it is due again.
/// </summary>
/// <remarks>
/// Several processes may share one frontier. An item is claimed with a new token for the time of a lease. Its data is written
/// together with its progress in one transaction, and only while the token is still valid. So nothing is lost when a process dies,
/// and nothing is done twice once it is complete. The caller passes the time, so that tests, and jumps of the clock, can be
/// distinguished from the passing of time.
/// </remarks>
public interface ICrawlStore : ICatalogStore
{
    /// <summary>Adds items in one transaction; existing ones are not added again.</summary>
    /// <param name="items">The items to fetch.</param>
    /// <param name="caps">
    /// The maximum number of items of each kind; items beyond it are left out. A kind without an entry has no maximum.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    Task AddItemsAsync(
        IReadOnlyList<CrawlItem> items, IReadOnlyDictionary<string, long>? caps = null, CancellationToken cancellationToken = default);

    /// <summary>Reopens items before they are due, for example if a new plan wants more of what they lead to.</summary>
    /// <param name="kind">The kind of items.</param>
    /// <param name="state">The state of items.</param>
    /// <param name="minDepth">The minimum depth of items.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    Task ReopenAsync(string kind, CrawlState state, int minDepth = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// Claims items of one kind: of the lane whose first item has the smallest priority value. Items that are due, or whose lease
    /// has ended, are reopened first.
    /// </summary>
    /// <param name="lanes">The kinds that the caller can work on.</param>
    /// <param name="now">The present time.</param>
    /// <param name="lease">
    /// How long the claims are valid without renewal. A lease that ends much later than this after now was made before the clock
    /// was set back, and counts as ended.
    /// </param>
    /// <param name="cancellationToken">Cancels before anything is claimed.</param>
    /// <returns>The claims, by priority; empty if nothing can be claimed now.</returns>
    Task<IReadOnlyList<CrawlClaim>> ClaimAsync(
        IReadOnlyList<CrawlLane> lanes, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Writes outcomes, data and new items, in one transaction for all completions.</summary>
    /// <param name="completions">The results of the work.</param>
    /// <param name="caps">The maximum number of items of each kind, as in <see cref="AddItemsAsync"/>.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>
    /// For each completion whether it was written; <see langword="false"/> if one of its claims is no longer valid. Its other
    /// claims are released.
    /// </returns>
    /// <exception cref="ArgumentException">A value is out of range; nothing of any completion was written.</exception>
    /// <exception cref="IOException">The storage failed; nothing was written.</exception>
    Task<IReadOnlyList<bool>> CompleteAsync(
        IReadOnlyList<CrawlCompletion> completions, IReadOnlyDictionary<string, long>? caps = null,
        CancellationToken cancellationToken = default);

    /// <summary>Extends the leases of claims.</summary>
    /// <param name="tokens">The tokens of the claims.</param>
    /// <param name="until">The new end of the leases.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    Task RenewAsync(IReadOnlyCollection<long> tokens, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Gives back claims without results: the items can be claimed again at once.</summary>
    Task ReleaseAsync(IReadOnlyCollection<long> tokens, CancellationToken cancellationToken = default);

    /// <summary>Counts the items by kind and state.</summary>
    Task<IReadOnlyList<CrawlItemCount>> CountItemsAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns when the next item that is not open becomes due; <see langword="null"/> if there is none.</summary>
    /// <param name="kinds">The kinds of items to look at.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<DateTimeOffset?> FindNextDueAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken = default);

    /// <summary>Returns items that were given up, the newest first.</summary>
    Task<IReadOnlyList<CrawlProblem>> FindProblemsAsync(int count, CancellationToken cancellationToken = default);

    /// <summary>Returns the pseudonyms of this catalogue's users; their secret is created at the first use.</summary>
    Task<UserPseudonyms> GetPseudonymsAsync(CancellationToken cancellationToken = default);
}
