using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>What a host does with a model file, with data and without.</summary>
public sealed class ModelFileRulesTests : HostFixture
{
    [Fact]
    public async Task A_file_of_this_plan_is_loaded_and_no_data_is_read()
    {
        await Save(songs => songs.Blend((PopularityTrainer.Key, .25), ("other", 2)).WithFallback(PopularityTrainer.Key));
        Assert.Equal("0.25 x popularity + 2 x other else popularity", ModelFile.ReadCard(ModelPath).Origin!.Trainer);
        using var host = BuildOf(songs => songs.Blend((PopularityTrainer.Key, .25), ("other", 2)).WithFallback(PopularityTrainer.Key));
        await host.StartAsync(Cancellation);
        Assert.Equal((1, 0), (Source.LoadCount, StateOf(host).Status.RefitCount));
        Assert.NotEmpty(ListOf(host));
        Assert.Contains(
            $"({new FileInfo(ModelPath).Length:N0} bytes), fitted 2026-11-30 08:00:00Z to 20 users x 40 items",
            Log.TextOf("ModelLoaded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_a_program_saved_with_the_trainer_alone_is_of_this_plan()
    {
        var trainer = new PopularityTrainer<SongId>();
        var model = await trainer.FitAsync(Source.Data, cancellationToken: Cancellation);
        ModelFile.Save(model, ModelPath, ModelOrigin.Of(trainer, Source.Data));
        using var host = BuildOf(songs => songs.Use(PopularityTrainer.Key));
        await host.StartAsync(Cancellation);
        Assert.Equal(0, Source.LoadCount);
    }

    [Fact]
    public async Task A_file_of_other_options_is_replaced_by_a_fit_and_both_plans_are_logged()
    {
        var long1 = $"other {{{string.Join(",", Enumerable.Range(0, 60).Select(i => $"\"Option{i}\":{(i == 30 ? 100 : i)}"))}}}";
        await Save(songs => songs.Use("other"), long1);
        var long2 = long1.Replace("\"Option30\":100", "\"Option30\":200", StringComparison.Ordinal);
        using var host = BuildOf(songs => songs.Use("other"), long2);
        await host.StartAsync(Cancellation);
        Assert.Equal((2, 1), (Source.LoadCount, StateOf(host).Status.RefitCount));
        var text = Log.TextOf("ModelFileOfAnotherPlan");
        Assert.Contains("\"Option30\":100", text, StringComparison.Ordinal);
        Assert.Contains("\"Option30\":200", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Option1\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Option30\":200", ModelFile.ReadCard(ModelPath).Origin!.Trainer, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_of_another_plan_serves_degraded_where_there_is_no_data(bool saysItsPlan)
    {
        var trainer = Trainers.WithOptions("other 1");
        var model = await trainer.FitAsync(Source.Data, cancellationToken: Cancellation);
        ModelFile.Save(model, ModelPath, saysItsPlan ? ModelOrigin.Of(trainer, Source.Data) : null);
        using var host = BuildOf(songs => songs.Use("other"), "other 2", withData: false);
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(ListOf(host));
        var health = await HealthOf(host);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(
            $"was made by another plan: {(saysItsPlan ? "other 1" : "not named in the file")}. This application's is other 2.",
            health.Description, StringComparison.Ordinal);
        Assert.Contains("ModelOfAnotherPlanServes", Log.Events);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("text")]
    [InlineData("empty")]
    [InlineData("otherItems")]
    [InlineData("unknownKind")]
    [InlineData("locked")]
    [InlineData("noInteractions")]
    public async Task A_file_that_cannot_be_used_is_said_and_replaced_by_a_fit_or_stops_a_start_without_data(string what)
    {
        using var locked = await Spoil(what);
        var without = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath), withData: false);
        var error = await StartFails<InvalidOperationException>(without);
        Assert.StartsWith(
            "The recommender of songs cannot start: its model file cannot be used, and there is no data to fit a new one to. ",
            error, StringComparison.Ordinal);
        Assert.Contains("songs.model", error, StringComparison.Ordinal);

        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath));
        await host.StartAsync(Cancellation);
        Assert.Contains("ModelFileUnusable", Log.Events);
        Assert.Equal((1, 1), (Source.LoadCount, StateOf(host).Status.RefitCount));
        Assert.NotEmpty(ListOf(host));
        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);
        locked?.Dispose();
        Assert.NotNull(ModelFile.Load<SongId>(ModelPath, PopularityRecommender<SongId>.FileFormat));
    }

    [Fact]
    public async Task A_model_that_cannot_be_saved_serves_and_says_so()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(PathOf("no/such/folder.model")));
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(ListOf(host));
        Assert.IsAssignableFrom<IOException>(StateOf(host).Status.LastError);
        Assert.Contains("SaveFailed", Log.Events);
        await StateOf(host).RefitAsync(Cancellation);
        Assert.Equal((2, 2), (StateOf(host).Status.RefitCount, StateOf(host).Status.FailureCount));
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("blend")]
    [InlineData("fallback")]
    [InlineData("named")]
    public async Task A_model_of_a_kind_without_files_serves_unsaved(string where)
    {
        Source.Read = _ => where == "named" ? Source.Data with { Names = NameTable.Empty.With([(new SongId(1), "One")]) } : Source.Data;
        using var host = BuildWith(services => services
            .AddZetDardPopularity<SongId>().Services.AddZetDardTrainer("mine", Trainers.Unsaveable).Services
            .AddZetDardRecommender<SongId>(songs => _ = where switch
            {
                "blend" => songs.Blend(("mine", .5), (PopularityTrainer.Key, .5)).LoadFrom(ModelPath),
                "fallback" => songs.Use(PopularityTrainer.Key).WithFallback("mine").LoadFrom(ModelPath),
                _ => songs.Use("mine").LoadFrom(ModelPath),
            }));
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(ListOf(host));
        Assert.IsType<NotSupportedException>(StateOf(host).Status.LastError);
        Assert.Contains("SaveFailed", Log.Events);
        Assert.False(File.Exists(ModelPath));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(ModelPath)!));        // nothing is left aside
    }

    [Fact]
    public async Task Schedule_counts_from_when_a_loaded_model_was_fitted()
    {
        await Save(songs => songs.Use(PopularityTrainer.Key));
        Time.Advance(TimeSpan.FromHours(20));
        using var host = BuildOf(songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromDays(1)));
        await host.StartAsync(Cancellation);
        Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, StateOf(host).Status.RefitCount);
        Time.Advance(TimeSpan.FromHours(1));
        await Until(() => StateOf(host).Status.RefitCount == 1);
        await host.StopAsync(Cancellation);
    }

    private IHost BuildOf(Action<RecommenderHostBuilder<SongId>> configure, string description = "other", bool withData = true) =>
        BuildWith(
            services => services
                .AddZetDardPopularity<SongId>().Services
                .AddZetDardTrainer("other", Trainers.WithOptions(description)).Services
                .AddZetDardRecommender<SongId>(songs => configure(songs.LoadFrom(ModelPath))), withData);

    private async Task Save(Action<RecommenderHostBuilder<SongId>> configure, string description = "other")
    {
        using var host = BuildOf(configure, description);
        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);
    }

    private async Task<IDisposable?> Spoil(string what)
    {
        var songs = new PopularityRecommender<SongId>(Source.Data.Interactions);
        var trainer = new PopularityTrainer<SongId>();
        switch (what)
        {
            case "damaged":
                ModelFile.Save(songs, ModelPath, ModelOrigin.Of(trainer, Source.Data));
                await using (var file = File.OpenWrite(ModelPath))
                {
                    file.Position = file.Length - 100;
                    file.WriteByte(0xA5);
                    file.WriteByte(0x5A);
                }

                break;
            case "text":
                await File.WriteAllTextAsync(ModelPath, "no model", Cancellation);
                break;
            case "empty":
                await File.WriteAllTextAsync(ModelPath, "", Cancellation);
                break;
            case "otherItems":
                var artists = new TrainingData<ArtistId>(InteractionDataset.From([new Interaction<ArtistId>(new(1), new(1))]));
                var origin = ModelOrigin.Of(new PopularityTrainer<ArtistId>(), artists);
                ModelFile.Save(new PopularityRecommender<ArtistId>(artists.Interactions), ModelPath, origin);
                break;
            case "unknownKind":
                ModelFile.Save(new OfUnknownKind(songs), ModelPath, ModelOrigin.Of(trainer, Source.Data));
                break;
            case "locked":
                ModelFile.Save(songs, ModelPath, ModelOrigin.Of(trainer, Source.Data));
                return new FileStream(
                    ModelPath, FileMode.Open, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None);
            case "noInteractions":
                var nothing = new PopularityRecommender<SongId>(Source.Nothing.Interactions);
                ModelFile.Save(nothing, ModelPath, ModelOrigin.Of(trainer, Source.Nothing));
                break;
        }

        return null;
    }

    private sealed class OfUnknownKind(PopularityRecommender<SongId> inner) : IRecommender<SongId>, ISaveable
    {
        public ModelFormat Format { get; } = new("unknown/song", _ => throw new NotSupportedException());

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => inner.Recommend(request);

        public void Write(ModelWriter writer) => inner.Write(writer);
    }
}
