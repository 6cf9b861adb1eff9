namespace ZetDard.Recommenders;

/// <summary>What recommenders made of other recommenders share.</summary>
internal static class Composition
{
    /// <summary>
    /// Finds an ability of a combination: its own, or that of the first part that has it, but for abilities that would bypass the
    /// combination. Names found in a part are put around the whole.
    /// </summary>
    public static TAbility? Find<TAbility, TItem>(IRecommender<TItem> whole, params IReadOnlyList<IRecommender<TItem>> parts)
        where TAbility : class
        where TItem : struct, IId<TItem>
    {
        if (whole is TAbility own)
        {
            return own;
        }

        if (typeof(TAbility) == typeof(IBatchRecommender<TItem>)
            || typeof(TAbility) == typeof(IIncremental<TItem>)
            || typeof(TAbility) == typeof(IItemScorer<TItem>))
        {
            return null;
        }

        var found = parts.Select(part => part.Find<TAbility>()).FirstOrDefault(ability => ability is not null);
        return found is NamedRecommender<TItem> named ? named.Around(whole) as TAbility : found;
    }

    public static Relation<TFrom, TTo>? Union<TFrom, TTo>(Relation<TFrom, TTo>? before, Relation<TFrom, TTo>? added)
        where TFrom : struct, IId<TFrom>
        where TTo : struct, IId<TTo> =>
        before is null || added is null ? before ?? added : Relation.FromPairs(before.Pairs().Concat(added.Pairs()));

    public static ISaveable Saveable<TItem>(IRecommender<TItem> part)
        where TItem : struct, IId<TItem> =>
        part.Find<ISaveable>() ?? throw new NotSupportedException($"{part.GetType().Name} cannot be saved: it has no ISaveable.");

    public static IRecommender<TItem> ReadPart<TItem>(ModelReader reader)
        where TItem : struct, IId<TItem> =>
        reader.ReadModel() as IRecommender<TItem> ?? throw new InvalidDataException($"A part is no recommender of {IdKind<TItem>.Name}s.");
}
