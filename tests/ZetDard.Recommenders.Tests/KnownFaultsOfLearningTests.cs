using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders.Tests;

/// <summary>
/// Faults that were reported of classifiers, cross-validation, options, containers and model files elsewhere, each held against ours.
/// </summary>
public sealed class KnownFaultsOfLearningTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");
    private readonly ServiceCollection _services = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    // scikit-learn/scikit-learn 17978 and 31224: where every class against the rest is all but impossible, their chances were divided by a
    // sum of 0.
    [Fact]
    public void Chances_are_finite_where_no_class_is_likely()
    {
        ModelFile.SaveModel(new Written(LogisticRegressionTrainer.ClassifierFormat, writer =>
        {
            writer.Write((IReadOnlyList<string>)["x"]);
            writer.Write<float>([0]);
            writer.Write<float>([1]);
            writer.Write(4.0);
            writer.Write((IReadOnlyList<string>)["a", "b", "c"]);
            writer.Write<int>([0, 1, 2]);
            foreach (var bias in (double[])[-2000, -1000, -1001])
            {
                writer.Write<float>([0]);
                writer.Write(bias);
            }
        }), _path);
        using var classifier = ModelFile.LoadClassifier<FeatureRow>(_path, LogisticRegressionTrainer.ClassifierFormat);
        var scores = new float[3];
        classifier.Score(new(["x"], new float[1]), scores);
        Assert.Equal([0, 1 / (1 + MathF.Exp(-1)), 1 / (1 + MathF.Exp(1))], scores, (left, right) => Math.Abs(left - right) < 1e-6);
    }

    // scikit-learn/scikit-learn 24656: 31 groups of one size and 10 folds; folds of one class only, though each can have both.
    [Fact]
    public void Folds_have_both_classes_where_groups_allow_it()
    {
        int[] labels = [0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0];
        for (var seed = 0; seed < 20; seed++)
            Assert.All(
                Grouped([.. labels.SelectMany((label, group) => Enumerable.Repeat((label, $"{group}"), 3))]).Folds(10, seed),
                fold => Assert.Equal(2, fold.Test.Classes.Distinct().Count()));
    }

    // scikit-learn/scikit-learn 28218: six examples of three classes in four groups; a division exists that has every class on either side.
    [Fact]
    public void Folds_find_the_division_that_has_every_class_on_either_side()
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.All(
                Grouped([(1, "a"), (1, "b"), (0, "b"), (0, "c"), (2, "c"), (2, "d")]).Folds(2, seed),
                fold => Assert.Equal([0, 1, 2], fold.Test.Classes.Order()));
    }

    // scikit-learn/scikit-learn 33085: empty folds, the more often the fewer the groups.
    [Fact]
    public void No_fold_is_empty_down_to_one_group_a_fold()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var examples = Grouped([.. Enumerable.Range(0, 100).Select(i => (random.Next(3), $"{(i < 5 ? i : random.Next(5))}"))]);
            Assert.All(examples.Folds(5, seed), fold => Assert.True(fold.Test.Count > 0 && fold.Train.Count > 0));
        }
    }

    // scikit-learn/scikit-learn 13366: a class of one example is missing in the fold that is tested on it, and all columns of the other
    // classes were wrong.
    [Fact]
    public async Task A_class_that_a_fold_lacks_leaves_the_others_right()
    {
        var random = new Random(1);
        var table = new FeatureTable<int>(
            new(Enumerable.Range(0, 101)),
            ["x", "y"],
            [.. Enumerable.Range(0, 202).Select(i => (float)((i / 2 % 2) + (random.NextDouble() / 4)))]);
        var examples = Examples.From(table, table.Keys.Select(key => new Example<int>(key, key == 100 ? "b" : key % 2 == 0 ? "a" : "c")));
        var result = await new LogisticRegressionTrainer().CrossValidateAsync(examples, foldCount: 2, cancellationToken: Cancellation);
        Assert.Equal(101, result.Actual.Count);
        Assert.InRange(result.Accuracy, .97, .995);
    }

    // scikit-learn/scikit-learn 33085: a label of one group leaves the fold that tests it with one class to learn from.
    [Fact]
    public async Task A_fold_with_one_class_to_learn_from_is_said()
    {
        var table = new FeatureTable<int>(new(Enumerable.Range(0, 6)), ["x"], [0, 0, 0, 0, 1, 1]);
        var examples = Examples.From(table, table.Keys.Select(key => key < 4 ? new Example<int>(key, "a") : new(key, "b", "one album")));
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            new LogisticRegressionTrainer().CrossValidateAsync(examples, foldCount: 2, cancellationToken: Cancellation));
        Assert.Contains("A fold leaves only examples labelled 'a'", error.Message, StringComparison.Ordinal);
    }

    // scikit-learn/scikit-learn 17794 and 3722: a column of one value that floats cannot hold became -1 everywhere. 19726: columns of small
    // values were taken for constant.
    [Theory]
    [InlineData(14.62f, 0, 0)]
    [InlineData(-11.512925f, 0, 0)]
    [InlineData(0, 1e-30f, 1)]
    [InlineData(1e-20f, 1e-22f, 1)]
    public void Standardizer_tells_constant_columns_from_small_ones(float mean, float deviation, float expected)
    {
        var rows = Enumerable.Range(0, 1000)
            .Select(i => new FeatureRow(["x"], new[] { mean + (i % 2 == 0 ? deviation : -deviation) }))
            .ToArray();
        var standardized = new float[1];
        Standardizer.Fit(rows).Apply(rows[0].Values.Span, standardized);
        Assert.Equal(expected, standardized[0], 4);
    }

    // dotnet/machinelearning 5420: features that are not there were an index out of range. A part that is missing is said to be.
    [Fact]
    public async Task A_missing_part_and_no_examples_at_all_are_said()
    {
        var trainer = new LogisticRegressionTrainer();
        var row = new FeatureRow(["x"], new float[1]);
        Assert.Contains("learned 0 features and was given 1", (await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.FitAsync(
                Examples.From([(default(FeatureRow), "a"), (row, "b")]),
                cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("learned 1 features and was given 0", (await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.FitAsync(
                Examples.From([(row, "a"), (default, "b")]), cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("no examples", (await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.FitAsync(Examples.From<FeatureRow>([]), cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
    }

    // A network makes no batch of nothing: after the last full batch it is not asked again.
    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(64)]
    public async Task A_classifier_is_never_given_an_empty_batch(int count)
    {
        var network = new Network();
        var examples = Examples.From(Enumerable.Range(0, count).Select(i => (i, "a")));
        Assert.Equal(count, (await network.PredictAsync(examples, cancellationToken: Cancellation)).Count);

        var songs = Enumerable.Range(1, Math.Max(1, count)).Select(song => new SongId(song)).ToArray();
        var source = ItemSource.From(songs, (SongId song, CancellationToken _) => new ValueTask<int>((int)song.Value));
        var data = InteractionDataset.FromPairs<SongId>(songs.Select(song => (new UserId(song.Value % 2), song)));
        await network.AsRecommender<SongId, int>(_ => source).FitAsync(new(data), cancellationToken: Cancellation);
    }

    // Lists of unlike length would be compared as far as the shorter goes.
    [Fact]
    public void Predicted_labels_must_be_as_many_as_right_ones() =>
        Assert.Contains(
            "1 predicted labels of 2 examples",
            Assert.Throws<ArgumentException>(() => new ClassificationResult(["a", "b"], ["a"])).Message,
            StringComparison.Ordinal);

    // A weight of 0, below 0 or NaN ended in weights of 0 or of nothing, in silence.
    [Theory]
    [InlineData(0, 1e-4)]
    [InlineData(-1, 1e-4)]
    [InlineData(double.NaN, 1e-4)]
    [InlineData(double.PositiveInfinity, 1e-4)]
    [InlineData(1, double.NaN)]
    public void Regression_refuses_numbers_out_of_range(double c, double tolerance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            LogisticRegression.Fit(new(1, [0, 1, 1], [0]), [true, false], c, tolerance: tolerance, cancellationToken: Cancellation));

    // Descriptions are equal for equal trainers only: a model of the words is not one of the sound.
    [Fact]
    public void Parts_of_one_kind_have_descriptions_of_their_own()
    {
        var trainer = new LogisticRegressionTrainer();
        var (left, right) = (
            trainer.On(((FeatureRow Left, FeatureRow Right) both) => both.Left),
            trainer.On(((FeatureRow Left, FeatureRow Right) both) => both.Right));
        Assert.NotEqual(left.Description, right.Description);
        Assert.EndsWith(
            " on words",
            trainer.On(((FeatureRow Left, FeatureRow Right) both) => both.Left, "words").Description,
            StringComparison.Ordinal);
    }

    // dotnet/runtime 51171: only the last of several named options was validated at start. NaN is in no range.
    [Fact]
    public void Every_named_configuration_is_validated_and_nan_is_in_no_range()
    {
        _services.AddZetDardLogisticRegression("one").Configure(o => o.C = double.NaN);
        _services.AddZetDardLogisticRegression("two").Configure(o => o.MaxIterations = 0);
        _services.AddZetDardLogisticRegression("three");
        var error = Assert.Throws<AggregateException>(Validate);
        Assert.Equal(2, error.InnerExceptions.Count);
        Assert.Contains("LogisticRegressionOptions 'one'", error.InnerExceptions[0].Message, StringComparison.Ordinal);
        Assert.Contains("LogisticRegressionOptions 'two'", error.InnerExceptions[1].Message, StringComparison.Ordinal);
    }

    // dotnet/runtime 80669 and 100948: a section that is taken twice gave every list twice.
    [Fact]
    public void A_section_that_is_taken_twice_counts_once()
    {
        Configure(("A:Words:0", "one"), ("A:Nam", "x"));
        Add("a").FromConfiguration("A");
        Add("a").FromConfiguration("A");
        var error = Assert.Throws<OptionsValidationException>(Validate);
        Assert.Single(error.Failures);

        Configure(("A:Words:0", "one"));
        using var provider = _services.BuildServiceProvider();
        Assert.Equal(["one"], provider.GetRequiredService<IOptionsMonitor<ReportedOptions>>().Get("a").Words);
    }

    // dotnet/runtime 35007, 73915 and 83385: entries of a list that could not be read were left out in silence; so were unknown names
    // inside of entries.
    [Theory]
    [InlineData("A:Numbers:1", "three", "A:Numbers:1: 'three' is not a valid Int32.")]
    [InlineData("A:Weekdays:0", "Caturday", "A:Weekdays:0: 'Caturday' is not a valid DayOfWeek.")]
    [InlineData("A:Words", "one", "A:Words: it holds several; give each under a number or a key of its own, such as A:Words:0.")]
    [InlineData("A:Parts:0:Dept", "1", "A:Parts:0: Part has no 'Dept'; the nearest name is 'Depth'.")]
    [InlineData("A:ByName:x:Dept", "1", "A:ByName:x: Part has no 'Dept'; the nearest name is 'Depth'.")]
    public void What_a_list_cannot_hold_stops_the_host(string name, string value, string message)
    {
        Configure((name, value));
        Add("a").FromConfiguration("A");
        Assert.Contains(message, Assert.Throws<OptionsValidationException>(Validate).Message, StringComparison.Ordinal);
    }

    // dotnet/runtime 133507: the check knew names by another rule than the binder: it refused what is bound, and passed over what is not.
    [Fact]
    public void Names_are_those_that_the_binder_takes()
    {
        Configure(("A:depth-of-search", "3"), ("A:OnlyRead:0", "x"), ("A:Numbers:0", "1"), ("A:ByName:x:Depth", "1"));
        Add("a").FromConfiguration("A");
        Validate();
        using var provider = _services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<ReportedOptions>>().Get("a");
        Assert.Equal((3, "x", 1), (options.Depth, Assert.Single(options.OnlyRead), options.ByName["x"].Depth));

        Configure(("A:Depth", "3"), ("A:Computed", "3"));
        var error = Assert.Throws<OptionsValidationException>(Validate);
        Assert.Contains("has no 'Depth'", error.Message, StringComparison.Ordinal);
        Assert.Contains("has no 'Computed'", error.Message, StringComparison.Ordinal);
    }

    // dotnet/runtime 36391: what is wrong with a section showed at the first use. Components without options have one too many names in it.
    [Fact]
    public void A_section_of_a_component_without_options_is_looked_at_when_the_host_starts()
    {
        Configure(("Popular:K", "3"));
        _services.AddZetDardPopularity<SongId>().FromConfiguration("Popular");
        Assert.Contains("NoOptions has no 'K'", Assert.Throws<OptionsValidationException>(Validate).Message, StringComparison.Ordinal);
    }

    // dotnet/runtime 78327 and 132359: components whose functions ask for each other were waited for without end.
    [Fact]
    public void Components_that_need_each_other_are_an_error()
    {
        _services.AddZetDardComponent<IRecommenderTrainer<SongId>>(
            "one", provider => provider.GetComponent<IRecommenderTrainer<SongId>>("two"));
        _services.AddZetDardComponent<IRecommenderTrainer<SongId>>(
            "two", provider => provider.GetComponent<IRecommenderTrainer<SongId>>("one"));
        using var provider = _services.BuildServiceProvider();
        Assert.Contains(
            "needs itself",
            Assert.Throws<InvalidOperationException>(() => provider.GetComponent<IRecommenderTrainer<SongId>>("one")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "needs itself",
            Assert.Throws<InvalidOperationException>(() => provider.GetComponent<IRecommenderTrainer<SongId>>("two")).Message,
            StringComparison.Ordinal);
    }

    // huggingface/candle 3628, tensorflow/tfjs 8632: a file of models inside models overflowed the stack, which no program survives.
    [Fact]
    public void A_file_of_models_without_end_inside_each_other_is_refused()
    {
        ModelFormat? nested = null;
        nested = new("nested", reader => reader.ReadModel());
        ModelFile.SaveModel(new Written(nested, writer =>
        {
            for (var depth = 0; depth < 200_000; depth++)
            {
                writer.Write("nested");
                writer.Write(1);
            }
        }), _path);
        Assert.Contains(
            "inside each other",
            Assert.Throws<InvalidDataException>(() => ModelFile.LoadModel<Written>(_path, nested)).Message,
            StringComparison.Ordinal);
    }

    // A reader that forgets a field would give a model that is wrong in silence.
    [Fact]
    public void What_a_format_leaves_unread_is_an_error()
    {
        var format = new ModelFormat("half", reader => new Written(LogisticRegressionTrainer.FileFormat, _ => reader.ReadInt32()));
        ModelFile.SaveModel(new Written(format, writer => writer.Write(1.0)), _path);
        Assert.Contains(
            "8 bytes",
            Assert.Throws<InvalidDataException>(() => ModelFile.LoadModel<Written>(_path, format)).Message,
            StringComparison.Ordinal);
    }

    // dotnet/runtime 113137: a key that is null asks for the service without a key.
    [Fact]
    public void A_key_that_is_null_names_no_component()
    {
        _services.AddSingleton<IRecommenderTrainer<SongId>>(new PopularityTrainer<SongId>());
        using var provider = _services.BuildServiceProvider();
        Assert.Throws<ArgumentNullException>(() => provider.GetComponent<IRecommenderTrainer<SongId>>(null!));
    }

    private void Validate()
    {
        using var provider = _services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private OptionsBuilder<ReportedOptions> Add(string name) =>
        _services.AddZetDardOptions<ReportedOptions, ReportedOptionsValidator>(name);

    private void Configure(params (string Name, string Value)[] values) =>
        _services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => pair.Name, pair => (string?)pair.Value)).Build());

    private static Examples<int> Grouped((int Class, string Group)[] all) => Examples.From(
        ItemSource.From(Enumerable.Range(0, all.Length), (int item, CancellationToken _) => new ValueTask<int>(item)),
        all.Select((one, i) => new Example<int>(i, $"{one.Class}", one.Group)));

    public sealed class ReportedOptions
    {
        public IReadOnlyList<string> Words { get; set; } = [];

        public IReadOnlyList<int> Numbers { get; set; } = [];

        public DayOfWeek[] Weekdays { get; set; } = [];

        public IReadOnlyList<Part> Parts { get; set; } = [];

        public Dictionary<string, Part> ByName { get; } = [];

        public ICollection<string> OnlyRead { get; } = [];

        [ConfigurationKeyName("depth-of-search")]
        public int Depth { get; set; }

        public int Computed { get; private set; }
    }

    public sealed class Part
    {
        public int Depth { get; set; }
    }

    private sealed class ReportedOptionsValidator : IValidateOptions<ReportedOptions>
    {
        public ValidateOptionsResult Validate(string? name, ReportedOptions options) => ValidateOptionsResult.Success;
    }

    private sealed class Network : IClassifierTrainer<int>, IClassifier<int>
    {
        public IReadOnlyList<string> Labels => ["others", "theirs"];

        public Task<IClassifier<int>> FitAsync(
            Examples<int> examples,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default) => Task.FromResult<IClassifier<int>>(this);

        public void Score(int source, Span<float> scores) => ScoreMany([source], scores);

        public void ScoreMany(IReadOnlyList<int> sources, Span<float> scores)
        {
            Assert.NotEmpty(sources);
            scores.Fill(.5f);
        }
    }

    private sealed class Written(ModelFormat format, Action<ModelWriter> write) : ISaveable
    {
        public ModelFormat Format => format;

        public void Write(ModelWriter writer) => write(writer);
    }
}
