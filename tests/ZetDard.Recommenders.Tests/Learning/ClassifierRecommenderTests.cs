using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders.Tests;

public sealed class ClassifierRecommenderTests : IDisposable
{
    private const int UserCount = 12, SongCount = 60, ColdCount = 8;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    // By construction: a song's parity shows in its features, and listeners keep to one parity; songs above SongCount are cold.
    private static TrainingData<SongId> Data()
    {
        var random = new Random(4);
        var pairs = Enumerable.Range(1, UserCount).SelectMany(user => Enumerable.Range(1, SongCount)
            .Where(song => song % 2 == user % 2 && random.NextDouble() < .5)
            .Select(song => (new UserId(user), new SongId(song))));
        var songs = Enumerable.Range(1, SongCount + ColdCount).ToArray();
        return new(InteractionDataset.FromPairs(pairs))
        {
            ItemFeatures = new(new(songs
                .Select(song => new SongId(song))), ["taste.even", "noise1", "noise2"], [.. songs
                .SelectMany(song => new[] { (song % 2) + (float)(random.NextDouble() / 4), random.NextSingle(), random.NextSingle() })]),
        };
    }

    [Fact]
    public async Task Listeners_get_songs_like_theirs_with_the_family_as_reason()
    {
        var data = Data();
        var model = await new LogisticRegressionTrainer().AsRecommender<SongId>().FitAsync(data, cancellationToken: Cancellation);
        for (var user = 1; user <= UserCount; user++)
        {
            var list = model.Recommend(Profile.Of(new UserId(user)), n: 8, reasonCount: 1);
            Assert.Equal(8, list.Count);
            Assert.All(list, r => Assert.Equal(user % 2, r.Item.Value % 2));
            Assert.All(list, r => Assert.InRange(r.Item.Value, 1, SongCount));
            Assert.All(list.Take(3), r => Assert.Equal("taste", Assert.Single(r.Reason).Feature));
        }

        Assert.All(model.Recommend(Profile.FromHistory([new SongId(2), new SongId(4)]), n: 5), r => Assert.Equal(0, r.Item.Value % 2));
    }

    [Fact]
    public async Task Cold_songs_are_ranked_when_asked_for_and_change_nothing_else()
    {
        var data = Data();
        var model = await new LogisticRegressionTrainer().AsRecommender<SongId>().FitAsync(data, cancellationToken: Cancellation);
        var request = new RecommendationRequest<SongId>(Profile.Of(new UserId(1)), 100);
        var (warm, all) = (model.Recommend(request), model.Recommend(request with { IncludeCold = true }));
        Assert.All(warm, r => Assert.True(data.Interactions.Items.Contains(r.Item)));
        Assert.Equal(data.ItemFeatures!.Keys.Count - data.Interactions.Items.Count, all.Count - warm.Count);
        Assert.Equal(warm, all.Where(r => data.Interactions.Items.Contains(r.Item)));
        var cold = model.Recommend(request with { IncludeCold = true, N = 4, Allow = Enumerable.Range(SongCount + 1, ColdCount)
            .Select(song => new SongId(song))
            .ToHashSet() });
        Assert.All(cold, r => Assert.Equal(1, r.Item.Value % 2));

        // A cold song of a history is no news.
        var heard = new SongId(SongCount + 1);
        Assert.DoesNotContain(
            model.Recommend(request with { Profile = Profile.FromHistory([heard, new SongId(1)]), IncludeCold = true }),
            r => r.Item == heard);
        Assert.Empty(model.Recommend(request with { Profile = Profile.FromHistory([heard]), IncludeCold = true }));
    }

    [Fact]
    public async Task A_classifier_is_fitted_once_for_many_requests_and_again_to_the_same_bits_when_it_was_dropped()
    {
        var counting = new CountingTrainer();
        var data = Data();
        var model = await counting.AsRecommender<SongId>(new() { CachedListenerCount = 2 }).FitAsync(data, cancellationToken: Cancellation);
        Assert.Equal(1, counting.Prepared);
        var first = model.Recommend(Profile.Of(new UserId(1)), 20);
        Parallel.For(0, 64, new() { MaxDegreeOfParallelism = 8 }, _ => Assert.Equal(first, model.Recommend(Profile.Of(new UserId(1)), 20)));
        Assert.Equal(1, counting.Fitted);
        model.Recommend(Profile.Of(new UserId(2)));
        model.Recommend(Profile.Of(new UserId(3)));
        Assert.Equal(first, model.Recommend(Profile.Of(new UserId(1)), 20));
        Assert.Equal(4, counting.Fitted);
        Assert.Equal(first, model.Recommend(
            Profile.FromHistory([.. data.Interactions.Matrix.Row(0).ToArray().Select(item => data.Interactions.Items[item])]), 20));
        Assert.Equal(4, counting.Fitted);      // the same songs, the same classifier
    }

    [Fact]
    public async Task A_fit_that_fails_is_tried_again()
    {
        var counting = new CountingTrainer { Failure = new InvalidOperationException("busy") };
        var model = await counting.AsRecommender<SongId>().FitAsync(Data(), cancellationToken: Cancellation);
        Assert.Throws<InvalidOperationException>(() => model.Recommend(Profile.Of(new UserId(1))));
        counting.Failure = null;
        Assert.NotEmpty(model.Recommend(Profile.Of(new UserId(1))));
    }

    [Fact]
    public async Task Saved_model_gives_the_same_lists()
    {
        var model = await new LogisticRegressionTrainer(new() { C = .3 }).AsRecommender<SongId>(new() { NegativeRatio = 2 }).FitAsync(
            Data(), cancellationToken: Cancellation);
        ModelFile.Save(model, _path);
        var loaded = ModelFile.Load<SongId>(_path, [.. ClassifierRecommender.FileFormats<SongId>(), LogisticRegressionTrainer.FileFormat]);
        for (var user = 1; user <= UserCount; user++)
            Assert.Equal(Printed(model, user), Printed(loaded, user));
        var unsaveable = await new CountingTrainer().AsRecommender<SongId>().FitAsync(Data(), cancellationToken: Cancellation);
        Assert.Throws<NotSupportedException>(() => ModelFile.Save(unsaveable, _path));

        static IEnumerable<(SongId, float, string)> Printed(IRecommender<SongId> model, int user) =>
            model.Recommend(Profile.Of(new UserId(user)), 30, reasonCount: 2).Select(r => (r.Item, r.Score, $"{r.Reason}"));
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        var trainer = new LogisticRegressionTrainer().AsRecommender<SongId>();
        Assert.Contains("TrainingData.ItemFeatures", (await Assert.ThrowsAsync<ArgumentException>(
            () =>
                trainer.FitAsync(Data() with { ItemFeatures = null }, cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("NegativeRatio", Assert.Throws<ArgumentException>(
            () => new LogisticRegressionTrainer().AsRecommender<SongId>(new() { NegativeRatio = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("TrainingData.Waveforms", (await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.With(new Loudness().AsLearner<SongId>()).FitAsync(
                Data(), cancellationToken: Cancellation))).Message, StringComparison.Ordinal);

        // Features of none of the songs: nothing can be learned, and nothing is recommended.
        var none = await trainer.FitAsync(
            Data() with { ItemFeatures = new(new([new SongId(999)]), ["a"], [1]) }, cancellationToken: Cancellation);
        Assert.Empty(none.Recommend(Profile.Of(new UserId(1))));
    }

    // What a learner does not describe gets the means of the training items and a mark, and is ranked all the same.
    [Fact]
    public async Task A_learner_without_rows_for_some_items_loses_none()
    {
        var data = Data();
        FeatureTable<SongId>? joined = null;
        var some = FeatureLearner.From<SongId>((fold, _, _) => Task.FromResult(new FeatureTable<SongId>(
            new(fold.Interactions.Items.Where(song => song.Value % 3 == 0)),
            ["third"],
            [.. fold.Interactions.Items.Where(song => song.Value % 3 == 0).Select(song => (float)song.Value)])));
        var spy = Trainer.From<SongId>(async (fold, progress, cancellationToken) =>
        {
            joined = fold.ItemFeatures;
            return await new LogisticRegressionTrainer().AsRecommender<SongId>().FitAsync(fold, progress, cancellationToken);
        });
        var model = await spy.With(some).FitAsync(data, cancellationToken: Cancellation);
        Assert.Equal([.. data.ItemFeatures!.Names, "third", "missing.third"], joined!.Names);
        Assert.Equal(
            data.ItemFeatures.Keys.Order(Comparer<SongId>.Create((a, b) => a.Value.CompareTo(b.Value))),
            joined.Keys.OrderBy(song => song.Value));
        var mean = data.Interactions.Items.Where(song => song.Value % 3 == 0).Average(song => (double)song.Value);
        Assert.Equal([(float)mean, 1f], joined[new(1)].Values[^2..].ToArray());
        Assert.Equal([3f, 0f], joined[new(3)].Values[^2..].ToArray());
        Assert.Equal(
            data.Interactions.Items.Count - data.Interactions.Matrix.Degree(0), model.Recommend(Profile.Of(new UserId(1)), 1000).Count);

        var none = FeatureLearner.From<SongId>((_, _, _) => Task.FromResult(new FeatureTable<SongId>(new([]), ["nothing"], [])));
        Assert.NotEmpty((await new LogisticRegressionTrainer()
            .AsRecommender<SongId>()
            .With(none)
            .FitAsync(data, cancellationToken: Cancellation)).Recommend(Profile.Of(new UserId(1))));
    }

    [Fact]
    public void Descriptions_are_equal_for_equal_options_only()
    {
        var description = new LogisticRegressionTrainer().AsRecommender<SongId>().Description;
        Assert.Equal(description, new LogisticRegressionTrainer().AsRecommender<SongId>(new() { CachedListenerCount = 7 }).Description);
        Assert.NotEqual(description, new LogisticRegressionTrainer(new() { C = 2 }).AsRecommender<SongId>().Description);
        Assert.NotEqual(description, new LogisticRegressionTrainer().AsRecommender<SongId>(new() { Seed = 1 }).Description);
        Assert.NotEqual(description, new LogisticRegressionTrainer().AsRecommender<SongId>().With(new FactorLearner<SongId>()).Description);
        Assert.NotEqual(Ahead(data => data.ItemFeatures!), Ahead(data => data.ItemFeatures!.SelectFamilies("taste")));

        static string Ahead(
            Func<TrainingData<SongId>, IItemSource<SongId, FeatureRow>> source,
            [CallerArgumentExpression(nameof(source))] string name = "") =>
            new LogisticRegressionTrainer().AsRecommender<SongId, FeatureRow>(source, sourceName: name).Description;
    }

    [Fact]
    public async Task Classifiers_fitted_ahead_serve_their_listeners_and_are_all_disposed()
    {
        var plain = new PlainTrainer();
        var data = Data();
        var reads = 0;
        var source = ItemSource.From(data.ItemFeatures!.Keys, (SongId song, CancellationToken _) =>
        {
            Interlocked.Increment(ref reads);
            return new ValueTask<FeatureRow>(data.ItemFeatures[song]);
        });
        var model = await plain.AsRecommender<SongId, FeatureRow>(
            _ => source, [new(1), new(2), new(3)]).FitAsync(data, cancellationToken: Cancellation);
        Assert.Equal((3, 0), (plain.Fitted, plain.Alive));
        for (var user = 1; user <= 3; user++)
        {
            var list = model.Recommend(Profile.Of(new UserId(user)), 8);
            Assert.All(list, r => Assert.Equal(user % 2, r.Item.Value % 2));
            Assert.DoesNotContain(list, r => r.Item.Value > SongCount);
        }

        Assert.Contains(model.Recommend(new(Profile.Of(new UserId(1)), 100) { IncludeCold = true }), r => r.Item.Value > SongCount);
        Assert.Empty(model.Recommend(Profile.Of(new UserId(4))));
        Assert.Contains(
            "fitted ahead",
            Assert.Throws<ArgumentException>(() => model.Recommend(Profile.FromHistory([new SongId(1)]))).Message,
            StringComparison.Ordinal);
        ModelFile.Save(model, _path);
        var loaded = ModelFile.Load<SongId>(_path, [.. ClassifierRecommender.FileFormats<SongId>()]);
        Assert.Equal(model.Recommend(Profile.Of(new UserId(2)), 30), loaded.Recommend(Profile.Of(new UserId(2)), 30));

        // A source that fails for an item: it is named, and no fit is lost.
        var failing = ItemSource.From(
            data.ItemFeatures.Keys,
            (SongId song, CancellationToken _) => song.Value == SongCount + 3
                ? throw new InvalidDataException("it is noise")
                : new ValueTask<FeatureRow>(data.ItemFeatures[song]));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            plain.AsRecommender<SongId, FeatureRow>(_ => failing).FitAsync(data, cancellationToken: Cancellation));
        Assert.Contains($"{SongCount + 3}", error.Message, StringComparison.Ordinal);
        Assert.Equal((3, 0), (plain.Fitted, plain.Alive));      // it was found before any fit

        // A score that is not finite would stand nowhere in a list, and in a file that cannot be read.
        plain.Spoiled = true;
        Assert.Contains("the score NaN", (await Assert.ThrowsAsync<InvalidOperationException>(
            () => plain.AsRecommender<SongId, FeatureRow>(_ => source).FitAsync(
                data, cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Equal(0, plain.Alive);
    }

    private sealed class Loudness : IFeatureExtractor<Waveform>
    {
        public IReadOnlyList<string> Names => ["loudness"];

        public void Extract(Waveform source, Span<float> features) => features[0] = source.Length;
    }

    /// <summary>A logistic regression that counts.</summary>
    private sealed class CountingTrainer : IRowClassifierTrainer
    {
        private int _fitted;

        public int Prepared { get; private set; }

        public int Fitted => _fitted;

        public Exception? Failure { get; set; }

        public IPreparedRows Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount)
        {
            Prepared++;
            return new Rows(this, new LogisticRegressionTrainer().Prepare(rows, trainingCount));
        }

        private sealed class Rows(CountingTrainer owner, IPreparedRows inner) : IPreparedRows
        {
            public IRowClassifier Fit(
                ReadOnlySpan<int> rows,
                ReadOnlySpan<int> classes,
                IReadOnlyList<string> labels,
                CancellationToken cancellationToken = default)
            {
                Interlocked.Increment(ref owner._fitted);
                return owner.Failure is null ? inner.Fit(rows, classes, labels, cancellationToken) : throw owner.Failure;
            }
        }
    }

    /// <summary>A trainer that prepares no rows, as a network; its classifiers have something to free.</summary>
    private sealed class PlainTrainer : IClassifierTrainer<FeatureRow>
    {
        public int Fitted { get; private set; }

        public int Alive { get; private set; }

        public bool Spoiled { get; set; }

        public async Task<IClassifier<FeatureRow>> FitAsync(
            Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            var inner = await new LogisticRegressionTrainer().FitAsync(examples, progress, cancellationToken);
            Fitted++;
            Alive++;
            return new Native(this, inner);
        }

        private sealed class Native(PlainTrainer owner, IClassifier<FeatureRow> inner) : IClassifier<FeatureRow>
        {
            public IReadOnlyList<string> Labels => inner.Labels;

            public void Score(FeatureRow source, Span<float> scores)
            {
                inner.Score(source, scores);
                scores[1] = owner.Spoiled ? float.NaN : scores[1];
            }

            public void Dispose() => owner.Alive--;
        }
    }
}
