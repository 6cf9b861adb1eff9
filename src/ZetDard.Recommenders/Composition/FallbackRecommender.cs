namespace ZetDard.Recommenders;

/// <summary>Fills the lists of one recommender up from another. Made by <see cref="Recommender.WithFallback{TItem}"/>.</summary>
internal sealed class FallbackRecommender<TItem> : IRecommender<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    public FallbackRecommender(IRecommender<TItem> first, IRecommender<TItem> fallback)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(fallback);
        First = first;
        Fallback = fallback;
    }

    public IRecommender<TItem> First { get; }

    public IRecommender<TItem> Fallback { get; }

    public static ModelFormat FileFormat { get; } = new($"fallback/{IdKind<TItem>.Name}", reader =>
        new FallbackRecommender<TItem>(Composition.ReadPart<TItem>(reader), Composition.ReadPart<TItem>(reader)));

    public ModelFormat Format => FileFormat;

    public void Write(ModelWriter writer)
    {
        writer.Write(Composition.Saveable(First));
        writer.Write(Composition.Saveable(Fallback));
    }

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Ranking.RefuseRules(request);
        var first = First.Recommend(request);
        if (first.Count >= request.N)
        {
            return first;
        }

        var listed = first.Select(r => r.Item).ToHashSet();
        HashSet<TItem> deny = [.. request.Deny ?? Enumerable.Empty<TItem>(), .. listed];
        var rest = Fallback.Recommend(request with { N = request.N - first.Count, Deny = deny });
        return first.Count == 0 || rest.Count == 0 ? [.. first, .. rest] : [.. first, .. Below(first[^1].Score, rest)];
    }

    public TAbility? Find<TAbility>()
        where TAbility : class => Composition.Find<TAbility, TItem>(this, First, Fallback);

    // Keeps the fallback's order strictly below the last score of the first list: in proportion where scores are positive, else by rank.
    private static IEnumerable<Recommendation<TItem>> Below(float last, IReadOnlyList<Recommendation<TItem>> rest)
    {
        var inProportion = last > 0 && rest[^1].Score > 0;
        var step = Math.Max(1, Math.Abs(last) * 1e-3f);
        return rest.Select((r, rank) =>
            r with { Score = inProportion ? last * 0.5f * (r.Score / rest[0].Score) : last - (step * (rank + 1)) });
    }
}
