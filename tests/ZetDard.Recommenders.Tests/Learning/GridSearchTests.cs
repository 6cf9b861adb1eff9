namespace ZetDard.Recommenders.Tests;

public sealed class GridSearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Oracle: cross-validation of each candidate on the same folds, one after the other.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Search_compares_candidates_on_the_same_folds_for_any_number_of_threads(int threadCount)
    {
        var examples = Marks(60);
        var candidates = Candidates(.001, .1, 10);
        var reports = new List<TrainingProgress>();
        var result = await GridSearch.SearchAsync(
            candidates, examples, foldCount: 4, seed: 3, threadCount: threadCount, progress: new Listed(reports), cancellationToken: Cancellation);
        Assert.Equal(["C=0.001", "C=0.1", "C=10"], result.Rows.Select(row => row.Name));
        foreach (var (candidate, row) in candidates.Zip(result.Rows))
        {
            var right = new List<double>();
            foreach (var (train, test) in examples.Folds(4, 3))
            {
                using var classifier = await candidate.Trainer.FitAsync(train, cancellationToken: Cancellation);
                var said = await classifier.PredictAsync(test, cancellationToken: Cancellation);
                right.Add(new ClassificationResult([.. test.Classes.Select(c => test.Labels[c])], said).Accuracy);
            }

            Assert.Equal(right, row.Scores);
        }

        Assert.Equal(result.Rows.Max(row => row.Mean), result.Rows.Single(row => row.Name == result.Best.Name).Mean);
        Assert.Equal([.. Enumerable.Range(0, 13).Select(done => (long)done)], reports.Select(report => report.Completed).Order());
        Assert.All(reports, report => Assert.Equal(12, report.Total));
        Assert.StartsWith("candidate", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ties_go_to_the_first_candidate()
    {
        var result = await GridSearch.SearchAsync(
            [.. new[] { "b", "a", "c" }.Select(name => Candidate(name, .1))], Marks(30), cancellationToken: Cancellation);
        Assert.Equal("b", result.Best.Name);
    }

    [Fact]
    public async Task Measure_decides()
    {
        // Where every error is good, the worst candidate is the best.
        var candidates = Candidates(1e-6, 10);
        var result = await GridSearch.SearchAsync(candidates, Marks(60), measure: one => -one.Accuracy, cancellationToken: Cancellation);
        Assert.Equal(result.Rows.MaxBy(row => row.Mean)!.Name, result.Best.Name);
        Assert.All(result.Rows, row => Assert.InRange(row.Mean, -1, 0));
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => GridSearch.SearchAsync(candidates, Marks(60), measure: _ => double.NaN, cancellationToken: Cancellation));
        Assert.Contains("must be finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Best_of_candidates_is_a_trainer_that_searches_in_each_fold()
    {
        var trainer = GridSearch.BestOf(Candidates(1e-6, .1), foldCount: 3);
        var result = await trainer.CrossValidateAsync(Marks(60), foldCount: 3, cancellationToken: Cancellation);
        Assert.InRange(result.Accuracy, .7, 1);
        Assert.Equal(GridSearch.BestOf(Candidates(1e-6, .1), foldCount: 3).Description, trainer.Description);
        Assert.NotEqual(GridSearch.BestOf(Candidates(1e-6, .2), foldCount: 3).Description, trainer.Description);
    }

    [Fact]
    public async Task What_cannot_be_compared_is_named()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => GridSearch.SearchAsync<FeatureRow>([], Marks(30), cancellationToken: Cancellation));
        await FailsAsync([Candidate("a", 1), Candidate("a", 2)], Marks(30), "called 'a'");
        await FailsAsync([Candidate("a", 1)], Marks(4), "4 examples of 4 groups cannot be divided into 5 folds");

        // One group has all examples of a label.
        var (row, other) = (new FeatureRow(["x"], new[] { 1f }), new FeatureRow(["x"], new[] { 2f }));
        var source = ItemSource.From(Enumerable.Range(0, 20).Select(i => KeyValuePair.Create(i, i < 5 ? row : other)));
        var lonely = Examples.From(
            source, Enumerable.Range(0, 20).Select(i => new Example<int>(i, i < 5 ? "alone" : $"label {i % 2}", i < 5 ? "one" : null)));
        await FailsAsync([Candidate("a", 1)], lonely, "labelled 'alone' are in one fold");

        // A candidate that fails is the one that is named.
        var odd = Marks(30).Select(mark => mark.Values.Span[0] > .9 ? mark with { Names = ["z", "y"] } : mark);
        await FailsAsync([Candidate("the first", 1)], odd, "candidate 'the first' cannot be compared");

        static async Task FailsAsync(GridCandidate<FeatureRow>[] candidates, Examples<FeatureRow> examples, string problem)
        {
            var error = await Assert.ThrowsAnyAsync<ArgumentException>(
                () => GridSearch.SearchAsync(candidates, examples, cancellationToken: Cancellation));
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Search_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stopping(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => GridSearch.SearchAsync(Candidates(.1, 1, 10), Marks(60), progress: progress, cancellationToken: stop.Token));
    }

    private static GridCandidate<FeatureRow> Candidate(string name, double c) => new(name, new LogisticRegressionTrainer(new() { C = c }));

    private static GridCandidate<FeatureRow>[] Candidates(params double[] cs) =>
        [.. cs.Select(c => Candidate(FormattableString.Invariant($"C={c}"), c))];

    private static Examples<FeatureRow> Marks(int count)
    {
        var random = new Random(8);
        string[] names = ["x", "y"];
        return Examples.From(Enumerable.Range(0, count).Select(i =>
            (new FeatureRow(names, new[] { random.NextSingle() + (.6f * (i % 2)), random.NextSingle() }), $"label {i % 2}")));
    }

    private sealed class Listed(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            lock (reports)
                reports.Add(value);
        }
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed == 2)
                stop.Cancel();
        }
    }
}
