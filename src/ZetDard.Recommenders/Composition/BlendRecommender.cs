namespace ZetDard.Recommenders;

/// <summary>Adds up the weighted scores of several recommenders. Made by <see cref="Recommender.Blend{TItem}"/>.</summary>
/// <remarks>
/// Scores of different models have no common unit: each is divided by the best score of its model's list first, a negative one counts as 0.
/// Each model is asked for its best 1,000 items (or N, where that is more), so that an item which is middling in all of them can win; what is not among them counts as 0. Ties go by ascending id.
/// </remarks>
internal sealed class BlendRecommender<TItem> : IRecommender<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private const int Depth = 1000;

    public BlendRecommender(IReadOnlyList<(IRecommender<TItem> Recommender, double Weight)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("There is nothing to blend; give one recommender or more.", nameof(parts));
        }

        foreach (var (recommender, weight) in parts)
        {
            ArgumentNullException.ThrowIfNull(recommender, nameof(parts));
            if (!(weight > 0) || !double.IsFinite(weight))
            {
                throw new ArgumentException($"The weight of {recommender.GetType().Name} is {weight}; it must be finite and above 0. Leave out what does not count.", nameof(parts));
            }
        }

        Parts = [.. parts];
    }

    public IReadOnlyList<(IRecommender<TItem> Recommender, double Weight)> Parts { get; }

    public static ModelFormat FileFormat { get; } = new($"blend/{IdKind<TItem>.Name}", reader =>
        new BlendRecommender<TItem>([.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => (reader.ReadDouble(), Composition.ReadPart<TItem>(reader))).Select(pair => (pair.Item2, pair.Item1))]));

    public ModelFormat Format => FileFormat;

    public void Write(ModelWriter writer)
    {
        writer.Write(Parts.Count);
        foreach (var (recommender, weight) in Parts)
        {
            writer.Write(weight);
            writer.Write(Composition.Saveable(recommender));
        }
    }

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var deep = request with { N = Math.Max(Depth, request.N), ReasonCount = 0 };
        var shares = Parts.Select(part => Shares(part.Recommender, part.Weight, deep)).ToArray();
        var blended = new Dictionary<TItem, double>();
        foreach (var (item, share) in shares.SelectMany(part => part))
        {
            blended[item] = blended.GetValueOrDefault(item) + share;
        }

        var best = blended.OrderByDescending(pair => (float)pair.Value).ThenBy(pair => pair.Key.Value).Take(request.N)
            .Select(pair => new Recommendation<TItem>(pair.Key, (float)pair.Value)).ToArray();
        return request.ReasonCount == 0 ? best : Explained(best, shares, request);
    }

    public TAbility? Find<TAbility>()
        where TAbility : class => this as TAbility ?? Composition.FindBelow<TAbility, TItem>([.. Parts.Select(part => part.Recommender)]);

    // Items that nobody has are measured by the best of the others, whose shares stay what they are.
    private static Dictionary<TItem, double> Shares(IRecommender<TItem> part, double weight, RecommendationRequest<TItem> request)
    {
        var list = part.Recommend(request with { IncludeCold = false });
        if (request.IncludeCold)
        {
            list = [.. list, .. part.Recommend(request).ExceptBy(list.Select(r => r.Item), r => r.Item)];
        }

        return list.ToDictionary(r => r.Item, r => list[0].Score > 0 ? weight * Math.Max(0, r.Score / list[0].Score) : 0);
    }

    // Asks the parts again, for the listed items only: reasons cost more than ranking.
    private Recommendation<TItem>[] Explained(Recommendation<TItem>[] best, Dictionary<TItem, double>[] shares, RecommendationRequest<TItem> request)
    {
        var contributions = best.ToDictionary(r => r.Item, _ => new List<Contribution>());
        var explain = request with { Allow = contributions.Keys.ToHashSet(), N = Math.Max(1, best.Length) };
        for (var part = 0; part < Parts.Count; part++)
        {
            foreach (var r in Parts[part].Recommender.Recommend(explain))
            {
                var share = (float)shares[part].GetValueOrDefault(r.Item);
                contributions[r.Item].AddRange(r.Reason.Select(c => c.Scaled(share)).Where(c => c.Share > 0));
            }
        }

        return Array.ConvertAll(best, r => r with
        {
            // What several parts name is named once, with all its shares.
            Reason = new Reason(contributions[r.Item]
                .GroupBy(c => (c.Kind, c.Id, c.Feature), (_, same) => same.Aggregate((a, b) => a.Scaled((a.Share + b.Share) / a.Share)))
                .Select(c => c.Scaled(1 / r.Score)).OrderByDescending(c => c.Share).Take(request.ReasonCount)),
        });
    }
}
