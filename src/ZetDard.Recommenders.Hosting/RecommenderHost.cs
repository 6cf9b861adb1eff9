using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>
/// Loads, fits and swaps one recommender of an application. Made by <c>AddZetDardRecommender</c>; inject it, by the key of
/// the registration where it has one, to fit on demand or to read the status.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// Start: the plans of all recommenders are checked; the model is loaded, or fitted before the application serves. A data
/// source without interactions is no error: lists are empty until a fit finds some.
/// Stop: a fit under way is cancelled. Safe for concurrent use.
/// </remarks>
/// <example>
/// <code>
/// app.MapPost("/refit", (RecommenderHost&lt;SongId&gt; host, CancellationToken aborted) => host.RefitAsync(aborted));
/// app.MapGet("/status", (IEnumerable&lt;IRecommenderHost&gt; hosts) => hosts.Select(host => new { host.Kind, host.Key, host.Status.FailureCount }));
/// </code>
/// </example>
public sealed class RecommenderHost<TItem> : IRecommenderHost, IHostedService, IDisposable
    where TItem : struct, IId<TItem>
{
    private readonly RecommenderPlan<TItem> _plan;
    private readonly IServiceProvider _services;
    private readonly TrainingDataLoader<TItem> _data;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HostMetrics _metrics;
    private readonly TagList _tags;
    private readonly string _name;
    private readonly SemaphoreSlim _oneFitAtATime = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private volatile RecommenderStatus _status = new();
    private Task _schedule = Task.CompletedTask;

    internal RecommenderHost(RecommenderPlan<TItem> plan, IServiceProvider services)
    {
        _plan = plan;
        _services = services;
        _data = services.GetRequiredService<TrainingDataLoader<TItem>>();
        _time = services.GetRequiredService<TimeProvider>();
        _logger = services.GetService<ILogger<RecommenderHost<TItem>>>() ?? NullLogger<RecommenderHost<TItem>>.Instance;
        _metrics = services.GetRequiredService<HostMetrics>();
        _tags = HostMetrics.TagsOf(Kind, Key);
        _name = HostName.Of(Kind, Key);
    }

    /// <inheritdoc/>
    public string Kind => IdKind<TItem>.Name;

    /// <inheritdoc/>
    public string? Key => _plan.Key;

    /// <inheritdoc/>
    public RecommenderStatus Status => _status;

    private bool HasDataSource => RecommenderPlan<TItem>.HasDataSource(_services);

    /// <summary>
    /// Fits a new model, swaps it in, and saves it where the host has a model file. One fit runs at a time; a second call
    /// waits for its turn.
    /// </summary>
    /// <remarks>
    /// A failure is logged and counted in the status, on demand as on schedule; the last good model keeps serving. Data
    /// without interactions is a failure too.
    /// A model that cannot be saved, for want of space or rights or because its kind has no file, serves all the same; the
    /// status and the log say so.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// There is no data source or no interaction, or the model does not serve what was asked of it. What a trainer or the
    /// data source throws is thrown as it is.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The fit was cancelled, or the host stops. The last good model keeps serving; this counts as no failure.
    /// </exception>
    public Task RefitAsync(CancellationToken cancellationToken = default) => FitInTurnAsync(_data.LoadAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Checks the plans, for a host that validates no options.
        _ = _services.GetRequiredService<IOptionsMonitor<RecommenderPlans>>().CurrentValue;
        try
        {
            if (!await TryLoadAsync(cancellationToken).ConfigureAwait(false))
            {
                await FitInTurnAsync(_data.LoadForStartAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (NoInteractionsException)
        {
            Serve(model: null, origin: null);
        }
        finally
        {
            _data.StartEnded();
        }

        if (_plan.RefitInterval is { } interval)
        {
            _schedule = RefitOnScheduleAsync(interval, _stopping.Token);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await _schedule.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _oneFitAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);        // a fit on demand ends first
            _oneFitAtATime.Release();
        }
        catch (OperationCanceledException)
        {
            if (_oneFitAtATime.CurrentCount == 0)
            {
                _logger.FitOutlivesHost(_name);
            }
        }
    }

    // The semaphore and the token source hold nothing that must be freed, and a fit that outlives the host still uses both.
    /// <summary>Stops the schedule, if nobody has stopped the host.</summary>
    public void Dispose() => _stopping.Cancel();

    private async Task FitInTurnAsync(Func<CancellationToken, Task<TrainingData<TItem>>> loadData, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _oneFitAtATime.WaitAsync(stop.Token).ConfigureAwait(false);
        using var activity = StartActivity("fit");
        try
        {
            // A stop cancels fits one after the other: the one before this may have ended by it, and this one may not know yet.
            _stopping.Token.ThrowIfCancellationRequested();
            await FitAsync(loadData, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            Failed("fit", e, activity);
            if (e is NoInteractionsException && _status.ServingSince is null)
            {
                _logger.NoDataYet(_name);
            }
            else
            {
                _logger.FitFailed(e, _name, _status.FailureCount, _status.FailingSince);
            }

            throw;
        }
        finally
        {
            _oneFitAtATime.Release();
        }
    }

    private async Task FitAsync(Func<CancellationToken, Task<TrainingData<TItem>>> loadData, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        if (!HasDataSource)
        {
            throw new InvalidOperationException(
                $"There is no data to fit the recommender of {_name} to: {RecommenderPlan<TItem>.DataRemedy}.");
        }

        var data = await loadData(cancellationToken).ConfigureAwait(false);
        _logger.DataRead(_name, SecondsSince(started));
        if (data.Interactions.Matrix.EntryCount == 0)
        {
            throw new NoInteractionsException(
                $"The data for the recommender of {_name} has no interactions. Fill the data source, then fit anew.");
        }

        var trainer = _plan.MakeTrainer(_services);
        var progress = _logger.IsEnabled(LogLevel.Debug) ? new FitProgressLog(_logger, _name, _time) : null;
        var model = await trainer.FitAsync(data, progress, cancellationToken).ConfigureAwait(false);
        var origin = await Task.Run(() => ModelOrigin.Of(trainer, data, _time), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();       // a trainer may have ignored it
        Serve(model, origin);
        _metrics.FitDuration.Record(SecondsSince(started), in _tags);
        _logger.ModelFitted(_name, SecondsSince(started), origin.UserCount, origin.ItemCount, origin.InteractionCount);
        var isSaved = await TrySaveAsync(model, origin).ConfigureAwait(false);
        _status = (isSaved ? _status.Succeeded() : _status) with { RefitCount = _status.RefitCount + 1 };
    }

    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        if (_plan.ModelPath is not { } path || !File.Exists(path))
        {
            return false;
        }

        var started = _time.GetTimestamp();
        using var activity = StartActivity("load");
        try
        {
            var origin = ModelFile.ReadCard(path).Origin;
            var plan = _plan.MakeTrainer(_services).Description;
            var isOfThisPlan = origin?.Trainer == plan;
            (var filePlan, plan) = PlanDifference.Of(origin?.Trainer ?? "not named in the file", plan);
            if (origin?.InteractionCount == 0)
            {
                throw new InvalidDataException($"The model of {path} was fitted to no interactions.");
            }

            if (!isOfThisPlan && HasDataSource)
            {
                _logger.ModelFileOfAnotherPlan(_name, path, filePlan, plan);
                return false;
            }

            ModelFormat[] formats = [.. _services.GetServices<ModelFormat>()];
            var model = await Task.Run(() => ModelFile.Load<TItem>(path, formats), cancellationToken).ConfigureAwait(false);
            Serve(model, origin);
            var bytes = new FileInfo(path).Length;
            _metrics.FileSize.Record(bytes, in _tags);
            _logger.ModelLoaded(
                _name, SecondsSince(started), path, bytes,
                origin?.FittedAt, origin?.UserCount, origin?.ItemCount, origin?.InteractionCount);
            if (!isOfThisPlan)
            {
                _logger.ModelOfAnotherPlanServes(_name, path, filePlan, plan);
                var error = $"The model file {path} was made by another plan: {filePlan}. This application's is {plan}. Deploy a file of this plan.";
                Failed("load", new InvalidDataException(error), activity);
            }

            return true;
        }
#pragma warning disable CA1031 // whatever is wrong with the file, a fit replaces it
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Failed("load", e, activity);
            if (!HasDataSource)
            {
                throw new InvalidOperationException(
                    $"The recommender of {_name} cannot start: its model file cannot be used, and there is no data to fit a new one to. {e.Message} " +
                    $"Deploy a good file, or {RecommenderPlan<TItem>.DataRemedy}.", e);
            }

            _logger.ModelFileUnusable(e, _name, path);
            return false;
        }
    }

    private async Task<bool> TrySaveAsync(IRecommender<TItem> model, ModelOrigin origin)
    {
        if (_plan.ModelPath is not { } path)
        {
            return true;
        }

        var started = _time.GetTimestamp();
        using var activity = StartActivity("save");
        try
        {
            await Task.Run(() => ModelFile.Save(model, path, origin), CancellationToken.None).ConfigureAwait(false);
            var bytes = new FileInfo(path).Length;
            _metrics.FileSize.Record(bytes, in _tags);
            _logger.ModelSaved(_name, SecondsSince(started), path, bytes);
            return true;
        }
#pragma warning disable CA1031 // the model is good: it serves, whatever keeps it from being saved
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed("save", e, activity);
            _logger.SaveFailed(e, _name, path);
            return false;
        }
    }

    // Prepares all handles before the first is swapped: a model that lacks what one of them serves changes none.
    private void Serve(IRecommender<TItem>? model, ModelOrigin? origin)
    {
        foreach (var swap in _plan.Serve.Select(prepare => prepare(model, _services)).ToArray())
        {
            swap();
        }

        if (model is null)
        {
            return;
        }

        _status = _status with { ServingSince = _time.GetUtcNow(), Model = origin };
        _metrics.Swaps.Add(1, in _tags);
        if (origin is not null)
        {
            _metrics.Users.Record(origin.UserCount, in _tags);
            _metrics.Items.Record(origin.ItemCount, in _tags);
            _metrics.Interactions.Record(origin.InteractionCount, in _tags);
        }
    }

    private void Failed(string operation, Exception error, Activity? activity)
    {
        _status = _status.Failed(error, _time.GetUtcNow());
        var tags = HostMetrics.With(_tags, error);
        tags.Add("zetdard.recommender.operation", operation);
        _metrics.Failures.Add(1, in tags);
        activity?.SetStatus(ActivityStatusCode.Error, error.Message);
    }

    private async Task RefitOnScheduleAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(FirstDelay(interval), _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            if (timer.Period != interval)
            {
                timer.Period = interval;
            }

            // Whatever a fit throws, the last good model keeps serving; the status and the log have it.
            await RefitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private TimeSpan FirstDelay(TimeSpan interval)
    {
        var left = _status.Model is { } model ? interval - (_time.GetUtcNow() - model.FittedAt) : interval;
        return left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left > interval ? interval : left;
    }

    private Activity? StartActivity(string what)
    {
        var activity = HostMetrics.Activities.StartActivity($"zetdard.recommender.{what}");
        if (activity is not null)
        {
            foreach (var (name, value) in _tags)
            {
                activity.SetTag(name, value);
            }
        }

        return activity;
    }

    private double SecondsSince(long started) => _time.GetElapsedTime(started).TotalSeconds;

    private sealed class NoInteractionsException(string message) : InvalidOperationException(message);
}
