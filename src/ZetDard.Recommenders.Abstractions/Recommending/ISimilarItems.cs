namespace ZetDard.Recommenders;

/// <summary>The ability to name items that are like an item. Found with <see cref="IRecommender{TItem}.Find{TAbility}"/>.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public interface ISimilarItems<TItem>
    where TItem : struct, IId<TItem>
{
    /// <summary>
    /// Returns up to <paramref name="n"/> items like <paramref name="item"/>, best first, ties by ascending index; none where the item is
    /// unknown.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    IReadOnlyList<Recommendation<TItem>> Similar(TItem item, int n = 10);
}
