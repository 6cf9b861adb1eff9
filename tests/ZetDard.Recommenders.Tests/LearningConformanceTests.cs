using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests;

public sealed class LearningConformanceTests
{
    private static readonly LogisticRegressionTrainer Logistic = new(new() { MaxIterations = 30 });

    private static readonly ModelFormat[] PartFormats =
    [
        .. ClassifierRecommender.FileFormats<SongId>(),
        LogisticRegressionTrainer.FileFormat,
        PopularityRecommender<SongId>.FileFormat,
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Logistic_regression_keeps_the_promises() =>
        ClassifierConformance.CheckAsync(_ => new LogisticRegressionTrainer(), cancellationToken: Cancellation);

    [Fact]
    public Task Blend_of_classifiers_keeps_the_promises() =>
        ClassifierConformance.CheckAsync(
            _ => ClassifierComposition.Blend<FeatureRow>((Logistic, 0.7), (new LogisticRegressionTrainer(new() { C = 10 }), 0.3)),
            cancellationToken: Cancellation
        );

    [Fact]
    public Task Classifier_of_a_part_keeps_the_promises() =>
        ClassifierConformance.CheckAsync(_ => Logistic.On<Waveform, FeatureRow>(CrossingsOf), cancellationToken: Cancellation);

    [Fact]
    public void Every_classifier_trainer_of_the_package_is_checked() =>
        Assert.Equal([typeof(LogisticRegressionTrainer)], ClassifierConformance.TrainersOf(typeof(LogisticRegressionTrainer).Assembly));

    [Fact]
    public Task Factors_keep_the_promises() =>
        FeatureLearnerConformance.CheckAsync(
            threads => new FactorLearner<PodcastId>(new() { ThreadCount = threads }),
            describesCold: true,
            cancellationToken: Cancellation
        );

    [Fact]
    public Task Features_of_sound_keep_the_promises() =>
        FeatureLearnerConformance.CheckAsync(
            threads => new Crossings().AsLearner<SongId>(new() { MaxItemsInMemory = threads == 0 ? null : threads }),
            describesCold: true,
            cancellationToken: Cancellation
        );

    [Fact]
    public void Every_learner_of_the_package_is_checked() =>
        Assert.Equal([typeof(FactorLearner<>)], FeatureLearnerConformance.LearnersOf(typeof(FactorLearner<>).Assembly));

    [Fact]
    public Task Recommender_of_row_classifiers_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            _ => Logistic.AsRecommender<PodcastId>(),
            RecommenderPromises.Cold,
            formats: [LogisticRegressionTrainer.FileFormat],
            cancellationToken: Cancellation
        );

    [Fact]
    public Task Recommender_of_row_classifiers_keeps_the_promises_for_playlists()
    {
        var data = MusicWorld
            .Create(
                new()
                {
                    UserCount = 60,
                    SongCount = 150,
                    ArtistCount = 20,
                    ColdSongCount = 4,
                }
            )
            .ToTrainingData(withFollows: false);
        var lists = new InteractionDataset<SongId>(
            data.Interactions.Users,
            data.Interactions.Items,
            data.Interactions.Matrix,
            rows: RowKind.Playlist
        );
        return RecommenderConformance.CheckAsync(
            _ => Logistic.AsRecommender<SongId>(),
            RecommenderPromises.Cold,
            data with
            {
                Interactions = lists,
            },
            [LogisticRegressionTrainer.FileFormat],
            Cancellation
        );
    }

    [Fact]
    public Task Fallback_of_cold_items_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            _ => Composed((rows, data) => rows.WithFallback(new PopularityRecommender<SongId>(data.Interactions))),
            RecommenderPromises.Cold | RecommenderPromises.ServesAnyone,
            formats: PartFormats,
            cancellationToken: Cancellation
        );

    [Fact]
    public Task Blend_of_cold_items_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            _ => Composed((rows, data) => Recommender.Blend((rows, 0.6), (new PopularityRecommender<SongId>(data.Interactions), 0.4))),
            RecommenderPromises.Cold | RecommenderPromises.ServesAnyone,
            formats: PartFormats,
            cancellationToken: Cancellation
        );

    [Fact]
    public Task Recommender_that_learns_factors_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            threads => Logistic.AsRecommender<SongId>().With(new FactorLearner<SongId>(new() { ThreadCount = threads })),
            RecommenderPromises.Cold,
            formats: [LogisticRegressionTrainer.FileFormat],
            cancellationToken: Cancellation
        );

    [Fact]
    public Task Recommender_fitted_ahead_for_all_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            _ =>
                Logistic.AsRecommender<SongId, FeatureRow>(data =>
                    data.ItemFeatures ?? throw new ArgumentException("There are no ItemFeatures.", nameof(data))
                ),
            RecommenderPromises.Cold | RecommenderPromises.NamedListenersOnly | RecommenderPromises.NoReasons,
            cancellationToken: Cancellation
        );

    [Fact]
    public Task Recommender_fitted_ahead_for_some_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            _ =>
                Logistic
                    .On<Waveform, FeatureRow>(CrossingsOf)
                    .AsRecommender<SongId, Waveform>(
                        data => data.Waveforms ?? throw new ArgumentException("There are no Waveforms.", nameof(data)),
                        [new(3), new(40)]
                    ),
            RecommenderPromises.Cold | RecommenderPromises.NamedListenersOnly | RecommenderPromises.NoReasons,
            cancellationToken: Cancellation
        );

    private static IRecommenderTrainer<SongId> Composed(Func<IRecommender<SongId>, TrainingData<SongId>, IRecommender<SongId>> compose) =>
        Trainer.From<SongId>(
            async (data, progress, cancellationToken) =>
                compose(await Logistic.AsRecommender<SongId>().FitAsync(data, progress, cancellationToken), data),
            "composed"
        );

    private static FeatureRow CrossingsOf(Waveform sound)
    {
        var features = new float[2];
        new Crossings().Extract(sound, features);
        features[1] = features[0] * features[0]; // so that a line tells apart what lies in the middle
        return new(["crossings", "crossings.squared"], features);
    }

    /// <summary>How often the first channel changes its sign: the pitch, roughly.</summary>
    private sealed class Crossings : IFeatureExtractor<Waveform>
    {
        public IReadOnlyList<string> Names => ["crossings"];

        public void Extract(Waveform source, Span<float> features)
        {
            ArgumentNullException.ThrowIfNull(source);
            var samples = source.Channel(0).ToArray();
            features[0] = samples.Zip(samples.Skip(1)).Count(pair => pair.First < 0 != pair.Second < 0);
        }
    }

    private readonly record struct PodcastId(long Value) : IId<PodcastId>
    {
        public static PodcastId From(long value) => new(value);
    }
}
