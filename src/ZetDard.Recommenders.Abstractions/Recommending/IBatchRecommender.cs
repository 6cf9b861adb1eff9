namespace ZetDard.Recommenders;

/// <summary>
/// The ability to serve many requests faster than one by one. Use <see cref="RecommenderExtensions.RecommendMany{TItem}"/>, which falls
/// back to a parallel loop.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public interface IBatchRecommender<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>
    /// Returns for each request exactly what <see cref="IRecommender{TItem}.Recommend"/> returns for it, in the order of the requests.
    /// </summary>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    IReadOnlyList<Recommendation<TItem>>[] RecommendMany(
        IReadOnlyList<RecommendationRequest<TItem>> requests, CancellationToken cancellationToken = default);
}
