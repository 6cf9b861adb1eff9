using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZetDard.Graph;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>Several recommenders of one kind of item: an A/B test.</summary>
public sealed class KeyedRecommendersTests : HostFixture
{
    [Fact]
    public async Task Each_key_has_a_model_a_handle_a_host_and_a_file_of_its_own()
    {
        var names = NameTable.Empty.With([(new SongId(1), "One")]).With([(new ArtistId(1), "Artist one")]);
        Source.Read = _ => Source.Data with { Names = names };
        using var host = BuildWith(services =>
        {
            services.AddZetDardPopularity<SongId>().Services.AddZetDardGraph();
            services.AddZetDardRecommender<SongId>(songs => songs.Use(PopularityTrainer.Key));
            services.AddZetDardRecommender<SongId>("a", songs => songs.Use(GraphTrainer.Key).WithFallback(PopularityTrainer.Key)
                .LoadFrom(PathOf("a.model")).AlsoServes<ArtistId>().AlsoServes<UserId>());
            services.AddZetDardRecommender<SongId>(
                "b", songs => songs.Blend((GraphTrainer.Key, .8), (PopularityTrainer.Key, .2)).LoadFrom(PathOf("b.model")));
        });
        await host.StartAsync(Cancellation);
        var (plain, a, b) = (Songs(null), Songs("a"), Songs("b"));
        Assert.Equal(3, new HashSet<object> { plain, a, b }.Count);
        Assert.IsType<RecommenderHandle<SongId>>(a);
        var trainers = host.Services.GetServices<IRecommenderHost>()
            .Select(one => (one.Kind, one.Key, one.Status.Model!.Trainer.Split(' ')[0])).ToArray();
        Assert.Equal([("song", null, "popularity"), ("song", "a", "graph"), ("song", "b", "0.8")], trainers);
        Assert.NotEqual(plain.Recommend(Profile.Of(new UserId(1))), a.Recommend(Profile.Of(new UserId(1))));
        Assert.True(File.Exists(PathOf("a.model")) && File.Exists(PathOf("b.model")));

        // The other handles are of the same key, with the same names, and swapped by the same fit.
        var artists = host.Services.GetRequiredKeyedService<RecommenderHandle<ArtistId>>("a");
        Assert.Null(host.Services.GetService<IRecommender<ArtistId>>());
        var lines = new[] { 1, 2 }.SelectMany(song => artists.RecommendNamed(Profile.FromHistory([new SongId(song)]), 10));
        Assert.Contains("Artist one", lines.Select(line => line.Title));
        var (songsBefore, artistsBefore, usersBefore) = (((RecommenderHandle<SongId>)a).Current, artists.Current, Current<UserId>("a"));
        await host.Services.GetRequiredKeyedService<RecommenderHost<SongId>>("a").RefitAsync(Cancellation);
        Assert.NotSame(songsBefore, ((RecommenderHandle<SongId>)a).Current);
        Assert.NotSame(artistsBefore, artists.Current);
        Assert.NotSame(usersBefore, Current<UserId>("a"));

        IRecommender<SongId> Songs(string? key) => host.Services.GetRequiredKeyedService<IRecommender<SongId>>(key);

        IRecommender<TItem> Current<TItem>(string key)
            where TItem : struct, IId<TItem> => host.Services.GetRequiredKeyedService<RecommenderHandle<TItem>>(key).Current;
    }

    [Fact]
    public async Task One_health_check_reports_all_and_is_as_bad_as_the_worst()
    {
        using var host = BuildWith(services => services
            .AddZetDardPopularity<SongId>().Services.AddZetDardPopularity<ArtistId>().Services
            .AddSingleton<ITrainingDataSource<ArtistId>>(new NoArtists())
            .AddZetDardRecommender<SongId>("a", songs => songs.Use(PopularityTrainer.Key))
            .AddZetDardRecommender<SongId>("b", songs => songs.Use(PopularityTrainer.Key).LoadFrom(PathOf("no/such/folder")))
            .AddZetDardRecommender<ArtistId>(artists => artists.Use(PopularityTrainer.Key))
            .AddHealthChecks().AddCheck<RecommenderHealthCheck>("recommenders", failureStatus: HealthStatus.Degraded));
        Assert.Equal(HealthStatus.Unhealthy, (await HealthOf(host)).Status);        // before the start
        await host.StartAsync(Cancellation);
        var health = await HealthOf(host);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Equal(["songs 'a'", "songs 'b'", "artists"], health.Data.Keys);
        Assert.StartsWith("songs 'b': a model fitted 2026-11-30 08:00:00Z to ", health.Description, StringComparison.Ordinal);
        Assert.Contains(" artists: no model serves yet. Failing since", health.Description, StringComparison.Ordinal);

        // As the application registered it, with a status of its own for failures.
        var report = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Entries["recommenders"];
        Assert.Equal((HealthStatus.Degraded, health.Description), (report.Status, report.Description));
    }

    [Fact]
    public async Task A_health_check_without_recommenders_says_so()
    {
        var health = await new RecommenderHealthCheck([]).CheckHealthAsync(new(), Cancellation);
        Assert.Contains("There is no recommender", health.Description, StringComparison.Ordinal);
    }

    private sealed class NoArtists : ITrainingDataSource<ArtistId>
    {
        public Task<TrainingData<ArtistId>> LoadAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(new TrainingData<ArtistId>(InteractionDataset.From(Array.Empty<Interaction<ArtistId>>())));
    }
}
