using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using ZetDard.MicrosoftML;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// Trainers of ML.NET beside those of this library, on the same rows: fitting classifiers, fitting clusters, scoring one row at a time.
/// </summary>
[MemoryDiagnoser]
public class MicrosoftMLBenchmarks
{
    private const int ClusterCount = 20;

    private FeatureTable<SongId> _table = null!;
    private Examples<FeatureRow> _examples = null!;
    private IClassifier<FeatureRow> _scored = null!;
    private PredictionEngine<Row, Predicted> _engine = null!;
    private float[] _features = null!;

    [Params(ClassifierSet.Tiny, ClassifierSet.Small)]
    public ClassifierSet Set { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        var (rows, columns, classes) = Set == ClassifierSet.Tiny ? (500, 20, 4) : (27_000, 60, 10);
        var random = new Random(42);
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            values[i] = random.NextSingle() + (column % classes == row % classes ? 0.4f : 0);
        }

        _table = new(
            new(Enumerable.Range(0, rows).Select(row => new SongId(row))),
            [.. Enumerable.Range(0, columns).Select(column => $"feature{column}")],
            values
        );
        var labelled = _table.Keys.Select(song => new Example<SongId>(song, $"class {song.Value % classes}")).ToArray();
        _examples = Examples.From(_table, labelled);
        foreach (var trainer in new IClassifierTrainer<FeatureRow>[] { Logistic, Of(MicrosoftMLMethod.Lbfgs), Of(MicrosoftMLMethod.LightGbm) })
        {
            using var fitted = await trainer.FitAsync(_examples);
            var said = await fitted.PredictAsync(_examples);
            var right = said.Where((label, row) => label == labelled[row].Label).Count();
            Verify.AtLeast(80, 100.0 * right / rows, $"{trainer.Description}: training rows that it tells apart, %");
        }

        // The same model behind our classifier and behind ML.NET's engine.
        _scored = await Of(MicrosoftMLMethod.Lbfgs).FitAsync(_examples);
        var transformer = _scored.ToTransformer(featureNames: _table.Names);
        var definition = Microsoft.ML.Data.SchemaDefinition.Create(typeof(Row));
        definition["Features"].ColumnType = new Microsoft.ML.Data.VectorDataViewType(
            Microsoft.ML.Data.NumberDataViewType.Single,
            columns
        );
        _engine = new MLContext(1).Model.CreatePredictionEngine<Row, Predicted>(transformer, inputSchemaDefinition: definition);
        _features = _table.Row(0).ToArray();
        if (!_engine.Predict(new() { Features = _features }).Score.AsSpan().SequenceEqual(ScoreByClassifier()))
        {
            throw new InvalidOperationException("The engine's scores are not the classifier's: a time would mean nothing.");
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _engine.Dispose();
        _scored.Dispose();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Fit")]
    public Task<IClassifier<FeatureRow>> FitLogistic() => Logistic.FitAsync(_examples);

    [Benchmark, BenchmarkCategory("Fit")]
    public Task<IClassifier<FeatureRow>> FitLbfgs() => Of(MicrosoftMLMethod.Lbfgs).FitAsync(_examples);

    [Benchmark, BenchmarkCategory("Fit")]
    public Task<IClassifier<FeatureRow>> FitSdca() => Of(MicrosoftMLMethod.Sdca).FitAsync(_examples);

    [Benchmark, BenchmarkCategory("Fit")]
    public Task<IClassifier<FeatureRow>> FitLightGbm() => Of(MicrosoftMLMethod.LightGbm).FitAsync(_examples);

    // As ML.NET's users have it: its own loop, all threads.
    [Benchmark, BenchmarkCategory("Cluster")]
    public int ClusterByMicrosoftML()
    {
        var options = new KMeansTrainer.Options { NumberOfClusters = ClusterCount, MaximumNumberOfIterations = 50 };
        Microsoft.ML.Data.VBuffer<float>[]? centers = null;
        new MLContext(1).Clustering.Trainers.KMeans(options).Fit(_table.ToDataView()).Model.GetClusterCentroids(ref centers, out var count);
        return count;
    }

    [Benchmark, BenchmarkCategory("Cluster")]
    public Task<Clustering.KMeansModel> Cluster() =>
        new Clustering.KMeansTrainer(new() { ClusterCount = ClusterCount, MaxIterations = 50, Standardize = false }).FitAsync(_table.Rows);

    [Benchmark, BenchmarkCategory("Score")]
    public float[] ScoreByClassifier()
    {
        var scores = new float[_scored.Labels.Count];
        _scored.Score(new(_table.Names, _features), scores);
        return scores;
    }

    [Benchmark, BenchmarkCategory("Score")]
    public float[] ScoreByPredictionEngine() => _engine.Predict(new() { Features = _features }).Score;

    private static LogisticRegressionTrainer Logistic => new();

    private static MicrosoftMLTrainer Of(MicrosoftMLMethod method) => new(new() { Method = method, Iterations = 30 });

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Predicted
    {
        public float[] Score { get; set; } = [];
    }
}
