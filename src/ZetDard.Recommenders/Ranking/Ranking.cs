namespace ZetDard.Recommenders;

/// <summary>
/// Makes top-N lists from scores for all recommenders: filters, exactly N items, ties by index, and reasons only where asked for.
/// </summary>
public static class Ranking
{
    /// <summary>Ranks items by their scores.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="items">The items, in the order of the scores.</param>
    /// <param name="scores">A score for each item, not NaN. Overwritten: what is filtered out becomes −∞.</param>
    /// <param name="known">Indices of the items that the listener knows.</param>
    /// <param name="explain">Gives the reason of an item index; called for listed items only, and only when reasons are asked for.</param>
    /// <param name="floor">
    /// Only scores above this are candidates: 0 for models whose 0 means no evidence, −∞ for models that rank everything.
    /// </param>
    /// <returns>
    /// The best <c>N</c>, or as many as there are candidates. Takes O(items + N log N); with an allow-list its length counts, not the
    /// items.
    /// </returns>
    public static IReadOnlyList<Recommendation<TItem>> Top<TItem>(
        RecommendationRequest<TItem> request,
        Vocabulary<TItem> items,
        Span<float> scores,
        ReadOnlySpan<int> known,
        Func<int, Reason>? explain = null,
        float floor = 0)
        where TItem : struct, IId<TItem> => Top(request, items, scores, new ScoreRuns([], scores.Length), known, explain, floor);

    /// <summary>
    /// Ranks items by the scores of a buffer: the same list as by all its scores. Where <paramref name="floor"/> is 0 or more only
    /// touched scores are looked at.
    /// </summary>
    /// <inheritdoc cref="Top{TItem}(RecommendationRequest{TItem}, Vocabulary{TItem}, Span{float}, ReadOnlySpan{int}, Func{int, Reason}?, float)"/>
    public static IReadOnlyList<Recommendation<TItem>> Top<TItem>(
        RecommendationRequest<TItem> request,
        Vocabulary<TItem> items,
        ScoreBuffer scores,
        ReadOnlySpan<int> known,
        Func<int, Reason>? explain = null,
        float floor = 0)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Top(request, items, Candidates(scores, floor), scores.Touched, known, explain, floor);
    }

    /// <summary>Refuses a request with rules, for recommenders that do not keep them.</summary>
    /// <exception cref="ArgumentException">The request has rules.</exception>
    internal static void RefuseRules<TItem>(RecommendationRequest<TItem> request)
        where TItem : struct, IId<TItem>
    {
        if (request.Rules is { } rules && rules != ListRules.None)
        {
            throw new ArgumentException(
                "This recommender cannot keep rules of lists (RecommendationRequest.Rules): wrap it with recommender.WithRules(data), " +
                "in a host call Rules(ListRules.None) on its registration, or leave the rules out.",
                nameof(request));
        }
    }

    private static Recommendation<TItem>[] Top<TItem>(
        RecommendationRequest<TItem> request,
        Vocabulary<TItem> items,
        Span<float> scores,
        ScoreRuns candidates,
        ReadOnlySpan<int> known,
        Func<int, Reason>? explain,
        float floor)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(items);
        if (scores.Length != items.Count)
        {
            throw new ArgumentException($"There are {scores.Length} scores for {items.Count} items; give one each.", nameof(scores));
        }

        RefuseRules(request);
        if (!request.KeepKnown)
        {
            foreach (var item in known)
            {
                LeaveOut(scores, item, floor);
            }
        }

        foreach (var item in request.Deny ?? Enumerable.Empty<TItem>())
        {
            if (items.IndexOf(item) is >= 0 and var index)
            {
                LeaveOut(scores, index, floor);
            }
        }

        var selector = new TopSelector(Math.Min(request.N, Math.Min(request.Allow?.Count ?? int.MaxValue, items.Count)));
        if (request.Allow is null)
        {
            Offer(selector, scores, candidates, floor);
        }
        else
        {
            foreach (var item in request.Allow)
            {
                if (items.IndexOf(item) is >= 0 and var index && scores[index] > floor)
                {
                    selector.Offer(index, scores[index]);
                }
            }
        }

        var best = selector.Best();
        return Array.ConvertAll(best, pair => new Recommendation<TItem>(
            items[pair.Index], pair.Score, explain is not null && request.ReasonCount > 0 ? explain(pair.Index) : Reason.None));
    }

    /// <summary>The indices of the highest scores above <paramref name="floor"/>, best first, ties by ascending index.</summary>
    /// <param name="scores">Scores, not NaN.</param>
    /// <param name="n">How many at most, 1 or more.</param>
    /// <param name="floor">Only scores above this count.</param>
    public static (int Index, float Score)[] Top(ReadOnlySpan<float> scores, int n, float floor = 0) =>
        Top(scores, new ScoreRuns([], scores.Length), n, floor);

    /// <summary>
    /// The indices of the highest scores of a buffer above <paramref name="floor"/>, best first, ties by ascending index. Where that is 0
    /// or more only touched scores are looked at.
    /// </summary>
    /// <inheritdoc cref="Top(ReadOnlySpan{float}, int, float)"/>
    public static (int Index, float Score)[] Top(ScoreBuffer scores, int n, float floor = 0)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Top(Candidates(scores, floor), scores.Touched, n, floor);
    }

    private static (int Index, float Score)[] Top(ReadOnlySpan<float> scores, ScoreRuns candidates, int n, float floor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var selector = new TopSelector(Math.Min(n, scores.Length));
        Offer(selector, scores, candidates, floor);
        return selector.Best();
    }

    // Below a floor of 0 the scores that nobody touched are candidates too.
    private static Span<float> Candidates(ScoreBuffer scores, float floor) => floor < 0 ? scores.Span : scores.Scores;

    private static void Offer(TopSelector selector, ReadOnlySpan<float> scores, ScoreRuns candidates, float floor)
    {
        foreach (var (start, end) in candidates)
        {
            selector.OfferAll(scores[start..end], start, floor);
        }
    }

    // Writes to candidates only, so that no score is touched anew.
    private static void LeaveOut(Span<float> scores, int index, float floor)
    {
        if (scores[index] > floor)
        {
            scores[index] = float.NegativeInfinity;
        }
    }
}
