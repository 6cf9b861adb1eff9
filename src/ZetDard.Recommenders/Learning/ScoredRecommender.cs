namespace ZetDard.Recommenders;

/// <summary>Serves scores that were computed at the fit, of the listeners who had a classifier.</summary>
internal sealed class ScoredRecommender<TItem>(
    InteractionDataset<TItem> data, Vocabulary<TItem> items, IReadOnlyDictionary<int, float[]> scoresOfRows)
    : IRecommender<TItem>, IItemScorer<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    public static ModelFormat FileFormat { get; } = new($"{ClassifierRecommender.Key}/scores/{IdKind<TItem>.Name}", reader =>
    {
        var (data, items, scores) = (reader.ReadDataset<TItem>(), reader.ReadVocabulary<TItem>(), new SortedDictionary<int, float[]>());
        foreach (var row in reader.ReadArray<int>())
        {
            var own = reader.ReadArray<float>();
            scores[row] = own.Length == items.Count && Array.TrueForAll(own, float.IsFinite) ? own
                : throw new InvalidDataException($"The model file is damaged: there are {own.Length} scores of {items.Count} items.");
        }

        return new ScoredRecommender<TItem>(data, items, scores);
    });

    public ModelFormat Format => FileFormat;

    public void Write(ModelWriter writer)
    {
        writer.Write(data);
        writer.Write(items);
        writer.Write<int>([.. scoresOfRows.Keys]);
        foreach (var own in scoresOfRows.Values)
        {
            writer.Write<float>(own);
        }
    }

    public Vocabulary<TItem> Items => items;

    public float Floor => float.NegativeInfinity;

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var scores = ScoreBuffer.Rent(items.Count);
        var known = Score(request, scores);
        return Ranking.Top(request, items, scores, known, explain: null, Floor);
    }

    public ReadOnlySpan<int> Score(RecommendationRequest<TItem> request, ScoreBuffer scores)
    {
        if (request.Profile is HistoryProfile<TItem> || !data.CanServe(request.Profile))
        {
            var row = data.Rows == RowKind.User ? "a user (Profile.Of(UserId))" : "a playlist (Profile.Of(PlaylistId))";
            throw new ArgumentException(
                $"This model serves {row}, no histories and nothing else: its classifiers were fitted ahead, for listeners of the training data.",
                nameof(request));
        }

        var all = scores.Span;
        if (!scoresOfRows.TryGetValue(data.RowOf(request.Profile), out var own))
        {
            all.Fill(float.NegativeInfinity);
            return [];
        }

        for (var item = 0; item < own.Length; item++)
        {
            all[item] = request.IncludeCold || data.Items.Contains(items[item]) ? own[item] : float.NegativeInfinity;
        }

        return data.KnownItems(request.Profile).ToArray()
            .Select(item => items.IndexOf(data.Items[item]))
            .Where(item => item >= 0)
            .ToArray();
    }
}
