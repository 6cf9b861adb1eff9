namespace ZetDard.Recommenders;

/// <summary>A data source that is a function.</summary>
internal sealed class FunctionDataSource<TItem>(
    IServiceProvider services, Func<IServiceProvider, CancellationToken, Task<TrainingData<TItem>>> load) : ITrainingDataSource<TItem>
    where TItem : struct, IId<TItem>
{
    public Task<TrainingData<TItem>> LoadAsync(CancellationToken cancellationToken = default) => load(services, cancellationToken);
}
