namespace ZetDard.Recommenders;

/// <summary>
/// The ability of a recommender to score all its items for one listener without making a list. A blend adds such scores up, which takes a
/// fraction of the time of long lists; where a part lacks this ability, all parts are asked for lists of 1,000 items.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// Implement it on the recommender itself. It must agree with <see cref="IRecommender{TItem}.Recommend"/>: ranking these scores by
/// <see cref="Ranking"/> with <see cref="Floor"/> gives the list. A wrapper that changes lists must not have it.
/// </remarks>
public interface IItemScorer<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>The items, in the order of the scores.</summary>
    Vocabulary<TItem> Items { get; }

    /// <summary>
    /// Only items with a score above this may be recommended: 0 where a score of 0 means no evidence, −∞ where every item is ranked.
    /// </summary>
    float Floor => 0;

    /// <summary>Scores all items for the listener of a request.</summary>
    /// <param name="request">
    /// For whom, and whether items that nobody has are wanted; lists of items, N and reasons do not matter here.
    /// </param>
    /// <param name="scores">
    /// A buffer of zeros of the length of <see cref="Items"/>, to be written: finite scores, and −∞ for items that may not be recommended.
    /// </param>
    /// <returns>The indices of the items that the listener knows.</returns>
    /// <exception cref="ArgumentException">
    /// This model cannot serve that kind of profile; the message names the kinds that it can.
    /// </exception>
    ReadOnlySpan<int> Score(RecommendationRequest<TItem> request, ScoreBuffer scores);
}
