using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>What is wrong with plans stops the start, before anything is read or fitted.</summary>
public sealed class PlanTests : HostFixture
{
    [Fact]
    public async Task All_problems_of_all_recommenders_are_in_one_message_that_names_each_registration()
    {
        using var host = BuildWith(services =>
            services
                .AddZetDardPopularity<SongId>()
                .Services.AddZetDardClassifierRecommender<SongId>("sounds")
                .Configure(o => o.Classifier = "svm")
                .Services.AddZetDardRecommender<SongId>(songs => songs.LoadFrom(PathOf("a.model")))
                .AddZetDardRecommender<SongId>("a", songs => songs.Use("popularty").WithFallback("sounds").LoadFrom(PathOf("x/../b.model")))
                .AddZetDardRecommender<SongId>("b", songs =>
                    songs.Blend((PopularityTrainer.Key, -1), ("sounds", double.NaN)).LoadFrom(PathOf("b.model"))
                )
                .AddZetDardRecommender<SongId>("c", songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromMilliseconds(500)))
                .AddZetDardRecommender<ArtistId>("c", artists => artists.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromDays(50)))
        );
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        const string NoSvm =
            "cannot use the trainer 'sounds'. The IRecommenderTrainer<SongId> with the key 'sounds' could not be made: "
            + "No IClassifierTrainer<FeatureRow> has the key 'svm'; none is registered. Register it, or name another key.";
        Assert.Equal(
            [
                "AddZetDardRecommender<SongId>() names no trainer. Name one with Use(key), or several with Blend((key, weight), …).",
                "AddZetDardRecommender<SongId>(\"a\") cannot use the trainer 'popularty'. No IRecommenderTrainer<SongId> has the key 'popularty'; "
                    + "registered are 'popularity', 'sounds'; the nearest is 'popularity'. Register it, or name another key.",
                $"AddZetDardRecommender<SongId>(\"a\") {NoSvm}",
                $"AddZetDardRecommender<SongId>(\"b\") {NoSvm}",
                "AddZetDardRecommender<SongId>(\"b\") gives the trainer 'popularity' the weight -1. Weights are 0.000001 to 1,000,000; leave out what does not count.",
                "AddZetDardRecommender<SongId>(\"b\") gives the trainer 'sounds' the weight NaN. Weights are 0.000001 to 1,000,000; leave out what does not count.",
                "AddZetDardRecommender<SongId>(\"c\") fits anew every 00:00:00.5000000. The time between fits must be 1 second to 49 days.",
                "AddZetDardRecommender<ArtistId>(\"c\") cannot use the trainer 'popularity'. No IRecommenderTrainer<ArtistId> has the key 'popularity'; none is registered. Register it, or name another key.",
                "AddZetDardRecommender<ArtistId>(\"c\") fits anew every 50.00:00:00. The time between fits must be 1 second to 49 days.",
                "AddZetDardRecommender<ArtistId>(\"c\") has no data to fit a model to, and is to be fitted anew on a schedule: "
                    + "register an ITrainingDataSource<ArtistId> (AddZetDardTrainingDataSource or AddZetDardCatalog), or give LoadFrom a model file and no schedule.",
                $"AddZetDardRecommender<SongId>(\"a\") and AddZetDardRecommender<SongId>(\"b\") keep their models in one file, {PathOf("b.model")}. Give each a file of its own.",
            ],
            error.Failures
        );
        Assert.Equal(0, Source.LoadCount);
    }

    [Fact]
    public async Task Weights_that_a_blend_would_refuse_after_the_fits_are_refused_at_start()
    {
        using var host = BuildWith(services =>
            services
                .AddZetDardPopularity<SongId>()
                .Services.AddZetDardPopularity<SongId>("other")
                .Services.AddZetDardRecommender<SongId>(songs => songs.Blend((PopularityTrainer.Key, 1e-3), ("other", 1e4)))
        );
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.Contains("more than 1,000,000 times the weight of another", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Source.LoadCount);
    }

    [Fact]
    public async Task A_misspelt_trainer_stops_the_start_although_there_is_a_model_file()
    {
        using (var good = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath)))
        {
            await good.StartAsync(Cancellation);
        }

        var error = await StartFails<OptionsValidationException>(Build(songs => songs.Use("popularty").LoadFrom(ModelPath)));
        Assert.Contains("the nearest is 'popularity'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_a_recommender_is_no_key_of_a_trainer()
    {
        var host = BuildWith(services =>
            services.AddZetDardPopularity<SongId>().Services.AddZetDardRecommender<SongId>("a", songs => songs.Use("a"))
        );
        Assert.Contains(
            "No IRecommenderTrainer<SongId> has the key 'a'; registered are 'popularity'.",
            await StartFails<OptionsValidationException>(host),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Options_of_a_trainer_are_reported_once_beside_the_problems_of_plans()
    {
        using var host = BuildWith(services =>
            services
                .AddZetDardComponent<IRecommenderTrainer<SongId>, KOptions, KOptionsValidator>("k", (_, _) =>
                    new PopularityTrainer<SongId>()
                )
                .Configure(o => o.K = 0)
                .Services.AddZetDardRecommender<SongId>(songs => songs.Blend(("k", 0)))
        );
        var error = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync(Cancellation));
        Assert.Equal(2, error.InnerExceptions.Count);
        Assert.Contains("KOptions 'k'", error.InnerExceptions[0].Message, StringComparison.Ordinal);
        Assert.Contains("the weight 0", error.InnerExceptions[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_data_a_model_file_is_enough_and_its_absence_is_said()
    {
        var missing = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath), withData: false);
        Assert.Contains(
            $"there is no model file {ModelPath}: register",
            await StartFails<OptionsValidationException>(missing),
            StringComparison.Ordinal
        );
        var neither = Build(songs => songs.Use(PopularityTrainer.Key), withData: false);
        var error = await StartFails<OptionsValidationException>(neither);
        Assert.Contains("and no model file: register an ITrainingDataSource<SongId>", error, StringComparison.Ordinal);

        using (var first = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath)))
        {
            await first.StartAsync(Cancellation);
        }

        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath), withData: false);
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(ListOf(host));
        var refit = await Assert.ThrowsAsync<InvalidOperationException>(() => StateOf(host).RefitAsync(Cancellation));
        Assert.Contains("There is no data to fit the recommender of songs to: register", refit.Message, StringComparison.Ordinal);
        Assert.NotEmpty(ListOf(host));
    }

    [Fact]
    public async Task A_host_that_validates_no_options_finds_the_problems_when_it_starts_a_recommender()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ITrainingDataSource<SongId>>(Source).AddZetDardRecommender<SongId>(songs => songs.Use("nothing"));
        await using var provider = services.BuildServiceProvider();
        var host = Assert.Single(provider.GetServices<IHostedService>());
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.Equal(0, Source.LoadCount);
    }

    [Fact]
    public void A_kind_and_key_that_are_taken_are_refused_with_a_remedy()
    {
        var services = new ServiceCollection();
        services.AddZetDardRecommender<SongId>("a", songs => songs.Use("x").AlsoServes<ArtistId>());
        services.AddZetDardRecommender<SongId>("b", songs => songs.Use("x").AlsoServes<ArtistId>());
        services.AddZetDardRecommender<SongId>(songs => songs.Use("x").AlsoServes<ArtistId>());
        Assert.Equal(
            "A recommender of songs 'a' is registered already. AddZetDardRecommender and AlsoServes may name each kind of item once a key: "
                + "give this one a key of its own, AddZetDardRecommender<SongId>(\"b\", …), or leave it out.",
            Assert.Throws<InvalidOperationException>(() => services.AddZetDardRecommender<SongId>("a", songs => songs.Use("x"))).Message
        );
        Assert.Throws<InvalidOperationException>(() => services.AddZetDardRecommender<ArtistId>("b", artists => artists.Use("x")));
        Assert.Throws<InvalidOperationException>(() =>
            services.AddZetDardRecommender<UserId>(users => users.Use("x").AlsoServes<ArtistId>())
        );
        Assert.Throws<ArgumentException>(() => services.AddZetDardRecommender<UserId>("", users => users.Use("x")));
        Assert.Throws<ArgumentException>(() => services.AddZetDardRecommender<UserId>("c", users => users.Use("")));
    }

    internal sealed record KOptions
    {
        [Range(1, 9)]
        public int K { get; set; } = 1;
    }
}

[OptionsValidator]
internal sealed partial class KOptionsValidator : IValidateOptions<PlanTests.KOptions>;
