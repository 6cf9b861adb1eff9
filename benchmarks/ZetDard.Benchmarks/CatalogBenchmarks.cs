using BenchmarkDotNet.Attributes;
using ZetDard.Catalog;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Bulk import of plays into SQLite, and the interaction dataset from it.</summary>
[MemoryDiagnoser]
public class CatalogBenchmarks : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"zetdard-catalog-benchmarks-{Guid.NewGuid():N}");
    private Interaction<SongId>[][] _blocks = [];
    private SqliteCatalogStore _store = null!;
    private int _imports;

    /// <summary>Tiny is 20,000 rows here, Small 5 million.</summary>
    [Params(InteractionSet.Tiny, InteractionSet.Small)]
    public InteractionSet Set { get; set; }

    private int Rows => Set == InteractionSet.Tiny ? 20_000 : 5_000_000;

    [GlobalSetup]
    public async Task Setup()
    {
        Directory.CreateDirectory(_folder);
        _blocks = [.. Plays(Rows).Chunk(200_000)];
        _store = new SqliteCatalogStore(Path.Combine(_folder, "read.db"));
        await ImportAsync(_store);

        // Oracle: the dataset built from the same rows in memory.
        var expected = InteractionDataset.From(_blocks.SelectMany(block => block));
        var actual = await Dataset();
        if (
            !expected.Users.Keys.SequenceEqual(actual.Users.Keys)
            || !expected.Items.Keys.SequenceEqual(actual.Items.Keys)
            || !expected.Matrix.Offsets.SequenceEqual(actual.Matrix.Offsets)
            || !expected.Matrix.Columns.SequenceEqual(actual.Matrix.Columns)
            || !expected.Matrix.Values.SequenceEqual(actual.Matrix.Values)
            || !expected.UnixSeconds.SequenceEqual(actual.UnixSeconds)
        )
        {
            throw new InvalidOperationException("What comes out of the catalogue differs from what went in: its time means nothing.");
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Into a new file, 200,000 rows a transaction.</summary>
    [Benchmark]
    public async Task<long> Import()
    {
        var path = Path.Combine(_folder, $"import{_imports++}.db");
        long count;
        using (var store = new SqliteCatalogStore(path))
        {
            await ImportAsync(store);
            count = (await store.CountAsync()).Plays;
        }

        File.Delete(path);
        return count;
    }

    /// <summary>CSR with weights and times.</summary>
    [Benchmark]
    public async Task<InteractionDataset<SongId>> Dataset() => (await CatalogSnapshot.LoadAsync(_store)).TrainingData.Interactions;

    private async Task ImportAsync(SqliteCatalogStore store)
    {
        foreach (var block in _blocks)
        {
            await store.UpsertAsync(new CatalogBatch { Plays = block });
        }
    }

    // Users of 1 to 99 different songs, popular songs more often.
    private static IEnumerable<Interaction<SongId>> Plays(int rows)
    {
        var random = new Random(42);
        var songs = new SortedSet<long>();
        for (var user = 1L; rows > 0; user++)
        {
            songs.Clear();
            for (var want = Math.Min(rows, random.Next(1, 100)); songs.Count < want; )
            {
                songs.Add(1_000_000 + (long)(100_000 * Math.Pow(random.NextDouble(), 3)));
            }

            rows -= songs.Count;
            foreach (var song in songs)
            {
                yield return new(new(user), new(song), random.Next(1, 50), 1_700_000_000 + random.Next(10_000_000));
            }
        }
    }
}
