namespace ZetDard.Recommenders.Tests;

public sealed class LogisticRegressionTrainerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    // Oracle: the solver in double precision on the standardized table.
    [Fact]
    public void A_description_is_one_line_also_where_the_part_is_written_on_several()
    {
        var trainer = new LogisticRegressionTrainer().On(((FeatureRow Left, FeatureRow Right) both) =>
            both.Left);
        Assert.EndsWith(" on ((FeatureRow Left, FeatureRow Right) both) => both.Left", trainer.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_gives_the_odds_of_the_solver_on_standardized_rows()
    {
        var (table, classes) = Blobs(120, ["a", "b"], seed: 5);
        var prepared = new LogisticRegressionTrainer(new() { C = .5, Tolerance = 1e-6, MaxIterations = 1000 }).Prepare(table.Rows, 100);
        using var classifier = prepared.Fit([.. Enumerable.Range(0, 100)], classes.AsSpan(0, 100), ["a", "b"], Cancellation);
        var standard = Standardizer.Fit(table, key => key < 100).Apply(table);
        var matrix = new CsrMatrix(
            table.Dimension,
            [.. Enumerable.Range(0, 101).Select(row => row * table.Dimension)],
            [.. Enumerable.Range(0, 100).SelectMany(_ => Enumerable.Range(0, table.Dimension))],
            [.. Enumerable.Range(0, 100).SelectMany(row => standard.Row(row).ToArray())]);
        var oracle = LogisticRegression.Fit(
            matrix,
            Array.ConvertAll(classes[..100], c => c == 1),
            c: .5,
            maxIterations: 1000,
            tolerance: 1e-9,
            cancellationToken: Cancellation);
        var scores = new float[2 * 120];
        classifier.ScoreRows([.. Enumerable.Range(0, 120)], scores);
        for (var row = 0; row < 120; row++)
        {
            var odds = oracle.Score([.. Enumerable.Range(0, table.Dimension)], standard.Row(row));
            Assert.Equal(1 / (1 + Math.Exp(-odds)), scores[(2 * row) + 1], 3);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Separable_classes_are_told_apart_with_probabilities(int count)
    {
        string[] labels = [.. Enumerable.Range(0, count).Select(c => $"class {c}")];
        var (table, classes) = Blobs(60 * count, labels, seed: 7);
        var examples = Examples.From(table, classes.Select((c, i) => new Example<int>(i, labels[c])));
        var result = await new LogisticRegressionTrainer().CrossValidateAsync(examples, cancellationToken: Cancellation);
        Assert.InRange(result.Accuracy, .97, 1);
        Assert.InRange(result.MacroF1, .97, 1);

        using var classifier = await new LogisticRegressionTrainer().FitAsync(examples, cancellationToken: Cancellation);
        var scores = new float[count];
        foreach (var row in table.Rows)
        {
            classifier.Score(row, scores);
            Assert.Equal(1, scores.Sum(), 5);
            Assert.Equal(labels[Array.IndexOf(scores, scores.Max())], classifier.Predict(row));
        }
    }

    [Fact]
    public async Task Label_without_examples_is_never_predicted()
    {
        var (table, classes) = Blobs(90, ["a", "b", "c"], seed: 3);
        var examples = Examples.From(table, classes.Select((c, i) => new Example<int>(i, "abc"[c].ToString())));
        var part = examples.Part(Enumerable.Range(0, 90).Where(i => classes[i] != 1));
        using var classifier = await new LogisticRegressionTrainer().FitAsync(part, cancellationToken: Cancellation);
        Assert.Equal(["a", "b", "c"], classifier.Labels);
        Assert.All(table.Rows, row =>
        {
            var scores = new float[3];
            classifier.Score(row, scores);
            Assert.Equal(0, scores[1]);
        });
    }

    [Fact]
    public async Task Bad_examples_are_errors_that_say_what_is_wrong()
    {
        var (table, _) = Blobs(10, ["a", "b"], seed: 3);
        var trainer = new LogisticRegressionTrainer();
        await Expect("All 10 examples are labelled 'only'", () => trainer.FitAsync(
            Examples.From(table, table.Keys.Select(key => new Example<int>(key, "only"))), cancellationToken: Cancellation));
        await Expect("no examples", () => Task.FromResult(trainer.Prepare(table.Rows, 10).Fit([], [], ["a", "b"])));
        await Expect("training rows are 0 … 4", () => Task.FromResult(trainer.Prepare(table.Rows, 5).Fit([1, 5], [0, 1], ["a", "b"])));
        await Expect("no class 2", () => Task.FromResult(trainer.Prepare(table.Rows, 5).Fit([1, 2], [0, 2], ["a", "b"])));
        await Expect("2 rows have 1 classes", () => Task.FromResult(trainer.Prepare(table.Rows, 5).Fit([1, 2], [0], ["a", "b"])));
        await Expect(
            "'f1' is NaN", () => Task.FromResult(trainer.Prepare([table.Rows[0], new(table.Names, new[] { 1, float.NaN, 1, 1 })], 1)));
        await Expect(
            "it learned 'f0' and was given 'other'",
            () => Task.FromResult(trainer.Prepare([table.Rows[0], new(["other", "f1", "f2", "f3"], new float[4])], 1)));
        await Expect("C must be between", () => Task.FromResult(new LogisticRegressionTrainer(new() { C = 0 })));

        static async Task Expect(string part, Func<Task> action) =>
            Assert.Contains(part, (await Assert.ThrowsAnyAsync<ArgumentException>(action)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Saved_classifier_scores_the_same_bits(int count)
    {
        string[] labels = [.. Enumerable.Range(0, count).Select(c => $"class {c}")];
        var (table, classes) = Blobs(50, labels, seed: 9);
        using var classifier = await new LogisticRegressionTrainer().FitAsync(
            Examples.From(table, classes.Select((c, i) => new Example<int>(i, labels[c]))), cancellationToken: Cancellation);
        ModelFile.Save(classifier, _path);
        using var loaded = ModelFile.LoadClassifier<FeatureRow>(_path, LogisticRegressionTrainer.ClassifierFormat);
        var (before, after) = (new float[50 * count], new float[50 * count]);
        classifier.ScoreMany(table.Rows, before);
        loaded.ScoreMany(table.Rows, after);
        Assert.Equal(before, after);
        Assert.Contains("no classifier of Waveform", Assert.Throws<InvalidDataException>(
            () => ModelFile.LoadClassifier<Waveform>(_path, LogisticRegressionTrainer.ClassifierFormat)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blend_takes_the_weighted_mean_and_disposes_what_was_fitted()
    {
        var (table, classes) = Blobs(60, ["a", "b"], seed: 11);
        var examples = Examples.From(
            table, classes.Select((c, i) => new Example<int>(i, "ab"[c].ToString()))).Select(row => (Left: row, Right: row));
        var (left, right) = (new LogisticRegressionTrainer(new() { C = 1 }), new LogisticRegressionTrainer(new() { C = .001 }));
        using var blended = await ClassifierComposition.Blend(
            (left.On(((FeatureRow Left, FeatureRow Right) both) => both.Left), 3),
            (right.On(((FeatureRow Left, FeatureRow Right) both) => both.Right), 1))
            .FitAsync(examples, cancellationToken: Cancellation);
        using var one = await left.FitAsync(examples.Select(both => both.Left), cancellationToken: Cancellation);
        using var two = await right.FitAsync(examples.Select(both => both.Right), cancellationToken: Cancellation);
        Assert.True(blended.ScoresAreProbabilities);
        var (all, first, second) = (new float[2], new float[2], new float[2]);
        foreach (var row in table.Rows)
        {
            blended.Score((row, row), all);
            one.Score(row, first);
            two.Score(row, second);
            Assert.Equal(((3 * first[1]) + second[1]) / 4, all[1], 5);
        }

        var failing = new Failing();
        var native = new Native();
        await Assert.ThrowsAsync<IOException>(() =>
            ClassifierComposition.Blend<FeatureRow>(((IClassifierTrainer<FeatureRow>)native, 1), (failing, 1)).FitAsync(
                examples.Select(both => both.Left), cancellationToken: Cancellation));
        Assert.Equal(1, native.Disposed);
        Assert.Contains("finite and above 0", Assert.Throws<ArgumentException>(
            () => ClassifierComposition.Blend<FeatureRow>(((IClassifierTrainer<FeatureRow>)native, 0))).Message, StringComparison.Ordinal);
    }

    private static (FeatureTable<int> Table, int[] Classes) Blobs(int count, string[] labels, int seed)
    {
        var random = new Random(seed);
        int[] classes = [.. Enumerable.Range(0, count).Select(i => i % labels.Length)];
        float[] values = [.. classes.SelectMany(
            c => Enumerable.Range(0, 4).Select(column => (float)((10 * Math.Cos((c + 1) * (column + 1))) + random.NextDouble())))];
        return (new(new(Enumerable.Range(0, count)), ["f0", "f1", "f2", "f3"], values), classes);
    }

    private sealed class Failing : IClassifierTrainer<FeatureRow>
    {
        public Task<IClassifier<FeatureRow>> FitAsync(
            Examples<FeatureRow> examples,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default) => throw new IOException("no");
    }

    private sealed class Native : IClassifierTrainer<FeatureRow>, IClassifier<FeatureRow>
    {
        public int Disposed { get; private set; }

        public IReadOnlyList<string> Labels => ["a", "b"];

        public void Score(FeatureRow source, Span<float> scores) => scores[..2].Fill(.5f);

        public void Dispose() => Disposed++;

        public Task<IClassifier<FeatureRow>> FitAsync(
            Examples<FeatureRow> examples,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default) => Task.FromResult<IClassifier<FeatureRow>>(this);
    }
}
