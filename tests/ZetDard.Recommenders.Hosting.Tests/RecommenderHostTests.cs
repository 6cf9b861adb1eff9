using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZetDard.Recommenders.Hosting.Tests;

public sealed class RecommenderHostTests : HostFixture
{
    [Fact]
    public async Task Host_fits_before_it_serves_and_says_how_long_and_how_large()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath));
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(ListOf(host));
        var status = StateOf(host).Status;
        Assert.Equal((1, 0, Time.GetUtcNow()), (status.RefitCount, status.FailureCount, status.ServingSince));
        Assert.Equal(("popularity", 20), (status.Model!.Trainer, status.Model.UserCount));
        Assert.Equal(Source.Data.Interactions.Matrix.EntryCount, status.Model.InteractionCount);
        Assert.Equal(["DataRead", "ModelFitted", "ModelSaved"], Log.Events);
        Assert.Contains("recommender of songs in 0.000 s to 20 users x 40 items", Log.TextOf("ModelFitted"), StringComparison.Ordinal);
        Assert.Contains($"({new FileInfo(ModelPath).Length:N0} bytes)", Log.TextOf("ModelSaved"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_refits_and_a_failed_refit_keeps_the_last_good_model_and_says_why_and_since_when()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromDays(1)));
        await host.StartAsync(Cancellation);
        var recommender = host.Services.GetRequiredService<RecommenderHandle<SongId>>();
        var state = StateOf(host);
        var first = recommender.Current;

        Time.Advance(TimeSpan.FromDays(1));
        await Until(() => state.Status.RefitCount == 2);
        Assert.NotSame(first, recommender.Current);
        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);

        var good = recommender.Current;
        Source.Read = _ => throw new InvalidOperationException("The database is away.");
        for (var failures = 1; failures <= 3; failures++)
        {
            Time.Advance(TimeSpan.FromDays(1));
            await Until(() => state.Status.FailureCount == failures);
        }

        Assert.Same(good, recommender.Current);
        Assert.NotEmpty(ListOf(host));
        var health = await HealthOf(host);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Equal(
            $"songs: a model fitted 2026-12-01 08:00:00Z to {Source.Data.Interactions.Matrix.EntryCount} interactions serves since 2026-12-01 08:00:00Z. " +
            "Failing since 2026-12-02 08:00:00Z, 3 in a row: The database is away.", health.Description);
        Assert.Same(state.Status.LastError, health.Exception);
        Assert.Equal(3, Log.Events.Count(name => name == "FitFailed"));

        Source.Read = _ => Source.Data;
        await state.RefitAsync(Cancellation);           // on demand
        Assert.Equal((null, null, 0), (state.Status.LastError, state.Status.FailingSince, state.Status.FailureCount));
        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_source_that_throws_at_the_third_fit_is_read_again_at_the_fourth()
    {
        Source.Read = number => number == 3 ? throw new TimeoutException("no answer") : Source.Data;
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath).RefitEvery(TimeSpan.FromHours(1)));
        await host.StartAsync(Cancellation);
        foreach (var (refits, failures) in new[] { (2, 0), (2, 1), (3, 0) })
        {
            Time.Advance(TimeSpan.FromHours(1));
            await Until(() => (StateOf(host).Status.RefitCount, StateOf(host).Status.FailureCount) == (refits, failures));
        }

        Assert.Equal(4, Source.LoadCount);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_refit_on_demand_that_fails_is_thrown_logged_and_counted()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key));
        await host.StartAsync(Cancellation);
        Source.Read = _ => throw new TimeoutException("no answer");
        await Assert.ThrowsAsync<TimeoutException>(() => StateOf(host).RefitAsync(Cancellation));
        Assert.Equal(1, StateOf(host).Status.FailureCount);
        Assert.Contains(
            "songs could not be fitted, 1 in a row since 2026-11-30 08:00:00Z", Log.TextOf("FitFailed"), StringComparison.Ordinal);
        Assert.NotEmpty(ListOf(host));
    }

    [Fact]
    public async Task Schedule_goes_on_after_a_fit_that_ran_into_a_time_limit_of_its_own()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).RefitEvery(TimeSpan.FromDays(1)));
        await host.StartAsync(Cancellation);
        Source.Read = _ => throw new TaskCanceledException("The database did not answer in time.");
        Time.Advance(TimeSpan.FromDays(1));
        await Until(() => StateOf(host).Status.LastError is not null);

        Source.Read = _ => Source.Data;
        await Until(() =>
        {
            Time.Advance(TimeSpan.FromDays(1));
            return StateOf(host).Status.RefitCount > 1;
        });
        Assert.Null(StateOf(host).Status.LastError);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_caller_who_cancels_their_refit_does_no_harm_to_the_health()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key));
        await host.StartAsync(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StateOf(host).RefitAsync(new(canceled: true)));
        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);
        Assert.DoesNotContain("FitFailed", Log.Events);
    }

    [Fact]
    public async Task Stop_cancels_a_refit_and_the_last_good_model_keeps_serving()
    {
        var (began, fits) = (new TaskCompletionSource(), 0);
        var trainer = Trainer.From<SongId>(
            async (data, _, cancellationToken) =>
            {
                if (++fits > 1)
                {
                    began.SetResult();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                return new PopularityRecommender<SongId>(data.Interactions);
            }, "slow");
        using var host = BuildWith(services => services.AddZetDardTrainer("slow", trainer).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("slow").LoadFrom(ModelPath).RefitEvery(TimeSpan.FromHours(1))));
        await host.StartAsync(Cancellation);
        var good = host.Services.GetRequiredService<RecommenderHandle<SongId>>().Current;
        var written = await File.ReadAllBytesAsync(ModelPath, Cancellation);
        Time.Advance(TimeSpan.FromHours(1));
        await began.Task;
        var onDemand = StateOf(host).RefitAsync(Cancellation);      // waits for its turn
        await host.StopAsync(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => onDemand);
        Assert.Same(good, host.Services.GetRequiredService<RecommenderHandle<SongId>>().Current);
        Assert.Equal(written, await File.ReadAllBytesAsync(ModelPath, Cancellation));
        Assert.Equal((1, 0), (StateOf(host).Status.RefitCount, StateOf(host).Status.FailureCount));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StateOf(host).RefitAsync(Cancellation));        // after the stop
    }

    [Fact]
    public async Task A_fit_that_ignores_the_stop_does_not_hold_it_up_and_is_neither_served_nor_saved()
    {
        var (began, end, fits) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var trainer = Trainer.From<SongId>(
            async (data, _, _) =>
            {
                if (++fits > 1)
                {
                    began.SetResult();
                    await end.Task;
                }

                return new PopularityRecommender<SongId>(data.Interactions);
            }, "deaf");
        using var host = BuildWith(services => services.AddZetDardTrainer("deaf", trainer).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("deaf")));
        await host.StartAsync(Cancellation);
        var refit = StateOf(host).RefitAsync(Cancellation);
        await began.Task;
        using var enough = new CancellationTokenSource();
        var stop = StateOf(host).StopAsync(enough.Token);
        Assert.False(stop.IsCompleted);
        await enough.CancelAsync();
        await stop;
        Assert.Contains("FitOutlivesHost", Log.Events);
        end.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refit);
        Assert.Equal(1, StateOf(host).Status.RefitCount);
    }

    [Fact]
    public async Task A_scoped_data_source_is_made_for_each_fit()
    {
        using var host = BuildWith(services => services.AddScoped<ITrainingDataSource<SongId>>(_ => Source)
            .AddZetDardPopularity<SongId>().Services
            .AddZetDardRecommender<SongId>(songs => songs.Use(PopularityTrainer.Key)), withData: false);
        await host.StartAsync(Cancellation);
        await StateOf(host).RefitAsync(Cancellation);
        Assert.Equal(2, Source.LoadCount);
    }

    [Fact]
    public async Task Progress_is_logged_every_five_seconds_at_most()
    {
        var trainer = Trainer.From<SongId>(
            (data, progress, _) =>
            {
                for (var second = 0; second < 11; second++)
                {
                    progress!.Report(new("epochs", second, 11, .5));
                    Time.Advance(TimeSpan.FromSeconds(1));
                }

                return Task.FromResult<IRecommender<SongId>>(new PopularityRecommender<SongId>(data.Interactions));
            }, "slow");
        using var host = BuildWith(services => services.AddZetDardTrainer("slow", trainer).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("slow")));
        await host.StartAsync(Cancellation);
        Assert.Equal(
            [
                "The recommender of songs is being fitted: epochs 5 of 11, loss 0.5",
                "The recommender of songs is being fitted: epochs 10 of 11, loss 0.5",
            ],
            Log.Lines.Where(line => line.Event.Name == "FitProgress").Select(line => line.Text));
    }

    [Fact]
    public async Task A_trainer_named_twice_is_fitted_once()
    {
        var fits = 0;
        var trainer = Trainer.From<SongId>(data => (fits++, new PopularityRecommender<SongId>(data.Interactions)).Item2);
        using var host = BuildWith(services => services
            .AddZetDardTrainer("counted", trainer).Services
            .AddZetDardPopularity<SongId>().Services
            .AddZetDardRecommender<SongId>(songs => songs.Blend(("counted", .5), (PopularityTrainer.Key, .5)).WithFallback("counted")));
        await host.StartAsync(Cancellation);
        Assert.Equal(1, fits);
    }

    [Fact]
    public async Task Handle_of_items_that_the_model_lacks_stops_the_start_and_changes_no_handle()
    {
        using var host = Build(songs => songs.Use(PopularityTrainer.Key).AlsoServes<ArtistId>());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));
        Assert.Equal(
            "The model of songs recommends no artists, but AlsoServes<ArtistId> asks for them. Use a trainer that does, or leave it out.", error.Message);
        Assert.False(host.Services.GetRequiredService<RecommenderHandle<SongId>>().HasModel);
    }

    [Fact]
    public async Task A_trainer_that_returns_null_is_named()
    {
        var host = BuildWith(services => services.AddZetDardTrainer("null", Trainer.From<SongId>(_ => null!)).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("null")));
        Assert.Equal("The trainer 'null' returned null instead of a recommender.", await StartFails<InvalidOperationException>(host));
    }
}
