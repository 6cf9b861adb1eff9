namespace ZetDard.Recommenders;

/// <summary>The ability to take in new interactions without a full fit.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public interface IIncremental<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>Returns a new recommender that also knows <paramref name="additions"/>; this one stays as it is.</summary>
    /// <param name="additions">New interactions, of known or new users and items, and their side data.</param>
    /// <param name="cancellationToken">Stops the update.</param>
    IRecommender<TItem> Update(TrainingData<TItem> additions, CancellationToken cancellationToken = default);
}
