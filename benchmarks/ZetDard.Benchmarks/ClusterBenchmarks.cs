using BenchmarkDotNet.Attributes;
using ZetDard.Clustering;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// What one listener with 50 songs waits for, by a cluster recommender over a pool: the 20 best songs, the same with reasons, and the walk
/// of the thesis. Clusters are of random centres, so that their sizes differ as those of real ones do.
/// </summary>
[MemoryDiagnoser]
public class ClusterBenchmarks
{
    private const int ListLength = 50;
    private const int UserCount = 10_000;

    private ClusterRecommender<SongId> _songs = null!;
    private int _user;

    [Params(RowSet.Tiny, RowSet.Small)]
    public RowSet Set { get; set; }

    [Params(20, 100)]
    public int ClusterCount { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var rows = SyntheticRows.Create(Set);
        var (data, random) = (new FeatureTable<SongId>(
            new(rows.Keys.Select(row => new SongId(row))), rows.Names, [.. rows.Rows.SelectMany(row => row.Values.ToArray())]), new Random(3));
        var lists = InteractionDataset.FromPairs(
            from user in Enumerable.Range(0, UserCount)
            from _ in Enumerable.Range(0, ListLength)
            select (new UserId(user), new SongId(random.Next(rows.Keys.Count))));
        // Everybody has one more list, so that all songs of the pool are candidates.
        lists = InteractionDataset.FromPairs(lists.ToInteractions().Select(one => (one.User, one.Item))
            .Concat(data.Keys.Select(song => (new UserId(UserCount), song))));
        _songs = new ClusterRecommenderTrainer<SongId>(new NearestCentre(ClusterCount))
            .FitAsync(new(lists) { ItemFeatures = data }).GetAwaiter().GetResult();
        Check();
    }

    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>> Top20() => _songs.Recommend(Next(), n: 20);

    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>> Top20WithReasons() => _songs.Recommend(Next(), n: 20, reasonCount: 1);

    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>> Walk() => _songs.Walk(Next());

    private Profile Next() => Profile.Of(new UserId(_user = (_user + 1) % UserCount));

    // The scores are those of the definition, in double precision, and the best of the walk leads the list.
    private void Check()
    {
        foreach (var user in Enumerable.Range(0, 5))
        {
            var walk = _songs.Walk(Profile.Of(new UserId(user)));
            var own = walk.Select(step => new SongId(step.Reason[0].Id)).ToHashSet();
            var best = _songs.Recommend(Profile.Of(new UserId(user)), n: 20);
            foreach (var (song, score, _) in best)
            {
                var defined = own.Where(one => _songs.ClusterOf(one) == _songs.ClusterOf(song))
                    .Max(one => Cosine(_songs.Pool[one].Values.Span, _songs.Pool[song].Values.Span));
                if (Math.Abs(defined - score) > 1e-6 || walk.Max(step => step.Score) > best[0].Score + 1e-6)
                {
                    throw new InvalidOperationException("The result differs from the definition's: its time means nothing.");
                }
            }
        }
    }

    private static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (products, lefts, rights) = (0.0, 0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            products += (double)left[i] * right[i];
            lefts += (double)left[i] * left[i];
            rights += (double)right[i] * right[i];
        }

        return products / Math.Sqrt(lefts * rights);
    }

    /// <summary>The first rows are the centres: not good clusters, but some, in no time.</summary>
    private sealed class NearestCentre(int count) : IClustererTrainer
    {
        public Task<IClusterer> FitAsync(
            IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            var table = new FeatureTable<int>(
                new(Enumerable.Range(0, count)), rows[0].Names, [.. rows.Take(count).SelectMany(row => row.Values.ToArray())]);
            var nearest = table.Nearest(Similarity.Euclidean, cancellationToken: cancellationToken);
            return Task.FromResult<IClusterer>(
                new Clusters(count, [.. rows.AsParallel().AsOrdered().Select(row => nearest.Find(row.Values.Span, 1)[0].Key)]));
        }

        private sealed class Clusters(int count, int[] assignments) : IClusterer
        {
            public int ClusterCount => count;

            public IReadOnlyList<int> Assignments => assignments;

            public int Assign(FeatureRow row) => throw new NotSupportedException();
        }
    }
}
