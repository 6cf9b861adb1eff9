using ZetDard.Models.Svm;

namespace ZetDard.Tests;

public class KernelCacheTests
{
    private const int RowCount = 120;
    private const int RowBytes = (RowCount * sizeof(float)) + 24;

    private static readonly KernelForm.Leaf Form = new(KernelKind.Gaussian, .2);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(RowCount)]
    public void Row_gives_the_values_of_the_kernel_however_few_rows_are_held(int capacity)
    {
        var (rows, expected) = Rows();
        var cache = new KernelCache(rows, RowCount, capacity * RowBytes);
        Assert.Equal(capacity, cache.Capacity);
        cache.Prepare([5, 3, 5, 119, 0, 1, 2, 4, 6, 7, 8], TestContext.Current.CancellationToken);
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var row = random.Next(RowCount);
            Assert.Equal(expected.AsSpan(row * RowCount, RowCount).ToArray(), cache.Row(row));
            Assert.InRange(cache.HeldCount, 1, capacity);
        }
    }

    [Fact]
    public void Row_is_computed_once_where_the_whole_matrix_fits()
    {
        var (rows, _) = Rows();
        var cache = new KernelCache(rows, RowCount, long.MaxValue);
        cache.Prepare([.. Enumerable.Range(0, RowCount)], TestContext.Current.CancellationToken);
        Assert.Equal(RowCount, cache.HeldCount);
        Assert.Same(cache.Row(17), cache.Row(17));
    }

    [Fact]
    public void Row_gives_the_same_to_many_threads_that_push_each_others_rows_out()
    {
        var (rows, expected) = Rows();
        var cache = new KernelCache(rows, RowCount, 9 * RowBytes);
        Parallel.For(
            0,
            4,
            worker =>
            {
                var random = new Random(worker);
                for (var i = 0; i < 400; i++)
                {
                    var row = random.Next(RowCount);
                    Assert.Equal(expected.AsSpan(row * RowCount, RowCount).ToArray(), cache.Row(row));
                }
            });
        Assert.Equal(9, cache.HeldCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fit_on_the_cache_is_that_without_it(bool isLarge)
    {
        // The larger one is decomposed in both cases: the same bits.
        var count = isLarge ? 2_100 : 600;
        var (table, isPositive) = SvmProblems.Clouds(count, 6, 12, distance: 1);
        var problem = SvmProblems.Problem(table, isPositive, Form);
        int[] chosen = [.. problem.Chosen.Where(i => isLarge || i % 3 > 0)];
        problem = problem with
        {
            Chosen = chosen,
            IsPositive = [.. chosen.Select(i => isPositive[i])],
            Costs = [.. chosen.Select(_ => 1.0)],
        };
        var expected = SvmProblems.Solve(problem);
        foreach (var capacity in (int[])[count, 50])
        {
            var cache = new KernelCache(problem.Rows, count, capacity * ((count * sizeof(float)) + 24L));
            var actual = SvmProblems.Solve(problem with { Cache = cache });
            Assert.True(actual.Gap < problem.Tolerance);
            Assert.Equal(expected.Objective, actual.Objective, 1e-4 * Math.Abs(expected.Objective));
            Assert.Equal(expected.Rho, actual.Rho, 2e-3);
            if (isLarge)
            {
                Assert.Equal(expected.Coefficients, actual.Coefficients);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RowCount + 1)]
    public void A_cache_of_no_rows_or_more_than_there_are_is_refused(int trainingCount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KernelCache(Rows().Rows, trainingCount, 1_000));

    private static (KernelRows Rows, float[] Values) Rows()
    {
        var rows = KernelRows.Create(Form, SvmProblems.Clouds(RowCount, 5, 11).Rows);
        int[] all = [.. Enumerable.Range(0, RowCount)];
        var values = new float[RowCount * RowCount];
        rows.Columns(all).Fill(rows, all, values);
        return (rows, values);
    }
}
