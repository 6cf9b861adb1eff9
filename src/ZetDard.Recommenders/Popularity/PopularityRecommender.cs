namespace ZetDard.Recommenders;

/// <summary>Recommends what most listeners have: the baseline that every model must beat, and the usual fallback for listeners of whom nothing is known.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>The score is the share of listeners who have the item, 0 … 1. It serves any profile, because it needs to know nothing of the listener.</remarks>
public sealed class PopularityRecommender<TItem> : IRecommender<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private readonly InteractionDataset<TItem> _data;
    private readonly int[] _listenerCounts;

    /// <summary>Counts the listeners of each item.</summary>
    public PopularityRecommender(InteractionDataset<TItem> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        _listenerCounts = new int[data.Items.Count];
        foreach (var item in data.Matrix.Columns)
        {
            _listenerCounts[item]++;
        }
    }

    /// <summary>How model files of this recommender are read.</summary>
    public static ModelFormat FileFormat { get; } = new($"{PopularityTrainer.Key}/{IdKind<TItem>.Name}", reader => new PopularityRecommender<TItem>(reader.ReadDataset<TItem>()));

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_data);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var known = _data.CanServe(request.Profile) ? _data.KnownItems(request.Profile) : [];
        using var scores = ScoreBuffer.Rent(_data.Items.Count);
        for (var item = 0; item < _listenerCounts.Length; item++)
        {
            scores.Span[item] = (float)_listenerCounts[item] / _data.Users.Count;
        }

        return Ranking.Top(request, _data.Items, scores.Span, known, Explain);
    }

    private Reason Explain(int item) => new([Contribution.OfFeature("popularity", 1, new(_listenerCounts[item], _data.Users.Count))]);
}
