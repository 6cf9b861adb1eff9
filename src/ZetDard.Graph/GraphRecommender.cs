using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Ranks the nodes of one kind: the body of the song, artist and friend recommenders of a graph.</summary>
/// <param name="model">The model that this recommender belongs to.</param>
/// <param name="items">The nodes.</param>
/// <param name="scorer">Scores them.</param>
/// <param name="known">The nodes that a listener knows.</param>
/// <param name="floor">Only scores above this are recommended.</param>
internal sealed class GraphRecommender<TItem>(
    GraphModel model, Vocabulary<TItem> items, IScorer scorer, Func<Listener, ReadOnlySpan<int>> known,
    float floor = 0) : IRecommender<TItem>, IItemScorer<TItem>
    where TItem : struct, IId<TItem>
{
    public Vocabulary<TItem> Items => items;

    public float Floor => floor;

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var listener = Listener.Of(request.Profile, model.Graph);
        if (listener.IsUnknown)
        {
            return [];
        }

        using var forListener = scorer.For(listener);
        using var scores = ScoreBuffer.Rent(items.Count);
        forListener.AddScores(scores, request.Allow is null ? null : [.. request.Allow.Select(items.IndexOf).Where(node => node >= 0)]);
        return Ranking.Top(request, items, scores, known(listener), node => forListener.Explain(node, request.ReasonCount), floor);
    }

    public ReadOnlySpan<int> Score(RecommendationRequest<TItem> request, ScoreBuffer scores)
    {
        ArgumentNullException.ThrowIfNull(request);
        var listener = Listener.Of(request.Profile, model.Graph);
        if (listener.IsUnknown)
        {
            if (floor < 0)
            {
                scores.Span.Fill(float.NegativeInfinity);
            }

            return [];
        }

        using var forListener = scorer.For(listener);
        forListener.AddScores(scores);
        return known(listener);
    }

    public TAbility? Find<TAbility>()
        where TAbility : class => this as TAbility ?? model.Find<TAbility>();
}
