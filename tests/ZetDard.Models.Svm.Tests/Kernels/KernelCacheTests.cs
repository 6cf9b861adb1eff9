using ZetDard.Models.Svm;

namespace ZetDard.Tests;

public class KernelCacheTests
{
    private const int RowCount = 120;

    private static readonly KernelForm.Leaf Form = new(KernelKind.Gaussian, .2);

    [Fact]
    public void Row_gives_the_values_of_the_kernel_in_whichever_order_rows_are_asked_for()
    {
        var (rows, expected) = Rows();
        var cache = Cache(rows);
        cache.Prepare([5, 3, 5, 119, 0, 1, 2, 4, 6, 7, 8], TestContext.Current.CancellationToken);
        Assert.Equal(10, cache.HeldCount);
        int[] order = [.. Enumerable.Range(0, RowCount)];
        new Random(1).Shuffle(order);
        foreach (var row in order)
        {
            Assert.Equal(expected.AsSpan(row * RowCount, RowCount), cache.Row(row));
        }

        Assert.Equal(RowCount, cache.HeldCount);
    }

    [Fact]
    public void Row_is_computed_once()
    {
        var (cache, token) = (Cache(Rows().Rows), TestContext.Current.CancellationToken);
        cache.Prepare([.. Enumerable.Range(0, RowCount)], token);
        var before = cache.Row(17);
        cache.Prepare([17, 18], token);
        Assert.True(before == cache.Row(17));           // the same memory
    }

    [Fact]
    public void Row_gives_the_same_to_many_threads_that_compute_it_at_once()
    {
        var (rows, expected) = Rows();
        var cache = Cache(rows);
        Parallel.For(
            0,
            4,
            worker =>
            {
                var random = new Random(worker);
                for (var i = 0; i < 400; i++)
                {
                    var row = random.Next(RowCount);
                    Assert.Equal(expected.AsSpan(row * RowCount, RowCount), cache.Row(row));
                }
            });
    }

    [Fact]
    public void There_is_no_cache_where_the_matrix_does_not_fit()
    {
        const long Needed = RowCount * RowCount * sizeof(float);
        Assert.NotNull(KernelCache.TryCreate(Rows().Rows, RowCount, Needed));
        Assert.Null(KernelCache.TryCreate(Rows().Rows, RowCount, Needed - 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fit_on_the_cache_is_that_without_it(bool isLarge)
    {
        // The larger one is decomposed, the smaller one is its own working set.
        var count = isLarge ? 2_100 : 600;
        var (table, isPositive) = SvmProblems.Clouds(count, 6, 12, distance: 1);
        var problem = SvmProblems.Problem(table, isPositive, Form);
        int[] chosen = [.. problem.Chosen.Where(i => isLarge || i % 3 > 0)];
        problem = problem with
        {
            Chosen = chosen,
            IsPositive = [.. chosen.Select(i => isPositive[i])],
            Costs = [.. chosen.Select(_ => 1.0)],
            IsOneOfMany = true,
        };
        var (expected, cache) = (SvmProblems.Solve(problem), KernelCache.TryCreate(problem.Rows, count, long.MaxValue)!);
        var actual = SvmProblems.Solve(problem with { Cache = cache });
        Assert.True(actual.Gap < problem.Tolerance);
        Assert.Equal(expected.Coefficients, actual.Coefficients);
        Assert.Equal(expected.Rho, actual.Rho);
        Assert.NotEqual(0, cache.HeldCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RowCount + 1)]
    public void A_cache_of_no_rows_or_more_than_there_are_is_refused(int trainingCount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelCache.TryCreate(Rows().Rows, trainingCount, 1_000));

    private static KernelCache Cache(KernelRows rows) => KernelCache.TryCreate(rows, RowCount, long.MaxValue)!;

    private static (KernelRows Rows, float[] Values) Rows()
    {
        var rows = KernelRows.Create(Form, SvmProblems.Clouds(RowCount, 5, 11).Rows);
        int[] all = [.. Enumerable.Range(0, RowCount)];
        var values = new float[RowCount * RowCount];
        rows.Columns(all).Fill(rows, all, values);
        return (rows, values);
    }
}
