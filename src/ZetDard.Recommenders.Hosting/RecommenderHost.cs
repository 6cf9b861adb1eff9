using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ZetDard.Recommenders;

/// <summary>Loads, fits and swaps the recommender of an application. Made by <c>AddZetDardRecommender</c>; inject it to fit on demand or to read the status.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public sealed partial class RecommenderHost<TItem> : IHostedService, IDisposable
    where TItem : struct, IId<TItem>
{
    private readonly RecommenderPlan<TItem> _plan;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneFitAtATime = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private volatile RecommenderStatus _status = new(null, 0, null);
    private Task _schedule = Task.CompletedTask;
    private bool _loaded;

    internal RecommenderHost(RecommenderPlan<TItem> plan, IServiceProvider services, TimeProvider time, ILogger<RecommenderHost<TItem>> logger)
    {
        _plan = plan;
        _services = services;
        _time = time;
        _logger = logger;
    }

    /// <summary>How the recommender is doing; safe to read at any time.</summary>
    public RecommenderStatus Status => _status;

    /// <summary>Fits a new model, swaps it in, and saves it where the host has a model file. One fit runs at a time; a second call waits for its turn.</summary>
    /// <remarks>A model that cannot be saved, for want of space or rights or because its kind has no file, serves all the same; the status and the log tell.</remarks>
    /// <exception cref="InvalidOperationException">No <see cref="ITrainingDataSource{TItem}"/> or trainer is registered, or the model does not serve what was asked of it. The last good model keeps serving.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled, or the host stops. The last good model keeps serving.</exception>
    public async Task RefitAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _oneFitAtATime.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            var model = await FitAsync(stop.Token).ConfigureAwait(false);
            Serve(model);
            _status = _status with { RefitCount = _status.RefitCount + 1, LastError = null };
            LogRefitted(IdKind<TItem>.Name);
            await SaveAsync(model).ConfigureAwait(false);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            _status = _status with { LastError = e };
            throw;
        }
        finally
        {
            _oneFitAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TryLoadAsync(cancellationToken).ConfigureAwait(false))
        {
            await RefitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_plan.RefitInterval is { } interval)
        {
            if (!HasDataSource())
            {
                throw NoDataSource();       // a schedule without data is a mistake that the start should show
            }

            _schedule = RefitOnScheduleAsync(interval, _stopping.Token);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _schedule.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _oneFitAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);        // a fit on demand ends first
        _oneFitAtATime.Release();
    }

    // The semaphore has no handle to free, and a fit that outlives the host must still be able to release it.
    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        if (_plan.ModelPath is not { } path || !File.Exists(path))
        {
            return false;
        }

        try
        {
            Serve(await Task.Run(() => ModelFile.Load<TItem>(path, [.. _services.GetServices<ModelFormat>()]), cancellationToken).ConfigureAwait(false));
            LogLoaded(IdKind<TItem>.Name, path);
            return _loaded = true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or InvalidOperationException && HasDataSource())
        {
            LogLoadFailed(e, path);     // a fit replaces the file that cannot be used
            return false;
        }
    }

    private async Task SaveAsync(IRecommender<TItem> model)
    {
        if (_plan.ModelPath is not { } path)
        {
            return;
        }

        try
        {
            await Task.Run(() => ModelFile.Save(model, path), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _status = _status with { LastError = e };
            LogSaveFailed(e, path);
        }
    }

    private async Task<IRecommender<TItem>> FitAsync(CancellationToken cancellationToken)
    {
        var data = await LoadDataAsync(cancellationToken).ConfigureAwait(false);
        var parts = new List<(IRecommender<TItem>, double)>();
        foreach (var (key, weight) in _plan.Parts)
        {
            parts.Add((await FitAsync(key).ConfigureAwait(false), weight));
        }

        var model = parts.Count == 1 ? parts[0].Item1 : Recommender.Blend([.. parts]);
        return _plan.FallbackKey is { } fallback ? model.WithFallback(await FitAsync(fallback).ConfigureAwait(false)) : model;

        Task<IRecommender<TItem>> FitAsync(string key) => _services.GetComponent<IRecommenderTrainer<TItem>>(key).FitAsync(data, cancellationToken: cancellationToken);
    }

    // In a scope of its own: a data source may be scoped, as a database context is.
    private async Task<TrainingData<TItem>> LoadDataAsync(CancellationToken cancellationToken)
    {
        var scope = _services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var source = scope.ServiceProvider.GetService<ITrainingDataSource<TItem>>() ?? throw NoDataSource();
            return await source.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool HasDataSource() => _services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(ITrainingDataSource<TItem>));

    private static InvalidOperationException NoDataSource() => new(
        $"There is no data to fit a recommender of {IdKind<TItem>.Name}s from: register an ITrainingDataSource<{typeof(TItem).Name}> (AddZetDardCatalog does), or give LoadFrom a model file and no schedule.");

    private void Serve(IRecommender<TItem> model)
    {
        foreach (var swap in _plan.Serve.Select(find => find(model, _services)).ToArray())
        {
            swap();
        }

        _status = _status with { ServingSince = _time.GetUtcNow() };
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

            try
            {
                await RefitAsync(cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // whatever a fit throws, the last good model keeps serving; the status and the log tell
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)      // a time limit inside a fit is a failure like any other
#pragma warning restore CA1031
            {
                LogRefitFailed(e, IdKind<TItem>.Name);
            }
        }
    }

    // A loaded model is as old as its file.
    private TimeSpan FirstDelay(TimeSpan interval)
    {
        if (!_loaded)
        {
            return interval;
        }

        var left = interval - (_time.GetUtcNow() - new DateTimeOffset(File.GetLastWriteTimeUtc(_plan.ModelPath!)));
        return left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left > interval ? interval : left;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the recommender of {Kind}s from {Path}")]
    private partial void LogLoaded(string kind, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model file {Path} cannot be used; a new model is fitted")]
    private partial void LogLoadFailed(Exception e, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model serves, but could not be saved to {Path}: the host will start with an older one, or fit first")]
    private partial void LogSaveFailed(Exception e, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Fitted and swapped in a new recommender of {Kind}s")]
    private partial void LogRefitted(string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "The recommender of {Kind}s could not be fitted anew; the last good model keeps serving")]
    private partial void LogRefitFailed(Exception e, string kind);
}
