using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Hosting.Tests;

public sealed class HostingTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");
    private readonly FakeTimeProvider _time = new();
    private readonly Source _source = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Host_fits_before_it_serves_and_saves_the_model()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(_path));
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(host.Services.GetRequiredService<IRecommender<SongId>>().Recommend(Profile.Of(new UserId(1))));
        Assert.True(File.Exists(_path));
        Assert.Equal(1, _source.LoadCount);
        await host.StopAsync(Cancellation);

        using var second = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(_path));
        await second.StartAsync(Cancellation);
        Assert.Equal(1, _source.LoadCount);              // loaded from the file, not fitted
        Assert.NotEmpty(second.Services.GetRequiredService<IRecommender<SongId>>().Recommend(Profile.Of(new UserId(1))));
    }

    [Fact]
    public async Task Host_fits_anew_when_its_model_file_is_damaged()
    {
        await File.WriteAllTextAsync(_path, "no model", Cancellation);
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(_path));
        await host.StartAsync(Cancellation);
        Assert.Equal(1, host.Services.GetRequiredService<RecommenderHost<SongId>>().Status.RefitCount);
        Assert.NotNull(ModelFile.Load<SongId>(_path, PopularityRecommender<SongId>.FileFormat));
    }

    [Fact]
    public async Task Schedule_refits_and_a_failed_refit_keeps_the_last_good_model()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromDays(1)));
        await host.StartAsync(Cancellation);
        var recommender = host.Services.GetRequiredService<RecommenderHandle<SongId>>();
        var state = host.Services.GetRequiredService<RecommenderHost<SongId>>();
        var first = recommender.Current;

        var loaded = _source.NextLoad();
        _time.Advance(TimeSpan.FromDays(1));
        await loaded;
        await Until(() => state.Status.RefitCount == 2);
        Assert.NotSame(first, recommender.Current);
        Assert.Equal(HealthStatus.Healthy, await Health(host));

        var good = recommender.Current;
        _source.Failure = new InvalidOperationException("the database is away");
        _time.Advance(TimeSpan.FromDays(1));
        await Until(() => state.Status.LastError is not null);
        Assert.Same(good, recommender.Current);
        Assert.Equal(HealthStatus.Degraded, await Health(host));
        Assert.NotEmpty(recommender.Recommend(Profile.Of(new UserId(1))));

        _source.Failure = null;
        await state.RefitAsync(Cancellation);           // on demand
        Assert.Null(state.Status.LastError);
        Assert.Equal(HealthStatus.Healthy, await Health(host));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Schedule_goes_on_after_a_fit_that_ran_into_a_time_limit_of_its_own()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromDays(1)));
        await host.StartAsync(Cancellation);
        var state = host.Services.GetRequiredService<RecommenderHost<SongId>>();
        _source.Failure = new TaskCanceledException("the database did not answer in time");
        _time.Advance(TimeSpan.FromDays(1));
        await Until(() => state.Status.LastError is not null);
        Assert.Equal(HealthStatus.Degraded, await Health(host));

        _source.Failure = null;
        await Until(() =>
        {
            _time.Advance(TimeSpan.FromDays(1));
            return state.Status.RefitCount > 1;
        });
        Assert.Null(state.Status.LastError);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Schedule_counts_from_when_a_loaded_file_was_written()
    {
        using (var first = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(_path)))
        {
            await first.StartAsync(Cancellation);
        }

        _time.SetUtcNow(new DateTimeOffset(File.GetLastWriteTimeUtc(_path)).AddHours(20));
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(_path).RefitEvery(TimeSpan.FromDays(1)));
        await host.StartAsync(Cancellation);
        var state = host.Services.GetRequiredService<RecommenderHost<SongId>>();
        _time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, state.Status.RefitCount);
        _time.Advance(TimeSpan.FromHours(1));
        await Until(() => state.Status.RefitCount == 1);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_model_that_cannot_be_saved_serves_and_says_so()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(Path.Combine(_path, "no", "such", "folder.model")));
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(host.Services.GetRequiredService<IRecommender<SongId>>().Recommend(Profile.Of(new UserId(1))));
        Assert.IsAssignableFrom<IOException>(host.Services.GetRequiredService<RecommenderHost<SongId>>().Status.LastError);
    }

    [Fact]
    public async Task A_model_of_a_kind_without_files_serves_and_says_so()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<ITrainingDataSource<SongId>>(_source);
        builder.Services.AddZetDardTrainer("mine", Trainer.From<SongId>(data => new Unsaveable(new PopularityRecommender<SongId>(data.Interactions))))
            .Services.AddZetDardRecommender<SongId>(songs => songs.Use("mine").LoadFrom(_path));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(host.Services.GetRequiredService<IRecommender<SongId>>().Recommend(Profile.Of(new UserId(1))));
        Assert.IsType<NotSupportedException>(host.Services.GetRequiredService<RecommenderHost<SongId>>().Status.LastError);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public async Task A_caller_who_cancels_his_refit_does_no_harm_to_the_health()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key));
        await host.StartAsync(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Services.GetRequiredService<RecommenderHost<SongId>>().RefitAsync(new(canceled: true)));
        Assert.Equal(HealthStatus.Healthy, await Health(host));
    }

    [Fact]
    public async Task A_scoped_data_source_is_made_for_each_fit()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });      // validates scopes
        builder.Services.AddScoped<ITrainingDataSource<SongId>>(_ => _source);
        builder.Services.AddZetDardPopularity<SongId>().Services.AddZetDardRecommender<SongId>(songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromDays(1)));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        Assert.Equal(1, _source.LoadCount);
        await host.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(50 * 86400.0)]
    public void RefitEvery_refuses_what_a_timer_cannot_do(double seconds) =>
        Assert.Contains("1 second to 49 days", Assert.Throws<ArgumentOutOfRangeException>(() => Build(songs => songs.Use("a").RefitEvery(TimeSpan.FromSeconds(seconds)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Mistakes_stop_the_host_at_its_start_with_a_remedy()
    {
        await Expect("needs a trainer", songs => songs.LoadFrom(_path));
        await Expect("No IRecommenderTrainer<SongId> has the key 'nothing'; registered are 'popularity'", songs => songs.Use("nothing"));
        await Expect("recommends no artists", songs => songs.Use(PopularityTrainer.Key).AlsoServes<ArtistId>());
        await Expect("is registered already", songs => songs.Use(PopularityTrainer.Key).AlsoServes<SongId>());

        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddZetDardPopularity<SongId>().Services.AddZetDardRecommender<SongId>(songs => songs.Use(PopularityTrainer.Key));
        using var host = builder.Build();
        Assert.Contains("register an ITrainingDataSource<SongId>", (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation))).Message, StringComparison.Ordinal);

        async Task Expect(string part, Action<RecommenderHostBuilder<SongId>> configure)
        {
            var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(async () =>
            {
                using var failing = Build(configure);
                await failing.StartAsync(Cancellation);
            });
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Handle_swaps_under_load_without_a_failed_request()
    {
        var (first, second) = (new PopularityRecommender<SongId>(Source.Data.Interactions), new PopularityRecommender<SongId>(Source.Data.Interactions));
        var handle = new RecommenderHandle<SongId>(first);
        var expected = handle.Recommend(Profile.Of(new UserId(1))).ToArray();       // both models are of the same data
        Parallel.For(0, 400, i =>
        {
            if (i % 20 == 0)
            {
                handle.Swap(i % 40 == 0 ? second : first);
            }

            Assert.Equal(expected, handle.Recommend(Profile.Of(new UserId(1))));
        });
    }

    [Fact]
    public void Handle_without_a_model_says_what_to_do() =>
        Assert.Contains("start the host", Assert.Throws<InvalidOperationException>(() => new RecommenderHandle<SongId>().Recommend(Profile.Of(new UserId(1)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Handle_finds_the_abilities_of_its_model()
    {
        var handle = new RecommenderHandle<SongId>(new PopularityRecommender<SongId>(Source.Data.Interactions));
        Assert.Same(handle.Current, handle.Find<ISaveable>());
        Assert.Same(handle, handle.Find<IRecommender<SongId>>());
        Assert.Null(handle.Find<ISimilarItems<SongId>>());
    }

    private IHost Build(Action<RecommenderHostBuilder<SongId>> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton<ITrainingDataSource<SongId>>(_source);
        builder.Services.AddZetDardPopularity<SongId>().Services.AddZetDardRecommender(configure);
        return builder.Build();
    }

    private static async Task<HealthStatus> Health(IHost host) =>
        (await new RecommenderHealthCheck<SongId>(host.Services.GetRequiredService<RecommenderHost<SongId>>()).CheckHealthAsync(new(), Cancellation)).Status;

    // The refit runs on the pool: yields until it is through, and fails by the test's own time limit if it never is.
    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Unsaveable(IRecommender<SongId> inner) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => inner.Recommend(request);
    }

    private sealed class Source : ITrainingDataSource<SongId>
    {
        public static readonly TrainingData<SongId> Data = MusicWorld.Create(new() { UserCount = 20, SongCount = 40, ArtistCount = 10 }).ToTrainingData();
        private TaskCompletionSource _nextLoad = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _loadCount;

        public int LoadCount => _loadCount;

        public Exception? Failure { get; set; }

        public Task NextLoad() => (_nextLoad = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public Task<TrainingData<SongId>> LoadAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _loadCount);
            _nextLoad.TrySetResult();
            return Failure is null ? Task.FromResult(Data) : Task.FromException<TrainingData<SongId>>(Failure);
        }
    }
}
