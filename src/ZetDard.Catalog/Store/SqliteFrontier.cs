using System.Security.Cryptography;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>The operations on the frontier within one transaction.</summary>
/// <remarks>
/// A claimed item is open and has a token. There are three indices: crawl_item_todo for claiming, crawl_item_due for reopening,
/// crawl_item_leased for claims.
/// Their conditions must be repeated literally in the queries; otherwise SQLite does not use them.
/// </remarks>
internal sealed class SqliteFrontier(SqliteWriter writer)
{
    private const string SecretName = "crawl.secret";
    private const int SkewedLeases = 10;       // the number of leases by which the clocks of other machines may be ahead

    private UserPseudonyms? _pseudonyms;
    private bool? _hasForgotten;

    public UserPseudonyms Pseudonyms()
    {
        if (_pseudonyms is null)
        {
            if (writer.Checkpoint(SecretName) is not { } secret)
            {
                secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
                writer.SetCheckpoint(SecretName, secret);
            }

            _pseudonyms = new(Convert.FromHexString(secret));
        }

        return _pseudonyms;
    }

    /// <summary>
    /// Removes the items of a user and those that search for one of their names, and refuses new ones from now on, whether or not
    /// they name the user as their owner.
    /// </summary>
    public void Forget(UserId user, IEnumerable<string> names)
    {
        var pseudonym = Pseudonyms().Of(user);
        ForgetItems(
            writer.Prepare("DELETE FROM crawl_item WHERE owner = ?1 AND owner IS NOT NULL RETURNING kind, key").Bind(1, pseudonym.Value));
        foreach (var name in names)
        {
            ForgetItems(writer.Prepare("DELETE FROM crawl_item WHERE kind = 'nickname' AND key = ?1 RETURNING kind, key").Bind(1, name));
        }

        writer.Prepare("INSERT OR IGNORE INTO forgotten_user VALUES (?1)").Bind(1, pseudonym.Value).Run();
    }

    public void Add(IReadOnlyList<CrawlItem> items, IReadOnlyDictionary<string, long>? caps)
    {
        if (items.Count == 0)
        {
            return;
        }

        var room = new Dictionary<string, long>();
        foreach (var item in items)
        {
            Add(item);
        }

        void Add(CrawlItem item)
        {
            if ((item.Owner is { } owner && IsForgotten(owner))
                || (item.Owner is null && IsForgottenItem(item.Kind, item.Key))
                || (item.Requires is { } follow && !Has(follow)))
            {
                return;
            }

            var find = writer.Prepare("SELECT id, priority, depth, owner FROM crawl_item WHERE kind = ?1 AND key = ?2").Bind(1, item.Kind)
                .Bind(2, item.Key);
            var known = find.Step()
                ? (Id: find.Int64(0), Priority: find.Int64(1), Depth: find.Int64(2), HasOwner: !find.IsNull(3))
                : default;
            find.Reset();
            if (known.Id == 0)
            {
                if (Room(item.Kind) == 0)
                {
                    return;
                }

                room[item.Kind]--;
                writer.Prepare(
                    "INSERT INTO crawl_item (kind, key, state, priority, depth, owner, cursor) VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6)")
                    .Bind(1, item.Kind).Bind(2, item.Key).Bind(3, item.Priority).Bind(4, item.Depth).Bind(5, item.Owner?.Value)
                    .Bind(6, item.Cursor).Run();
            }
            else if (item.Priority < known.Priority
                || item.Depth < known.Depth
                || item.ReopensWhenGone
                || (item.Owner is not null && !known.HasOwner))
            {
                writer.Prepare(
                    """
                    UPDATE crawl_item SET priority = min(priority, ?2), depth = min(depth, ?3), owner = ifnull(owner, ?6),
                        state = CASE WHEN (?4 AND state = 2 AND ?3 < depth) OR (?5 AND state > 2) THEN 0 ELSE state END WHERE id = ?1
                    """)
                    .Bind(1, known.Id).Bind(2, item.Priority).Bind(3, item.Depth).Bind(4, item.ReopensWhenNearer ? 1L : 0)
                    .Bind(5, item.ReopensWhenGone ? 1L : 0).Bind(6, item.Owner?.Value).Run();
            }

            foreach (var companion in item.Companions)
            {
                Add(companion);
            }
        }

        long Room(string kind)
        {
            if (!room.TryGetValue(kind, out var left))
            {
                room[kind] = left = caps is not null && caps.TryGetValue(kind, out var cap)
                    ? Math.Max(0, cap - Total(kind))
                    : long.MaxValue;
            }

            return left;
        }
    }

    public void Reopen(string kind, CrawlState state, int minDepth) => writer.Prepare(
        $"UPDATE crawl_item SET state = 0, due = NULL WHERE {(state <= CrawlState.Retry ? "state <= 1 AND " : "")}kind = ?1 AND state = ?2 AND depth >= ?3")
        .Bind(1, kind).Bind(2, (long)state).Bind(3, minDepth).Run();

    public IReadOnlyList<CrawlClaim> Claim(IReadOnlyList<CrawlLane> lanes, DateTimeOffset now, TimeSpan lease)
    {
        var time = now.ToUnixTimeMilliseconds();
        writer.Prepare(
            "UPDATE crawl_item SET token = NULL, leased_until = NULL WHERE token IS NOT NULL AND (leased_until <= ?1 OR leased_until > ?2)")
            .Bind(1, time).Bind(2, (now + (lease * SkewedLeases)).ToUnixTimeMilliseconds()).Run();
        // In parts, because there may be millions.
        writer.Prepare(
            "UPDATE crawl_item SET state = 0 WHERE id IN (SELECT id FROM crawl_item WHERE state > 0 AND due <= ?1 ORDER BY due LIMIT 10000)")
            .Bind(1, time).Run();

        CrawlLane? best = null;
        var (bestPriority, lastPriority) = (long.MaxValue, long.MaxValue);
        foreach (var lane in lanes)
        {
            if (FirstPriority(lane) is { } priority && (best is null || priority < bestPriority))
            {
                var level = lane.LevelByLevel ? Level(lane.Kind) : long.MaxValue;
                if (priority <= level && IsFull(lane))
                {
                    (best, bestPriority, lastPriority) = (lane, priority, level);
                }
            }
        }

        if (best is null)
        {
            return [];
        }

        var token = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;
        var claims = new List<CrawlClaim>();
        var claim = writer.Prepare(
            """
            UPDATE crawl_item SET token = ?1, leased_until = ?2 WHERE id IN
                (SELECT id FROM crawl_item WHERE state <= 1 AND kind = ?3 AND state = 0 AND token IS NULL AND priority <= ?4 ORDER BY priority, id LIMIT ?5)
            RETURNING id, key, priority, depth, owner, attempts, cursor, hash, interval
            """).Bind(1, token).Bind(2, (now + lease).ToUnixTimeMilliseconds()).Bind(3, best.Kind).Bind(4, lastPriority).Bind(5, best.Count);
        while (claim.Step())
        {
            claims.Add(new(claim.Int64(0), best.Kind, claim.Text(1), token)
            {
                Priority = claim.Int64(2),
                Depth = claim.Int32(3),
                Owner = claim.Int64OrNull(4) is { } owner ? new UserId(owner) : null,
                Attempts = claim.Int32(5),
                Cursor = claim.TextOrNull(6),
                Hash = claim.TextOrNull(7),
                Interval = claim.PeriodOrNull(8),
            });
        }

        claim.Reset();
        return [.. claims.OrderBy(item => item.Priority).ThenBy(item => item.Id)];
    }

    public bool Complete(CrawlCompletion completion, IReadOnlyDictionary<string, long>? caps, CancellationToken cancellationToken)
    {
        var holds = writer.Prepare("SELECT 1 FROM crawl_item WHERE id = ?1 AND token = ?2");
        foreach (var outcome in completion.Outcomes)
        {
            if (!holds.Bind(1, outcome.Claim.Id).Bind(2, outcome.Claim.Token).Exists())
            {
                foreach (var other in completion.Outcomes)
                {
                    writer.Prepare("UPDATE crawl_item SET token = NULL, leased_until = NULL WHERE id = ?1 AND token = ?2")
                        .Bind(1, other.Claim.Id).Bind(2, other.Claim.Token).Run();
                }

                return false;
            }
        }

        if (completion.Outcomes.Any(outcome => outcome.Owner is { } owner && IsForgotten(owner)))
        {
            foreach (var claim in completion.Outcomes.Select(outcome => outcome.Claim))
            {
                writer.Prepare("DELETE FROM crawl_item WHERE id = ?1").Bind(1, claim.Id).Run();
                ForgetItem(claim.Kind, claim.Key);
            }

            return true;
        }

        writer.Write(HasForgotten() ? WithoutForgotten(completion.Batch) : completion.Batch, cancellationToken);
        var move = writer.Prepare(
            """
            UPDATE crawl_item SET state = ?2, due = ?3, token = NULL, leased_until = NULL, attempts = ?4, cursor = ?5, hash = ?6, interval = ?7, problem = ?8, owner = ifnull(owner, ?9)
            WHERE id = ?1
            """);
        foreach (var outcome in completion.Outcomes)
        {
            move.Bind(1, outcome.Claim.Id).Bind(2, (long)outcome.State)
                .Bind(3, outcome.State == CrawlState.Open ? null : outcome.Due?.ToUnixTimeMilliseconds()).Bind(4, outcome.Attempts)
                .Bind(5, outcome.Cursor).Bind(6, outcome.Hash).Bind(7, (long?)outcome.Interval?.TotalMilliseconds).Bind(8, outcome.Problem)
                .Bind(9, outcome.Owner?.Value).Run();
        }

        Add(completion.Children, caps);
        return true;
    }

    public void Renew(IReadOnlyCollection<long> tokens, DateTimeOffset until)
    {
        foreach (var token in tokens)
        {
            writer.Prepare("UPDATE crawl_item SET leased_until = ?2 WHERE token IS NOT NULL AND token = ?1").Bind(1, token)
                .Bind(2, until.ToUnixTimeMilliseconds()).Run();
        }
    }

    public void Release(IReadOnlyCollection<long> tokens)
    {
        foreach (var token in tokens)
        {
            writer.Prepare("UPDATE crawl_item SET token = NULL, leased_until = NULL WHERE token IS NOT NULL AND token = ?1").Bind(1, token)
                .Run();
        }
    }

    private long? FirstPriority(CrawlLane lane) =>
        writer.Prepare(
            "SELECT priority FROM crawl_item WHERE state <= 1 AND kind = ?1 AND state = 0 AND token IS NULL ORDER BY priority, id LIMIT 1")
            .Bind(1, lane.Kind).Scalar();

    // The smallest priority of all items that are not done, including claimed ones and those that wait for another attempt.
    private long Level(string kind) =>
        writer.Prepare("SELECT priority FROM crawl_item WHERE state <= 1 AND kind = ?1 ORDER BY priority, id LIMIT 1").Bind(1, kind)
            .Scalar()
            ?? long.MaxValue;

    private bool IsFull(CrawlLane lane) => lane.Fill <= 1
        || writer.Prepare(
            "SELECT count(*) FROM (SELECT 1 FROM crawl_item WHERE state <= 1 AND kind = ?1 AND state = 0 AND token IS NULL LIMIT ?2)")
        .Bind(1, lane.Kind).Bind(2, lane.Fill).Scalar() >= lane.Fill;

    private long Total(string kind) => writer.Prepare("SELECT sum(items) FROM crawl_total WHERE kind = ?1").Bind(1, kind).Scalar() ?? 0;

    private bool Has(Follow follow) =>
        writer.Prepare("SELECT 1 FROM follow WHERE follower = ?1 AND followed = ?2").Bind(1, follow.Follower.Value)
            .Bind(2, follow.Followed.Value).Exists();

    private bool HasForgotten() => _hasForgotten ??= writer.Prepare("SELECT 1 FROM forgotten_user LIMIT 1").Exists();

    private bool IsForgotten(UserId user) =>
        HasForgotten() && writer.Prepare("SELECT 1 FROM forgotten_user WHERE pseudonym = ?1").Bind(1, Pseudonyms().Of(user).Value).Exists();

    private void ForgetItems(SqliteStatement deleted)
    {
        while (deleted.Step())
        {
            ForgetItem(deleted.Text(0), deleted.Text(1));
        }

        deleted.Reset();
    }

    private void ForgetItem(string kind, string key) =>
        writer.Prepare("INSERT OR IGNORE INTO forgotten_item VALUES (?1)").Bind(1, Pseudonyms().OfText($"{kind} {key}")).Run();

    private bool IsForgottenItem(string kind, string key) =>
        HasForgotten()
            && writer.Prepare("SELECT 1 FROM forgotten_item WHERE hash = ?1").Bind(1, Pseudonyms().OfText($"{kind} {key}")).Exists();

    private CatalogBatch WithoutForgotten(CatalogBatch batch)
    {
        var known = new Dictionary<UserId, bool>();
        bool Is(UserId user) => known.TryGetValue(user, out var isForgotten) ? isForgotten : known[user] = IsForgotten(user);

        var lists = batch.Playlists.Where(list => list.Creator is { } creator && Is(creator)).Select(list => list.Id).ToHashSet();
        return batch with
        {
            Users = [.. batch.Users.Where(user => !Is(user.Id))],
            Playlists = [.. batch.Playlists.Where(list => !lists.Contains(list.Id))],
            PlaylistSongs = lists.Count == 0 ? batch.PlaylistSongs : [.. batch.PlaylistSongs.Where(row => !lists.Contains(row.Playlist))],
            Subscriptions = [.. batch.Subscriptions.Where(row => !Is(row.User) && !lists.Contains(row.Playlist))],
            Plays = [.. batch.Plays.Where(play => !Is(play.User))],
            Comments = [.. batch.Comments.Where(comment => !Is(comment.User))],
            Follows = [.. batch.Follows.Where(follow => !Is(follow.Follower) && !Is(follow.Followed))],
        };
    }
}
