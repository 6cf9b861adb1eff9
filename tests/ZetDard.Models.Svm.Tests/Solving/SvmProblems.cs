using System.Globalization;
using ZetDard.Models.Svm;

namespace ZetDard.Tests;

/// <summary>Problems for tests: seeded clouds, and LIBSVM's files.</summary>
internal static class SvmProblems
{
    /// <summary>Two clouds that overlap.</summary>
    public static (RowMatrix Rows, bool[] IsPositive) Clouds(int rowCount, int columnCount, int seed, double distance = .6)
    {
        var random = new Random(seed);
        var values = new float[rowCount * columnCount];
        var isPositive = new bool[rowCount];
        for (var row = 0; row < rowCount; row++)
        {
            isPositive[row] = row == 0 || (row != 1 && random.Next(3) == 0);
            for (var column = 0; column < columnCount; column++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                values[(row * columnCount) + column] = (float)(normal + (isPositive[row] ? distance : 0));
            }
        }

        return (RowMatrix.Dense(values, rowCount, columnCount), isPositive);
    }

    public static SvcProblem Problem(
        RowMatrix rows, bool[] isPositive, KernelForm form, double cost = 1, double tolerance = 1e-3, int vectorBits = 0) =>
        new(
            KernelRows.Create(form, rows, vectorBits),
            [.. Enumerable.Range(0, rows.RowCount)],
            isPositive,
            [.. Enumerable.Repeat(cost, rows.RowCount)],
            tolerance);

    public static SvcSolution Solve(SvcProblem problem) => SvcSolver.Solve(problem, TestContext.Current.CancellationToken);

    /// <summary>A LIBSVM file; a label above 0 is positive.</summary>
    public static (RowMatrix Rows, bool[] IsPositive) Read(string path, int columnCount)
    {
        var (values, offsets, columns, isPositive) = (new List<float>(), new List<int> { 0 }, new List<int>(), new List<bool>());
        foreach (var line in File.ReadLines(path))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            isPositive.Add(double.Parse(fields[0], CultureInfo.InvariantCulture) > 0);
            foreach (var field in fields[1..])
            {
                var colon = field.IndexOf(':', StringComparison.Ordinal);
                columns.Add(int.Parse(field[..colon], CultureInfo.InvariantCulture) - 1);
                values.Add(float.Parse(field[(colon + 1)..], CultureInfo.InvariantCulture));
            }

            offsets.Add(values.Count);
        }

        return (RowMatrix.Sparse([.. values], [.. offsets], [.. columns], columnCount), [.. isPositive]);
    }

    /// <summary>½ βᵀKβ − yᵀβ, and between what the threshold lies, in double precision from the definition of the kernel.</summary>
    public static (double Objective, double Most, double Least) Check(KernelForm form, RowMatrix rows, SvcProblem problem, double[] beta)
    {
        var (objective, most, least) = (0.0, double.NegativeInfinity, double.PositiveInfinity);
        for (var i = 0; i < beta.Length; i++)
        {
            var y = problem.IsPositive[i] ? 1 : -1;
            var sum = 0.0;
            for (var j = 0; j < beta.Length; j++)
            {
                sum += beta[j] == 0 ? 0 : beta[j] * KernelRowsReference.Value(form, rows, problem.Chosen[i], rows, problem.Chosen[j]);
            }

            objective += beta[i] * ((sum / 2) - y);
            Assert.InRange(y * beta[i], 0, problem.Costs[i]);
            most = (y > 0 ? beta[i] < problem.Costs[i] : beta[i] < 0) ? Math.Max(most, y - sum) : most;
            least = (y > 0 ? beta[i] > 0 : beta[i] > -problem.Costs[i]) ? Math.Min(least, y - sum) : least;
        }

        return (objective, most, least);
    }

    /// <summary>Share of rows, in percent, on the right side.</summary>
    public static double Accuracy(SvcProblem problem, SvcSolution solution, KernelRows scored, bool[] isPositive)
    {
        int[] vectors = [.. Enumerable.Range(0, problem.Chosen.Length).Where(i => solution.Coefficients[i] != 0)];
        var functions = new DecisionFunctions(
            problem.Rows.Columns([.. vectors.Select(i => problem.Chosen[i])]),
            [.. vectors.Select(i => solution.Coefficients[i])],
            [solution.Rho]);
        var values = new double[scored.Count];
        functions.Evaluate(scored, [.. Enumerable.Range(0, scored.Count)], values);
        return 100.0 * values.Where((value, i) => value > 0 == isPositive[i]).Count() / values.Length;
    }
}
