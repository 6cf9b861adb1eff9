using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>Faults that users of similar hosts reported; each with the report.</summary>
public sealed class KnownFaultsTests : HostFixture
{
    // dotnet/runtime#38751: AddHostedService leaves out a second service of the same type.
    [Fact]
    public async Task Two_recommenders_of_one_kind_are_both_started()
    {
        using var host = BuildWith(services => services.AddZetDardPopularity<SongId>().Services
            .AddZetDardRecommender<SongId>("a", songs => songs.Use(PopularityTrainer.Key))
            .AddZetDardRecommender<SongId>("b", songs => songs.Use(PopularityTrainer.Key)));
        await host.StartAsync(Cancellation);
        Assert.Equal(2, host.Services.GetServices<IHostedService>().OfType<RecommenderHost<SongId>>().Distinct().Count());
        Assert.All(host.Services.GetServices<IRecommenderHost>(), one => Assert.NotNull(one.Status.ServingSince));
    }

    // dotnet/dotnet-operator-sdk#738: a host that is disposed before it is stopped fails at its stop, by a token source that is gone.
    [Fact]
    public async Task Stop_after_dispose_is_no_error_and_dispose_without_stop_ends_the_schedule()
    {
        var host = Build(songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromHours(1)));
        await host.StartAsync(Cancellation);
        var state = StateOf(host);
        host.Dispose();
        host.Dispose();
        Time.Advance(TimeSpan.FromHours(10));
        await state.StopAsync(Cancellation);
        Assert.Equal(1, Source.LoadCount);
    }

    // dotnet/runtime#36380: what a service started goes on unobserved after its stop, and its exception ends up nowhere.
    [Fact]
    public async Task A_fit_that_fails_after_the_stop_leaves_no_unobserved_exception()
    {
        var (message, unobserved) = (Guid.NewGuid().ToString(), 0);
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await StopDuringAFitThatFailsLater(message);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);

        void Count(object? sender, UnobservedTaskExceptionEventArgs e) =>
            unobserved += e.Exception.ToString().Contains(message, StringComparison.Ordinal) ? 1 : 0;
    }

    // dotnet/runtime#111013: a stop while the host still starts. The start ends by the cancellation, and nothing is served or
    // counted as a failure.
    [Fact]
    public async Task A_stop_during_the_first_fit_ends_the_start()
    {
        var began = new TaskCompletionSource();
        var trainer = Trainer.From<SongId>(
            async (_, _, cancellationToken) =>
            {
                began.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new InvalidOperationException("never");
            }, "endless");
        using var host = BuildWith(services => services.AddZetDardTrainer("endless", trainer).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("endless").LoadFrom(ModelPath)));
        var start = host.StartAsync(Cancellation);
        await began.Task;
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.Equal((0, null), (StateOf(host).Status.FailureCount, StateOf(host).Status.ServingSince));
        Assert.False(File.Exists(ModelPath));
    }

    // dotnet/machinelearning#5350: a new model is not taken because a reader or a writer holds its file at that moment.
    [Fact]
    public async Task A_reader_of_the_model_file_does_not_keep_a_refit_from_serving_and_saving()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath));
        await host.StartAsync(Cancellation);
        Time.Advance(TimeSpan.FromHours(1));
        await using (var reader = new FileStream(ModelPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete))
        {
            await StateOf(host).RefitAsync(Cancellation);
        }

        Assert.Null(StateOf(host).Status.LastError);
        Assert.Equal(Time.GetUtcNow(), ModelFile.ReadCard(ModelPath).Origin!.FittedAt);
    }

    // dotnet/machinelearning#6920: nobody can tell which model serves, and from when it is.
    [Fact]
    public async Task Status_tells_the_model_that_serves_also_after_a_load()
    {
        using (var first = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath)))
        {
            await first.StartAsync(Cancellation);
        }

        Time.Advance(TimeSpan.FromHours(5));
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath));
        await host.StartAsync(Cancellation);
        Assert.Equal(TimeSpan.FromHours(5), StateOf(host).Status.ServingSince - StateOf(host).Status.Model!.FittedAt);
        Assert.Equal(ModelFile.ReadCard(ModelPath).Origin, StateOf(host).Status.Model);
    }

    // dotnet/runtime#93241, #84713: instruments that are made with each use leak, because a meter keeps them.
    [Fact]
    public async Task Refits_make_no_new_instruments()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key));
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        var published = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) => published += instrument.Meter.Scope == factory ? 1 : 0;
        listener.Start();
        await host.StartAsync(Cancellation);
        var atStart = published;
        for (var i = 0; i < 10; i++)
        {
            await StateOf(host).RefitAsync(Cancellation);
        }

        Assert.Equal((9, 9), (atStart, published));
    }

    // dotnet/runtime#77514: values of two containers in one process cannot be told apart, because their meter is static.
    [Fact]
    public async Task Containers_have_meters_of_their_own()
    {
        using var first = Build(songs => songs.Use(PopularityTrainer.Key));
        using var second = Build(songs => songs.Use(PopularityTrainer.Key));
        Assert.NotSame(MeterOf(first), MeterOf(second));

        var bare = new ServiceCollection();     // without a factory of meters
        bare.AddSingleton<ITrainingDataSource<SongId>>(Source).AddZetDardPopularity<SongId>().Services
            .AddZetDardRecommender<SongId>(songs => songs.Use(PopularityTrainer.Key));
        await using var provider = bare.BuildServiceProvider();
        await provider.GetRequiredService<RecommenderHost<SongId>>().StartAsync(Cancellation);
        Assert.NotEmpty(provider.GetRequiredService<IRecommender<SongId>>().Recommend(Profile.Of(new UserId(1))));

        static Meter MeterOf(IHost host) => host.Services.GetRequiredService<HostMetrics>().Requests.Meter;
    }

    private async Task StopDuringAFitThatFailsLater(string message)
    {
        var (began, end, fits) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var trainer = Trainer.From<SongId>(
            async (data, _, _) =>
            {
                if (++fits > 1)
                {
                    began.SetResult();
                    await end.Task;
                    throw new InvalidOperationException(message);
                }

                return new PopularityRecommender<SongId>(data.Interactions);
            }, "late");
        using var host = BuildWith(services => services.AddZetDardTrainer("late", trainer).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("late").RefitEvery(TimeSpan.FromHours(1))));
        await host.StartAsync(Cancellation);
        Time.Advance(TimeSpan.FromHours(1));
        await began.Task;
        using var enough = new CancellationTokenSource();
        var stop = StateOf(host).StopAsync(enough.Token);
        await enough.CancelAsync();
        await stop;
        end.SetResult();
        await StateOf(host).StopAsync(Cancellation);        // waits for the end of the fit
    }
}
