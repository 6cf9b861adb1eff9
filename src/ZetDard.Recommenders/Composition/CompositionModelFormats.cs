namespace ZetDard.Recommenders;

/// <summary>The formats of combined recommenders, to be given to <see cref="ModelFile.Load{TItem}"/> beside those of their parts.</summary>
public static class CompositionModelFormats
{
    /// <summary>The formats of blends, fallbacks, recommenders with rules and recommenders with names, of one kind of item.</summary>
    public static IReadOnlyList<ModelFormat> For<TItem>()
        where TItem : struct, IId<TItem> =>
        [
            BlendRecommender<TItem>.FileFormat,
            FallbackRecommender<TItem>.FileFormat,
            RuledRecommender<TItem>.FileFormat,
            NamedRecommender<TItem>.FileFormat,
        ];
}
