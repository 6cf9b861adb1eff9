namespace ZetDard.Recommenders;

/// <summary>
/// Serves while there is no data to fit a model to: every list is empty, as a model's is that knows nothing of the listener.
/// </summary>
internal sealed class NoDataRecommender<TItem> : IRecommender<TItem>, ISimilarItems<TItem>
    where TItem : struct, IId<TItem>
{
    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return [];
    }

    public IReadOnlyList<Recommendation<TItem>> Similar(TItem item, int n = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return [];
    }
}
