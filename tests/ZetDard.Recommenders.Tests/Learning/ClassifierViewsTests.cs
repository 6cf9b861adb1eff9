namespace ZetDard.Recommenders.Tests;

public sealed class ClassifierViewsTests
{
    private static readonly string[] Names = ["x"];

    // Oracle: the trainer on the views themselves, and the mean of its scores by hand.
    [Fact]
    public async Task A_thing_scores_the_mean_of_its_views()
    {
        var trainer = new LogisticRegressionTrainer();
        var things = Examples.From<IReadOnlyList<FeatureRow>>([(Views(0, 1), "low"), (Views(2), "low"), (Views(5, 6, 7), "high"), (Views(8), "high")]);
        using var classifier = await trainer.OverViews().FitAsync(things, cancellationToken: TestContext.Current.CancellationToken);
        using var oracle = await trainer.FitAsync(
            Examples.From<FeatureRow>([(Row(0), "low"), (Row(1), "low"), (Row(2), "low"), (Row(5), "high"), (Row(6), "high"), (Row(7), "high"), (Row(8), "high")]),
            cancellationToken: TestContext.Current.CancellationToken);
        var (scores, first, second) = (new float[2], new float[2], new float[2]);
        classifier.Score(Views(3, 6), scores);
        oracle.Score(Row(3), first);
        oracle.Score(Row(6), second);
        Assert.Equal(["high", "low"], classifier.Labels);
        Assert.True(classifier.ScoresAreProbabilities);
        Assert.Equal((first[0] + second[0]) / 2, scores[0], 1e-6);
        Assert.Equal("low", classifier.Predict(Views(0, 1)));
    }

    [Fact]
    public async Task A_label_without_examples_is_never_predicted()
    {
        var things = Examples.From<IReadOnlyList<FeatureRow>>([(Views(0), "a"), (Views(4), "b"), (Views(9), "c")]).Part([0, 1]);
        using var classifier = await new LogisticRegressionTrainer().OverViews().FitAsync(things, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c"], classifier.Labels);
        Assert.Equal("b", classifier.Predict(Views(9)));
    }

    [Fact]
    public async Task A_thing_without_views_is_an_error()
    {
        var things = Examples.From<IReadOnlyList<FeatureRow>>([(Views(0), "a"), (Views(), "b")]);
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => new LogisticRegressionTrainer().OverViews().FitAsync(things, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("has no view", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<FeatureRow> Views(params float[] values) => [.. values.Select(Row)];

    private static FeatureRow Row(float value) => new(Names, new[] { value });
}
