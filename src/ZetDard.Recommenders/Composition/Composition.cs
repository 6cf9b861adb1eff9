namespace ZetDard.Recommenders;

/// <summary>What recommenders made of other recommenders share.</summary>
internal static class Composition
{
    /// <summary>Finds an ability in the parts, but for those that would bypass the combination.</summary>
    public static TAbility? FindBelow<TAbility, TItem>(params IReadOnlyList<IRecommender<TItem>> parts)
        where TAbility : class
        where TItem : struct, IId<TItem> =>
        typeof(TAbility) == typeof(IRecommender<TItem>) || typeof(TAbility) == typeof(IBatchRecommender<TItem>) || typeof(TAbility) == typeof(IIncremental<TItem>)
            ? null
            : parts.Select(part => part.Find<TAbility>()).FirstOrDefault(found => found is not null);

    public static ISaveable Saveable<TItem>(IRecommender<TItem> part)
        where TItem : struct, IId<TItem> =>
        part.Find<ISaveable>() ?? throw new NotSupportedException($"{part.GetType().Name} cannot be saved: it has no ISaveable.");

    public static IRecommender<TItem> ReadPart<TItem>(ModelReader reader)
        where TItem : struct, IId<TItem> =>
        reader.ReadModel() as IRecommender<TItem> ?? throw new InvalidDataException($"A part is no recommender of {IdKind<TItem>.Name}s.");
}
