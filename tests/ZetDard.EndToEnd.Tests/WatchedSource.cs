using Microsoft.Extensions.DependencyInjection;
using ZetDard.Recommenders;

namespace ZetDard.EndToEnd.Tests;

/// <summary>The registered source of training data, with a count of its loads and a switch that makes them fail.</summary>
internal sealed class WatchedSource(ITrainingDataSource<SongId> source) : ITrainingDataSource<SongId>
{
    private int _loadCount;

    public int LoadCount => _loadCount;

    public Exception? Failure { get; set; }

    public static void PutInFront(IServiceCollection services)
    {
        var registered = services.Single(service => service.ServiceType == typeof(ITrainingDataSource<SongId>));
        services.Remove(registered);
        services.AddSingleton<ITrainingDataSource<SongId>>(provider =>
            new WatchedSource((ITrainingDataSource<SongId>)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)));
    }

    public Task<TrainingData<SongId>> LoadAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _loadCount);
        return Failure is { } failure ? Task.FromException<TrainingData<SongId>>(failure) : source.LoadAsync(cancellationToken);
    }
}
