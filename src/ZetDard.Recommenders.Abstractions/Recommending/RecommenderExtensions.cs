using System.Runtime.ExceptionServices;

namespace ZetDard.Recommenders;

/// <summary>Shorter ways to ask a recommender.</summary>
public static class RecommenderExtensions
{
    /// <summary>
    /// Returns the <paramref name="n"/> best items for a profile, each with up to <paramref name="reasonCount"/> reasons.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="n"/> is less than 1, or <paramref name="reasonCount"/> less than 0.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The model cannot serve that kind of profile; the message names the kinds that it can.
    /// </exception>
    public static IReadOnlyList<Recommendation<TItem>> Recommend<TItem>(
        this IRecommender<TItem> recommender, Profile profile, int n = 10, int reasonCount = 0)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(recommender);
        return recommender.Recommend(new RecommendationRequest<TItem>(profile, n) { ReasonCount = reasonCount });
    }

    /// <summary>
    /// Serves many requests: by the model's own <see cref="IBatchRecommender{TItem}"/> where it has one, else by a parallel loop.
    /// </summary>
    /// <returns>One list per request, in the order of the requests.</returns>
    /// <exception cref="ArgumentException">
    /// The model cannot serve the kind of profile of a request; the message names the kinds that it can.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<Recommendation<TItem>>[] RecommendMany<TItem>(
        this IRecommender<TItem> recommender,
        IReadOnlyList<RecommendationRequest<TItem>> requests,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(requests);
        if (recommender.Find<IBatchRecommender<TItem>>() is { } batch)
        {
            return batch.RecommendMany(requests, cancellationToken);
        }

        var lists = new IReadOnlyList<Recommendation<TItem>>[requests.Count];
        try
        {
            Parallel.For(
                0,
                requests.Count,
                new ParallelOptions { CancellationToken = cancellationToken },
                i => lists[i] = recommender.Recommend(requests[i]));
        }
        catch (AggregateException exception) when (exception.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);      // as a single request throws it
        }

        return lists;
    }
}
