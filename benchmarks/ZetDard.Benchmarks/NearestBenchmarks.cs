using BenchmarkDotNet.Attributes;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>The 10 nearest rows: of one row by scoring all, of one and of a thousand by the index, on two threads.</summary>
[MemoryDiagnoser]
public class NearestBenchmarks
{
    private FeatureTable<int> _table = null!;
    private FeatureTable<int> _queries = null!;
    private NearestRows<int> _nearest = null!;

    [Params(RowSet.Tiny, RowSet.Small, RowSet.Large)]
    public RowSet Set { get; set; }

    [Params(Similarity.InnerProduct, Similarity.Cosine, Similarity.Euclidean)]
    public Similarity Similarity { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _table = SyntheticRows.Create(Set);
        _queries = SyntheticRows.Create(1_000, _table.Dimension, seed: 2);
        _nearest = Index();
        var many = FindThousand();
        for (var query = 0; query < 20; query++)
        {
            if (
                !_nearest.Find(query).SequenceEqual(_table.Nearest(query, 10, Similarity))
                || !_nearest.Find(_queries.Row(query)).SequenceEqual(many[query])
            )
            {
                throw new InvalidOperationException("The result differs from the definition's: its time means nothing.");
            }
        }
    }

    [Benchmark]
    public NearestRows<int> Index() => _table.Nearest(Similarity, threadCount: 2);

    [Benchmark(Baseline = true)]
    public IReadOnlyList<Neighbour<int>> Scan() => _table.Nearest(0, 10, Similarity);

    [Benchmark]
    public IReadOnlyList<Neighbour<int>> FindOne() => _nearest.Find(0);

    [Benchmark]
    public IReadOnlyList<IReadOnlyList<Neighbour<int>>> FindThousand() => _nearest.FindMany(_queries, threadCount: 2);
}
