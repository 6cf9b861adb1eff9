using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Clustering;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

#pragma warning disable xUnit1051 // the pipelines of these tests are short, and read as a user writes them

namespace ZetDard.MicrosoftML.Tests;

/// <summary>Trainers of this library in pipelines of ML.NET.</summary>
public sealed class EstimatorTests
{
    private readonly MLContext _ml = new(1);

    public static TheoryData<string> Trainers => ["logistic", "svm", "microsoft-ml"];

    [Theory, MemberData(nameof(Trainers))]
    public void Evaluate_and_CrossValidate_work_on_a_classifier(string name)
    {
        var view = Labelled(Rows.Table(120));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label").Append(Make(name).ToEstimator());
        using var model = pipeline.Fit(view);
        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(view));
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        var folds = _ml.MulticlassClassification.CrossValidate(view, pipeline, numberOfFolds: 3, samplingKeyColumnName: "Group");
        Assert.All(folds, fold => Assert.True(fold.Metrics.MicroAccuracy > 0.9, $"{name}: {fold.Metrics.MicroAccuracy}"));
    }

    // ML.NET checks a pipeline by its shapes before it fits: what was promised must be there afterwards.
    [Fact]
    public void GetOutputSchema_promises_what_Transform_gives()
    {
        var view = Labelled(Rows.Table());
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label").Append(new LogisticRegressionTrainer().ToEstimator());
        var promised = pipeline.GetOutputSchema(ShapeOf(view));
        using var model = pipeline.Fit(view);
        var given = model.Transform(view).Schema;
        Assert.Equal(given.Select(column => column.Name).Order(), model.GetOutputSchema(view.Schema).Select(column => column.Name).Order());
        foreach (var name in new[] { "PredictedLabel", "Score", "Features", "Label" })
        {
            var (shape, column) = (promised.First(one => one.Name == name), given[name]);
            Assert.Equal(shape.IsKey, column.Type is KeyDataViewType);
            Assert.Equal(shape.Kind == SchemaShape.Column.VectorKind.Vector, column.Type is VectorDataViewType { IsKnownSize: true });
            Assert.Equal(shape.ItemType.RawType, (column.Type as VectorDataViewType)?.ItemType.RawType ?? column.Type.RawType);
        }

        var slots = default(VBuffer<ReadOnlyMemory<char>>);
        given["Score"].GetSlotNames(ref slots);
        var keys = default(VBuffer<ReadOnlyMemory<char>>);
        given["PredictedLabel"].GetKeyValues(ref keys);
        string[] inOrderOfKeys = ["label c", "label b", "label a"];
        Assert.Equal(inOrderOfKeys, slots.DenseValues().Select(label => label.ToString()));
        Assert.Equal(inOrderOfKeys, keys.DenseValues().Select(label => label.ToString()));
    }

    [Fact]
    public async Task Scores_are_those_of_the_classifier_in_the_order_of_the_keys()
    {
        var table = Rows.Table();
        var view = Labelled(table);
        using var model = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(new LogisticRegressionTrainer().ToEstimator())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view);
        using var classifier = await new LogisticRegressionTrainer()
            .FitAsync(Examples.From(table, Rows.Labelled(table)), cancellationToken: TestContext.Current.CancellationToken);
        var output = model.Transform(view);
        var own = Rows.ScoresOf(classifier, table.Rows).Chunk(3);
        Assert.Equal(own.Select(row => row.Reverse()), output.GetColumn<float[]>("Score"));
        Assert.Equal(table.Rows.Select(classifier.Predict), output.GetColumn<string>("PredictedLabel"));
    }

    [Fact]
    public void Prediction_engine_and_parallel_readers_give_the_same()
    {
        var table = Rows.Table(600);
        var view = Labelled(table);
        using var model = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(new LogisticRegressionTrainer().ToEstimator())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view);
        var expected = model.Transform(view).GetColumn<string>("PredictedLabel").ToArray();
        var definition = SchemaDefinition.Create(typeof(Song));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, table.Dimension);

        // The engine's vectors have no names: they are those that were learned.
        Parallel.For(0, 4, _ =>
        {
            using var engine = _ml.Model.CreatePredictionEngine<Song, Predicted>(model, inputSchemaDefinition: definition);
            for (var row = 0; row < expected.Length; row += 7)
            {
                var predicted = engine.Predict(new() { Features = table.Rows[row].Values.ToArray(), Label = "label a" });
                Assert.Equal(expected[row], predicted.PredictedLabel);
                Assert.Equal(3, predicted.Score.Length);
            }
        });
        Parallel.For(0, 4, _ => Assert.Equal(expected, model.Transform(view).GetColumn<string>("PredictedLabel")));

        // A mapping behind it makes ML.NET read it with several cursors; the order must hold.
        var scored = model.Transform(view);
        var cached = _ml.Data.Cache(_ml.Transforms.CopyColumns("Copy", "Score").Fit(scored).Transform(scored));
        Assert.Equal(expected, cached.GetColumn<string>("PredictedLabel"));
        Assert.Equal(model.Transform(view).GetColumn<float[]>("Score"), cached.GetColumn<float[]>("Copy"));
    }

    // ML.NET saves no foreign transformers (machinelearning 4911, 6839): the two parts are saved each in its own way.
    [Fact]
    public void Saving_a_pipeline_says_how_and_that_way_works()
    {
        var folder = Directory.CreateTempSubdirectory("zetdard-");
        try
        {
            var table = Rows.Table();
            var view = Labelled(table);
            var before = _ml.Transforms.NormalizeMinMax("Features").Fit(view);
            var normalised = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(before.Transform(view));
            using var last = new SvmTrainer().ToEstimator().Fit(normalised);
            var whole = before.Append(last);
            var e = Assert.ThrowsAny<Exception>(() => _ml.Model.Save(whole, view.Schema, Path.Combine(folder.FullName, "whole.zip")));
            Assert.IsType<NotSupportedException>(e);
            Assert.Contains("ModelFile.Save", e.Message, StringComparison.Ordinal);

            var (zip, file) = (Path.Combine(folder.FullName, "before.zip"), Path.Combine(folder.FullName, "svm.model"));
            _ml.Model.Save(before, view.Schema, zip);
            ModelFile.Save(last.Model, file);
            using var classifier = ModelFile.LoadClassifier<FeatureRow>(file, SvmClassifier.FileFormat);
            var again = _ml.Model.Load(zip, out _).Append(classifier.ToTransformer());
            Assert.Equal(
                table.Rows.Count, again.Transform(view).GetColumn<float[]>("Score").Count());
            Assert.Equal(
                whole.Transform(view).GetColumn<float[]>("Score").Select(row => row.Max()),
                again.Transform(view).GetColumn<float[]>("Score").Select(row => row.Max()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Labels_may_be_numbers_and_some_may_be_missing()
    {
        var view = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 60).Select(i => new Numbered { Label = i % 3 == 2 ? float.NaN : i % 3, Features = [i % 3, i % 5] }));
        using var model = _ml.Transforms.Conversion.MapValueToKey("Label").Append(new LogisticRegressionTrainer().ToEstimator())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(view);
        Assert.Equal(["0", "1"], model.Transform(view).Schema["Score"].SlotNames(2));
        var predicted = model.Transform(view).GetColumn<float>("PredictedLabel").Zip(view.GetColumn<float>("Label"));
        Assert.All(predicted.Where(pair => !float.IsNaN(pair.Second)), pair => Assert.Equal(pair.Second, pair.First));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_named()
    {
        var view = Labelled(Rows.Table());
        var trainer = new LogisticRegressionTrainer();
        Says("'Label' holds String", () => trainer.ToEstimator().Fit(view));
        var unkeyed = _ml.Transforms.NormalizeMinMax("Features").Append(trainer.ToEstimator());
        Says("MapValueToKey", () => unkeyed.GetOutputSchema(ShapeOf(view)));
        Says("'Lable'", () => trainer.ToEstimator("Lable").Fit(view));
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
        Says("'Id' holds Int64", () => trainer.ToEstimator(featureColumnName: "Id").Fit(keyed));
        Says("Concatenate", () => new KMeansTrainer().ToEstimator("Group").Fit(view));
        using var model = trainer.ToEstimator().Fit(keyed);
        var other = Rows.Table(dimension: 5).ToDataView();
        Says("6 features and was given 5", () => model.Transform(other).GetColumn<float[]>("Score").Count());

        static void Says(string what, Func<object> action) =>
            Assert.Contains(what, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_are_the_error_of_our_models()
    {
        var good = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new Numbered { Label = i % 2, Features = [i % 2, i] }));
        var bad = _ml.Data.LoadFromEnumerable([new Numbered { Features = [1, float.NaN] }]);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label").Append(new LogisticRegressionTrainer().ToEstimator());
        using var model = pipeline.Fit(good);
        var e = Assert.Throws<ArgumentException>(() => model.Transform(bad).GetColumn<float[]>("Score").ToArray());
        Assert.Contains("'Features.2' is NaN", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var view = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(Labelled(Rows.Table())).Transform(Labelled(Rows.Table()));
        Assert.ThrowsAny<OperationCanceledException>(
            () => new LogisticRegressionTrainer().ToEstimator(cancellationToken: source.Token).Fit(view));
    }

    [Fact]
    public void Evaluate_works_on_clusters()
    {
        var table = Rows.Table(150);
        var view = table.ToDataView(Rows.Labelled(table));
        using var model = new KMeansTrainer(new() { ClusterCount = 3, Standardize = false }).ToEstimator()
            .Append(_ml.Transforms.CopyColumns("Cluster", "PredictedLabel")).Fit(view);
        var output = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(model.Transform(view));
        var metrics = _ml.Clustering.Evaluate(output, labelColumnName: "Label", featureColumnName: "Features");
        Assert.Equal(1, metrics.NormalizedMutualInformation, 1e-6);
        Assert.InRange(metrics.DaviesBouldinIndex, 0.01, 1);
        Assert.All(output.GetColumn<float[]>("Score").Zip(output.GetColumn<uint>("Cluster")),
            pair => Assert.Equal(pair.Second, (uint)Array.IndexOf(pair.First, pair.First.Min()) + 1));

        // Ours and ML.NET's, asked in the same way.
        var theirs = _ml.Clustering.Trainers.KMeans(numberOfClusters: 3).Fit(view).Transform(view);
        Assert.Equal(
            _ml.Clustering.Evaluate(theirs).AverageDistance, _ml.Clustering.Evaluate(model.Transform(view)).AverageDistance, 1e-3);
    }

    // What ML.NET makes of data before it asks a pipeline; it does that by a method of its own.
    private static SchemaShape ShapeOf(IDataView view) => (SchemaShape)typeof(SchemaShape)
        .GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic, [typeof(DataViewSchema)])!.Invoke(null, [view.Schema])!;

    private static IClassifierTrainer<FeatureRow> Make(string name) => name switch
    {
        "logistic" => new LogisticRegressionTrainer(),
        "svm" => new SvmTrainer(),
        _ => new MicrosoftMLTrainer(new() { Iterations = 10 }),
    };

    private static IDataView Labelled(FeatureTable<SongId> table) => table.ToDataView(Rows.Labelled(table));

    private sealed class Song
    {
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private sealed class Predicted
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private sealed class Numbered
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
