using CsCheck;
using ZetDard.Recommenders;

namespace ZetDard.Clustering.Tests;

public sealed class ClusterTests
{
    // Oracle: the definition, one term at a time; equal to the bit.
    [Fact]
    public void Sums_agree_with_their_definition() =>
        Gen.Select(Gen.Int[0, 5], Gen.Float[-1e3f, 1e3f].Array[80], Gen.Float[-1e3f, 1e3f].Array[80]).Sample((blocks, left, right) =>
        {
            var width = 16 * blocks;
            var (products, squares) = (
                Cluster.SumReference(left.AsSpan(0, width), right, ofDifferences: false),
                Cluster.SumReference(left.AsSpan(0, width), right, ofDifferences: true));
            Assert.Equal(products, Cluster.Products(ref left[0], ref right[0], width));
            Assert.Equal(squares, Cluster.Squares(ref left[0], ref right[0], width));
        }, iter: 2_000);

    // Oracle: the definition in double precision. Bound: terms are at most 1 in a cosine; distances and products are of tens.
    [Theory]
    [InlineData(Similarity.Cosine, 1e-6f)]
    [InlineData(Similarity.InnerProduct, 1e-4f)]
    [InlineData(Similarity.Euclidean, 1e-5f)]
    public void Best_scores_agree_with_their_definition(Similarity similarity, float bound)
    {
        var (cluster, own) = Make(similarity, scale: 1);
        var (fast, slow) = (new float[400], new float[400]);
        fast.AsSpan().Fill(float.NegativeInfinity);
        slow.AsSpan().Fill(float.NegativeInfinity);
        cluster.RaiseToBest(own, end: 300, fast);
        cluster.RaiseToBestReference(own, end: 300, slow);
        Assert.Equal(150, fast.Count(float.IsFinite));      // every second row of the pool is of the cluster
        Assert.All(fast.Zip(slow), pair => Assert.True(pair.First == pair.Second || Math.Abs(pair.First - pair.Second) <= bound));
    }

    [Theory]
    [InlineData(Similarity.Cosine)]
    [InlineData(Similarity.InnerProduct)]
    [InlineData(Similarity.Euclidean)]
    public void Huge_values_have_finite_scores(Similarity similarity)
    {
        var (cluster, own) = Make(similarity, scale: 1e37f);
        var best = new float[400];
        best.AsSpan().Fill(float.NegativeInfinity);
        cluster.RaiseToBest(own, end: 400, best);
        Assert.Equal(200, best.Count(float.IsFinite));
        Assert.True(best.Where(float.IsFinite).Distinct().Count() > (similarity == Similarity.InnerProduct ? 0 : 100));
    }

    private static (Cluster Cluster, int[] Own) Make(Similarity similarity, float scale)
    {
        var random = new Random(5);
        var pool = new FeatureTable<SongId>(
            new(Enumerable.Range(0, 400).Select(song => new SongId(song))),
            [.. Enumerable.Range(0, 19).Select(column => $"c{column}")],
            [.. Enumerable.Range(0, 400 * 19).Select(_ => scale * ((2 * random.NextSingle()) - 1))]);
        int[] rows = [.. Enumerable.Range(0, 400).Where(row => row % 2 == 0)];
        return (Cluster.Create(pool, rows, similarity, TestContext.Current.CancellationToken), [0, 40, 398, 200]);
    }
}
