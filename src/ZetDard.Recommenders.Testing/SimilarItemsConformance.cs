namespace ZetDard.Recommenders.Testing;

/// <summary>
/// What every <see cref="ISimilarItems{TItem}"/> must do, as plain calls for any test framework. The check of a recommender includes it.
/// </summary>
public static class SimilarItemsConformance
{
    /// <summary>Checks every promise of <see cref="ISimilarItems{TItem}"/>.</summary>
    /// <typeparam name="TItem">The item's id type.</typeparam>
    /// <param name="similar">What is checked.</param>
    /// <param name="items">Some items that it knows; one or more of them are like others.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static void Check<TItem>(ISimilarItems<TItem> similar, IReadOnlyList<TItem> items)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(similar);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfZero(items.Count);
        var broken = new Broken();
        Check(similar, items, broken);
        broken.ThrowIfAny(similar.GetType().Name);
    }

    internal static void Check<TItem>(ISimilarItems<TItem> similar, IReadOnlyList<TItem> items, Broken broken)
        where TItem : struct, IId<TItem>
    {
        var lists = items.Select(item => similar.Similar(item, 20)).ToArray();
        broken.When(
            lists.All(list => list.Count == 0),
            $"There are items like one that is known: none is for the {items.Count} that were asked for.");
        foreach (var (index, list) in lists.Index())
        {
            var item = items[index];
            broken.When(list.Count > 20, $"There are n similar items at most: {list.Count} for n = 20 and {item}.");
            broken.When(list.Any(r => r.Item.Equals(item)), $"An item is not similar to itself: {item} is in its own list.");
            broken.When(list.DistinctBy(r => r.Item).Count() != list.Count, $"No similar item is listed twice: one is for {item}.");
            broken.When(list.Any(r => !float.IsFinite(r.Score)), $"Scores of similar items are finite: one is not, for {item}.");
            broken.When(
                list.Zip(list.Skip(1)).Any(pair =>
                    pair.First.Score < pair.Second.Score
                        || (pair.First.Score == pair.Second.Score && pair.First.Item.Value >= pair.Second.Item.Value)),
                $"Scores order similar items, ties by ascending index: they do not for {item}.");
            broken.When(
                !Same(similar.Similar(item, 3), list.Take(3)),
                $"A shorter list of similar items is the start of a longer one: it is not for {item}.");
        }

        var again = new IReadOnlyList<Recommendation<TItem>>[4 * items.Count];
        Parallel.For(0, again.Length, i => again[i] = similar.Similar(items[i % items.Count], 20));
        broken.When(
            again.Where((list, i) => !Same(list, lists[i % items.Count])).Any(),
            "Concurrent calls give the same similar items: one differs.");
        broken.When(similar.Similar(TItem.From(long.MaxValue)).Count > 0, "An unknown item has no similar items.");
        broken.WhenNotThrown<ArgumentOutOfRangeException>(
            () => similar.Similar(items[0], 0), "Similar items with n = 0 are an ArgumentOutOfRangeException");
    }

    private static bool Same<TItem>(IEnumerable<Recommendation<TItem>> left, IEnumerable<Recommendation<TItem>> right)
        where TItem : struct, IId<TItem> => left.Select(r => (r.Item, r.Score)).SequenceEqual(right.Select(r => (r.Item, r.Score)));
}
