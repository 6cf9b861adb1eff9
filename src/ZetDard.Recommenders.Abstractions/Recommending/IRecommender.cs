namespace ZetDard.Recommenders;

/// <summary>Ranks items for one listener.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>Implementations are trained, immutable and safe for concurrent use.</remarks>
public interface IRecommender<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>Returns the <c>N</c> best items, best first, ties by ascending index.</summary>
    /// <param name="request">For whom, how many, and what to leave out.</param>
    /// <returns>
    /// Exactly <c>N</c> items after the allow-list, the deny-list and the known items are taken out;
    /// fewer only where the model has no evidence for more (a fallback fills the list up), and none where it knows nothing of the listener.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// This model cannot serve that kind of profile; the message names the kinds that it can.
    /// </exception>
    IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request);

    /// <summary>
    /// Finds an ability of this recommender, such as <see cref="ISimilarItems{TItem}"/>; <see langword="null"/> where it does not have
    /// it. A wrapper asks the recommender inside, but not for an ability that would bypass the wrapper.
    /// </summary>
    TAbility? Find<TAbility>()
        where TAbility : class => this as TAbility;
}
