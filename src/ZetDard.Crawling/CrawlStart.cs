using ZetDard.Catalog;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>
/// The start of a run: adds what the plan names to the frontier, and reopens items that this run may be able to fetch and the
/// last one was not.
/// </summary>
internal sealed class CrawlStart(ICrawlStore store, ISessionStore? sessions, CrawlFetcher fetcher, CrawlOptions plan)
{
    private readonly IReadOnlyList<string> _kinds = CrawlKinds.Of(plan.Fetch);

    /// <summary>What the plan names, by kind and key.</summary>
    public HashSet<(string Kind, string Key)> Named { get; } = [];

    /// <summary>Whether earlier runs had a session and this one has none: what is hidden may be hidden only from this run.</summary>
    public bool MissesSession { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CrawlItem[] starts =
        [
            .. plan.Users.Select(id => fetcher.UserItem(id, 0)),
            .. plan.Nicknames.Select(nickname => new CrawlItem(CrawlKinds.Nickname, nickname)),
            .. plan.Playlists.Select(id => CrawlKinds.Item(CrawlKinds.Playlist, id, 0)),
            .. plan.Charts ? [new CrawlItem(CrawlKinds.Charts, "all")] : Array.Empty<CrawlItem>(),
        ];
        Named.UnionWith(starts.Select(item => (item.Kind, item.Key)));
        // No maximum leaves them out.
        await store.AddItemsAsync(
            [.. starts.Select(item => item with { ReopensWhenGone = true })], caps: null, cancellationToken).ConfigureAwait(false);
        // If the clock was set back, they would wait longer by the same amount.
        await store.ReopenAllAsync(_kinds, CrawlState.Retry, cancellationToken).ConfigureAwait(false);
        await NoteSessionAsync(cancellationToken).ConfigureAwait(false);
        await NoteReachAsync(cancellationToken).ConfigureAwait(false);
    }

    // With a session the service shows more: what was hidden before is requested again.
    private async Task NoteSessionAsync(CancellationToken cancellationToken)
    {
        const string Name = "crawl.session";
        var known = await store.FindCheckpointAsync(Name, cancellationToken).ConfigureAwait(false);
        var hasSession = sessions is not null && await sessions.LoadAsync(cancellationToken).ConfigureAwait(false) is not null;
        MissesSession = !hasSession && known is not null;
        var now = hasSession ? "there" : MissesSession ? "missing" : null;
        if (now == known)
        {
            return;
        }

        if (hasSession)
        {
            await store.ReopenAllAsync(_kinds, CrawlState.Hidden, cancellationToken).ConfigureAwait(false);
        }

        await store.UpdateCheckpointAsync(Name, _ => now, cancellationToken).ConfigureAwait(false);
    }

    // If the plan wants more than the last one, the items that lead to the rest are requested again.
    private async Task NoteReachAsync(CancellationToken cancellationToken)
    {
        var reach = CrawlReach.Of(plan);
        if (CrawlReach.Parse(await store.FindCheckpointAsync(CrawlReach.Name, cancellationToken).ConfigureAwait(false)) is { } before)
        {
            foreach (var (kind, minDepth) in reach.Beyond(before))
            {
                await store.ReopenAsync(kind, CrawlState.Done, minDepth, cancellationToken).ConfigureAwait(false);
            }
        }

        await store.UpdateCheckpointAsync(CrawlReach.Name, _ => reach.ToString(), cancellationToken).ConfigureAwait(false);
    }
}
