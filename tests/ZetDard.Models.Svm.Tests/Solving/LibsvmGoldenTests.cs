using System.Text.Json;
using ZetDard.Models.Svm;

namespace ZetDard.Tests;

/// <summary>Against LIBSVM 3.24 (svm-train), whose results are in the shared folder.</summary>
public class LibsvmGoldenTests
{
    [Theory]
    [InlineData("linear", KernelKind.Linear, -1.0491)]
    [InlineData("polynomial", KernelKind.Polynomial, -.16571)]
    [InlineData("rbf", KernelKind.Gaussian, .42451)]
    [InlineData("sigmoid", KernelKind.Sigmoid, -.33433)]
    public void Solve_agrees_with_libsvm(string name, KernelKind kind, double rhoAtTightTolerance)
    {
        using var goldens = JsonDocument.Parse(File.ReadAllText(SharedFolder.PathOrSkip("oracles", "svm", "goldens.json")));
        var golden = goldens.RootElement.GetProperty("kernels").GetProperty(name);
        var (rows, isPositive) = SvmProblems.Read(SharedFolder.PathOrSkip("oracles", "svm", "heart_scale.txt"), 13);
        var problem = SvmProblems.Problem(rows, isPositive, new KernelForm.Leaf(kind, 1.0 / 13, 3, 0));
        var solution = SvmProblems.Solve(problem);

        var objective = golden.GetProperty("objective").GetDouble();
        Assert.Equal(objective, solution.Objective, 1e-4 * Math.Abs(objective));
        Assert.Equal(golden.GetProperty("rho").GetDouble(), solution.Rho, 5e-3);
        AssertCount(golden.GetProperty("nSV").GetInt32(), solution.Coefficients.Count(c => c != 0));
        AssertCount(golden.GetProperty("nBSV").GetInt32(), solution.Coefficients.Count(c => Math.Abs(c) == 1));
        Assert.Equal(
            golden.GetProperty("trainAccuracyPercent").GetDouble(), SvmProblems.Accuracy(problem, solution, problem.Rows, isPositive), .1);

        var tight = SvmProblems.Solve(problem with { Tolerance = 1e-6 });
        Assert.True(tight.Gap < 1e-6);
        Assert.Equal(rhoAtTightTolerance, tight.Rho, kind == KernelKind.Linear ? 1e-4 : 1e-5);
    }

    [Theory]
    [InlineData(1, .25, false, 66.925)]
    [InlineData(1, .25, true, 96.15)]
    [InlineData(2, 2, true, 96.875)]
    public void Solve_predicts_svmguide1_as_libsvm_does(double cost, double gamma, bool isScaled, double percent)
    {
        var (train, isPositive) = SvmProblems.Read(SharedFolder.PathOrSkip("oracles", "svm", "svmguide1_train.txt"), 4);
        var (test, isPositiveThere) = SvmProblems.Read(SharedFolder.PathOrSkip("oracles", "svm", "svmguide1_test.txt"), 4);
        if (isScaled)
        {
            var (least, most) = Range(train);
            Scale(train, least, most);
            Scale(test, least, most);
        }

        var form = new KernelForm.Leaf(KernelKind.Gaussian, gamma);
        var problem = SvmProblems.Problem(train, isPositive, form, cost);
        var solution = SvmProblems.Solve(problem);
        Assert.Equal(percent, SvmProblems.Accuracy(problem, solution, KernelRows.Create(form, test), isPositiveThere), .001);
    }

    private static void AssertCount(int expected, int actual) => Assert.InRange(actual, expected * .99, expected * 1.01);

    private static (float[] Least, float[] Most) Range(RowMatrix rows)
    {
        float[] least = [.. Enumerable.Repeat(float.PositiveInfinity, 4)], most = [.. Enumerable.Repeat(float.NegativeInfinity, 4)];
        for (var entry = 0; entry < rows.Values.Length; entry++)
        {
            var column = rows.Columns![entry];
            (least[column], most[column]) = (Math.Min(least[column], rows.Values[entry]), Math.Max(most[column], rows.Values[entry]));
        }

        return (least, most);
    }

    private static void Scale(RowMatrix rows, float[] least, float[] most)
    {
        for (var entry = 0; entry < rows.Values.Length; entry++)
        {
            var column = rows.Columns![entry];
            rows.Values[entry] = (float)(-1 + (2 * ((double)rows.Values[entry] - least[column]) / ((double)most[column] - least[column])));
        }
    }
}
