namespace ZetDard.Recommenders;

/// <summary>Recommendations with titles.</summary>
public static class NamingExtensions
{
    /// <summary>
    /// Puts names around a recommender, so that its results can be shown with titles (<c>RecommendNamed</c>) and its model file holds the
    /// names.
    /// </summary>
    /// <param name="recommender">The recommender.</param>
    /// <param name="names">The names of items, artists and users.</param>
    /// <param name="artists">The artists of items, to be shown with them; <see langword="null"/> where unknown.</param>
    public static NamedRecommender<TItem> WithNames<TItem>(
        this IRecommender<TItem> recommender, NameTable names, Relation<TItem, ArtistId>? artists = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(names);
        return new(recommender, names, artists);
    }

    /// <summary>
    /// Returns the <paramref name="n"/> best items for a profile with their titles and artists, each with up to
    /// <paramref name="reasonCount"/> named reasons.
    /// </summary>
    /// <remarks>
    /// List and names come from one model, also while a host swaps it. A recommender without names gives <c>song 42</c> as the title.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="n"/> is less than 1, or <paramref name="reasonCount"/> less than 0.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The model cannot serve that kind of profile; the message names the kinds that it can.
    /// </exception>
    public static IReadOnlyList<NamedRecommendation<TItem>> RecommendNamed<TItem>(
        this IRecommender<TItem> recommender, Profile profile, int n = 10, int reasonCount = 0)
        where TItem : struct, IId<TItem> =>
        recommender.RecommendNamed(new RecommendationRequest<TItem>(profile, n) { ReasonCount = reasonCount });

    /// <summary>Returns the best items of a request with their titles, artists and named reasons.</summary>
    /// <inheritdoc cref="RecommendNamed{TItem}(IRecommender{TItem}, Profile, int, int)" path="/remarks"/>
    /// <exception cref="ArgumentException">
    /// The model cannot serve that kind of profile; the message names the kinds that it can.
    /// </exception>
    public static IReadOnlyList<NamedRecommendation<TItem>> RecommendNamed<TItem>(
        this IRecommender<TItem> recommender, RecommendationRequest<TItem> request)
        where TItem : struct, IId<TItem> => Named(recommender).RecommendNamed(request);

    /// <summary>
    /// Returns up to <paramref name="n"/> items like <paramref name="item"/> with their titles and artists; none where the item is
    /// unknown.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    /// <exception cref="NotSupportedException">The recommender knows no similar items.</exception>
    public static IReadOnlyList<NamedRecommendation<TItem>> SimilarNamed<TItem>(
        this IRecommender<TItem> recommender, TItem item, int n = 10)
        where TItem : struct, IId<TItem> => Named(recommender).SimilarNamed(item, n);

    private static NamedRecommender<TItem> Named<TItem>(IRecommender<TItem> recommender)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(recommender);
        return recommender.Find<NamedRecommender<TItem>>() ?? new(recommender, NameTable.Empty, artists: null);
    }
}
