using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Reads the data of fits: from the source, then by each step in the order of registration.</summary>
internal sealed class TrainingDataLoader<TItem>(
    IServiceProvider services, IEnumerable<TrainingDataStep<TItem>> steps, IOptionsMonitor<RecommenderPlans> plans)
    where TItem : struct, IId<TItem>
{
    private readonly Lock _gate = new();
    private Task<TrainingData<TItem>>? _sharedByStarts;
    private int _startedCount;

    /// <summary>Reads the data as it is now, in a scope of its own: a data source may be scoped, as a database context is.</summary>
    /// <exception cref="InvalidOperationException">A step returned nothing.</exception>
    public async Task<TrainingData<TItem>> LoadAsync(CancellationToken cancellationToken)
    {
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var source = scope.ServiceProvider.GetRequiredService<ITrainingDataSource<TItem>>();
            var data = await source.LoadAsync(cancellationToken).ConfigureAwait(false);
            var number = 0;
            foreach (var step in steps)
            {
                number++;
                data = await step.Apply(data, scope.ServiceProvider, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidOperationException(
                    $"Step {number} of AddZetDardTrainingData<{typeof(TItem).Name}> returned null. Return the data, changed by 'with', or as it was given.");
            }

            return data;
        }
    }

    /// <summary>Reads the data once for all hosts that start together.</summary>
    public Task<TrainingData<TItem>> LoadForStartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _sharedByStarts ??= LoadAsync(cancellationToken);
        }
    }

    /// <summary>Says that one host more has started. After the last one the data is let go; later fits read it anew.</summary>
    public void StartEnded()
    {
        lock (_gate)
        {
            if (++_startedCount >= plans.CurrentValue.All.OfType<RecommenderPlan<TItem>>().Count())
            {
                _sharedByStarts = null;
            }
        }
    }
}
