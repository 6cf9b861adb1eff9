using BenchmarkDotNet.Attributes;
using ZetDard.Clustering;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>A round of exact k-means on noise, where bounds help least: the definition, and what replaces it.</summary>
[MemoryDiagnoser]
public class KMeansBenchmarks
{
    private const int Dimension = 64;
    private const int Iterations = 5;

    private PlacedRows _rows = null!;
    private RowCodes _codes = null!;
    private double[] _start = [];

    [Params(RowSet.Tiny, RowSet.Small)]
    public RowSet Set { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var table = SyntheticRows.Create(Set == RowSet.Tiny ? 2_000 : 100_000, Dimension);
        var (space, places) = ClusterSpace.Fit(table.Rows, new() { Standardize = false }, table.Keys.Count, CancellationToken.None);
        _rows = new(space, places);
        _codes = new(_rows, new());
        _start = Seeding.Choose(
            _rows, Set == RowSet.Tiny ? 10 : 100, KMeansInitialization.RandomRows, new(42), 0, null, CancellationToken.None);
        if (!Definition().SequenceEqual(Bounded()))
        {
            throw new InvalidOperationException("The labels are not those of the definition: their time means nothing.");
        }
    }

    [Benchmark(Baseline = true)]
    public int[] Definition() => Run(new RowLabelsReference(_rows, _start.Length / Dimension));

    [Benchmark]
    public int[] Bounded() => Run(new BoundedLabels(_rows, _codes, _start.Length / Dimension, threadCount: 0));

    private int[] Run(RowLabels labels) => Lloyd.Run(labels, _start, Iterations, 0, null, CancellationToken.None).Labels;
}
