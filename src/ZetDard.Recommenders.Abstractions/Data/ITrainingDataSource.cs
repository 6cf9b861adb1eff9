namespace ZetDard.Recommenders;

/// <summary>Where a host's recommender gets the data of its next fit: a catalogue, files, a queue.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public interface ITrainingDataSource<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>Reads the data as it is now.</summary>
    Task<TrainingData<TItem>> LoadAsync(CancellationToken cancellationToken = default);
}
