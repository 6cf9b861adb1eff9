using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>The data of fits: steps, names, none.</summary>
public sealed class TrainingDataTests : HostFixture
{
    private static readonly NameTable Names = NameTable.Empty.With([(new SongId(1), "One")]).With([(new ArtistId(1), "Artist one")]);

    [Fact]
    public async Task Steps_run_in_the_order_of_registration_in_the_scope_of_the_load()
    {
        var seen = new List<(string Step, object Scope, int Features)>();
        TrainingData<SongId>? fitted = null;
        var trainer = Trainer.From<SongId>(data => new PopularityRecommender<SongId>((fitted = data).Interactions));
        using var host = BuildWith(
            services =>
                services
                    .AddScoped<Scoped>()
                    .AddScoped<ITrainingDataSource<SongId>>(provider =>
                    {
                        seen.Add(("source", provider.GetRequiredService<Scoped>(), 0));
                        return Source;
                    })
                    .AddZetDardTrainingData<SongId>(
                        (data, provider) =>
                        {
                            seen.Add(("features", provider.GetRequiredService<Scoped>(), data.ItemFeatures?.Names.Count ?? 0));
                            return data with { ItemFeatures = null };
                        }
                    )
                    .AddZetDardTrainingData<SongId>(
                        async (data, provider, cancellationToken) =>
                        {
                            await Task.Yield();
                            Assert.False(cancellationToken.IsCancellationRequested);
                            seen.Add(("names", provider.GetRequiredService<Scoped>(), data.ItemFeatures?.Names.Count ?? 0));
                            return data with { Names = Names };
                        }
                    )
                    .AddZetDardTrainer("seen", trainer)
                    .Services.AddZetDardRecommender<SongId>(songs => songs.Use("seen")),
            withData: false
        );
        await host.StartAsync(Cancellation);
        Assert.Equal(["source", "features", "names"], seen.Select(step => step.Step));
        Assert.Single(seen.Select(step => step.Scope).Distinct());
        Assert.Equal([0, Source.Data.ItemFeatures!.Names.Count, 0], seen.Select(step => step.Features));
        Assert.True(((Scoped)seen[0].Scope).IsDisposed);
        Assert.Equal((null, Names), (fitted!.ItemFeatures, fitted.Names));

        await StateOf(host).RefitAsync(Cancellation);
        Assert.Equal(2, seen.Select(step => step.Scope).Distinct().Count());
    }

    [Fact]
    public async Task A_function_is_a_source_in_the_scope_of_each_load_and_a_second_source_is_refused()
    {
        var scopes = new List<Scoped>();
        using var host = BuildWith(
            services =>
                services
                    .AddScoped<Scoped>()
                    .AddZetDardTrainingDataSource<SongId>(
                        (provider, _) =>
                        {
                            scopes.Add(provider.GetRequiredService<Scoped>());
                            return Task.FromResult(Source.Data);
                        }
                    )
                    .AddZetDardPopularity<SongId>()
                    .Services.AddZetDardRecommender<SongId>(songs => songs.Use(PopularityTrainer.Key)),
            withData: false
        );
        await host.StartAsync(Cancellation);
        await StateOf(host).RefitAsync(Cancellation);
        Assert.NotEmpty(ListOf(host));
        Assert.Equal(2, scopes.Distinct().Count(scope => scope.IsDisposed));

        var services = new ServiceCollection().AddSingleton<ITrainingDataSource<SongId>>(Source);
        Assert.Throws<InvalidOperationException>(() =>
            services.AddZetDardTrainingDataSource<SongId>((_, _) => Task.FromResult(Source.Data))
        );
    }

    [Fact]
    public async Task A_step_that_returns_null_is_named()
    {
        var host = BuildWith(services =>
            services
                .AddZetDardTrainingData<SongId>((data, _) => data)
                .AddZetDardTrainingData<SongId>((_, _) => null!)
                .AddZetDardPopularity<SongId>()
                .Services.AddZetDardRecommender<SongId>(songs => songs.Use(PopularityTrainer.Key))
        );
        var error = await StartFails<InvalidOperationException>(host);
        Assert.Contains("Step 2 of AddZetDardTrainingData<SongId> returned null.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_start_together_share_one_read_and_later_fits_read_anew()
    {
        using var host = BuildWith(services =>
            services
                .AddZetDardPopularity<SongId>()
                .Services.AddZetDardRecommender<SongId>("a", songs => songs.Use(PopularityTrainer.Key))
                .AddZetDardRecommender<SongId>("b", songs => songs.Use(PopularityTrainer.Key))
        );
        await host.StartAsync(Cancellation);
        Assert.Equal(1, Source.LoadCount);
        var a = host.Services.GetRequiredKeyedService<RecommenderHost<SongId>>("a");
        var b = host.Services.GetRequiredKeyedService<RecommenderHost<SongId>>("b");
        Assert.Equal(a.Status.Model!.DataHash, b.Status.Model!.DataHash);
        await Task.WhenAll(a.RefitAsync(Cancellation), b.RefitAsync(Cancellation));
        Assert.Equal((3, 2, 2), (Source.LoadCount, a.Status.RefitCount, b.Status.RefitCount));
    }

    [Fact]
    public async Task Names_and_artists_are_served_saved_and_loaded_with_the_model()
    {
        Source.Read = _ => Source.Data with { Names = Names };
        using (var first = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath)))
        {
            await first.StartAsync(Cancellation);
            Check(first.Services.GetRequiredService<IRecommender<SongId>>());
        }

        using var second = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath), withData: false);
        await second.StartAsync(Cancellation);
        Check(second.Services.GetRequiredService<IRecommender<SongId>>());

        static void Check(IRecommender<SongId> songs)
        {
            var list = songs.RecommendNamed(Profile.FromHistory([new SongId(2)]), 40);
            var one = list.Single(line => line.Id == new SongId(1));
            Assert.Equal("One", one.Title);
            Assert.Equal(Source.Data.Artists!.Of(one.Id).Select(Names.NameOf), one.Artists);
            Assert.Equal("song 3", list.Single(line => line.Id == new SongId(3)).Title);
            Assert.Equal("One", songs.Find<NameTable>()!.NameOf(one.Id));
        }
    }

    [Fact]
    public async Task Rules_are_kept_by_default_a_request_may_bring_its_own_and_a_file_keeps_them()
    {
        Source.Read = _ => Source.Data with { Names = Names };
        for (var start = 0; start < 2; start++)
        {
            using var host = Build(songs => songs.Use(PopularityTrainer.Key).Rules(new() { MaxPerArtist = 1 }).LoadFrom(ModelPath));
            await host.StartAsync(Cancellation);
            var songs = host.Services.GetRequiredService<IRecommender<SongId>>();
            var request = new RecommendationRequest<SongId>(Profile.Of(new UserId(1)), 5);
            Assert.Equal(1, MaxPerArtist(songs.RecommendNamed(request)));
            Assert.True(MaxPerArtist(songs.RecommendNamed(request with { Rules = ListRules.None, N = 40 })) > 1);
        }

        Assert.Equal(1, Source.LoadCount); // the second start loaded the file
        Assert.StartsWith(
            "popularity with ListRules { MaxPerArtist = 1",
            ModelFile.ReadCard(ModelPath).Origin!.Trainer,
            StringComparison.Ordinal
        );

        static int MaxPerArtist(IReadOnlyList<NamedRecommendation<SongId>> list) =>
            list.SelectMany(line => line.Artists).GroupBy(artist => artist).Max(same => same.Count());
    }

    [Fact]
    public async Task Rules_that_need_what_the_data_lacks_are_refused_before_the_fits()
    {
        Source.Read = _ => Source.Data with { Artists = null };
        var fits = 0;
        var trainer = Trainer.From<SongId>(data => (fits++, new PopularityRecommender<SongId>(data.Interactions)).Item2);
        var host = BuildWith(services =>
            services
                .AddZetDardTrainer("counted", trainer)
                .Services.AddZetDardRecommender<SongId>(songs => songs.Use("counted").Rules(new() { MaxPerArtist = 1 }))
        );
        Assert.Contains("MaxPerArtist", await StartFails<ArgumentException>(host), StringComparison.Ordinal);
        Assert.Equal(0, fits);
    }

    [Fact]
    public async Task Without_interactions_the_host_starts_serves_empty_lists_saves_nothing_and_a_later_fit_serves()
    {
        Source.Read = _ => Source.Nothing;
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath).RefitEvery(TimeSpan.FromHours(1)));
        await host.StartAsync(Cancellation);
        var handle = host.Services.GetRequiredService<RecommenderHandle<SongId>>();
        Assert.False(handle.HasModel);
        Assert.Empty(ListOf(host));
        Assert.Empty(handle.RecommendNamed(Profile.Of(new UserId(1))));
        Assert.Empty(handle.SimilarNamed(new SongId(1)));
        Assert.Empty(handle.RecommendMany([new(Profile.Of(new UserId(1)))], Cancellation).Single());
        Assert.False(File.Exists(ModelPath));
        var health = await HealthOf(host);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains(
            "no model serves yet. Failing since 2026-11-30 08:00:00Z, 1 in a row: The data for the recommender of songs has no interactions.",
            health.Description,
            StringComparison.Ordinal
        );
        Assert.Contains("NoDataYet", Log.Events);
        Assert.DoesNotContain("FitFailed", Log.Events);

        Source.Read = _ => Source.Data;
        Time.Advance(TimeSpan.FromHours(1));
        await Until(() => StateOf(host).Status.RefitCount == 1);
        Assert.True(handle.HasModel);
        Assert.NotEmpty(ListOf(host));
        await host.StopAsync(Cancellation);
        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);
        Assert.True(File.Exists(ModelPath));
    }

    [Fact]
    public async Task A_refit_that_finds_no_interactions_is_a_failure_and_keeps_model_and_file()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath));
        await host.StartAsync(Cancellation);
        var (list, written) = (ListOf(host), await File.ReadAllBytesAsync(ModelPath, Cancellation));
        Source.Read = _ => Source.Nothing;
        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => StateOf(host).RefitAsync(Cancellation));
        Assert.Contains("has no interactions", error.Message, StringComparison.Ordinal);
        Assert.Equal(list, ListOf(host));
        Assert.Equal(written, await File.ReadAllBytesAsync(ModelPath, Cancellation));
        Assert.Equal(HealthStatus.Degraded, (await HealthOf(host)).Status);
        Assert.Contains("FitFailed", Log.Events);
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
