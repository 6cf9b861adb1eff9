using CsCheck;
using ZetDard.Models.Svm;

namespace ZetDard.Tests;

public class SvcSolverTests
{
    private static readonly KernelForm.Leaf Gaussian = new(KernelKind.Gaussian, .1);

    [Fact]
    public void Solve_agrees_with_the_textbook_method_on_any_problem() =>
        Gen.Select(
            Gen.Int[2, 200],
            Gen.Int[1, 12],
            Gen.Int[0, 1_000_000],
            Gen.OneOf(.01, 1.0, 50.0),
            Gen.OneOf(1e-3, 1e-5),
            Gen.OneOf(KernelKind.Linear, KernelKind.Polynomial, KernelKind.Gaussian, KernelKind.Laplacian))
            .Sample(
                (rowCount, columnCount, seed, cost, tolerance, kind) =>
                {
                    var form = new KernelForm.Leaf(kind, .2, 2, 1);
                    var (rows, isPositive) = SvmProblems.Clouds(rowCount, columnCount, seed);
                    var problem = SvmProblems.Problem(rows, isPositive, form, cost, tolerance) with { MaxIterations = 200_000 };
                    // Weights of rows and classes.
                    var random = new Random(seed);
                    for (var i = 0; i < rowCount; i++)
                    {
                        problem.Costs[i] *= (isPositive[i] ? 2 : .5) * (1 + random.Next(3));
                    }

                    AssertSame(SvcReference.Solve(problem, TestContext.Current.CancellationToken), SvmProblems.Solve(problem), form, rows, problem);
                },
                iter: 40);

    [Theory]
    [InlineData(1, .1, 1e-3)]
    [InlineData(100, .02, 1e-3)]
    [InlineData(1, 2, 1e-3)]
    [InlineData(10, .1, 1e-6)]
    public void Solve_agrees_with_the_textbook_method_where_it_decomposes(double cost, double gamma, double tolerance)
    {
        var form = Gaussian with { Gamma = gamma };
        var (rows, isPositive) = SvmProblems.Clouds(700, 10, 3);
        var problem = SvmProblems.Problem(rows, isPositive, form, cost, tolerance);
        AssertSame(SvcReference.Solve(problem, TestContext.Current.CancellationToken), SvmProblems.Solve(problem), form, rows, problem);
    }

    [Fact]
    public void SolveAll_gives_the_same_bits_for_any_number_of_threads_and_width()
    {
        var (rows, isPositive) = SvmProblems.Clouds(900, 10, 4);
        SvcSolution[] expected = [];
        foreach (var (bits, threads) in ((int, int)[])[(0, 1), (0, 2), (0, 3), (128, 2), (256, 1), (512, 1)])
        {
            var problem = SvmProblems.Problem(rows, isPositive, Gaussian, vectorBits: bits);
            SvcProblem[] problems =
            [
                problem,
                Part(problem, i => i % 2 == 0),
                Part(problem, i => i % 3 > 0),
                Part(problem, i => i < 300),
            ];
            var solutions = SvcSolver.SolveAll(problems, threads, null, 64L << 20, bits == 0 ? Lanes.BestBits : bits, TestContext.Current.CancellationToken);
            expected = expected.Length == 0 ? solutions : expected;
            for (var i = 0; i < problems.Length; i++)
            {
                AssertSameBits(expected[i], solutions[i]);
            }
        }
    }

    [Fact]
    public void SolveAll_gives_the_same_bits_where_one_problem_has_all_threads()
    {
        var (rows, isPositive) = SvmProblems.Clouds(3_200, 8, 5, distance: 1);
        var problem = SvmProblems.Problem(rows, isPositive, Gaussian, tolerance: .01);
        AssertSameBits(SvcSolver.SolveAll([problem], 1, null, TestContext.Current.CancellationToken)[0], SvcSolver.SolveAll([problem], 3, null, TestContext.Current.CancellationToken)[0]);
    }

    [Fact]
    public void SolveAll_gives_the_same_result_with_little_memory()
    {
        var (rows, isPositive) = SvmProblems.Clouds(800, 10, 6);
        var problem = SvmProblems.Problem(rows, isPositive, Gaussian, tolerance: 1e-4);
        var expected = SvmProblems.Solve(problem);
        foreach (var rowCount in (int[])[1, 40, 300])
        {
            var solution = SvcSolver.SolveAll(
                [problem], 1, null, rowCount * 800 * sizeof(float), Lanes.BestBits, TestContext.Current.CancellationToken)[0];
            Assert.Equal(expected.Objective, solution.Objective, 1e-5 * Math.Abs(expected.Objective));
            Assert.Equal(expected.Rho, solution.Rho, 1e-3);
        }
    }

    [Fact]
    public void SolveAll_tells_which_problems_are_solved()
    {
        var (rows, isPositive) = SvmProblems.Clouds(100, 3, 7);
        var problem = SvmProblems.Problem(rows, isPositive, Gaussian);
        var told = new List<int>();
        SvcSolver.SolveAll(
            [problem, problem, problem],
            2,
            i =>
            {
                lock (told)
                {
                    told.Add(i);
                }
            },
            TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2], told.Order());
        Assert.Empty(SvcSolver.SolveAll([], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void SolveAll_stops_within_a_fit_when_it_is_cancelled()
    {
        // No tolerance can be met on labels at random with such a cost: the fit would go on for long.
        var (rows, isPositive) = SvmProblems.Clouds(3_000, 2, 8, distance: 0);
        var problem = SvmProblems.Problem(rows, isPositive, Gaussian, cost: 1e9, tolerance: 1e-9) with { MaxIterations = long.MaxValue };
        using var source = new CancellationTokenSource();
        var (fits, started) = (0, Environment.TickCount64);
        source.CancelAfter(200);
        Assert.ThrowsAny<OperationCanceledException>(
            () => SvcSolver.SolveAll([problem, problem], 2, _ => fits++, source.Token));
        Assert.Equal(0, fits);
        Assert.InRange(Environment.TickCount64 - started, 0, 10_000);
    }

    [Theory]
    [InlineData(KernelKind.Gaussian, 1e-300, 1, 0)]
    [InlineData(KernelKind.Gaussian, 1e300, 1, 0)]
    [InlineData(KernelKind.Gaussian, .1, 1e30, 0)]
    [InlineData(KernelKind.Gaussian, .1, 1e-30, 0)]
    [InlineData(KernelKind.Sigmoid, 1, 10, -1)]
    [InlineData(KernelKind.Sigmoid, 100, 1000, 5)]
    [InlineData(KernelKind.Polynomial, 1e9, 1e6, 1)]
    [InlineData(KernelKind.Polynomial, 1e30, 1, 1)]
    [InlineData(KernelKind.Linear, 1, 1e12, 0)]
    public void Solve_ends_with_numbers_for_absurd_options(KernelKind kind, double gamma, double cost, double offset)
    {
        foreach (var rowCount in (int[])[60, 700])
        {
            var (rows, isPositive) = SvmProblems.Clouds(rowCount, 4, 9, distance: .2);
            // Equal rows with conflicting labels, and rows that are all alike.
            rows.Values.AsSpan(0, 4).CopyTo(rows.Values.AsSpan(4));
            for (var i = 20; i < 40; i++)
            {
                rows.Values.AsSpan(80, 4).CopyTo(rows.Values.AsSpan(i * 4));
            }

            var form = new KernelForm.Leaf(kind, gamma, 3, offset);
            var problem = SvmProblems.Problem(rows, isPositive, form, cost) with { MaxIterations = 20_000 };
            var solution = SvmProblems.Solve(problem);
            Assert.True(double.IsFinite(solution.Rho) && double.IsFinite(solution.Objective) && double.IsFinite(solution.Gap), $"{solution}");
            Assert.All(solution.Coefficients, value => Assert.True(double.IsFinite(value)));
            Assert.InRange(solution.Iterations, 0, 20_000);
            Assert.InRange(solution.Coefficients.Sum() / Math.Max(1e-30, solution.Coefficients.Sum(Math.Abs)), -1e-6, 1e-6);
        }
    }

    [Fact]
    public void Solve_says_how_far_from_optimal_it_is_where_iterations_end()
    {
        var (rows, isPositive) = SvmProblems.Clouds(800, 5, 10, distance: .1);
        var problem = SvmProblems.Problem(rows, isPositive, Gaussian, 100) with { MaxIterations = 300 };
        var solution = SvmProblems.Solve(problem);
        var expected = SvmProblems.Check(Gaussian, rows, problem, solution.Coefficients);
        Assert.Equal(300, solution.Iterations);
        Assert.True(solution.Gap > 1e-3);
        Assert.Equal(expected.Most - expected.Least, solution.Gap, 1e-3 * solution.Gap);
    }

    [Fact]
    public void Solve_of_rows_that_are_all_equal_decides_for_nobody()
    {
        var rows = RowMatrix.Dense([.. Enumerable.Repeat(2f, 300)], 100, 3);
        bool[] isPositive = [.. Enumerable.Range(0, 100).Select(i => i % 4 == 0)];
        var solution = SvmProblems.Solve(SvmProblems.Problem(rows, isPositive, Gaussian));
        Assert.True(solution.Gap < 1e-3);
        Assert.Equal(0, solution.Coefficients.Sum(), 1e-9);
        Assert.True(solution.Coefficients.Sum() - solution.Rho < 0);      // the larger class
    }

    private static SvcProblem Part(SvcProblem problem, Func<int, bool> takes)
    {
        int[] chosen = [.. problem.Chosen.Where(takes)];
        return problem with
        {
            Chosen = chosen,
            IsPositive = [.. chosen.Select(i => problem.IsPositive[i])],
            Costs = [.. chosen.Select(i => problem.Costs[i])],
        };
    }

    private static void AssertSameBits(SvcSolution expected, SvcSolution actual)
    {
        Assert.Equal(expected.Coefficients, actual.Coefficients);
        Assert.Equal(expected with { Coefficients = actual.Coefficients }, actual);
    }

    private static void AssertSame(SvcSolution expected, SvcSolution actual, KernelForm form, RowMatrix rows, SvcProblem problem)
    {
        // The objective of either is at most the sum of costs times the gap above the least.
        var room = problem.Tolerance * Math.Min(problem.Costs.Sum(), expected.Coefficients.Sum(Math.Abs) + 1);
        Assert.Equal(expected.Objective, actual.Objective, room + (1e-6 * Math.Abs(expected.Objective)));
        var (objective, most, least) = SvmProblems.Check(form, rows, problem, actual.Coefficients);
        var rounding = 2e-7 * actual.Coefficients.Sum(Math.Abs) * Enumerable.Range(0, rows.RowCount).Max(i => Math.Abs(problem.Rows.Diagonal(i)));
        Assert.Equal(objective, actual.Objective, (1e-4 * Math.Abs(objective)) + 1e-9);     // values of the kernel have 7 digits
        Assert.Equal(0, actual.Coefficients.Sum(), 1e-9 * (1 + actual.Coefficients.Sum(Math.Abs)));
        if (actual.Iterations < problem.MaxIterations)
        {
            Assert.True(actual.Gap < problem.Tolerance, $"Gap {actual.Gap} after {actual.Iterations}");
            Assert.InRange(most - least, double.NegativeInfinity, problem.Tolerance + rounding);
            // ρ lies where the conditions, by the definition of the kernel, leave it: within the tolerance, or between the bounds.
            Assert.InRange(-actual.Rho, Math.Min(most, least) - rounding, Math.Max(most, least) + rounding);
        }
    }
}
