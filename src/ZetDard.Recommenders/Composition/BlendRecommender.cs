using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>Adds up the weighted scores of several recommenders. Made by <see cref="Recommender.Blend{TItem}"/>.</summary>
/// <remarks>
/// Scores of different models have no common unit: those of each part are divided by its best score of an item that the listener does not
/// know, whatever the request allows or denies, and multiplied by the part's weight; the weights add up to 1. A negative score counts as
/// 0, and so does an item that a part does not recommend. Items that nobody has count for the best score only where there are no others.
/// Ties go by ascending id. Where a part makes lists only (it is no <see cref="IItemScorer{TItem}"/>), the best 1,000 items of each part
/// count, or N if that is more.
/// </remarks>
internal sealed class BlendRecommender<TItem> : IRecommender<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private const double MaxWeightRatio = 1e6;
    private const int ListDepth = 1_000;            // the same for every N up to it, so that a short list is the start of a longer one

    private readonly double[] _weights;             // of the parts; they add up to 1
    private readonly ScoreBlend<TItem>? _scores;    // where all parts can score without lists

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
                throw new ArgumentException(
                    $"The weight of {recommender.GetType().Name} is {weight}; it must be finite and above 0. Leave out what does not count.",
                    nameof(parts));
            }
        }

        var (least, greatest) = (parts.Min(part => part.Weight), parts.Max(part => part.Weight));
        if (greatest / least > MaxWeightRatio)
        {
            throw new ArgumentException(
                $"The weights lie between {least} and {greatest}; the greatest may be {MaxWeightRatio:N0} times the least. Leave out what hardly counts.",
                nameof(parts));
        }

        // Divided by the greatest first: their sum may be infinite.
        var sum = parts.Sum(part => part.Weight / greatest);
        Parts = [.. parts];
        _weights = [.. parts.Select(part => part.Weight / greatest / sum)];
        _scores = ScoreBlend<TItem>.Of([.. parts.Select(part => part.Recommender)], _weights);
    }

    public IReadOnlyList<(IRecommender<TItem> Recommender, double Weight)> Parts { get; }

    public static ModelFormat FileFormat { get; } = new($"blend/{IdKind<TItem>.Name}", reader =>
    {
        var parts = new List<(IRecommender<TItem>, double)>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var weight = reader.ReadDouble();
            parts.Add((Composition.ReadPart<TItem>(reader), weight));
        }

        return new BlendRecommender<TItem>(parts);
    });

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
        Ranking.RefuseRules(request);
        var (best, factors) = _scores is null ? RecommendByLists(request, Math.Max(ListDepth, request.N)) : _scores.Recommend(request);
        return request.ReasonCount == 0 || best.Count == 0 ? best : Explained(best, factors, request);
    }

    public TAbility? Find<TAbility>()
        where TAbility : class => Composition.Find<TAbility, TItem>(this, [.. Parts.Select(part => part.Recommender)]);

    /// <summary>A blend by the lists of its parts. With a depth of all items it is the definition of a blend.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="depth">How many items each part is asked for; an item that is not among them counts 0 there.</param>
    /// <returns>The best items, and what a score of each part is multiplied by.</returns>
    internal (IReadOnlyList<Recommendation<TItem>> Best, double[] Factors) RecommendByLists(RecommendationRequest<TItem> request, int depth)
    {
        var (sums, factors) = (new Dictionary<TItem, double>(), new double[Parts.Count]);
        for (var part = 0; part < Parts.Count; part++)
        {
            var list = Parts[part].Recommender.Recommend(request with { N = depth, ReasonCount = 0 });
            var best = BestScore(Parts[part].Recommender, request, list);
            factors[part] = best > 0 ? _weights[part] / best : 0;
            foreach (var (item, score, _) in list)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(sums, item, out _) += factors[part] * Math.Max(0, score);
            }
        }

        return (
            [.. sums.Select(pair => new Recommendation<TItem>(pair.Key, (float)pair.Value))
                .OrderByDescending(r => r.Score).ThenBy(r => r.Item.Value).Take(request.N)],
            factors);
    }

    // Of all items, whatever the request allows; of items that nobody has only where there are no others.
    private static float BestScore(IRecommender<TItem> part, RecommendationRequest<TItem> request, IReadOnlyList<Recommendation<TItem>> list)
    {
        if (request.Allow is not null || request.Deny is not null || request.IncludeCold)
        {
            var one = request with { N = 1, ReasonCount = 0, Allow = null, Deny = null, IncludeCold = false };
            list = part.Recommend(one);
            list = list.Count == 0 && request.IncludeCold ? part.Recommend(one with { IncludeCold = true }) : list;
        }

        return list.Count == 0 ? 0 : list[0].Score;
    }

    // Asks the parts again, for the listed items only: reasons cost more than ranking.
    private Recommendation<TItem>[] Explained(
        IReadOnlyList<Recommendation<TItem>> best, double[] factors, RecommendationRequest<TItem> request)
    {
        var reasons = best.ToDictionary(r => r.Item, _ => new ReasonBuilder());
        var listed = request with { N = best.Count, Allow = reasons.Keys.ToHashSet(), Deny = null, Rules = ListRules.None };
        for (var part = 0; part < Parts.Count; part++)
        {
            foreach (var (item, score, reason) in Parts[part].Recommender.Recommend(listed))
            {
                var share = (float)(factors[part] * Math.Max(0, score));
                reasons[item].Add(reason, share);
                reasons[item].AddUnnamed(share * (1 - reason.Sum(c => c.Share)));
            }
        }

        return [.. best.Select(r => r with { Reason = reasons[r.Item].Build(request.ReasonCount) })];
    }
}
