using System.Buffers;
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
    private readonly NearestRows<int>[] _clusters;      // their keys are rows of the pool, ascending
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
        _clusters = new NearestRows<int>[clusterOf.DefaultIfEmpty(-1).Max() + 1];
        for (var cluster = 0; cluster < _clusters.Length; cluster++)
        {
            _clusters[cluster] = Index([.. members[cluster]], cancellationToken);
            progress?.Report(new("Indexing clusters", cluster + 1, _clusters.Length));
        }
    }

    /// <summary>How model files of this recommender are read.</summary>
    public static ModelFormat FileFormat { get; } = new($"{ClusterRecommenderTrainer.Key}/{IdKind<TItem>.Name}", Read);

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public string Summary =>
        $"{_clusters.Length} clusters of {_clusters.Min(cluster => cluster.Table.Keys.Count)} to {_clusters.Max(cluster => cluster.Table.Keys.Count)} of {Pool.Keys.Count} songs";

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
            foreach (var (row, score) in Nearest([own], 1, row => row < count && !taken.Contains(row) && request.Admits(Pool.Keys[row]))[0])
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
        var list = ListOf(request.Profile);
        var own = list.ToHashSet();
        var count = CountOf(request);
        using var scores = ScoreBuffer.Rent(Pool.Keys.Count);
        var best = scores.Span;
        best.Fill(float.NegativeInfinity);

        // The N best songs are among the N nearest to each song of the list.
        foreach (var ofCluster in list.GroupBy(row => _clusterOf[row]))
        {
            foreach (var near in Nearest(
                [.. ofCluster],
                request.N,
                row => row < count && (request.KeepKnown || !own.Contains(row)) && request.Admits(Pool.Keys[row])))
            {
                foreach (var (row, score) in near)
                {
                    best[row] = Math.Max(best[row], score);
                }
            }
        }

        return Ranking.Top(
            request, Pool.Keys, scores, list, row => ReasonOf(Nearest([row], 1, own.Contains)[0][0].Row), float.NegativeInfinity);
    }

    /// <summary>Scores all songs of the listener's clusters, which takes several times as long as a list of the best.</summary>
    ReadOnlySpan<int> IItemScorer<TItem>.Score(RecommendationRequest<TItem> request, ScoreBuffer scores)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scores);
        var list = ListOf(request.Profile);
        var count = CountOf(request);
        var best = scores.Span;
        best.Fill(float.NegativeInfinity);
        foreach (var own in list)
        {
            var cluster = _clusters[_clusterOf[own]];
            var rows = cluster.Table.Keys.Keys;
            var similarities = ArrayPool<double>.Shared.Rent(rows.Length);
            cluster.Score(own, similarities);
            for (var i = 0; i < rows.Length && rows[i] < count; i++)
            {
                if (rows[i] != own)
                {
                    best[rows[i]] = Math.Max(best[rows[i]], Single(similarities[i]));
                }
            }

            ArrayPool<double>.Shared.Return(similarities);
        }

        return list;
    }

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
                Nearest([asked], n, row => row < _warmCount)[0], near => new Recommendation<TItem>(Pool.Keys[near.Row], near.Score));
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

    // For each of some rows of one cluster. Scores are of single precision here: songs whose similarities are equal in it go by their
    // number, also where a list ends.
    private (int Row, float Score)[][] Nearest(int[] rows, int n, Func<int, bool> where)
    {
        var cluster = _clusters[_clusterOf[rows[0]]];
        n = Math.Min(n, cluster.Table.Keys.Count);
        var lists = cluster.FindMany(rows, n + 1, where, threadCount: 1);
        return [.. lists.Select((near, i) =>
        {
            for (var more = n + 1; near.Count == more && Single(near[n - 1].Score) == Single(near[^1].Score);)
            {
                near = cluster.Find(rows[i], more *= 2, where);
            }

            return near.Select(one => (Row: one.Key, Score: Single(one.Score)))
                .OrderByDescending(one => one.Score).ThenBy(one => one.Row).Take(n).ToArray();
        })];
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

    private NearestRows<int> Index(int[] rows, CancellationToken cancellationToken)
    {
        var values = new float[(long)rows.Length * Pool.Dimension];
        for (var i = 0; i < rows.Length; i++)
        {
            Pool.Row(rows[i]).CopyTo(values.AsSpan(i * Pool.Dimension));
        }

        return new FeatureTable<int>(new(rows), Pool.Names, values).Nearest(_options.Similarity, cancellationToken: cancellationToken);
    }

    private static float Single(double similarity) => (float)Math.Clamp(similarity, -float.MaxValue, float.MaxValue);
}
