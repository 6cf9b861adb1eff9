using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recipes.Tests;

/// <summary>The recipes of docs/recipes run, on a world whose taste groups are known.</summary>
public sealed class RecipeTests : IDisposable
{
    private static readonly MusicWorld World = MusicWorld.Create(
        new()
        {
            UserCount = 120,
            SongCount = 240,
            ArtistCount = 36,
            GroupCount = 4,
        }
    );
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Kernel_classifier_recommends_to_each_listener_and_is_saved()
    {
        var data = World.ToTrainingData();
        var model = await new KernelRidgeTrainer()
            .AsRecommender<SongId>(new() { CachedListenerCount = 50 })
            .FitAsync(data, cancellationToken: Cancellation);
        Assert.InRange(OwnGroupShare(model, includeCold: false), .75, 1);
        Assert.InRange(OwnGroupShare(model, includeCold: true), .75, 1);
        ModelFile.Save(model, _path);
        var loaded = ModelFile.Load<SongId>(_path, [.. ClassifierRecommender.FileFormats<SongId>(), KernelRidgeTrainer.FileFormat]);
        Assert.Equal(model.Recommend(Profile.Of(new UserId(3)), 20), loaded.Recommend(Profile.Of(new UserId(3)), 20));
    }

    [Fact]
    public async Task Kernel_classifier_tells_groups_of_songs_whose_artists_it_has_not_heard()
    {
        var data = World.ToTrainingData();
        var examples = Examples.From(
            data.ItemFeatures!,
            World.Songs.Select(song => new Example<SongId>(song.Id, $"group {song.Group}", song.Artists[0].Name))
        );
        var result = await new KernelRidgeTrainer().CrossValidateAsync(examples, cancellationToken: Cancellation);
        Assert.InRange(result.Accuracy, .8, 1);
    }

    [Fact]
    public async Task Layer_of_a_network_is_learned_inside_the_fold_and_nothing_native_is_left()
    {
        var model = await SoundLearner.FitAsync(World.ToTrainingData() with { ItemFeatures = null }, Cancellation);
        Assert.InRange(OwnGroupShare(model, includeCold: true), .6, 1); // a quarter by chance
        Assert.Equal(0, RandomNetwork.Alive);

        var data = World.ToTrainingData();
        var failing = ItemSource.From(data.Waveforms!.Items, (SongId song, CancellationToken token) =>
            song.Value == 77 ? throw new InvalidDataException("it is noise") : data.Waveforms.ReadAsync(song, token)
        );
        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            SoundLearner.FitAsync(data with { Waveforms = failing }, Cancellation)
        );
        Assert.Contains("it is noise", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, RandomNetwork.Alive);
    }

    [Fact]
    public async Task Networks_are_fitted_ahead_for_named_listeners()
    {
        var data = World.ToTrainingData();
        var model = await new RandomNetworkTrainer()
            .AsRecommender<SongId, Waveform>(d => d.Waveforms!, [new(1), new(2)])
            .FitAsync(data, cancellationToken: Cancellation);
        Assert.NotEmpty(model.Recommend(Profile.Of(new UserId(1))));
        Assert.Empty(model.Recommend(Profile.Of(new UserId(3))));
        Assert.Equal(0, RandomNetwork.Alive);
    }

    [Fact]
    public async Task Trainer_is_composed_of_keyed_parts()
    {
        using var provider = Composing.Compose(
            Configuration(("Recommenders:Loudness:PartCount", "2"), ("Recommenders:KernelRidge:Gamma", "0.2"))
        );
        var data = World.ToTrainingData() with { ItemFeatures = null };
        foreach (var key in new[] { "by-sound", "by-all", "baseline" })
        {
            var trainer = provider.GetRequiredKeyedService<IRecommenderTrainer<SongId>>(key);
            Assert.NotEmpty((await trainer.FitAsync(data, cancellationToken: Cancellation)).Recommend(Profile.Of(new UserId(1))));
        }

        Assert.Contains(
            "\"Gamma\":0.2",
            provider.GetRequiredKeyedService<IRecommenderTrainer<SongId>>("by-sound").Description,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "loudness 1 2",
            provider.GetRequiredKeyedService<IRecommenderTrainer<SongId>>("by-sound").Description,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Mistakes_of_a_configuration_stop_the_start()
    {
        var error = Assert.ThrowsAny<Exception>(() =>
            Composing.Compose(Configuration(("Recommenders:Loudness:PartCuont", "2"), ("Recommenders:KernelRidge:Gamma", "0")))
        );
        var messages = string.Join('\n', error is AggregateException all ? all.InnerExceptions.Select(e => e.Message) : [error.Message]);
        Assert.Contains(
            "Recommenders:Loudness: LoudnessOptions has no 'PartCuont'; the nearest name is 'PartCount'.",
            messages,
            StringComparison.Ordinal
        );
        Assert.Contains("KernelRidgeOptions 'kernel-ridge' (section Recommenders:KernelRidge): ", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_model_is_compared_saved_and_loaded()
    {
        var data = World.ToTrainingData();
        using var output = new StringWriter();
        var loaded = await Comparing.RunAsync(data, _path, output, Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Contains(lines, line => line.StartsWith("same artist  0.", StringComparison.Ordinal));
        // the interval is above 0
        Assert.Contains(lines, line =>
            line.StartsWith("same artist - popularity: +0.", StringComparison.Ordinal) && line.Contains("[0.", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(lines, line => line.Contains("failed", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("user 8: ", StringComparison.Ordinal));
        Assert.Contains("trainer  same artist 1", lines);
        Assert.Equal(
            new Comparing.SameArtist(data.Interactions, data.Artists!).Recommend(Profile.Of(new UserId(1)), 10),
            loaded.Recommend(Profile.Of(new UserId(1)), 10)
        );
    }

    [Fact]
    public Task Kernel_classifier_keeps_the_promises() =>
        ClassifierConformance.CheckAsync(_ => new KernelRidgeTrainer(), cancellationToken: Cancellation);

    [Fact]
    public async Task Network_keeps_the_promises_and_nothing_native_is_left()
    {
        await ClassifierConformance.CheckAsync<Waveform>(_ => new RandomNetworkTrainer(), cancellationToken: Cancellation);
        Assert.Equal(0, RandomNetwork.Alive);
    }

    [Fact]
    public void Extractor_keeps_the_promises() =>
        FeatureExtractorConformance.Check<Waveform>(
            () => new LoudnessExtractor(),
            [new(8_000, 1, new float[800]), new(8_000, 1, []), new(8_000, 1, [.5f]), new(8_000, 2, [.5f, -.5f, .25f, .1f])]
        );

    private static IConfiguration Configuration(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => pair.Name, pair => (string?)pair.Value)).Build();

    private static readonly Dictionary<SongId, int> Groups = World
        .Songs.Concat(World.ColdSongs)
        .ToDictionary(song => song.Id, song => song.Group);

    private static double OwnGroupShare(IRecommender<SongId> model, bool includeCold) =>
        Enumerable
            .Range(0, 20)
            .Average(user =>
                model
                    .Recommend(new(Profile.Of(World.User(user).Id), 10) { IncludeCold = includeCold })
                    .Average(r => Groups[r.Item] == World.User(user).Group ? 1.0 : 0)
            );
}
