using ZetDard.Recommenders;

namespace ZetDard.Clustering.Tests;

/// <summary>Oracle: scikit-learn's values (<see cref="Goldens"/>).</summary>
public sealed class QualityTests
{
    private static readonly IReadOnlyList<FeatureRow> Rows = Numbers.Rows(Goldens.Rows, 2);

    // Clusters 1 and 2 as one.
    private static readonly int[] Two = Array.ConvertAll(Goldens.Labels, label => Math.Min(1, label));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Measures_of_clusters_are_those_of_scikit_learn()
    {
        Assert.Equal(Goldens.Silhouette, ClusterQuality.Silhouette(Rows, Goldens.Labels, cancellationToken: Cancellation), 1e-9);
        Assert.Equal(Goldens.SilhouetteOfOthers, ClusterQuality.Silhouette(Rows, Goldens.Others, cancellationToken: Cancellation), 1e-9);
        Assert.Equal(Goldens.DaviesBouldin, ClusterQuality.DaviesBouldin(Rows, Goldens.Labels), 1e-9);
    }

    [Fact]
    public void Measures_of_two_divisions_are_those_of_scikit_learn()
    {
        Assert.Equal(Goldens.AdjustedRandOfTwo, ClusterQuality.AdjustedRand(Goldens.Labels, Two), 1e-12);
        Assert.Equal(Goldens.AdjustedRandOfOthers, ClusterQuality.AdjustedRand(Goldens.Labels, Goldens.Others), 1e-12);
        Assert.Equal(Goldens.MutualInformationOfTwo, ClusterQuality.NormalizedMutualInformation(Goldens.Labels, Two), 1e-12);
        Assert.Equal(Goldens.MutualInformationOfOthers, ClusterQuality.NormalizedMutualInformation(Goldens.Labels, Goldens.Others), 1e-12);
    }

    // As scikit-learn has it.
    [Fact]
    public void Measures_of_two_divisions_do_not_depend_on_the_numbers_of_clusters()
    {
        int[] renamed = Array.ConvertAll(Goldens.Labels, label => 100 - label);
        Assert.Equal(1, ClusterQuality.AdjustedRand(Goldens.Labels, renamed), 1e-12);
        Assert.Equal(1, ClusterQuality.NormalizedMutualInformation(Goldens.Labels, renamed), 1e-12);
        Assert.Equal(1, ClusterQuality.AdjustedRand([0, 0, 0], [4, 4, 4]));
        Assert.Equal(1, ClusterQuality.NormalizedMutualInformation([0, 0, 0], [4, 4, 4]));
        Assert.Equal(0, ClusterQuality.AdjustedRand([0, 0, 0], [1, 2, 3]));
        Assert.Equal(0, ClusterQuality.NormalizedMutualInformation([0, 0, 0], [1, 2, 3]));
    }

    // cuml issue 3584: a row that is alone in its cluster counts 0, not 1. (.9 + 8/9 + 0) / 3.
    [Fact]
    public void Silhouette_of_a_row_alone_is_0()
    {
        var rows = Numbers.Rows([0, 0, 0, 1, 1, 1, 10, 10, 10], 3);
        Assert.Equal((.9 + (8 / 9.0)) / 3, ClusterQuality.Silhouette(rows, [1, 1, 3], cancellationToken: Cancellation), 1e-9);
    }

    [Fact]
    public void Silhouette_of_a_sample_is_near_that_of_all_rows_and_depends_on_the_seed_only()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(2_000, 6, 4, seed: 1), 6);
        int[] labels = [.. Enumerable.Range(0, 2_000).Select(i => i % 4)];
        var all = ClusterQuality.Silhouette(rows, labels, threadCount: 2, cancellationToken: Cancellation);
        var sample = ClusterQuality.Silhouette(rows, labels, 500, seed: 7, cancellationToken: Cancellation);
        Assert.InRange(sample, all - .03, all + .03);
        Assert.Equal(sample, ClusterQuality.Silhouette(rows, labels, 500, seed: 7, threadCount: 1, cancellationToken: Cancellation));
        Assert.NotEqual(sample, ClusterQuality.Silhouette(rows, labels, 500, seed: 8, cancellationToken: Cancellation));
    }

    [Fact]
    public void Measures_say_what_they_cannot_measure()
    {
        Assert.Throws<ArgumentException>(() => ClusterQuality.Silhouette(Rows, [.. Rows.Select(_ => 1)], cancellationToken: Cancellation));
        Assert.Throws<ArgumentException>(() => ClusterQuality.Silhouette(Rows, [.. Rows.Select((_, i) => i)], cancellationToken: Cancellation));
        Assert.Throws<ArgumentException>(() => ClusterQuality.DaviesBouldin(Rows, [1]));
        Assert.Throws<ArgumentException>(() => ClusterQuality.AdjustedRand([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => ClusterQuality.NormalizedMutualInformation([], []));
    }

    [Fact]
    public async Task CompareAsync_finds_the_number_of_clusters_that_are_there()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(900, 12, 6, seed: 2), 12);
        var table = await ClusterCounts.CompareAsync(rows, [1, 2, 4, 6, 8, 12, 16, 6], new() { Restarts = 3 }, cancellationToken: Cancellation);
        Assert.Equal([1, 2, 4, 6, 8, 12, 16], table.Rows.Select(row => row.ClusterCount));
        Assert.Equal((6, 6), (table.Elbow, table.BestSilhouette));
        Assert.Null(table.Rows[0].Silhouette);
        Assert.Contains("elbow  best silhouette", table.ToString(), StringComparison.Ordinal);
        var again = await ClusterCounts.CompareAsync(rows, [1, 2, 4, 6, 8, 12, 16], new() { Restarts = 3, ThreadCount = 1 }, cancellationToken: Cancellation);
        Assert.Equal(table.Rows, again.Rows);
    }

    [Fact]
    public async Task CompareAsync_refuses_numbers_that_there_are_no_rows_for_and_can_be_cancelled()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => ClusterCounts.CompareAsync(Rows, [2, 25], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => ClusterCounts.CompareAsync(Rows, [], cancellationToken: Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ClusterCounts.CompareAsync(Rows, [2], cancellationToken: new(true)));
    }

    // Oracle: points on a line with a little across.
    [Fact]
    public void PrincipalComponents_finds_the_long_direction_first()
    {
        float[] values = [.. Enumerable.Range(0, 50).SelectMany(i => new[] { -3f * i, 4f * i + (i % 2) })];
        var axes = PrincipalComponents.Fit(Numbers.Rows(values, 2), standardize: false);
        var places = axes.Project(Numbers.Rows(values, 2));
        Assert.True(axes.VarianceShares[0] > .999);
        Assert.Equal(1, axes.VarianceShares.Sum(), 1e-9);
        Assert.Equal(5 * 48, places[48][0] - places[0][0], 1);
        Assert.Equal(0, places.Average(place => place[0]), 1e-4);
        Assert.Equal([0, 0], PrincipalComponents.Fit(Numbers.Rows([1, 2, 1, 2], 2)).Project(Numbers.Rows([1, 2], 2)[0]));
    }
}
