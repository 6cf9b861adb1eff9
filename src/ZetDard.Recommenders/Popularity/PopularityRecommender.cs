namespace ZetDard.Recommenders;

/// <summary>
/// Recommends what most listeners have: the baseline that every model should beat, and the usual fallback for listeners of whom nothing
/// is known.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// The score is the share of listeners who have the item, 0 … 1. It serves any profile, because it needs to know nothing of the listener.
/// </remarks>
public sealed class PopularityRecommender<TItem> : IRecommender<TItem>, IItemScorer<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private readonly InteractionDataset<TItem> _data;
    private readonly int[] _listenerCounts;
    private readonly float[] _shares;

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

        _shares = Array.ConvertAll(_listenerCounts, count => (float)count / Math.Max(1, data.Users.Count));
    }

    /// <summary>How model files of this recommender are read.</summary>
    public static ModelFormat FileFormat { get; } = new(
        $"{PopularityTrainer.Key}/{IdKind<TItem>.Name}", reader => new PopularityRecommender<TItem>(reader.ReadDataset<TItem>()));

    Vocabulary<TItem> IItemScorer<TItem>.Items => _data.Items;

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
        using var scores = ScoreBuffer.Rent(_data.Items.Count);
        return Ranking.Top(request, _data.Items, scores, Score(request.Profile, scores), Explain);
    }

    ReadOnlySpan<int> IItemScorer<TItem>.Score(RecommendationRequest<TItem> request, ScoreBuffer scores) => Score(request.Profile, scores);

    private ReadOnlySpan<int> Score(Profile profile, ScoreBuffer scores)
    {
        _shares.CopyTo(scores.Span);
        return _data.CanServe(profile) ? _data.KnownItems(profile) : [];
    }

    private Reason Explain(int item) => new([Contribution.OfFeature("popularity", 1, new(_listenerCounts[item], _data.Users.Count))]);
}
