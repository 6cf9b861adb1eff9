namespace ZetDard.Recommenders;

/// <summary>What <see cref="RecommenderHostBuilder{TItem}"/> was told.</summary>
/// <param name="Parts">Keys and weights of the trainers; one alone is not blended.</param>
/// <param name="FallbackKey">Key of the trainer that fills lists up.</param>
/// <param name="ModelPath">Where the model is loaded from and saved to.</param>
/// <param name="RefitInterval">How often to fit anew.</param>
/// <param name="Serve">Puts a model into each handle; all are found before any is swapped.</param>
internal sealed record RecommenderPlan<TItem>(
    IReadOnlyList<(string Key, double Weight)> Parts,
    string? FallbackKey,
    string? ModelPath,
    TimeSpan? RefitInterval,
    IReadOnlyList<Func<IRecommender<TItem>, IServiceProvider, Action>> Serve)
    where TItem : struct, IId<TItem>;
