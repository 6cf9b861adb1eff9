namespace ZetDard.Recommenders.Tests;

public sealed class ClassifierFeaturesTests
{
    [Fact]
    public async Task Features_are_learned_from_the_training_things_of_each_fit_alone()
    {
        var learned = new List<string>();
        var trainer = new LogisticRegressionTrainer().WithFeatures<string>(
            (words, _) =>
            {
                lock (learned)
                {
                    learned.Add(string.Join(' ', words.Order(StringComparer.Ordinal)));
                }

                return new LengthExtractor("length.all");
            });
        var examples = Examples.From<string>([("a", "short"), ("bb", "short"), ("cccccc", "long"), ("ddddddd", "long")]);
        var result = await trainer.CrossValidateAsync(examples, foldCount: 2, seed: 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, result.Accuracy);
        Assert.Equal(2, learned.Count);
        Assert.Equal(["a", "bb", "cccccc", "ddddddd"], learned.SelectMany(words => words.Split(' ')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_classifier_of_things_computes_their_features()
    {
        var trainer = new LogisticRegressionTrainer().WithFeatures(new LengthExtractor("length.all"));
        using var classifier = await trainer.FitAsync(
            Examples.From<string>([("a", "short"), ("cccccc", "long")]), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("long", classifier.Predict("ttttttttt"));
        Assert.Contains("logistic", trainer.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Joined_extractors_stand_side_by_side_also_for_many_things()
    {
        var joined = new LengthExtractor("length.title").On((Song song) => song.Title).Join(new LengthExtractor("length.words").On((Song song) => song.Words));
        Song[] songs = [new("ab", "cde"), new("f", "")];
        Assert.Equal(["length.title", "length.words"], joined.Names);
        Assert.Equal([2, 3], joined.RowOf(songs[0]).Values.ToArray());
        Assert.Equal([2, 3, 1, 0], joined.RowsOf(songs).SelectMany(row => row.Values.ToArray()));
    }

    [Fact]
    public void Joined_extractors_with_a_name_in_common_are_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => new LengthExtractor("length").Join(new LengthExtractor("length")));
        Assert.Contains("'length'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standardizer_is_an_extractor_of_rows()
    {
        string[] names = ["x"];
        var standardizer = Standardizer.Fit([new(names, new[] { 1f }), new FeatureRow(names, new[] { 3f })]);
        Assert.Equal([1], standardizer.AsExtractor().RowOf(new FeatureRow(names, new[] { 3f })).Values.ToArray());
    }

    private sealed record Song(string Title, string Words);

    private sealed class LengthExtractor(string name) : IFeatureExtractor<string>
    {
        public IReadOnlyList<string> Names { get; } = [name];

        public void Extract(string source, Span<float> features) => features[0] = source.Length;
    }
}
