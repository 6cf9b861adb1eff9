using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML.Tests;

public sealed class TrainerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"zetdard-{Guid.NewGuid():N}.model");

    public static TheoryData<MicrosoftMLMethod> Methods => [.. Enum.GetValues<MicrosoftMLMethod>()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    // More rows than one block of a cursor, so that threads have something to share.
    [Theory, MemberData(nameof(Methods))]
    public async Task FitAsync_gives_the_same_bits_for_the_same_seed_and_any_number_of_threads(MicrosoftMLMethod method)
    {
        var examples = Rows.Examples(700, 8, 4);
        var rows = Rows.Table(50, 8, 4, seed: 9).Rows;
        float[]? first = null;
        foreach (var threadCount in new[] { 1, 1, 2, 3 })
        {
            using var classifier = await new MicrosoftMLTrainer(new() { Method = method, Iterations = 4, ThreadCount = threadCount })
                .FitAsync(examples, cancellationToken: Token);
            first ??= Rows.ScoresOf(classifier, rows);
            Assert.Equal(first, Rows.ScoresOf(classifier, rows));
        }
    }

    // Constant columns, two labels of which one is rare, and fewer rows than ML.NET's defaults ask for in a leaf.
    [Theory, MemberData(nameof(Methods))]
    public async Task FitAsync_learns_from_few_rows_with_constant_columns(MicrosoftMLMethod method)
    {
        var source = Examples.From(Enumerable.Range(0, 8).Select(i =>
            (new FeatureRow(["constant", "zero", "a"], new float[] { 7, 0, i < 2 ? 10 + i : i / 10f }), i < 2 ? "rare" : "usual")));
        using var classifier = await new MicrosoftMLTrainer(new() { Method = method, Iterations = 20 })
            .FitAsync(source, cancellationToken: Token);
        var scores = Rows.ScoresOf(classifier, [await source.ReadAsync(0, Token), await source.ReadAsync(7, Token)]);
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.Equal(1, scores[0] + scores[1], 1e-5);
        if (method is MicrosoftMLMethod.Lbfgs or MicrosoftMLMethod.Sdca)
        {
            Assert.True(scores[0] > scores[2], $"A rare row has chance {scores[0]} of being rare, a usual one {scores[2]}.");
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task FitAsync_survives_values_near_the_ends_of_float(MicrosoftMLMethod method)
    {
        var source = Examples.From(Enumerable.Range(0, 60).Select(i =>
            (new FeatureRow(["huge", "tiny", "a"], new float[] { i % 2 == 0 ? 3e38f : -3e38f, i * 1e-44f, i % 7 }), i % 2 == 0 ? "x" : "y")));
        using var classifier = await new MicrosoftMLTrainer(new() { Method = method, Iterations = 5 })
            .FitAsync(source, cancellationToken: Token);
        Assert.Equal("x", classifier.Predict(await source.ReadAsync(0, Token)));
        Assert.Equal("y", classifier.Predict(await source.ReadAsync(1, Token)));
    }

    [Fact]
    public async Task FitAsync_says_what_is_wrong_in_our_words()
    {
        var trainer = new MicrosoftMLTrainer(new() { Method = MicrosoftMLMethod.Lbfgs });
        var row = new FeatureRow(["a", "b"], new float[] { 1, 2 });
        await SaysAsync("'b'", (row, "x"), (row with { Values = new float[] { 1, float.PositiveInfinity } }, "y"));
        await SaysAsync("'b'", (row, "x"), (row with { Values = new float[] { 1, float.NaN } }, "y"));
        await SaysAsync("'c'", (row, "x"), (row with { Names = ["a", "c"] }, "y"));
        await SaysAsync("'x'", (row, "x"), (row, "x"));
        await SaysAsync("no features", (default, "x"), (default, "y"));

        async Task SaysAsync(string what, params (FeatureRow, string)[] rows)
        {
            var e = await Assert.ThrowsAsync<ArgumentException>(() => trainer.FitAsync(Examples.From(rows), cancellationToken: Token));
            Assert.Contains(what, e.Message, StringComparison.Ordinal);
        }
    }

    // machinelearning 6844: LightGBM's own words are 'Number of classes should be specified and greater than 1'; 5022: it throws
    // NullReferenceException.
    [Fact]
    public async Task From_turns_what_ml_net_throws_into_an_ArgumentException()
    {
        var examples = Rows.Examples();
        await SaysAsync(ml => ml.BinaryClassification.Trainers.LinearSvm(), "the estimator to 90 rows of 6 features and 3 labels");
        await SaysAsync(ml => ml.Transforms.NormalizeMinMax("Features"), "'Score'");
        await SaysAsync(ml => ml.Transforms.CopyColumns("Score", "Features"), "vector of 3");
        await SaysAsync(
            ml => ml.Transforms.DropColumns("Features").Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy()), "Features");
        await SaysAsync(
            ml => ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options { NumberOfLeaves = -3 }),
            "ML.NET could not fit");

        async Task SaysAsync(Func<MLContext, IEstimator<ITransformer>> estimator, string what)
        {
            var e = await Assert.ThrowsAsync<ArgumentException>(
                () => MicrosoftMLTrainer.From(estimator).FitAsync(examples, cancellationToken: Token));
            Assert.Contains(what, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task From_takes_a_whole_pipeline_and_its_classifier_can_be_saved()
    {
        var trainer = MicrosoftMLTrainer.From(
            ml => ml.Transforms.ProjectToPrincipalComponents("Features", rank: 3, seed: 1)
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
                .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")),
            "three components, then maximum entropy",
            scoresAreProbabilities: true);
        Assert.Equal("three components, then maximum entropy", trainer.Description);
        var (examples, rows) = (Rows.Examples(), Rows.Table(seed: 5).Rows);
        using var classifier = await trainer.FitAsync(examples, cancellationToken: Token);
        ModelFile.Save(classifier, _path);
        using var loaded = ModelFile.LoadClassifier<FeatureRow>(_path, MicrosoftMLTrainer.ClassifierFormat);
        Assert.True(loaded.ScoresAreProbabilities);
        Assert.Equal(Rows.ScoresOf(classifier, rows), Rows.ScoresOf(loaded, rows));
    }

    [Fact]
    public async Task From_without_standardizing_shows_the_values_as_they_are()
    {
        var seen = 0f;
        var trainer = MicrosoftMLTrainer.From(
            ml => ml.Transforms.CustomMapping<Vector, Vector>((from, _) => seen = Math.Max(seen, from.Features[0]), contractName: null)
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()),
            standardize: false);
        var examples = Examples.From(Enumerable.Range(0, 40).Select(i => (new FeatureRow(["a"], new float[] { i }), i < 20 ? "x" : "y")));
        using var classifier = await trainer.FitAsync(examples, cancellationToken: Token);
        Assert.Equal(39, seen);

        // A mapping without a contract cannot be saved by ML.NET.
        Assert.Throws<NotSupportedException>(() => ModelFile.Save(classifier, _path));
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public async Task FitAsync_ends_when_it_is_cancelled_while_ml_net_reads()
    {
        using var source = new CancellationTokenSource();
        var trainer = MicrosoftMLTrainer.From(
            ml =>
            {
                source.Cancel();
                return ml.MulticlassClassification.Trainers.SdcaMaximumEntropy();
            });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trainer.FitAsync(Rows.Examples(), cancellationToken: source.Token));
    }

    [Fact]
    public async Task Score_throws_ObjectDisposedException_after_Dispose()
    {
        var classifier = await new MicrosoftMLTrainer(new() { Method = MicrosoftMLMethod.Lbfgs })
            .FitAsync(Rows.Examples(), cancellationToken: Token);
        classifier.Dispose();
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Predict(Rows.Table().Rows[0]));
        Assert.Throws<ObjectDisposedException>(() => ModelFile.Save(classifier, _path));
    }

    // The checksum of the file is right here: what is damaged was written so.
    [Fact]
    public void Load_says_that_ml_nets_part_of_a_file_is_damaged()
    {
        ModelFile.SaveModel(new Damaged(MicrosoftMLTrainer.ClassifierFormat, writer =>
        {
            writer.Write(["a"]);
            writer.Write(["x", "y"]);
            writer.Write<int>([0, 1]);
            writer.Write(1);
            writer.Write(0);
            writer.Write<byte>([1, 2, 3]);
        }), _path);
        Says("ML.NET cannot read");
        ModelFile.SaveModel(new Damaged(MicrosoftMLTrainer.ClassifierFormat, writer =>
        {
            writer.Write(["a"]);
            writer.Write(["x", "y"]);
            writer.Write<int>([1, 1]);
            writer.Write(1);
            writer.Write(0);
            writer.Write<byte>([1, 2, 3]);
        }), _path);
        Says("do not fit together");

        void Says(string what)
        {
            var e = Assert.Throws<InvalidDataException>(
                () => ModelFile.LoadClassifier<FeatureRow>(_path, MicrosoftMLTrainer.ClassifierFormat));
            Assert.Contains(what, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task K_means_finds_the_clouds_and_never_an_empty_cluster()
    {
        var table = Rows.Table(300);
        var clusters = await new MicrosoftMLKMeansTrainer(new() { ClusterCount = 3 }).FitAsync(table.Rows, cancellationToken: Token);
        Assert.Equal(3, clusters.ClusterCount);
        Assert.All(Enumerable.Range(3, 297), row => Assert.Equal(clusters.Assignments[row % 3], clusters.Assignments[row]));

        // machinelearning 4768: 'too few examples' where rows are often the same; here: as many clusters as different rows.
        FeatureRow[] same = [.. Enumerable.Range(0, 30).Select(i => new FeatureRow(["a", "b"], new float[] { i % 4, 1 }))];
        foreach (var standardize in new[] { true, false })
        {
            var few = await new MicrosoftMLKMeansTrainer(new() { ClusterCount = 10, Standardize = standardize })
                .FitAsync(same, cancellationToken: Token);
            Assert.InRange(few.ClusterCount, 2, 4);
            Assert.Equal(few.ClusterCount, few.Assignments.Distinct().Count());
            Assert.All(Enumerable.Range(4, 26), row => Assert.Equal(few.Assignments[row % 4], few.Assignments[row]));
        }

        FeatureRow[] one = [.. Enumerable.Repeat(same[0], 5)];
        var single = await new MicrosoftMLKMeansTrainer(new() { ClusterCount = 3 }).FitAsync(one, cancellationToken: Token);
        Assert.Equal(1, single.ClusterCount);
        var every = await new MicrosoftMLKMeansTrainer(new() { ClusterCount = 20 })
            .FitAsync([.. table.Rows.Take(20)], cancellationToken: Token);
        Assert.Equal(every.ClusterCount, every.Assignments.Distinct().Count());
    }

    [Fact]
    public async Task K_means_says_what_is_wrong_in_our_words()
    {
        var rows = Rows.Table(4).Rows;
        var e = await Assert.ThrowsAsync<ArgumentException>(
            () => new MicrosoftMLKMeansTrainer(new() { ClusterCount = 5 }).FitAsync(rows, cancellationToken: Token));
        Assert.StartsWith("4 rows cannot make 5 clusters", e.Message, StringComparison.Ordinal);
        FeatureRow[] huge = [.. Enumerable.Range(1, 8).Select(i => new FeatureRow(["a"], new float[] { i * 4e37f }))];
        try
        {
            var found = await new MicrosoftMLKMeansTrainer(new() { ClusterCount = 2, Standardize = false })
                .FitAsync(huge, cancellationToken: Token);
            Assert.Equal(found.ClusterCount, found.Assignments.Distinct().Count());
        }
        catch (ArgumentException)       // sums of squares are infinite in ML.NET: either it copes, or this
        {
        }
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Named("Iterations", () => new MicrosoftMLTrainer(new() { Iterations = 0 }));
        Named("Method", () => new MicrosoftMLTrainer(new() { Method = (MicrosoftMLMethod)9 }));
        Named("ClusterCount", () => new MicrosoftMLKMeansTrainer(new() { ClusterCount = 0 }));

        static void Named(string option, Func<object> make) =>
            Assert.Contains(option, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registered_trainer_serves_a_recommender_of_classifiers()
    {
        var services = new ServiceCollection();
        services.AddZetDardMicrosoftML().Configure(o => o.Method = MicrosoftMLMethod.Lbfgs);
        services.AddZetDardMicrosoftML();
        services.AddZetDardMicrosoftMLKMeans("five").Configure(o => o.ClusterCount = 5);
        await using var provider = services.BuildServiceProvider();
        var trainer = provider.GetComponent<IClassifierTrainer<FeatureRow>>(MicrosoftMLTrainer.Key);
        Assert.Contains("\"Method\":2", trainer.Description, StringComparison.Ordinal);
        Assert.Contains(":5", provider.GetComponent<IClustererTrainer>("five").Description, StringComparison.Ordinal);

        var table = Rows.Table(60);
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs<SongId>(
            from user in Enumerable.Range(0, 3)
            from song in table.Keys.ToArray()
            where song.Value % 3 == user && song.Value % 2 == 0
            select (new UserId(user), song))) { ItemFeatures = table };
        var recommender = await trainer.AsRecommender<SongId, FeatureRow>(d => d.ItemFeatures!, [new UserId(1)])
            .FitAsync(data, cancellationToken: Token);
        var songs = recommender.Recommend(Profile.Of(new UserId(1)), 5);
        Assert.Equal(5, songs.Count);
    }

    private sealed class Damaged(ModelFormat format, Action<ModelWriter> write) : ISaveable
    {
        public ModelFormat Format => format;

        public void Write(ModelWriter writer) => write(writer);
    }

    private sealed class Vector
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [0];
    }
}
