using BenchmarkDotNet.Attributes;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>The 10 best items of every user from lists of 100 neighbours, on two threads, and the scores of one.</summary>
[MemoryDiagnoser]
public class NeighbourScoringBenchmarks
{
    private CsrMatrix _interactions = null!;
    private NeighbourLists _neighbours = null!;
    private float[] _scores = [];

    [Params(InteractionSet.Tiny, InteractionSet.Small, InteractionSet.Large)]
    public InteractionSet Set { get; set; }

    [Params("Directed", "Cosine")]
    public string Weight { get; set; } = "";

    private ItemSimilarity Similarity => SimilaritySet.Of(Weight);

    [GlobalSetup]
    public void Setup()
    {
        Prepare(InteractionSet.Tiny);
        Verify.Same(Reference(), TopItems());
        Prepare(Set);
    }

    [Benchmark(Baseline = true)]
    public NeighbourLists Reference() =>
        NeighbourScoringReference.TopItems(
            _neighbours,
            _interactions,
            users: null,
            n: 10,
            threadCount: 2,
            progress: null,
            CancellationToken.None
        );

    [Benchmark]
    public NeighbourLists TopItems() => NeighbourScoring.TopItems(_neighbours, _interactions, n: 10, threadCount: 2);

    [Benchmark]
    public void ScoreOneUser() => NeighbourScoring.Score(_neighbours, _interactions.Row(0), _scores);

    private void Prepare(InteractionSet set)
    {
        _interactions = SyntheticInteractions.Create(set);
        _neighbours = CoOccurrence.TopNeighbours(_interactions, Similarity, k: 100, threadCount: 2);
        _scores = new float[_interactions.ColumnCount];
    }
}
