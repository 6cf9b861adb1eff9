using System.Text.Json;
using ZetDard.Recommenders;
using ZetDard.Tests;

namespace ZetDard.Models.Svm.Tests;

public sealed class SvmTrainerTests
{
    private static readonly string[] Columns = ["a1", "a2", "b1", "b2"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Oracle: svm-train 3.24 on LIBSVM's heart_scale.
    [Theory]
    [InlineData("linear", "linear")]
    [InlineData("polynomial", "polynomial(degree=3, gamma=0.076923076923076927, offset=0)")]
    [InlineData("rbf", "gaussian(gamma=0.076923076923076927)")]
    [InlineData("sigmoid", "sigmoid(gamma=0.076923076923076927)")]
    public async Task Fit_gives_what_svm_train_gives(string name, string kernel)
    {
        using var goldens = JsonDocument.Parse(
            await File.ReadAllBytesAsync(SharedFolder.PathOrSkip("oracles", "svm", "goldens.json"), Cancellation));
        var golden = goldens.RootElement.GetProperty("kernels").GetProperty(name);
        var examples = await LibsvmFile.ReadExamplesAsync(SharedFolder.PathOrSkip("oracles", "svm", "heart_scale.txt"), Cancellation);
        using var classifier = await new SparseSvmTrainer(new() { Kernel = Kernel.Parse(kernel), ClassWeights = ClassWeights.None })
            .FitAsync(examples, cancellationToken: Cancellation);
        var decision = Assert.Single(classifier.Decisions);
        Assert.Equal(Golden("objective"), decision.Objective, 1e-4 * Math.Abs(Golden("objective")));
        Assert.Equal(Math.Abs(Golden("rho")), Math.Abs(decision.Rho), 5e-3);
        Assert.Equal(Golden("nSV"), decision.SupportVectorCount, .01 * Golden("nSV") + 1);
        Assert.Equal(Golden("nBSV"), decision.BoundedCount, .01 * Golden("nBSV") + 1);
        var said = await classifier.PredictAsync(examples, cancellationToken: Cancellation);
        var right = said.Where((label, i) => label == examples.Labels[examples.Classes[i]]).Count();
        Assert.Equal(Golden("trainAccuracyPercent"), 100.0 * right / examples.Count, .1);

        double Golden(string key) => golden.GetProperty(key).GetDouble();
    }

    // Oracle: svm-train's 96.875 % with C 2, gamma 2 on columns scaled to [-1, 1].
    [Fact]
    public async Task Svmguide1_is_classified_as_by_libsvm()
    {
        var train = await LibsvmFile.ReadExamplesAsync(SharedFolder.PathOrSkip("oracles", "svm", "svmguide1_train.txt"), Cancellation);
        var test = await LibsvmFile.ReadExamplesAsync(SharedFolder.PathOrSkip("oracles", "svm", "svmguide1_test.txt"), Cancellation);
        var (low, high) = (new float[4], new float[4]);
        low.AsSpan().Fill(float.MaxValue);
        high.AsSpan().Fill(float.MinValue);
        for (var i = 0; i < train.Count; i++)
        {
            var row = (await train.ReadAsync(i, Cancellation)).ToFeatureRow(Columns).Values.ToArray();
            for (var column = 0; column < 4; column++)
                (low[column], high[column]) = (Math.Min(low[column], row[column]), Math.Max(high[column], row[column]));
        }

        var trainer = new SvmTrainer(new() { C = 2, Kernel = Kernel.Gaussian(2), ClassWeights = ClassWeights.None, Standardize = false });
        using var classifier = await trainer.FitAsync(train.Select(Scaled), cancellationToken: Cancellation);
        var said = await classifier.PredictAsync(test.Select(Scaled), 500, Cancellation);
        var right = said.Where((label, i) => label == test.Labels[test.Classes[i]]).Count();
        Assert.Equal(96.875, 100.0 * right / test.Count, .1);

        FeatureRow Scaled(SparseRow row)
        {
            var values = row.ToFeatureRow(Columns).Values.ToArray();
            return new(Columns, values.Select((value, column) => (2 * (value - low[column]) / (high[column] - low[column])) - 1).ToArray());
        }
    }

    // Oracle: scikit-learn 1.2's _ovr_decision_function, whose largest value is the prediction; here the decisions are summed up by hand.
    [Fact]
    public async Task Scores_of_many_classes_are_votes_and_bounded_confidences()
    {
        var examples = Blobs(["x", "y", "z"], 20, 3);
        using var classifier = await new SvmTrainer(new() { C = .01 }).FitAsync(examples, cancellationToken: Cancellation);
        var row = await examples.ReadAsync(0, Cancellation);
        var scaled = Standardizer.Fit(await RowsOf(examples));
        var values = new float[4];
        scaled.Apply(row.Values.Span, values);
        var f = classifier.Machine.Functions.Evaluate(RowMatrix.Dense(values, 1, 4));
        double[] sums = [f[0] + f[1], f[2] - f[0], -f[1] - f[2]];
        int[] votes = [Won(f[0]) + Won(f[1]), 1 - Won(f[0]) + Won(f[2]), 2 - Won(f[1]) - Won(f[2])];
        var scores = new float[3];
        classifier.Score(row, scores);
        for (var c = 0; c < 3; c++)
            Assert.Equal(votes[c] + (sums[c] / (3 * (Math.Abs(sums[c]) + 1))), scores[c], 5);

        static int Won(double decision) => decision >= 0 ? 1 : 0;
    }

    // scikit-learn issues 13662, 4790 and 13211: predict_proba says another class than predict. Here a label is always that of the largest.
    [Theory]
    [InlineData(SvmProbabilities.Platt, MultiClass.OneAgainstOne)]
    [InlineData(SvmProbabilities.Isotonic, MultiClass.OneAgainstOne)]
    [InlineData(SvmProbabilities.Platt, MultiClass.OneAgainstRest)]
    public async Task Largest_probability_is_that_of_the_predicted_label(SvmProbabilities probabilities, MultiClass multiClass)
    {
        var examples = Blobs(["w", "x", "y", "z"], 6, 5);
        using var classifier = await new SvmTrainer(new() { Probabilities = probabilities, MultiClass = multiClass })
            .FitAsync(examples, cancellationToken: Cancellation);
        Assert.True(classifier.ScoresAreProbabilities);
        var scores = new float[4];
        foreach (var row in await RowsOf(examples))
        {
            classifier.Score(row, scores);
            Assert.Equal(1, scores.Sum(), 1e-5);
            Assert.All(scores, score => Assert.InRange(score, 0, 1));
            Assert.Equal(classifier.Labels[Array.IndexOf(scores, scores.Max())], classifier.Predict(row));
        }
    }

    // Probabilities mean what they say: of rows with about .8, about .8 are of the class. Oracle: two Gaussians, whose chance is known.
    [Theory]
    [InlineData(SvmProbabilities.Platt, .06)]
    [InlineData(SvmProbabilities.Isotonic, .12)]
    public async Task Probabilities_are_near_the_true_ones(SvmProbabilities probabilities, double largestMeanError)
    {
        var random = new Random(11);
        string[] names = ["x"];
        var examples = Examples.From(Enumerable.Range(0, 400).Select(i =>
            (new FeatureRow(names, new[] { (float)(Normal() + (i % 2 == 0 ? 1 : -1)) }), i % 2 == 0 ? "high" : "low")));
        using var classifier = await new SvmTrainer(new() { Probabilities = probabilities, Kernel = Kernel.Linear() })
            .FitAsync(examples, cancellationToken: Cancellation);
        var scores = new float[2];
        var error = Enumerable.Range(-20, 41).Average(i =>
        {
            var x = i / 10.0;
            classifier.Score(new(names, new[] { (float)x }), scores);
            return Math.Abs(scores[0] - (1 / (1 + Math.Exp(-2 * x))));
        });
        Assert.InRange(error, 0, largestMeanError);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    // Near copies in one group: where they are divided between the fits for probabilities, those look far too certain.
    [Fact]
    public async Task Probabilities_do_not_divide_groups()
    {
        var random = new Random(5);
        var rows = new List<FeatureRow>();
        var marks = new List<Example<int>>();
        for (var group = 0; group < 60; group++)
        {
            var centre = new float[4].Select(_ => random.NextSingle()).ToArray();       // says nothing of the label
            for (var copy = 0; copy < 4; copy++)
            {
                marks.Add(new(rows.Count, group % 2 == 0 ? "a" : "b", $"group {group}"));
                rows.Add(new(Columns, centre.Select(value => value + (.001f * random.NextSingle())).ToArray()));
            }
        }

        var source = ItemSource.From(rows.Select((row, i) => KeyValuePair.Create(i, row)));
        var trainer = new SvmTrainer(new() { C = 100, Kernel = Kernel.Gaussian(scale: 20), Probabilities = SvmProbabilities.Platt });
        var certain = await CertaintyAsync(Examples.From(source, marks.Select(mark => mark with { Group = null })));
        var honest = await CertaintyAsync(Examples.From(source, marks));
        Assert.InRange(certain, .8, 1);
        Assert.InRange(honest, .5, certain - .1);

        async Task<double> CertaintyAsync(Examples<FeatureRow> examples)
        {
            using var classifier = await trainer.FitAsync(examples, cancellationToken: Cancellation);
            var scores = new float[2];
            return rows.Average(row =>
            {
                classifier.Score(row, scores);
                return scores.Max();
            });
        }
    }

    // scikit-learn issue 8593: class_weight with a class that is missing. Counts are of the classes that there are.
    [Fact]
    public async Task Label_without_examples_changes_nothing()
    {
        var examples = Blobs(["x", "y"], 15, 7);
        var row = await examples.ReadAsync(0, Cancellation);
        var wider = examples.Concat(Examples.From([(row, "unseen")]).Part([]));
        using var narrow = await new SvmTrainer().FitAsync(examples, cancellationToken: Cancellation);
        using var wide = await new SvmTrainer().FitAsync(wider, cancellationToken: Cancellation);
        var (two, three) = (new float[2], new float[3]);
        narrow.Score(row, two);
        wide.Score(row, three);
        Assert.Equal(["unseen", "x", "y"], wide.Labels);
        Assert.Equal(two, three[1..]);
        Assert.True(three[0] < two.Min());
    }

    // scikit-learn issue 10268: balanced weights are rows / (classes · rows of the class). Oracle: every row of the smaller class three times.
    [Fact]
    public async Task Balanced_weights_are_repeated_rows()
    {
        var examples = Blobs(["x", "y"], 24, 9);
        int[] large = [.. Enumerable.Range(0, 48).Where(i => examples.Classes[i] == 0)];
        int[] small = [.. Enumerable.Range(0, 48).Where(i => examples.Classes[i] == 1).Take(8)];
        var options = new SvmOptions { Standardize = false, Kernel = Kernel.Gaussian(.5), Tolerance = 1e-6 };
        using var balanced = await new SvmTrainer(options).FitAsync(examples.Part([.. large, .. small]), cancellationToken: Cancellation);
        using var repeated = await new SvmTrainer(options with { ClassWeights = ClassWeights.None, C = 32.0 / 2 / 24 })
            .FitAsync(examples.Part([.. large, .. small, .. small, .. small]), cancellationToken: Cancellation);
        var (left, right) = (new float[2], new float[2]);
        foreach (var row in await RowsOf(examples))
        {
            balanced.Score(row, left);
            repeated.Score(row, right);
            Assert.Equal(left[0], right[0], 1e-3);
        }
    }

    [Fact]
    public async Task Fit_that_stops_early_says_how_far_from_optimal_it_is()
    {
        var examples = Blobs(["x", "y"], 40, 3);
        var reports = new List<TrainingProgress>();
        using var classifier = await new SvmTrainer(new() { C = 1e6, Kernel = Kernel.Gaussian(.05), MaxIterations = 20 })
            .FitAsync(examples, new Listed(reports), Cancellation);
        var decision = Assert.Single(classifier.Decisions);
        Assert.False(decision.IsConverged);
        Assert.InRange(decision.Gap, 1e-3, double.MaxValue);
        Assert.Contains("from optimal", reports[^1].Stage, StringComparison.Ordinal);
        Assert.Contains("MaxIterations", classifier.Summary, StringComparison.Ordinal);
        using var whole = await new SvmTrainer().FitAsync(examples, new Listed(reports), Cancellation);
        Assert.True(whole.Decisions[0].IsConverged);
        Assert.DoesNotContain("from optimal", reports[^1].Stage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e9, 1e-12)]
    [InlineData(1e9, 1e12)]
    [InlineData(1e-9, 1)]
    public async Task Absurd_numbers_end(double c, double gamma)
    {
        var examples = Blobs(["x", "y"], 30, 4);
        using var classifier = await new SvmTrainer(new() { C = c, Kernel = Kernel.Gaussian(gamma), MaxIterations = 20_000 })
            .FitAsync(examples, cancellationToken: Cancellation);
        var scores = new float[2];
        classifier.Score(await examples.ReadAsync(0, Cancellation), scores);
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("laplacian")]
    [InlineData("linear")]
    public async Task Constant_and_duplicate_columns_and_rows_do_no_harm(string kernel)
    {
        string[] names = ["a", "same", "copy"];
        var random = new Random(2);
        var examples = Examples.From(Enumerable.Range(0, 60).Select(i =>
        {
            var value = random.NextSingle() + (i % 2);
            return (new FeatureRow(names, new[] { value, 7e6f, value }), i % 2 == 0 ? "x" : "y");
        }));
        var options = new SvmOptions { Kernel = Kernel.Parse(kernel) };
        Assert.InRange((await new SvmTrainer(options).CrossValidateAsync(examples, cancellationToken: Cancellation)).Accuracy, .9, 1);
        Assert.InRange((await new KernelRidgeTrainer(new() { Kernel = options.Kernel })
            .CrossValidateAsync(examples, cancellationToken: Cancellation)).Accuracy, .9, 1);

        // Rows that are all alike: nothing to tell, and no failure.
        var alike = examples.Select(_ => new FeatureRow(names, new[] { 1f, 2f, 3f }));
        using var machine = await new SvmTrainer(options).FitAsync(alike, cancellationToken: Cancellation);
        using var ridge = await new KernelRidgeTrainer(new() { Kernel = options.Kernel }).FitAsync(alike, cancellationToken: Cancellation);
        Assert.Equal("x", machine.Predict(await alike.ReadAsync(1, Cancellation)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task Values_that_are_not_finite_are_named(float value)
    {
        var examples = Blobs(["x", "y"], 5, 1).Select(row => new FeatureRow(Columns, new[] { 1, value, 2, 3 }));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => new SvmTrainer().FitAsync(examples, cancellationToken: Cancellation));
        Assert.Contains("'a2'", error.Message, StringComparison.Ordinal);
        var sparse = Examples.From([(new SparseRow(new[] { 3 }, new[] { value }), "x"), (default, "y")]);
        error = await Assert.ThrowsAsync<ArgumentException>(() => new SparseSvmTrainer().FitAsync(sparse, cancellationToken: Cancellation));
        Assert.Contains("column 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kernels_too_large_for_single_precision_are_refused()
    {
        var examples = Blobs(["x", "y"], 5, 1).Select(row => new FeatureRow(Columns, row.Values.ToArray().Select(value => value * 1e6f).ToArray()));
        var options = new SvmOptions { Kernel = Kernel.Polynomial(10, 1), Standardize = false };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => new SvmTrainer(options).FitAsync(examples, cancellationToken: Cancellation));
        Assert.Contains("too large for single precision", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Families_get_kernels_of_their_own()
    {
        var examples = Blobs(["x", "y"], 20, 6);
        var own = (.5 * Kernel.Gaussian().On("a")) + (.5 * Kernel.Gaussian().On("b"));
        using var each = await new SvmTrainer(new() { Kernel = Kernel.PerFamily(Kernel.Gaussian()) }).FitAsync(examples, cancellationToken: Cancellation);
        using var sum = await new SvmTrainer(new() { Kernel = own }).FitAsync(examples, cancellationToken: Cancellation);
        Assert.Equal(sum.Decisions[0].Rho, each.Decisions[0].Rho, 6);
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => new SvmTrainer(new() { Kernel = Kernel.Linear().On("c") }).FitAsync(examples, cancellationToken: Cancellation));
        Assert.Contains("the families are a, b", error.Message, StringComparison.Ordinal);
    }

    // Oracle: the kernel itself.
    [Fact]
    public async Task Precomputed_values_give_what_their_kernel_gives()
    {
        var examples = Blobs(["x", "y"], 15, 8);
        var rows = await RowsOf(examples);
        string[] names = ["number", .. Enumerable.Range(1, rows.Length).Select(i => $"k{i}")];
        var i = 0;
        var numbered = Examples.From(rows.Select(row => (new FeatureRow(names, (float[])[++i, .. rows.Select(other => Value(row, other))]), examples.Labels[examples.Classes[i - 1]])));
        using var direct = await new SvmTrainer(new() { Kernel = Kernel.Gaussian(.7), Standardize = false }).FitAsync(examples, cancellationToken: Cancellation);
        using var computed = await new SvmTrainer(new() { Kernel = Kernel.Precomputed() }).FitAsync(numbered, cancellationToken: Cancellation);
        var (left, right) = (new float[2], new float[2]);
        for (var row = 0; row < rows.Length; row++)
        {
            direct.Score(rows[row], left);
            computed.Score(await numbered.ReadAsync(row, Cancellation), right);
            Assert.Equal(left[0], right[0], 2e-3);
        }

        var wrong = numbered.Select(row => new FeatureRow(names, new float[names.Length]));
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => new SvmTrainer(new() { Kernel = Kernel.Precomputed() }).FitAsync(wrong, cancellationToken: Cancellation));
        Assert.Contains($"1 … {rows.Length}; that of row 0 is 0", error.Message, StringComparison.Ordinal);

        static float Value(FeatureRow left, FeatureRow right) => (float)Math.Exp(
            -.7 * left.Values.ToArray().Zip(right.Values.ToArray(), (a, b) => ((double)a - b) * (a - b)).Sum());
    }

    [Fact]
    public void Bad_options_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new SvmTrainer(new() { C = 0, Kernel = null! }));
        Assert.Contains("C", error.Message, StringComparison.Ordinal);
        Assert.Contains("Kernel", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SvmTrainer(new() { MultiClass = (MultiClass)7 }));
        Assert.Throws<ArgumentException>(() => new KernelRidgeTrainer(new() { Lambda = double.NaN }));
    }

    [Fact]
    public async Task Damaged_model_files_are_refused()
    {
        var path = Path.GetTempFileName();
        var copy = path + ".copy";
        try
        {
            var examples = Blobs(["x", "y", "z"], 6, 2);
            using var classifier = await new SvmTrainer(new() { Probabilities = SvmProbabilities.Platt }).FitAsync(examples, cancellationToken: Cancellation);
            ModelFile.Save(classifier, path);
            var bytes = await File.ReadAllBytesAsync(path, Cancellation);
            for (var length = 0; length < bytes.Length; length += 97)
            {
                await File.WriteAllBytesAsync(copy, bytes[..length], Cancellation);
                Assert.Throws<InvalidDataException>(() => ModelFile.LoadClassifier<FeatureRow>(copy, SvmClassifier.FileFormat));
            }

            Assert.Throws<InvalidDataException>(() => ModelFile.LoadClassifier<FeatureRow>(path, KernelRidgeTrainer.ClassifierFormat));
        }
        finally
        {
            File.Delete(path);
            File.Delete(copy);
        }
    }

    private static async Task<FeatureRow[]> RowsOf(Examples<FeatureRow> examples)
    {
        var rows = new List<FeatureRow>();
        await foreach (var row in examples.ReadManyAsync(Enumerable.Range(0, examples.Count)))
            rows.Add(row);
        return [.. rows];
    }

    // Overlapping clouds.
    private static Examples<FeatureRow> Blobs(string[] labels, int count, int seed)
    {
        var random = new Random(seed);
        return Examples.From(Enumerable.Range(0, labels.Length * count).Select(i =>
        {
            var c = i % labels.Length;
            var values = Enumerable.Range(0, 4).Select(column => (float)(random.NextDouble() + random.NextDouble() + (column == c ? .7 : 0))).ToArray();
            return (new FeatureRow(Columns, values), labels[c]);
        }));
    }

    private sealed class Listed(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            lock (reports)
                reports.Add(value);
        }
    }
}
