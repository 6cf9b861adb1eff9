using BenchmarkDotNet.Attributes;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// Machines for all pairs of classes with a Gaussian kernel: training and prediction; and eight rows of the kernel matrix for several
/// kernels.
/// </summary>
[MemoryDiagnoser]
public class SvmBenchmarks
{
    private readonly SvmTrainer _trainer = new();
    private FeatureTable<SongId> _table = null!;
    private Examples<FeatureRow> _examples = null!;
    private SvmClassifier _machine = null!;
    private KernelRows _gaussian = null!;
    private KernelRows _laplacian = null!;
    private KernelRows _families = null!;
    private KernelColumns _gaussianColumns = null!;
    private KernelColumns _laplacianColumns = null!;
    private KernelColumns _familiesColumns = null!;
    private float[] _block = [];

    [Params(SvmSet.Tiny, SvmSet.Small)]
    public SvmSet Set { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        var (rowCount, columnCount, classCount) = Set == SvmSet.Tiny ? (600, 20, 3) : (10_000, 60, 5);
        var table = SyntheticRows.Create(rowCount, columnCount);
        var (tableValues, labels) = (new float[rowCount * columnCount], new int[rowCount]);
        for (var row = 0; row < rowCount; row++)
        {
            // The class of a row is the largest of its first columns, which the row then shows a little clearer.
            var values = tableValues.AsSpan(row * columnCount, columnCount);
            table.Row(row).CopyTo(values);
            labels[row] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(values[..classCount]);
            values[labels[row]] += 1;
        }

        var matrix = RowMatrix.Dense(tableValues, rowCount, columnCount);
        var gaussian = new KernelForm.Leaf(KernelKind.Gaussian, 1.0 / columnCount);
        // As many families as the features of sound have.
        var families = new KernelForm.Sum(
            [
                .. Enumerable.Range(0, 17).Select(
                    i => (1.0 / 17, (KernelForm)(gaussian with { Columns = [i % columnCount, (i + 1) % columnCount, (i + 2) % columnCount] }))),
            ]);
        (_gaussian, _gaussianColumns) = Prepare(gaussian, matrix);
        (_laplacian, _laplacianColumns) = Prepare(gaussian with { Kind = KernelKind.Laplacian }, matrix);
        (_families, _familiesColumns) = Prepare(families, matrix);
        _block = new float[8 * rowCount];

        // Oracles: the definition of the kernel, the textbook solver, and the labels.
        AssertSame(gaussian, matrix, GaussianBlock());
        AssertSame(gaussian with { Kind = KernelKind.Laplacian }, matrix, LaplacianBlock());
        AssertSame(families, matrix, FamiliesBlock());
        if (Set == SvmSet.Tiny)
        {
            int[] chosen = [.. Enumerable.Range(0, rowCount)];
            var problem = new SvcProblem(
                _gaussian, chosen, [.. labels.Select(label => label == 0)], [.. chosen.Select(_ => 1.0)]);
            var (expected, actual) = (SvcReference.Solve(problem).Objective, SvcSolver.Solve(problem).Objective);
            if (Math.Abs(expected - actual) > 1e-4 * Math.Abs(expected))
            {
                throw new InvalidOperationException($"The objective is {actual}, not {expected}: its time means nothing.");
            }
        }

        _table = SvmSets.Table(tableValues, columnCount);
        _examples = SvmSets.Examples(_table, labels);
        _machine = await Train();
        var scores = Predict();
        var right = Enumerable.Range(0, rowCount).Count(
            row => _machine.Labels[System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores.AsSpan(row * classCount, classCount))]
                == labels[row].ToString(System.Globalization.CultureInfo.InvariantCulture));
        Verify.AtLeast(90, 100.0 * right / rowCount, "right labels, percent");
    }

    [Benchmark]
    public Task<SvmClassifier> Train() => _trainer.FitAsync(_examples);

    [Benchmark]
    public float[] Predict()
    {
        var scores = new float[_table.Rows.Count * _machine.Labels.Count];
        _machine.ScoreMany(_table.Rows, scores);
        return scores;
    }

    [Benchmark]
    public float[] GaussianBlock() => Fill(_gaussian, _gaussianColumns);

    [Benchmark]
    public float[] LaplacianBlock() => Fill(_laplacian, _laplacianColumns);

    /// <summary>A sum of 17 Gaussian kernels.</summary>
    [Benchmark]
    public float[] FamiliesBlock() => Fill(_families, _familiesColumns);

    private static (KernelRows Rows, KernelColumns Columns) Prepare(KernelForm form, RowMatrix matrix)
    {
        var rows = KernelRows.Create(form, matrix);
        return (rows, rows.Columns([.. Enumerable.Range(0, rows.Count)]));
    }

    private static void AssertSame(KernelForm form, RowMatrix matrix, float[] block)
    {
        for (var i = 0; i < block.Length; i += 97)
        {
            var expected = KernelRowsReference.Value(form, matrix, i / matrix.RowCount, matrix, i % matrix.RowCount);
            if (Math.Abs(block[i] - expected) > 1e-5)
            {
                throw new InvalidOperationException($"A value of the kernel is {block[i]}, not {expected}: its time means nothing.");
            }
        }
    }

    private float[] Fill(KernelRows rows, KernelColumns columns)
    {
        columns.Fill(rows, [0, 1, 2, 3, 4, 5, 6, 7], _block);
        return _block;
    }
}
