namespace ZetDard.Recommenders;

/// <summary>The ability to rank items that nobody has listened to yet, by their features.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public interface IColdItems<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>The same as <see cref="IRecommender{TItem}.Recommend"/>, with the items of the dataset and those of the side data as candidates.</summary>
    IReadOnlyList<Recommendation<TItem>> RecommendWithCold(RecommendationRequest<TItem> request);
}
