namespace ZetDard.Recommenders;

/// <summary>Adds up the weighted scores of several recommenders. Made by <see cref="CompositionExtensions.Blend{TItem}"/>.</summary>
/// <remarks>
/// Scores of different models have no common unit: each is divided by the best score of its model's list first, a negative one counts as 0.
/// Each model is asked for ten times the list, 200 at least, so that an item which is middling in all of them can win; ties go by ascending id.
/// </remarks>
internal sealed class BlendRecommender<TItem> : IRecommender<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private const int Depth = 10;
    private const int MinDepth = 200;

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

    public IModelFormat Format { get; } = new BlendModelFormat<TItem>();

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var deep = request with { N = (int)Math.Max(MinDepth, Math.Min((long)request.N * Depth, int.MaxValue)), ReasonCount = 0 };
        var blended = new Dictionary<TItem, double>();
        foreach (var (recommender, weight) in Parts)
        {
            foreach (var (item, share) in Shares(recommender.Recommend(deep)))
            {
                blended[item] = blended.GetValueOrDefault(item) + (weight * share);
            }
        }

        var best = blended.OrderByDescending(pair => (float)pair.Value).ThenBy(pair => pair.Key.Value).Take(request.N)
            .Select(pair => new Recommendation<TItem>(pair.Key, (float)pair.Value)).ToArray();
        return request.ReasonCount == 0 || best.Length == 0 ? best : Explained(best, request);
    }

    public TAbility? Find<TAbility>()
        where TAbility : class => this as TAbility ?? Composition.FindBelow<TAbility, TItem>([.. Parts.Select(part => part.Recommender)]);

    private static IEnumerable<(TItem Item, float Share)> Shares(IReadOnlyList<Recommendation<TItem>> list) =>
        list.Count == 0 || list[0].Score <= 0
            ? list.Select(r => (r.Item, 0f))
            : list.Select(r => (r.Item, Math.Max(0, r.Score / list[0].Score)));

    // Asks the parts again, for the listed items only: reasons cost more than ranking.
    private Recommendation<TItem>[] Explained(Recommendation<TItem>[] best, RecommendationRequest<TItem> request)
    {
        var contributions = best.ToDictionary(r => r.Item, _ => new List<Contribution>());
        var explain = request with { Allow = best.Select(r => r.Item).ToHashSet(), N = best.Length };
        foreach (var (recommender, weight) in Parts)
        {
            var top = recommender.Recommend(request with { N = 1, ReasonCount = 0 });
            foreach (var r in recommender.Recommend(explain))
            {
                var part = top.Count == 0 || top[0].Score <= 0 ? 0 : weight * Math.Max(0, r.Score / top[0].Score);
                contributions[r.Item].AddRange(r.Reason.Select(c => c.Scaled((float)part)).Where(c => c.Share > 0));
            }
        }

        return Array.ConvertAll(best, r => r with
        {
            Reason = new Reason(contributions[r.Item]
                .GroupBy(c => (c.Kind, c.Id, c.Feature), (_, same) => same.Aggregate((a, b) => a.Scaled((a.Share + b.Share) / a.Share)))
                .Select(c => c.Scaled(1 / r.Score)).OrderByDescending(c => c.Share).Take(request.ReasonCount)),
        });
    }
}

/// <summary>Writes and reads a blend.</summary>
internal sealed class BlendModelFormat<TItem> : IModelFormat
    where TItem : struct, IId<TItem>
{
    public string Kind => $"blend/{IdKind<TItem>.Name}";

    public int Version => 1;

    public void Write(ISaveable model, ModelWriter writer)
    {
        var blend = (BlendRecommender<TItem>)model;
        writer.Write(blend.Parts.Count);
        foreach (var (recommender, weight) in blend.Parts)
        {
            writer.Write(weight);
            writer.Write(Composition.Saveable(recommender));
        }
    }

    public ISaveable Read(ModelReader reader, int version)
    {
        var parts = new List<(IRecommender<TItem>, double)>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var weight = reader.ReadDouble();
            parts.Add((Composition.ReadPart<TItem>(reader), weight));
        }

        return new BlendRecommender<TItem>(parts);
    }
}
