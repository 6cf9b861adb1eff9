using BenchmarkDotNet.Attributes;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>The 100 strongest neighbours of every item, on two threads.</summary>
[MemoryDiagnoser]
public class CoOccurrenceBenchmarks
{
    private CsrMatrix _interactions = null!;
    private CsrMatrix _transpose = null!;
    private int[] _someItems = [];

    [Params(InteractionSet.Tiny, InteractionSet.Small, InteractionSet.Large)]
    public InteractionSet Set { get; set; }

    [Params("Directed", "Cosine", "RP3beta", "TfIdf of counts")]
    public string Weight { get; set; } = "";

    private ItemSimilarity Similarity => SimilaritySet.Of(Weight);

    [GlobalSetup]
    public void Setup()
    {
        _interactions = SimilaritySet.Interactions(InteractionSet.Tiny, Weight);
        _transpose = _interactions.Transpose();
        Verify.Same(Reference(), TopNeighbours());
        _interactions = SimilaritySet.Interactions(Set, Weight);
        _transpose = _interactions.Transpose();
        _someItems = [.. Enumerable.Range(0, 100).Select(i => i * (_interactions.ColumnCount / 100))];
    }

    [Benchmark(Baseline = true)]
    public NeighbourLists Reference() =>
        CoOccurrenceReference.TopNeighbours(
            WeightedInteractions.Of(_interactions, Similarity),
            _transpose,
            rows: null,
            k: 100,
            threadCount: 2,
            progress: null,
            CancellationToken.None
        );

    [Benchmark]
    public NeighbourLists TopNeighbours() => CoOccurrence.TopNeighbours(_interactions, Similarity, k: 100, threadCount: 2);

    [Benchmark]
    public NeighbourLists TopNeighboursOf100Items() =>
        CoOccurrence.TopNeighbours(_interactions, _transpose, _someItems, Similarity, k: 100, threadCount: 2);
}
