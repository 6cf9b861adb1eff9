using System.Diagnostics;

namespace ZetDard.Recommenders;

/// <summary>
/// A model whose requests are counted and timed. While nobody listens to the meter, a request costs one check more; nothing
/// is allocated.
/// </summary>
internal sealed class MeasuredRecommender<TItem>(IRecommender<TItem> inner, RequestMetrics metrics) : IRecommender<TItem>
    where TItem : struct, IId<TItem>
{
    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        if (!metrics.IsEnabled)
        {
            return inner.Recommend(request);
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            var list = inner.Recommend(request);
            metrics.Record(Stopwatch.GetElapsedTime(started), error: null);
            return list;
        }
        catch (Exception e)
        {
            metrics.Record(Stopwatch.GetElapsedTime(started), e);
            throw;
        }
    }

    public TAbility? Find<TAbility>()
        where TAbility : class =>
        typeof(TAbility) == typeof(IBatchRecommender<TItem>) ? Batch() as TAbility : this as TAbility ?? inner.Find<TAbility>();

    private CountedBatch? Batch() => inner.Find<IBatchRecommender<TItem>>() is { } batch ? new(batch, metrics) : null;

    private sealed class CountedBatch(IBatchRecommender<TItem> inner, RequestMetrics metrics) : IBatchRecommender<TItem>
    {
        public IReadOnlyList<Recommendation<TItem>>[] RecommendMany(
            IReadOnlyList<RecommendationRequest<TItem>> requests, CancellationToken cancellationToken = default)
        {
            var lists = inner.RecommendMany(requests, cancellationToken);
            metrics.Count(requests.Count);
            return lists;
        }
    }
}
