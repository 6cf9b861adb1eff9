using Microsoft.Extensions.DependencyInjection;
using ZetDard.Recommenders;

namespace ZetDard.Clustering.Tests;

public sealed class KMeansTests
{
    private static readonly KMeansOptions Plain = new() { Standardize = false };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Oracle: the mixture's own clusters.
    [Theory]
    [InlineData(KMeansMethod.Lloyd, false)]
    [InlineData(KMeansMethod.Lloyd, true)]
    [InlineData(KMeansMethod.MiniBatch, false)]
    [InlineData(KMeansMethod.MiniBatch, true)]
    public async Task FitAsync_finds_clusters_that_are_there(KMeansMethod method, bool isSpherical)
    {
        var rows = Numbers.Rows(Numbers.Gaussian(3_000, 20, 12, seed: 1), 20);
        var model = await new KMeansTrainer(Plain with { ClusterCount = 12, Method = method, IsSpherical = isSpherical, Seed = 3 })
            .FitAsync(rows, cancellationToken: Cancellation);
        Assert.True(ClusterQuality.AdjustedRand(model.Assignments, [.. Enumerable.Range(0, 3_000).Select(i => i % 12)]) > .85);
        Assert.True(model.HasConverged);
        Assert.Equal(3_000, model.Sizes.Sum());
    }

    // Oracle: scikit-learn 1.2, KMeans(3, init=x[:3], n_init=1, tol=0).fit(x), in double precision.
    [Fact]
    public async Task FitAsync_from_given_centres_gives_what_scikit_learn_gives()
    {
        var rows = Numbers.Rows(Goldens.Rows, 2);
        var model = await new KMeansTrainer(Plain with { ClusterCount = 3, Tolerance = 0 }).FitAsync(rows, [.. rows.Take(3)], cancellationToken: Cancellation);
        Assert.Equal(Goldens.Labels, model.Assignments);
        Assert.Equal(Goldens.Inertia, model.Inertia, 1e-5);
        Assert.Equal(Goldens.Centers, model.Centers.SelectMany(center => center.Values.ToArray()).Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public async Task FitAsync_of_a_stream_finds_clusters_that_are_there_and_assigns_as_the_model_does()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(6_000, 10, 8, seed: 5), 10);
        var model = await new KMeansTrainer(new() { ClusterCount = 8 }).FitAsync(Stream(rows), cancellationToken: Cancellation);
        Assert.True(ClusterQuality.AdjustedRand(model.Assignments, [.. Enumerable.Range(0, 6_000).Select(i => i % 8)]) > .85);
        Assert.Equal(model.Assignments, rows.Select(model.Assign));
        Assert.Equal(model.Assignments, await model.AssignAsync(Stream(rows), Cancellation).ToArrayAsync(Cancellation));
        Assert.Equal(6_000, model.Sizes.Sum());
    }

    // 1,000,000 rows of 3,000 columns are no array.
    [Fact]
    public async Task FitAsync_of_a_stream_takes_batches_that_are_larger_than_it()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(20, 3_000, 2, seed: 5), 3_000);
        var model = await new KMeansTrainer(Plain with { ClusterCount = 2, BatchSize = 1_000_000 })
            .FitAsync(Stream(rows), cancellationToken: Cancellation);
        Assert.Equal(20, model.Sizes.Sum());
    }

    // The tolerance is relative to the variance: a broken value must not end the fit in its first round.
    [Fact]
    public async Task FitAsync_goes_on_to_the_end_beside_a_broken_value()
    {
        var values = Numbers.Gaussian(300, 3, 0, seed: 7);
        var rows = Numbers.Rows([.. values, 1e30f, 0, 0], 3);
        var start = rows.Take(3).Append(rows[^1]).ToArray();
        var broken = await new KMeansTrainer(Plain with { ClusterCount = 4 }).FitAsync(rows, start, cancellationToken: Cancellation);
        var whole = await new KMeansTrainer(Plain with { ClusterCount = 3 })
            .FitAsync([.. rows.Take(300)], [.. rows.Take(3)], cancellationToken: Cancellation);
        Assert.True(broken.IterationCount > 1);
        Assert.Equal(whole.Inertia, broken.Inertia, whole.Inertia * .01);
    }

    [Fact]
    public async Task FitAsync_of_a_stream_says_when_it_is_short_or_changes()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(50, 3, 0, seed: 5), 3);
        var trainer = new KMeansTrainer(new() { ClusterCount = 8 });
        var passes = 0;
        Assert.Contains("8 clusters", (await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.FitAsync(Stream([.. rows.Take(5)]), cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("50 rows", (await Assert.ThrowsAsync<InvalidOperationException>(
            () => trainer.FitAsync(Shrinking(), cancellationToken: Cancellation))).Message, StringComparison.Ordinal);

        async IAsyncEnumerable<FeatureRow> Shrinking()
        {
            await Task.CompletedTask;
            var count = passes++ == 0 ? 50 : 40;
            foreach (var row in rows.Take(count))
            {
                yield return row;
            }
        }
    }

    // scikit-learn warns ("Number of distinct clusters (2) found smaller than n_clusters (3)") and leaves empty clusters.
    [Theory]
    [InlineData(KMeansMethod.Lloyd, KMeansInitialization.KMeansPlusPlus)]
    [InlineData(KMeansMethod.Lloyd, KMeansInitialization.RandomRows)]
    [InlineData(KMeansMethod.MiniBatch, KMeansInitialization.RandomRows)]
    public async Task FitAsync_finds_as_many_clusters_as_there_are_different_rows(KMeansMethod method, KMeansInitialization initialization)
    {
        var rows = Numbers.Rows([1, 1, 1, 1, 5, 5, 5, 5, 1, 1, 5, 5], 2);
        var model = await new KMeansTrainer(Plain with { ClusterCount = 4, Method = method, Initialization = initialization }).FitAsync(rows, cancellationToken: Cancellation);
        Assert.Equal(2, model.ClusterCount);
        Assert.Equal(0, model.Inertia);
        Assert.DoesNotContain(0, model.Sizes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task FitAsync_works_for_one_cluster_and_for_as_many_as_rows(int clusterCount)
    {
        var rows = Numbers.Rows(Numbers.Gaussian(40, 3, 0, seed: 2), 3);
        var model = await new KMeansTrainer(Plain with { ClusterCount = clusterCount }).FitAsync(rows, cancellationToken: Cancellation);
        Assert.Equal(clusterCount, model.ClusterCount);
        Assert.Equal(clusterCount, model.Assignments.Distinct().Count());
        Assert.Equal(clusterCount == 40 ? 0 : model.Inertia, model.Inertia);
    }

    // A file with a broken row: the others keep their clusters.
    [Theory]
    [InlineData(1e30f)]
    [InlineData(-3e38f)]
    public async Task FitAsync_keeps_the_clusters_of_other_rows_beside_an_outlier(float outlier)
    {
        var values = Numbers.Gaussian(600, 4, 3, seed: 8);
        values[41] = outlier;
        var model = await new KMeansTrainer(Plain with { ClusterCount = 4, Restarts = 5 }).FitAsync(Numbers.Rows(values, 4), cancellationToken: Cancellation);
        int[] others = [.. Enumerable.Range(0, 600).Where(i => i != 10)];
        Assert.True(ClusterQuality.AdjustedRand([.. others.Select(i => model.Assignments[i])], [.. others.Select(i => i % 3)]) > .9);
        Assert.Equal(1, model.Sizes[model.Assignments[10]]);
    }

    [Fact]
    public async Task FitAsync_ignores_constant_columns_and_counts_copies_of_one_twice()
    {
        var values = Numbers.Gaussian(300, 2, 3, seed: 4);
        var wider = Enumerable.Range(0, 300).SelectMany(i => new[] { values[2 * i], 7e6f, values[(2 * i) + 1], values[2 * i] }).ToArray();
        var options = new KMeansOptions { ClusterCount = 3 };
        var model = await new KMeansTrainer(options).FitAsync(Numbers.Rows(wider, 4), cancellationToken: Cancellation);
        Assert.All(model.Centers, center => Assert.Equal(7e6f, center.Values.Span[1]));
        Assert.True(ClusterQuality.AdjustedRand(model.Assignments, [.. Enumerable.Range(0, 300).Select(i => i % 3)]) > .7);
    }

    // scikit-learn's float32 loses a large common part; a shift of all rows must change nothing.
    [Fact]
    public async Task FitAsync_gives_the_same_clusters_far_from_zero()
    {
        var values = Array.ConvertAll(Numbers.Gaussian(500, 3, 5, seed: 6), value => MathF.Round(value * 16) / 16);
        var near = await new KMeansTrainer(Plain with { ClusterCount = 5 }).FitAsync(Numbers.Rows(values, 3), cancellationToken: Cancellation);
        var far = await new KMeansTrainer(Plain with { ClusterCount = 5 }).FitAsync(
            Numbers.Rows(Array.ConvertAll(values, value => value + 65_536), 3), cancellationToken: Cancellation);
        Assert.Equal(near.Assignments, far.Assignments);
        Assert.Equal(near.Inertia, far.Inertia, near.Inertia * 1e-6);
    }

    // scikit-learn issue 28055: as many clusters as rows, two of them the same, and a start that makes it loop to its last iteration.
    [Fact]
    public async Task FitAsync_ends_where_refilled_clusters_could_go_round_in_circles()
    {
        var rows = Numbers.Rows([100, 100, 100, 102, 106, 100, 107, 101, 107, 101, 108, 100], 2);
        var start = Numbers.Rows([98, 104, 103, 100, 109, 102, 110, 100, 111, 100, 112, 100], 2);
        var model = await new KMeansTrainer(Plain with { ClusterCount = 6, MaxIterations = 10_000, Tolerance = 0 })
            .FitAsync(rows, start, cancellationToken: Cancellation);
        Assert.True(model.HasConverged);
        Assert.InRange(model.IterationCount, 1, 20);
        Assert.Equal((5, 0.0), (model.ClusterCount, model.Inertia));
        Assert.Equal(rows.Select(model.Assign), model.Assignments);
    }

    // scikit-learn issue 34074: labels are those of the centres that are returned, also when a cluster was refilled in the last round.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task FitAsync_assigns_to_the_centres_that_it_returns_when_the_last_round_refilled_a_cluster(int maxIterations)
    {
        var rows = Numbers.Rows([0, 0, 0, 1, 1, 0, 9, 9, 9, 10, 30, 30, 31, 30, 2, 2], 2);
        var start = Numbers.Rows([0, 0, 500, 500, -400, 3, 9, 9], 2);
        var model = await new KMeansTrainer(Plain with { ClusterCount = 4, MaxIterations = maxIterations, Tolerance = 0 })
            .FitAsync(rows, start, cancellationToken: Cancellation);
        Assert.Equal(4, model.ClusterCount);
        Assert.DoesNotContain(0, model.Sizes);
        Assert.Equal(rows.Select(model.Assign), model.Assignments);
    }

    // scikit-learn issue 13476: mini-batches lost clusters. mbkmeans issue 12: a batch larger than the rows.
    [Fact]
    public async Task FitAsync_by_batches_loses_no_cluster_and_takes_batches_larger_than_the_rows()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(500, 4, 0, seed: 3), 4);
        var model = await new KMeansTrainer(new() { ClusterCount = 60, Method = KMeansMethod.MiniBatch, BatchSize = 4_096 })
            .FitAsync(rows, cancellationToken: Cancellation);
        Assert.DoesNotContain(0, model.Sizes);
        Assert.Equal(model.ClusterCount, model.Sizes.Count);
        Assert.InRange(model.ClusterCount, 55, 60);
    }

    // scikit-learn issues 9287 and 20216: the number of threads changed labels.
    [Theory]
    [InlineData(KMeansMethod.Lloyd)]
    [InlineData(KMeansMethod.MiniBatch)]
    public async Task FitAsync_gives_the_same_bits_for_any_number_of_threads(KMeansMethod method)
    {
        var rows = Numbers.Rows(Numbers.Gaussian(6_000, 9, 0, seed: 2), 9);
        var models = new List<KMeansModel>();
        foreach (var threadCount in (int[])[1, 2, 0])
        {
            models.Add(await new KMeansTrainer(new() { ClusterCount = 15, Method = method, ThreadCount = threadCount, Seed = 4 })
                .FitAsync(rows, cancellationToken: Cancellation));
        }

        foreach (var model in models.Skip(1))
        {
            Assert.Equal(models[0].Assignments, model.Assignments);
            Assert.Equal(models[0].Inertia, model.Inertia);
            Assert.Equal(
                models[0].Centers.SelectMany(center => center.Values.ToArray()), model.Centers.SelectMany(center => center.Values.ToArray()));
        }
    }

    [Fact]
    public async Task FitAsync_refuses_what_it_cannot_use_and_says_why()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(5, 2, 0, seed: 1), 2);
        var trainer = new KMeansTrainer(new() { ClusterCount = 6 });
        Assert.Contains("6 clusters need as many rows or more; 5 were given", (await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.FitAsync(rows, cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        var two = new KMeansTrainer(new() { ClusterCount = 2 });
        Assert.Contains("3 centres were given", (await Assert.ThrowsAsync<ArgumentException>(
            () => two.FitAsync(rows, [.. rows.Take(3)], cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("'f1' is", (await Assert.ThrowsAsync<ArgumentException>(
            () => two.FitAsync(Numbers.Rows([1, 2, 3, float.PositiveInfinity], 2), cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("no features", (await Assert.ThrowsAsync<ArgumentException>(
            () => two.FitAsync([new([], default), new([], default)], cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("ClusterCount", Assert.Throws<ArgumentException>(() => new KMeansTrainer(new() { ClusterCount = 0 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_says_that_it_has_not_converged()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(2_000, 8, 0, seed: 1), 8);
        var model = await new KMeansTrainer(new() { ClusterCount = 20, MaxIterations = 2 }).FitAsync(rows, cancellationToken: Cancellation);
        Assert.False(model.HasConverged);
        Assert.Contains("not converged", model.Summary, StringComparison.Ordinal);
        Assert.Equal(rows.Select(model.Assign), model.Assignments);
    }

    [Fact]
    public async Task Restarts_keep_the_lowest_inertia()
    {
        var rows = Numbers.Rows(Numbers.Gaussian(500, 4, 10, seed: 9), 4);
        var options = new KMeansOptions { ClusterCount = 10, Initialization = KMeansInitialization.RandomRows };
        var one = await new KMeansTrainer(options).FitAsync(rows, cancellationToken: Cancellation);
        var ten = await new KMeansTrainer(options with { Restarts = 10 }).FitAsync(rows, cancellationToken: Cancellation);
        Assert.True(ten.Inertia < one.Inertia);
    }

    [Fact]
    public async Task Centers_are_the_means_of_their_rows_in_the_units_of_the_features()
    {
        var rows = Numbers.Rows(Array.ConvertAll(Numbers.Gaussian(400, 3, 4, seed: 3), value => (100 * value) + 1_000), 3);
        var model = await new KMeansTrainer(new() { ClusterCount = 4, Tolerance = 0 }).FitAsync(rows, cancellationToken: Cancellation);
        for (var cluster = 0; cluster < 4; cluster++)
        {
            var mean = rows.Where((_, i) => model.Assignments[i] == cluster).Average(row => row.Values.Span[1]);
            Assert.Equal(mean, model.Centers[cluster].Values.Span[1], .01);
        }
    }

    [Fact]
    public void AddZetDardKMeans_registers_a_trainer_whose_options_are_validated()
    {
        var services = new ServiceCollection();
        services.AddZetDardKMeans().Configure(options => options.ClusterCount = 3);
        services.AddZetDardKMeans("fine").Configure(options => options.ClusterCount = 50);
        using var provider = services.BuildServiceProvider();
        Assert.Contains("\"ClusterCount\":3,", provider.GetComponent<IClustererTrainer>(KMeansTrainer.Key).Description, StringComparison.Ordinal);
        Assert.Contains("\"ClusterCount\":50,", provider.GetComponent<IClustererTrainer>("fine").Description, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<FeatureRow> Stream(IReadOnlyList<FeatureRow> rows)
    {
        foreach (var row in rows)
        {
            await Task.CompletedTask;
            yield return row;
        }
    }
}
