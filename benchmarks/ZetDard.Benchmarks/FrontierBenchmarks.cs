using System.Globalization;
using BenchmarkDotNet.Attributes;
using ZetDard.Catalog;

namespace ZetDard.Benchmarks;

/// <summary>
/// The frontier of a crawl in SQLite: all items claimed, 64 at a time, and completed with a row of data and a child each, in
/// groups as large as the answers that come in together.
/// </summary>
[MemoryDiagnoser]
public class FrontierBenchmarks : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"zetdard-frontier-benchmarks-{Guid.NewGuid():N}");
    private CrawlItem[] _items = [];
    private int _runs;

    /// <summary>Tiny is 1,000 items here, Small 20,000; each has a child.</summary>
    [Params(InteractionSet.Tiny, InteractionSet.Small)]
    public InteractionSet Set { get; set; }

    /// <summary>Completions a transaction, each of which is durable when it ends.</summary>
    [Params(1, 16)]
    public int Group { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        Directory.CreateDirectory(_folder);
        _items =
        [
            .. Enumerable
                .Range(1, Set == InteractionSet.Tiny ? 1_000 : 20_000)
                .Select(id => new CrawlItem("lyric", id.ToString(CultureInfo.InvariantCulture)) { Priority = id % 100 }),
        ];

        // Every item was claimed once and done, and has its child.
        if (await ClaimAndComplete() != _items.Length)
        {
            throw new InvalidOperationException("Not every item was completed exactly once: its time means nothing.");
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A whole frontier, from adding to the last completion.</summary>
    [Benchmark]
    public async Task<long> ClaimAndComplete()
    {
        var path = Path.Combine(_folder, $"{_runs++}.db");
        long done;
        using (var store = new SqliteCatalogStore(path))
        {
            await store.AddItemsAsync(_items);
            while (await store.ClaimAsync([new("lyric", 64)], Now, TimeSpan.FromMinutes(1)) is { Count: > 0 } claims)
            {
                foreach (var group in claims.Chunk(Group))
                {
                    _ = await store.CompleteAsync([.. group.Select(Done)]);
                }
            }

            var counts = await store.CountItemsAsync();
            done = Math.Min(
                counts.Single(count => count is { Kind: "lyric", State: CrawlState.Done }).Count,
                counts.Single(count => count is { Kind: "comments", State: CrawlState.Open }).Count
            );
        }

        File.Delete(path);
        return done;
    }

    private static CrawlCompletion Done(CrawlClaim claim) =>
        new([new(claim, CrawlState.Done) { Due = Now.AddDays(180), Hash = "0123456789abcdef" }])
        {
            Batch = new() { Lyrics = [new(new(long.Parse(claim.Key, CultureInfo.InvariantCulture)), "[00:01.00]words")] },
            Children = [new("comments", claim.Key) { Priority = claim.Priority }],
        };
}
