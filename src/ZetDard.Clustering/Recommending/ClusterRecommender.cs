using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>
/// Recommends songs that are near to the listener's songs in the same clusters (section 3.6 of the thesis). Immutable and safe for
/// concurrent use.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// <see cref="Walk(Profile)"/> is the thesis's list: one song for each song of the listener. <see cref="Recommend"/> ranks all songs of
/// the listener's clusters by their similarity to the nearest of the listener's songs in the same cluster. Both leave out what has no
/// features, and both end where the clusters end: a song of another cluster is never listed, and a fallback
/// (<c>WithFallback</c>) fills lists up.
/// A request takes time with the sum of the sizes of the clusters of the listener's songs.
/// </remarks>
public sealed class ClusterRecommender<TItem> : IRecommender<TItem>, IItemScorer<TItem>, ISimilarItems<TItem>, ISaveable
    where TItem : struct, IId<TItem>
{
    private readonly InteractionDataset<TItem> _data;
    private readonly ClusterRecommenderOptions _options;
    private readonly int[] _clusterOf;                  // by row of the pool
    private readonly Cluster[] _clusters;
    private readonly int _warmCount;                    // rows from here on are songs that nobody has

    internal ClusterRecommender(
        InteractionDataset<TItem> data,
        FeatureTable<TItem> pool,
        int[] clusterOf,
        ClusterRecommenderOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        (_data, Pool, _clusterOf, _options) = (data, pool, clusterOf, options);
        _warmCount = pool.Keys.Count(data.Items.Contains);
        var members = Enumerable.Range(0, clusterOf.Length).ToLookup(row => clusterOf[row]);
        _clusters = new Cluster[clusterOf.DefaultIfEmpty(-1).Max() + 1];
        for (var cluster = 0; cluster < _clusters.Length; cluster++)
        {
            _clusters[cluster] = Cluster.Create(pool, [.. members[cluster]], options.Similarity, cancellationToken);
            progress?.Report(new("Indexing clusters", cluster + 1, _clusters.Length));
        }
    }

    /// <summary>How model files of this recommender are read.</summary>
    public static ModelFormat FileFormat { get; } = new($"{ClusterRecommenderTrainer.Key}/{IdKind<TItem>.Name}", Read);

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public string Summary =>
        $"{_clusters.Length} clusters of {_clusters.Min(cluster => cluster.Count)} to {_clusters.Max(cluster => cluster.Count)} of {Pool.Keys.Count} songs";

    /// <summary>The songs of the pool with the features by which they are compared, standardised where the options say so.</summary>
    public FeatureTable<TItem> Pool { get; }

    /// <summary>How many clusters there are.</summary>
    public int ClusterCount => _clusters.Length;

    Vocabulary<TItem> IItemScorer<TItem>.Items => Pool.Keys;

    float IItemScorer<TItem>.Floor => float.NegativeInfinity;

    /// <summary>The cluster of a song, 0 … <see cref="ClusterCount"/> − 1, or −1 where the pool does not have it.</summary>
    public int ClusterOf(TItem item) => Pool.Keys.IndexOf(item) is >= 0 and var row ? _clusterOf[row] : -1;

    /// <summary>
    /// The thesis's list: for each song of the listener, in the order of their list, the nearest song of its cluster that they do not know
    /// and that is not in the list yet.
    /// </summary>
    /// <inheritdoc cref="Walk(RecommendationRequest{TItem})" path="/returns"/>
    /// <inheritdoc cref="Walk(RecommendationRequest{TItem})" path="/remarks"/>
    /// <param name="profile">For whom.</param>
    /// <exception cref="ArgumentException">
    /// This model cannot serve that kind of profile; the message names the kinds that it can.
    /// </exception>
    public IReadOnlyList<Recommendation<TItem>> Walk(Profile profile) => Walk(new RecommendationRequest<TItem>(profile, int.MaxValue));

    /// <summary>
    /// The same as <see cref="Walk(Profile)"/>, at most N songs long, with what the request allows, denies and includes. What the
    /// listener knows is never listed, and the reason is always given.
    /// </summary>
    /// <param name="request">For whom, and what to leave out.</param>
    /// <returns>
    /// One song for each song of the list, with its similarity to that song as the score and that song as the reason. A song that the pool
    /// does not have is skipped, and so is one whose cluster has nothing left.
    /// </returns>
    /// <remarks>
    /// A history is in its own order. The songs of a user or playlist are in the order of their times where the data has times, else in
    /// that of the dataset.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// This model cannot serve that kind of profile, or the request has rules; the message says what it can do.
    /// </exception>
    public IReadOnlyList<Recommendation<TItem>> Walk(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Rules is { } rules && rules != ListRules.None)
        {
            throw new ArgumentException(
                "A walk cannot keep rules of lists (RecommendationRequest.Rules); leave them out, or ask Recommend with WithRules(data).",
                nameof(request));
        }

        var list = ListOf(request.Profile);
        var taken = list.ToHashSet();                   // known or listed already
        var count = CountOf(request);
        var walk = new List<Recommendation<TItem>>();
        foreach (var own in list.TakeWhile(_ => walk.Count < request.N))
        {
            foreach (var (row, score) in Nearest(own, 1, row => row < count && !taken.Contains(row) && request.Admits(Pool.Keys[row])))
            {
                taken.Add(row);
                walk.Add(new(Pool.Keys[row], score, ReasonOf(own)));
            }
        }

        return walk;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Recommendation<TItem>> Recommend(RecommendationRequest<TItem> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var scores = ScoreBuffer.Rent(Pool.Keys.Count);
        var list = Score(request, scores);
        var own = list.ToHashSet();
        return Ranking.Top(
            request, Pool.Keys, scores, list, row => ReasonOf(Nearest(row, 1, own.Contains)[0].Row), float.NegativeInfinity);
    }

    ReadOnlySpan<int> IItemScorer<TItem>.Score(RecommendationRequest<TItem> request, ScoreBuffer scores) => Score(request, scores);

    /// <summary>The nearest songs of a song's cluster; fewer than <paramref name="n"/> where the cluster is small.</summary>
    /// <remarks>Songs that nobody has may be asked for, but are not listed.</remarks>
    /// <inheritdoc/>
    public IReadOnlyList<Recommendation<TItem>> Similar(TItem item, int n = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var asked = Pool.Keys.IndexOf(item);
        return asked < 0
            ? []
            : Array.ConvertAll(
                Nearest(asked, n, row => row < _warmCount), near => new Recommendation<TItem>(Pool.Keys[near.Row], near.Score));
    }

    /// <summary>Writes the pool with its clusters; how they were found does not matter any more.</summary>
    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(_options, ClusterRecommenderJson.Default.ClusterRecommenderOptions);
        writer.Write(_data);
        writer.Write(Pool);
        writer.Write<int>(_clusterOf);
    }

    private static ClusterRecommender<TItem> Read(ModelReader reader)
    {
        var options = new ClusterRecommenderOptionsValidator().Validated(
            reader.ReadJson(ClusterRecommenderJson.Default.ClusterRecommenderOptions));
        var (data, pool, clusterOf) = (reader.ReadDataset<TItem>(), reader.ReadFeatures<TItem>(), reader.ReadArray<int>());
        var isWhole = clusterOf.Length > 0 && clusterOf.Length == pool.Keys.Count
            && Array.TrueForAll(clusterOf, cluster => cluster >= 0 && cluster < clusterOf.Length);
        return isWhole
            ? new(data, pool, clusterOf, options)
            : throw new InvalidDataException(
                $"The model file is damaged: the clusters of {clusterOf.Length} songs do not fit a pool of {pool.Keys.Count}.");
    }

    private Reason ReasonOf(int row) => new([Contribution.Of(Pool.Keys[row], 1)]);

    // The rows that may be listed are those before it.
    private int CountOf(RecommendationRequest<TItem> request) => request.IncludeCold ? Pool.Keys.Count : _warmCount;

    private int[] Score(RecommendationRequest<TItem> request, ScoreBuffer scores)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scores);
        var list = ListOf(request.Profile);
        scores.Span.Fill(float.NegativeInfinity);
        foreach (var own in list.GroupBy(row => _clusterOf[row]))
        {
            _clusters[own.Key].RaiseToBest([.. own], CountOf(request), scores.Span);
        }

        return list;
    }

    // Scores are of single precision here: songs whose similarities are equal in it go by their number, also where the list ends.
    private (int Row, float Score)[] Nearest(int row, int n, Func<int, bool> where)
    {
        var cluster = _clusters[_clusterOf[row]];
        n = Math.Min(n, cluster.Count);
        for (var more = n + 1; ; more *= 2)
        {
            var near = cluster.Nearest.Find(row, more, where);
            if (near.Count < more || Cluster.Single(near[n - 1].Score) > Cluster.Single(near[^1].Score))
            {
                return
                [
                    .. near.Select(one => (Row: one.Key, Score: Cluster.Single(one.Score)))
                        .OrderByDescending(one => one.Score).ThenBy(one => one.Row).Take(n),
                ];
            }
        }
    }

    // The rows of the listener's songs in the order of their list.
    private int[] ListOf(Profile profile)
    {
        if (profile is HistoryProfile<TItem> history)
        {
            return [.. history.Items.Select(Pool.Keys.IndexOf).Where(row => row >= 0).Distinct()];
        }

        var known = _data.KnownItems(profile).ToArray();
        if (known.Length > 0 && !_data.UnixSeconds.IsEmpty)
        {
            var times = _data.UnixSeconds.Slice(_data.Matrix.Offsets[_data.RowOf(profile)], known.Length).ToArray();
            known = [.. known.Zip(times).OrderBy(pair => pair.Second).Select(pair => pair.First)];      // stable
        }

        return [.. known.Select(item => Pool.Keys.IndexOf(_data.Items[item])).Where(row => row >= 0)];
    }
}
