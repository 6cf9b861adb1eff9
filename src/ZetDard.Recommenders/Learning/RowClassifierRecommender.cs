using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ZetDard.Recommenders;

/// <summary>
/// Fits a listener's classifier at the first request and keeps it. Made by <see cref="ClassifierRecommender.AsRecommender{TItem}"/>.
/// </summary>
internal sealed class RowClassifierRecommender<TItem> : IRecommender<TItem>, IItemScorer<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private readonly InteractionDataset<TItem> _data;
    private readonly FeatureTable<TItem> _features;
    private readonly IRowClassifierTrainer _trainer;
    private readonly ClassifierRecommenderOptions _options;
    // Those of the dataset that have features, then cold ones: the numbers of the prepared rows.
    private readonly Vocabulary<TItem> _items;
    private readonly int _warmCount;
    private readonly int[] _order;                  // in which others are taken
    private readonly IPreparedRows? _prepared;      // null where no item of the dataset has features
    private readonly BoundedCache<string, IRowClassifier> _classifiers;
    private readonly Lazy<(string Name, int[] Columns)[]> _families;
    private readonly Lazy<float[]> _means;

    public RowClassifierRecommender(
        InteractionDataset<TItem> data, FeatureTable<TItem> features, IRowClassifierTrainer trainer, ClassifierRecommenderOptions options)
    {
        (_data, _features, _trainer, _options) = (data, features, trainer, options);
        TItem[] warm = [.. data.Items.Where(features.Keys.Contains)];
        _warmCount = warm.Length;
        _items = new([.. warm, .. features.Keys.Where(item => !data.Items.Contains(item))]);
        _order = ClassifierRecommender.Shuffled(Enumerable.Range(0, _warmCount), options.Seed);
        _prepared = _warmCount == 0 ? null : trainer.Prepare([.. _items.Select(item => features[item])], _warmCount);
        _classifiers = new(options.CachedListenerCount);
        _families = new(() => [.. features.Families.Select(family => (family, ColumnsOf(family)))]);
        _means = new(() => Standardizer.Fit([.. warm.Select(item => features[item])]).Means.ToArray());

        int[] ColumnsOf(string family) =>
            [.. Enumerable.Range(0, features.Dimension).Where(column => FeatureTable.FamilyOf(features.Names[column]) == family)];
    }

    public static ModelFormat FileFormat { get; } = new($"{ClassifierRecommender.Key}/{IdKind<TItem>.Name}", reader =>
    {
        var options = new ClassifierRecommenderOptionsValidator().Validated(
            reader.ReadJson(ClassifierRecommenderJson.Default.ClassifierRecommenderOptions) with
            {
                CachedListenerCount = reader.ReadInt32(),
            });
        var trainer = reader.ReadModel() as IRowClassifierTrainer
            ?? throw new InvalidDataException("The model file is damaged: the model inside it is not a trainer of classifiers.");
        return new RowClassifierRecommender<TItem>(reader.ReadDataset<TItem>(), reader.ReadFeatures<TItem>(), trainer, options);
    });

    public ModelFormat Format => FileFormat;

    public Vocabulary<TItem> Items => _items;

    public float Floor => float.NegativeInfinity;

    /// <summary>Writes what classifiers are fitted of; they are fitted again when they are asked for.</summary>
    public void Write(ModelWriter writer)
    {
        writer.WriteJson(_options, ClassifierRecommenderJson.Default.ClassifierRecommenderOptions);
        writer.Write(_options.CachedListenerCount);
        writer.Write((ISaveable)_trainer);
        writer.Write(_data);
        writer.Write(_features);
    }

    public TAbility? Find<TAbility>()
        where TAbility : class => typeof(TAbility) == typeof(ISaveable) && _trainer is not ISaveable ? null : this as TAbility;

    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var known = KnownRows(request.Profile);
        if (ClassifierOf(known) is not { } classifier)
        {
            return [];
        }

        using var scores = ScoreBuffer.Rent(_items.Count);
        Score(classifier, request, scores.Span);
        return Ranking.Top(request, _items, scores, known, row => Explain(classifier, row, request.ReasonCount), Floor);
    }

    public ReadOnlySpan<int> Score(RecommendationRequest<TItem> request, ScoreBuffer scores)
    {
        var known = KnownRows(request.Profile);
        if (ClassifierOf(known) is { } classifier)
        {
            Score(classifier, request with { Allow = null }, scores.Span);
        }
        else
        {
            scores.Span.Fill(float.NegativeInfinity);
        }

        return known;
    }

    // Null where there is nothing to tell apart.
    private IRowClassifier? ClassifierOf(int[] known)
    {
        int[] theirs = [.. known.TakeWhile(row => row < _warmCount)];
        return _prepared is null || theirs.Length == 0 || theirs.Length == _warmCount
            ? null
            : _classifiers.GetOrAdd(Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<int>(theirs))), () =>
            {
                var (rows, classes) = ClassifierRecommender.Sample(theirs, _order, _options.NegativeRatio);
                return _prepared.Fit(rows, classes, ClassifierRecommender.Labels);
            });
    }

    private void Score(IRowClassifier classifier, RecommendationRequest<TItem> request, Span<float> scores)
    {
        var count = request.IncludeCold ? _items.Count : _warmCount;
        int[] candidates = request.Allow is { } allow
            ? [.. allow.Select(_items.IndexOf).Where(row => row >= 0 && row < count).Order()]
            : [.. Enumerable.Range(0, count)];
        var both = new float[candidates.Length * ClassifierRecommender.Labels.Length];
        classifier.ScoreRows(candidates, both);
        scores.Fill(float.NegativeInfinity);
        for (var i = 0; i < candidates.Length; i++)
        {
            scores[candidates[i]] = both[(i * ClassifierRecommender.Labels.Length) + 1];
        }
    }

    // Ascending, and cold ones of a history too: the listener knows them, though nothing is learned of them.
    private int[] KnownRows(Profile profile)
    {
        var known = _data.KnownItems(profile).ToArray().Select(item => _items.IndexOf(_data.Items[item]));
        if (profile is HistoryProfile<TItem> history)
        {
            known = known.Union(history.Items.Select(_items.IndexOf));
        }

        return [.. known.Where(row => row >= 0).Order()];
    }

    // How much lower the score would be if a family of features were that of the mean item. Where none alone lowers it, as with kernels
    // that look at near items only: how much higher that of the mean item is with this family.
    private Reason Explain(IRowClassifier classifier, int row, int count)
    {
        var features = _features[_items[row]];
        var own = ScoreOf(features.Values.ToArray());
        var parts = _families.Value.Select(family => (family.Name, Share: own - ScoreOf(Mixed(features.Values, _means.Value, family.Columns))))
            .ToArray();
        if (parts.All(part => part.Share <= 0))
        {
            var mean = ScoreOf(_means.Value);
            parts = [.. _families.Value.Select(family => (family.Name, ScoreOf(Mixed(_means.Value, features.Values, family.Columns)) - mean))];
        }

        var helping = parts.Where(part => part.Share > 0).OrderByDescending(part => part.Share).ToArray();
        var sum = helping.Sum(part => part.Share);
        return helping.Length == 0 && parts.Length > 0
            ? new([Contribution.OfFeature(parts.MaxBy(part => part.Share).Name, 1)])       // the one that speaks least against it
            : new(helping.Take(count).Select(part => Contribution.OfFeature(part.Name, part.Share / sum)));

        float ScoreOf(float[] values)
        {
            Span<float> both = stackalloc float[ClassifierRecommender.Labels.Length];
            classifier.Score(features with { Values = values }, both);
            return both[1];
        }

        static float[] Mixed(ReadOnlyMemory<float> values, ReadOnlyMemory<float> others, int[] columns)
        {
            var mixed = values.ToArray();
            foreach (var column in columns)
            {
                mixed[column] = others.Span[column];
            }

            return mixed;
        }
    }
}
