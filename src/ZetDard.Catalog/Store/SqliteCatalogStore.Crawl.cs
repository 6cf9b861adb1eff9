using ZetDard.Recommenders;

namespace ZetDard.Catalog;

// The frontier. Every call is one transaction of the writer.
public sealed partial class SqliteCatalogStore
{
    /// <inheritdoc/>
    public Task AddItemsAsync(
        IReadOnlyList<CrawlItem> items, IReadOnlyDictionary<string, long>? caps = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count == 0 ? Task.CompletedTask : WriteAsync(writer => new SqliteFrontier(writer).Add(items, caps), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReopenAsync(string kind, CrawlState state, int minDepth = 0, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        return WriteAsync(writer => new SqliteFrontier(writer).Reopen(kind, state, minDepth), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CrawlClaim>> ClaimAsync(
        IReadOnlyList<CrawlLane> lanes, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        IReadOnlyList<CrawlClaim> claims = [];
        await WriteAsync(writer => claims = new SqliteFrontier(writer).Claim(lanes, now, lease), cancellationToken).ConfigureAwait(false);
        return claims;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<bool>> CompleteAsync(
        IReadOnlyList<CrawlCompletion> completions, IReadOnlyDictionary<string, long>? caps = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(completions);
        var written = new bool[completions.Count];
        if (written.Length > 0)
        {
            await WriteAsync(
                writer =>
                {
                    var frontier = new SqliteFrontier(writer);
                    for (var i = 0; i < written.Length; i++)
                    {
                        written[i] = frontier.Complete(completions[i], caps, cancellationToken);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    /// <inheritdoc/>
    public Task RenewAsync(IReadOnlyCollection<long> tokens, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return tokens.Count == 0
            ? Task.CompletedTask
            : WriteAsync(writer => new SqliteFrontier(writer).Renew(tokens, until), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(IReadOnlyCollection<long> tokens, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return tokens.Count == 0 ? Task.CompletedTask : WriteAsync(writer => new SqliteFrontier(writer).Release(tokens), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CrawlItemCount>> CountItemsAsync(CancellationToken cancellationToken = default) => await ReadAsync(
        "SELECT kind, state, items FROM crawl_total WHERE items > 0 ORDER BY kind, state",
        static row => new CrawlItemCount(
            row.Text(0),
            (CrawlState)row.Int64(1) is var state && Enum.IsDefined(state)
                ? state
                : throw row.Impossible(1, $"a state from 0 to {(int)CrawlState.Hidden}"),
            row.Int64(2)),
        cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> FindNextDueAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return ReadRowAsync<DateTimeOffset?>(
            // Uses the index on due, up to the first row of one of the kinds.
            $"SELECT (SELECT due FROM crawl_item WHERE state > 0 AND due IS NOT NULL AND kind IN ({string.Join(", ", kinds.Select((_, i) => $"?{i + 1}"))}) ORDER BY due LIMIT 1)",
            statement =>
            {
                foreach (var (i, kind) in kinds.Index())
                {
                    statement.Bind(i + 1, kind);
                }
            },
            static row => row.TimeOrNull(0, perSecond: 1000),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CrawlProblem>> FindProblemsAsync(int count, CancellationToken cancellationToken = default) =>
        await ReadAsync(
            FormattableString.Invariant(
                $"SELECT kind, key, problem FROM crawl_item WHERE state = {(int)CrawlState.Failed} ORDER BY due DESC, id LIMIT {Math.Max(0, count)}"),
            static row => new CrawlProblem(row.Text(0), row.Text(1), row.TextOrNull(2) ?? ""),
            cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<UserPseudonyms> GetPseudonymsAsync(CancellationToken cancellationToken = default)
    {
        UserPseudonyms? pseudonyms = null;
        await WriteAsync(writer => pseudonyms = new SqliteFrontier(writer).Pseudonyms(), cancellationToken).ConfigureAwait(false);
        return pseudonyms!;
    }
}
