using System.Globalization;
using CsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Recommenders;

namespace ZetDard.Catalog.Tests;

public sealed class CrawlStoreTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteCatalogStore _store;

    public CrawlStoreTests() => _store = new(_folder.Database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    /// <summary>A small frontier in memory: the oracle of the property below.</summary>
    private sealed class Model
    {
        public sealed class Item(string key, long priority)
        {
            public string Key { get; } = key;
            public long Priority { get; set; } = priority;
            public bool IsDone { get; set; }
            public long Token { get; set; }
            public DateTimeOffset LeasedUntil { get; set; }
            public int Completions { get; set; }
        }

        public List<Item> Items { get; } = [];
        public DateTimeOffset Now { get; set; } = Start;

        public Item? Find(string key) => Items.Find(item => item.Key == key);

        public List<Item> Claim(int count)
        {
            foreach (var item in Items.Where(item => item.LeasedUntil <= Now || item.LeasedUntil > Now + (10 * Lease)))
                item.Token = 0;
            return [.. Items.Where(item => !item.IsDone && item.Token == 0).OrderBy(item => item.Priority).Take(count)];
        }
    }

    // Several claimers, any of which may die, be late, or have a clock that jumps. Oracle: the model above.
    [Fact]
    public Task Every_item_is_completed_exactly_once_whatever_happens_to_its_claimers() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 40], Gen.Int[0, 6])
            .Array[1, 70]
            .SampleAsync(
                async steps =>
                {
                    using var folder = new TemporaryFolder();
                    using var store = new SqliteCatalogStore(folder.Database);
                    using var other = new SqliteCatalogStore(folder.Database);
                    var model = new Model();
                    var held = new List<CrawlClaim>[] { [], [], [] };

                    async Task CompleteAsync(CrawlClaim claim)
                    {
                        var item = model.Find(claim.Key)!;
                        var holds = item.Token == claim.Token;
                        var written = await other.CompleteAsync([Done(claim)], cancellationToken: Token);
                        Assert.Equal(holds, written[0]);
                        if (holds)
                            (item.IsDone, item.Token, item.Completions) = (true, 0, item.Completions + 1);
                    }

                    async Task<int> ClaimAsync(int worker, int count)
                    {
                        var expected = model.Claim(count);
                        var claims = await store.ClaimAsync([new("song", count)], model.Now, Lease, Token);
                        Assert.Equal(expected.Select(item => item.Key), claims.Select(claim => claim.Key));
                        foreach (var (item, claim) in expected.Zip(claims))
                            (item.Token, item.LeasedUntil) = (claim.Token, model.Now + Lease);
                        held[worker].AddRange(claims);
                        return claims.Count;
                    }

                    foreach (var (step, a, b) in steps)
                    {
                        var mine = held[a % 3];
                        switch (step)
                        {
                            case 0 or 1:
                                await store.AddItemsAsync([Song(a, priority: b), Song(a + 1, priority: b)], cancellationToken: Token);
                                foreach (var key in new[] { a, a + 1 }.Select(id => id.ToString(CultureInfo.InvariantCulture)))
                                {
                                    if (model.Find(key) is { } known)
                                        known.Priority = Math.Min(known.Priority, b);
                                    else
                                        model.Items.Add(new(key, b));
                                }

                                break;
                            case 2 or 3:
                                await ClaimAsync(a % 3, 1 + b);
                                break;
                            case 4 when mine.Count > 0:
                                await CompleteAsync(mine[b % mine.Count]);
                                if (a % 2 == 0)
                                    mine.RemoveAt(b % mine.Count); // otherwise it is completed later, when its token is no longer valid
                                break;
                            case 5:
                                mine.Clear(); // killed
                                break;
                            case 6:
                                model.Now += TimeSpan.FromSeconds(b < 3 ? 25 * b : -1000 * b);
                                break;
                            case 7 when mine.Count > 0:
                                await store.ReleaseAsync([mine[0].Token], Token);
                                model.Items.FindAll(item => item.Token == mine[0].Token).ForEach(item => item.Token = 0);
                                break;
                            case 8 when mine.Count > 0:
                                await store.RenewAsync([mine[0].Token], model.Now + Lease, Token);
                                model
                                    .Items.FindAll(item => item.Token == mine[0].Token)
                                    .ForEach(item => item.LeasedUntil = model.Now + Lease);
                                break;
                        }
                    }

                    // All claimers die; one continues.
                    Array.ForEach(held, claims => claims.Clear());
                    model.Now += 2 * Lease;
                    while (await ClaimAsync(0, 5) > 0)
                    {
                        foreach (var claim in held[0])
                            await CompleteAsync(claim);
                        held[0].Clear();
                    }

                    Assert.All(model.Items, item => Assert.Equal(1, item.Completions));
                    Assert.Equal(
                        model.Items.Select(item => item.Key).Order(),
                        (await store.ReadLyricsAsync(Token).ToListAsync(Token)).Select(lyric => $"{lyric.Song.Value}").Order()
                    );
                    Assert.Equal(
                        model.Items.Count == 0 ? [] : [new CrawlItemCount("song", CrawlState.Done, model.Items.Count)],
                        await store.CountItemsAsync(Token)
                    );
                },
                iter: 60
            );

    [Fact]
    public async Task A_stale_token_changes_nothing_and_its_data_is_not_written()
    {
        await _store.AddItemsAsync([Song(1), Song(2)], cancellationToken: Token);
        var first = await _store.ClaimAsync([new("song", 2)], Start, Lease, Token);
        var second = await _store.ClaimAsync([new("song", 1)], Start + Lease, Lease, Token);
        Assert.Equal("1", Assert.Single(second).Key);
        var both = new CrawlCompletion([.. first.Select(claim => new CrawlOutcome(claim, CrawlState.Done))])
        {
            Batch = new() { Lyrics = [new(new(1), "late"), new(new(2), "late")] },
            Children = [Song(3)],
        };
        Assert.Equal([false, true], await _store.CompleteAsync([both, Done(second[0])], cancellationToken: Token));
        Assert.Equal([new Lyric(new(1), "1")], await _store.ReadLyricsAsync(Token).ToListAsync(Token));
        Assert.Equal([new("song", CrawlState.Open, 1), new("song", CrawlState.Done, 1)], await _store.CountItemsAsync(Token));
        // Not lost with the others.
        Assert.Equal("2", Assert.Single(await _store.ClaimAsync([new("song", 9)], Start, Lease, Token)).Key);
    }

    [Fact]
    public async Task Complete_writes_data_children_and_cursor_or_nothing()
    {
        await _store.AddItemsAsync([Song(1)], cancellationToken: Token);
        var claim = Assert.Single(await _store.ClaimAsync([new("song", 1)], Start, Lease, Token));
        var page = new CrawlCompletion([
            new CrawlOutcome(claim, CrawlState.Open)
            {
                Cursor = "page 2",
                Hash = "abc",
                Interval = TimeSpan.FromDays(3),
            },
        ])
        {
            Batch = new() { Lyrics = [new(new(1), "one")], Plays = [new(new(1), new(1), float.NaN)] },
            Children = [Song(2)],
        };
        await Assert.ThrowsAsync<ArgumentException>(() => _store.CompleteAsync([page], cancellationToken: Token));
        Assert.Equal(0, (await _store.CountAsync(Token)).Lyrics);
        Assert.Equal(
            [true],
            await _store.CompleteAsync([page with { Batch = new() { Lyrics = [new(new(1), "one")] } }], cancellationToken: Token)
        );
        var next = await _store.ClaimAsync([new("song", 5)], Start, Lease, Token);
        Assert.Equal(
            [("1", "page 2", "abc", TimeSpan.FromDays(3)), ("2", null, null, null)],
            next.Select(item => (item.Key, item.Cursor, item.Hash, item.Interval))
        );
        Assert.NotEqual(claim.Token, next[0].Token);
    }

    [Fact]
    public async Task Claim_takes_the_lane_of_the_smallest_priority_and_waits_for_full_ones()
    {
        await _store.AddItemsAsync(
            [Song(1, 5), Song(2, 5), new("user", "a") { Priority = 7 }, new("lyric", "1") { Priority = 1 }],
            cancellationToken: Token
        );
        CrawlLane[] lanes = [new("song", 3) { Fill = 3 }, new("user", 3)];
        Assert.Equal(["a"], (await _store.ClaimAsync(lanes, Start, Lease, Token)).Select(claim => claim.Key));
        Assert.Empty(await _store.ClaimAsync(lanes, Start, Lease, Token));
        await _store.AddItemsAsync([Song(3, 9), Song(4, 9)], cancellationToken: Token);
        Assert.Equal(["1", "2", "3"], (await _store.ClaimAsync(lanes, Start, Lease, Token)).Select(claim => claim.Key));
    }

    [Fact]
    public async Task A_lane_level_by_level_waits_for_claimed_and_retried_items_of_the_level_before()
    {
        CrawlLane[] lanes = [new("friends", 9) { LevelByLevel = true }];
        await _store.AddItemsAsync([Friends(1, 0), Friends(2, 0), Friends(3, 1)], cancellationToken: Token);
        var level = await _store.ClaimAsync(lanes, Start, Lease, Token);
        Assert.Equal(["1", "2"], level.Select(claim => claim.Key));
        Assert.Empty(await _store.ClaimAsync(lanes, Start, Lease, Token));
        await _store.CompleteAsync(
            [new([new(level[0], CrawlState.Done)]), new([new(level[1], CrawlState.Retry) { Due = Start.AddSeconds(30), Attempts = 1 }])],
            cancellationToken: Token
        );
        Assert.Empty(await _store.ClaimAsync(lanes, Start, Lease, Token));
        var again = Assert.Single(await _store.ClaimAsync(lanes, Start.AddSeconds(30), Lease, Token));
        Assert.Equal(("2", 1), (again.Key, again.Attempts));
        await _store.CompleteAsync([new([new(again, CrawlState.Failed) { Problem = "no" }])], cancellationToken: Token);
        Assert.Equal(["3"], (await _store.ClaimAsync(lanes, Start.AddSeconds(30), Lease, Token)).Select(claim => claim.Key));
        Assert.Equal([new("friends", "2", "no")], await _store.FindProblemsAsync(9, Token));

        static CrawlItem Friends(int user, int depth) => new("friends", $"{user}") { Priority = depth, Depth = depth };
    }

    [Fact]
    public async Task Done_and_gone_items_open_again_when_they_are_due()
    {
        await _store.AddItemsAsync([Song(1), Song(2), Song(3)], cancellationToken: Token);
        var claims = await _store.ClaimAsync([new("song", 3)], Start, Lease, Token);
        await _store.CompleteAsync(
            [
                new([new(claims[0], CrawlState.Done) { Due = Start.AddDays(2), Hash = "h" }]),
                new([new(claims[1], CrawlState.Gone) { Due = Start.AddDays(1) }]),
                new([new(claims[2], CrawlState.Done)]),
            ],
            cancellationToken: Token
        );
        Assert.Equal(Start.AddDays(1), await _store.FindNextDueAsync(["song"], Token));
        Assert.Null(await _store.FindNextDueAsync(["user"], Token));
        Assert.Empty(await _store.ClaimAsync([new("song", 3)], Start.AddHours(23), Lease, Token));
        Assert.Equal(["1", "2"], (await _store.ClaimAsync([new("song", 3)], Start.AddDays(2), Lease, Token)).Select(claim => claim.Key));
        Assert.Equal([new("song", CrawlState.Open, 2), new("song", CrawlState.Done, 1)], await _store.CountItemsAsync(Token));
    }

    [Fact]
    public async Task Add_keeps_caps_companions_requirements_and_the_nearest_depth()
    {
        var caps = new Dictionary<string, long> { ["user"] = 2 };
        CrawlItem User(int id, int depth, Follow? requires = null) =>
            new("user", $"{id}")
            {
                Depth = depth,
                Priority = depth,
                Requires = requires,
                Companions =
                [
                    new("friends", $"{id}")
                    {
                        Depth = depth,
                        Priority = depth,
                        ReopensWhenNearer = true,
                    },
                ],
            };
        await _store.AddItemsAsync([User(1, 0), User(2, 2), User(3, 1)], caps, Token);
        Assert.Equal([new("friends", CrawlState.Open, 2), new("user", CrawlState.Open, 2)], await _store.CountItemsAsync(Token));

        caps["user"] = 9;
        await _store.AddItemsAsync([User(4, 1, new(new(4), new(1)))], caps, Token);
        Assert.Equal(2, (await _store.CountItemsAsync(Token))[1].Count);
        await _store.UpsertAsync(new() { Follows = [new(new(4), new(1))] }, Token);
        await _store.AddItemsAsync([User(4, 1, new(new(4), new(1)))], caps, Token);
        Assert.Equal(3, (await _store.CountItemsAsync(Token))[1].Count);

        var friends = (await _store.ClaimAsync([new("friends", 9)], Start, Lease, Token)).Single(claim => claim.Key == "2");
        await _store.CompleteAsync([new([new(friends, CrawlState.Done)])], cancellationToken: Token);
        await _store.AddItemsAsync([User(2, 2)], caps, Token);
        Assert.Equal(1, (await _store.CountItemsAsync(Token)).Single(count => count is { Kind: "friends", State: CrawlState.Done }).Count);
        await _store.AddItemsAsync([User(2, 1)], caps, Token);
        Assert.Equal(
            (1, 1L),
            Assert.Single(await _store.ClaimAsync([new("friends", 9)], Start, Lease, Token)) is var claim
                ? (claim.Depth, claim.Priority)
                : default
        );
    }

    [Fact]
    public async Task Reopen_opens_items_of_one_kind_state_and_depth_before_they_are_due()
    {
        await _store.AddItemsAsync(
            [
                Song(1),
                new("song", "2") { Depth = 2, Priority = 1 },
                new("song", "3") { Depth = 2, Priority = 2 },
                new("lyric", "2") { Depth = 2 },
            ],
            cancellationToken: Token
        );
        var songs = await _store.ClaimAsync([new("song", 3)], Start, Lease, Token);
        var lyric = (await _store.ClaimAsync([new("lyric", 1)], Start, Lease, Token))[0];
        await _store.CompleteAsync(
            [
                new([
                    new(songs[0], CrawlState.Done) { Due = Start.AddDays(1) },
                    new(songs[1], CrawlState.Done) { Due = Start.AddDays(1), Hash = "h" },
                    new(songs[2], CrawlState.Retry) { Due = Start.AddDays(1) },
                ]),
                new([new(lyric, CrawlState.Done) { Due = Start.AddDays(1) }]),
            ],
            cancellationToken: Token
        );
        await _store.ReopenAsync("song", CrawlState.Done, minDepth: 1, Token);
        Assert.Equal(
            [("2", "h")],
            (await _store.ClaimAsync([new("song", 9), new("lyric", 9)], Start, Lease, Token)).Select(claim => (claim.Key, claim.Hash))
        );
        await _store.ReopenAsync("song", CrawlState.Retry, cancellationToken: Token);
        Assert.Equal(["3"], (await _store.ClaimAsync([new("song", 9), new("lyric", 9)], Start, Lease, Token)).Select(claim => claim.Key));
    }

    // Statements that run often must not scan a million rows. Oracle: SQLite's query plans.
    [Theory]
    [InlineData("SELECT kind, key, problem FROM crawl_item WHERE state = 4 ORDER BY due DESC, id LIMIT 100", "crawl_item_failed")]
    [InlineData("SELECT id FROM crawl_item WHERE state > 0 AND due <= 5 ORDER BY due LIMIT 10000", "crawl_item_due (due<?)")]
    [InlineData(
        "SELECT id FROM crawl_item WHERE state <= 1 AND kind = 'song' AND state = 0 AND token IS NULL AND priority <= 9 ORDER BY priority, id LIMIT 5",
        "crawl_item_todo (kind=? AND priority<?)"
    )]
    [InlineData(
        "SELECT priority FROM crawl_item WHERE state <= 1 AND kind = 'song' ORDER BY priority, id LIMIT 1",
        "crawl_item_todo (kind=?)"
    )]
    [InlineData(
        "UPDATE crawl_item SET token = NULL WHERE token IS NOT NULL AND (leased_until <= 1 OR leased_until > 2)",
        "crawl_item_leased"
    )]
    [InlineData("UPDATE crawl_item SET leased_until = 2 WHERE token IS NOT NULL AND token = 1", "crawl_item_leased (token=?)")]
    [InlineData("DELETE FROM crawl_item WHERE owner = 5 AND owner IS NOT NULL", "crawl_item_owner (owner=?)")]
    public async Task Hot_statements_use_their_index_and_sort_nothing(string sql, string index)
    {
        await _store.CountItemsAsync(Token);
        using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the test's own.
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read())
            plan.Add(reader.GetString(3));
        Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteUser_clears_what_was_to_be_fetched_of_him_and_nothing_brings_him_back()
    {
        var pseudonyms = await _store.GetPseudonymsAsync(Token);
        var (alice, bob) = (new UserId(5), new UserId(6));
        var owner = pseudonyms.Of(alice);
        CrawlItem[] alicesItems = [new("user", "5") { Owner = owner }, new("playlist", "50") { Owner = owner }];
        await _store.AddItemsAsync([.. alicesItems, new("user", "6") { Owner = pseudonyms.Of(bob) }], cancellationToken: Token);
        var claims = await _store.ClaimAsync([new("user", 2)], Start, Lease, Token);
        await _store.UpsertAsync(
            new() { Users = [new(alice), new(owner)], Plays = [new(alice, new(1)), new(owner, new(1)), new(bob, new(1))] },
            Token
        );
        await _store.DeleteUserAsync(alice, Token);
        Assert.Equal(1, (await _store.CountAsync(Token)).Plays);
        Assert.Equal([new("user", CrawlState.Open, 1)], await _store.CountItemsAsync(Token));

        // The user's page was under way, pages of others contain the user, and later plans find the user again.
        await _store.AddItemsAsync(alicesItems, cancellationToken: Token);
        var others = new CrawlCompletion([new(claims.Single(claim => claim.Key == "6"), CrawlState.Done)])
        {
            Batch = new()
            {
                Users = [new(alice), new(bob)],
                Playlists = [new(new(50), "Alice's") { Creator = alice }, new(new(60), "Bob's") { Creator = bob }],
                PlaylistSongs = [new(new(50), 0, new(1)), new(new(60), 0, new(1))],
                Subscriptions = [new(bob, new(50)), new(alice, new(60)), new(bob, new(60))],
                Comments = [new(1, new(1), alice, "Alice's"), new(2, new(1), bob, "Bob's")],
                Follows = [new(alice, bob), new(bob, alice), new(bob, owner), new(bob, new(7))],
            },
            Children = alicesItems,
        };
        Assert.Equal(
            [false, true],
            await _store.CompleteAsync([Done(claims.Single(claim => claim.Key == "5")), others], cancellationToken: Token)
        );
        Assert.Equal(new CatalogCounts(0, 0, 1, 1, 1, 1, 1, 1, 0, 1), await _store.CountAsync(Token));
        Assert.Equal([new("user", CrawlState.Done, 1)], await _store.CountItemsAsync(Token));
        Assert.DoesNotContain((await _store.ReadFollowsAsync(Token).ToListAsync(Token)), follow => follow.Followed == owner);
    }

    [Fact]
    public async Task DeleteUser_by_pseudonym_finds_the_rows_under_the_id_too()
    {
        var (alice, bob) = (new UserId(5), new UserId(6));
        await _store.UpsertAsync(
            new()
            {
                Follows = [new(alice, bob), new(bob, new(7))],
                Comments = [new(1, new(1), alice, "Alice's")],
                Plays = [new(alice, new(1)), new(bob, new(1))],
            },
            Token
        );
        await _store.DeleteUserAsync((await _store.GetPseudonymsAsync(Token)).Of(alice), Token);
        Assert.Equal([new(bob, new(7))], await _store.ReadFollowsAsync(Token).ToListAsync(Token));
        var counts = await _store.CountAsync(Token);
        Assert.Equal((0, 1), (counts.Comments, counts.Plays));
    }

    [Fact]
    public async Task DeleteUser_leaves_no_text_of_his_in_the_file()
    {
        using (var store = new SqliteCatalogStore(_folder["deleted.db"]))
        {
            await store.UpsertAsync(
                new()
                {
                    Users = [new(new(5), "NAME-OF-HIS")],
                    Comments = [.. Enumerable.Range(1, 20).Select(id => new Comment(id, new(1), new(5), $"TEXT-OF-HIS {id}"))],
                },
                Token
            );
            await store.DeleteUserAsync(new(5), Token);
        }

        var file = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_folder["deleted.db"], Token));
        Assert.DoesNotContain("OF-HIS", file, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["deleted.db-wal"]));
    }

    [Fact]
    public async Task An_owner_that_is_learned_later_belongs_to_the_item()
    {
        var owner = (await _store.GetPseudonymsAsync(Token)).Of(new(5));
        await _store.AddItemsAsync([Song(1), Song(2)], cancellationToken: Token);
        var claims = await _store.ClaimAsync([new("song", 2)], Start, Lease, Token);
        await _store.CompleteAsync(
            [new([new(claims[0], CrawlState.Done) { Owner = owner }, new(claims[1], CrawlState.Done)])],
            cancellationToken: Token
        );
        await _store.AddItemsAsync([Song(2) with { Owner = owner }, Song(3)], cancellationToken: Token);
        await _store.DeleteUserAsync(new(5), Token);
        Assert.Equal([new("song", CrawlState.Open, 1)], await _store.CountItemsAsync(Token));
        await _store.AddItemsAsync([Song(1), Song(2), Song(4)], cancellationToken: Token);
        Assert.Equal([new("song", CrawlState.Open, 2)], await _store.CountItemsAsync(Token));
    }

    [Fact]
    public async Task Pseudonyms_are_one_to_one_below_0_and_differ_between_catalogues()
    {
        var pseudonyms = await _store.GetPseudonymsAsync(Token);
        var ids = Enumerable.Range(1, 10_000).Select(id => pseudonyms.Of(new(id))).ToHashSet();
        Assert.Equal(10_000, ids.Count);
        Assert.All(ids, id => Assert.InRange(id.Value, -((1L << 53) - 1), ExternalId.MaxHashedId));
        Assert.Equal(pseudonyms.Of(new(1)), pseudonyms.Of(pseudonyms.Of(new(1))));
        using var reopened = new SqliteCatalogStore(_folder.Database);
        Assert.Equal(pseudonyms.Of(new(1)), (await reopened.GetPseudonymsAsync(Token)).Of(new(1)));
        using var other = new SqliteCatalogStore(_folder["other.db"]);
        Assert.NotEqual(pseudonyms.Of(new(1)), (await other.GetPseudonymsAsync(Token)).Of(new(1)));
        await _store.UpsertAsync(new() { Users = [.. ids.Select(id => new User(id))] }, Token);
        Assert.Equal([new(-1)], await _store.MintAsync<UserId>("name", ["x"], Token)); // among the ids that no pseudonym has
    }

    [Fact]
    public async Task Checkpoints_change_in_one_step_whoever_shares_them()
    {
        using var other = new SqliteCatalogStore(_folder.Database);
        await Task.WhenAll(
            new[] { _store, other, _store, other }.Select(store =>
                Task.Run(
                    async () =>
                    {
                        for (var i = 0; i < 50; i++)
                            await store.UpdateCheckpointAsync(
                                "count",
                                text => $"{int.Parse(text ?? "0", CultureInfo.InvariantCulture) + 1}",
                                Token
                            );
                    },
                    Token
                )
            )
        );
        Assert.Equal("200", await _store.FindCheckpointAsync("count", Token));
        await _store.UpdateCheckpointAsync("count", _ => null, Token);
        Assert.Null(await _store.FindCheckpointAsync("count", Token));
    }

    [Fact]
    public async Task Upsert_takes_out_follows_and_subscriptions_of_those_who_are_named()
    {
        await _store.UpsertAsync(
            new() { Follows = [new(new(1), new(2)), new(new(2), new(1))], Subscriptions = [new(new(1), new(7)), new(new(2), new(7))] },
            Token
        );
        await _store.UpsertAsync(
            new()
            {
                EmptiedFollowers = [new(1)],
                EmptiedSubscribers = [new(1)],
                Follows = [new(new(1), new(3))],
                Subscriptions = [new(new(1), new(8))],
            },
            Token
        );
        Assert.Equal([new(new(1), new(3)), new(new(2), new(1))], await _store.ReadFollowsAsync(Token).ToListAsync(Token));
        Assert.Equal([new(new(1), new(8)), new(new(2), new(7))], await _store.ReadSubscriptionsAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Original_singers_are_kept_and_become_artists_of_the_cover()
    {
        await _store.UpsertAsync(
            new()
            {
                Artists = [new(new(1), "Cover band"), new(new(2), "Singer")],
                Songs = [new(new(10), "Song", [new(1)]) { OriginalArtists = [new(2), new(1)] }, new(new(11), "Other", [new(2)])],
                Plays = [new(new(1), new(10)), new(new(1), new(11))],
            },
            Token
        );
        // A song of this batch without any of these values.
        await _store.UpsertAsync(new() { Songs = [new(new(10), "Song", [])] }, Token);
        var song = await _store.ReadSongsAsync(Token).FirstAsync(Token);
        Assert.Equal([new(1)], song.Artists);
        Assert.Equal([new(2), new(1)], song.OriginalArtists);

        var with = await CatalogSnapshot.LoadAsync(_store, cancellationToken: Token);
        Assert.Equal([new(1), new(2)], ArtistsOf(with).OrderBy(artist => artist.Value));
        Assert.Contains((new SongId(10), new ArtistId(2)), with.Cleaning.OriginalSingers);
        var without = await CatalogSnapshot.LoadAsync(_store, new() { OriginalSingers = false }, Token);
        Assert.Equal([new(1)], ArtistsOf(without));

        static IEnumerable<ArtistId> ArtistsOf(CatalogSnapshot catalog) =>
            catalog.TrainingData.Artists!.Pairs().Where(pair => pair.From == new SongId(10)).Select(pair => pair.To);
    }

    // Oracle: the script of version 1 as it was released, run by hand.
    [Fact]
    public async Task A_catalogue_of_version_1_is_brought_up_and_keeps_its_rows()
    {
        var path = _folder["old.db"];
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the product's own.
            command.CommandText = $"""
                {SqliteSchema.Migrations[0]}
                PRAGMA user_version = 1;
                PRAGMA application_id = {SqliteSchema.ApplicationId};
                INSERT INTO song VALUES (1, 'old', 5, 1000, 'album'), (2, 'bare', NULL, NULL, NULL);
                INSERT INTO song_artist VALUES (1, 0, 7);
                """;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        using var store = new SqliteCatalogStore(path);
        var songs = await store.ReadSongsAsync(Token).ToListAsync(Token);
        Assert.Equal(["old", "bare"], songs.Select(song => song.Title));
        Assert.Equal([new(7)], songs[0].Artists);
        await store.AddItemsAsync([Song(1)], cancellationToken: Token);
        Assert.Equal([new("song", CrawlState.Open, 1)], await store.CountItemsAsync(Token));
        Assert.Equal(2, await store.ReadRowAsync("PRAGMA user_version", static _ => { }, static row => row.Int64(0), Token));
    }

    [Fact]
    public void One_object_is_the_catalogue_and_the_frontier_of_a_container()
    {
        using var provider = new ServiceCollection().AddZetDardCatalog(_folder.Database).Services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<ICatalogStore>(), provider.GetRequiredService<ICrawlStore>());
    }

    private static CrawlItem Song(int id, long priority = 0) =>
        new("song", id.ToString(CultureInfo.InvariantCulture)) { Priority = priority };

    private static CrawlCompletion Done(CrawlClaim claim) =>
        new([new(claim, CrawlState.Done)])
        {
            Batch = new() { Lyrics = [new(new(long.Parse(claim.Key, CultureInfo.InvariantCulture)), claim.Key)] },
        };
}
