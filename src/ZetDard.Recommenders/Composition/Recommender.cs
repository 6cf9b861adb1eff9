namespace ZetDard.Recommenders;

/// <summary>Combines recommenders.</summary>
public static class Recommender
{
    /// <summary>A recommender that fills lists up from <paramref name="fallback"/> where <paramref name="recommender"/> has fewer than N items or knows nothing of the listener.</summary>
    /// <remarks>Items of the fallback come last and are scored below the others. A profile that <paramref name="recommender"/> cannot serve stays an error.</remarks>
    public static IRecommender<TItem> WithFallback<TItem>(this IRecommender<TItem> recommender, IRecommender<TItem> fallback)
        where TItem : struct, IId<TItem> => new FallbackRecommender<TItem>(recommender, fallback);

    /// <summary>A recommender that adds up the weighted scores of several, each divided by the best score of its own list.</summary>
    /// <param name="parts">The recommenders and their weights, finite and above 0.</param>
    /// <exception cref="ArgumentException">There is no part, or a weight is not finite and above 0.</exception>
    public static IRecommender<TItem> Blend<TItem>(params IReadOnlyList<(IRecommender<TItem> Recommender, double Weight)> parts)
        where TItem : struct, IId<TItem> => new BlendRecommender<TItem>(parts);
}
