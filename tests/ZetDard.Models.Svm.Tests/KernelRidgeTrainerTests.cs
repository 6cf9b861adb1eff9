using MathNet.Numerics.LinearAlgebra;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm.Tests;

public sealed class KernelRidgeTrainerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Oracle: the normal equations of Σ wᵢ (f(xᵢ) − yᵢ)² + λ ‖f‖² by MathNet: (W K + λ I) α = W y.
    [Theory]
    [InlineData(ClassWeights.Balanced)]
    [InlineData(ClassWeights.None)]
    public async Task Scores_are_those_of_the_weighted_regression(ClassWeights weights)
    {
        const double Gamma = .8, Lambda = .05;
        var random = new Random(3);
        string[] names = ["a", "b"];
        var rows = Enumerable.Range(0, 25).Select(_ => new[] { random.NextSingle(), random.NextSingle() }).ToArray();
        var classes = rows.Select((row, i) => i < 5 ? 0 : i < 12 ? 1 : 2).ToArray();
        var examples = Examples.From(rows.Select((row, i) => (new FeatureRow(names, row), $"{classes[i]}")));
        var trainer = new KernelRidgeTrainer(
            new() { Kernel = Kernel.Gaussian(Gamma), Lambda = Lambda, Standardize = false, ClassWeights = weights });
        using var classifier = await trainer.FitAsync(examples, cancellationToken: Cancellation);
        var kernel = Matrix<double>.Build.Dense(25, 25, (i, j) => K(rows[i], rows[j]));
        var w = Vector<double>.Build.Dense(25, i => weights == ClassWeights.None ? 1 : Math.Sqrt(25.0 / 3 / classes.Count(c => c == classes[i])));
        var y = Matrix<double>.Build.Dense(25, 3, (i, c) => classes[i] == c ? 1 : 0);
        var weighted = Matrix<double>.Build.DiagonalOfDiagonalVector(w);
        var alpha = ((weighted * kernel) + (Lambda * Matrix<double>.Build.DenseIdentity(25))).Solve(weighted * y);
        float[] x = [.4f, .7f];
        var scores = new float[3];
        classifier.Score(new(names, x), scores);
        for (var c = 0; c < 3; c++)
            Assert.Equal(rows.Select((row, i) => alpha[i, c] * K(row, x)).Sum(), scores[c], 1e-4);

        static double K(float[] left, float[] right) =>
            Math.Exp(-Gamma * left.Zip(right, (a, b) => ((double)a - b) * (a - b)).Sum());
    }

    [Fact]
    public async Task Kernel_that_is_not_positive_definite_is_refused()
    {
        string[] names = ["a"];
        var examples = Examples.From(Enumerable.Range(0, 10).Select(i => (new FeatureRow(names, new[] { (float)i }), i < 5 ? "x" : "y")));
        var trainer = new KernelRidgeTrainer(new() { Kernel = Kernel.Sigmoid(5, -3), Lambda = 1e-9 });
        var error = await Assert.ThrowsAsync<ArgumentException>(() => trainer.FitAsync(examples, cancellationToken: Cancellation));
        Assert.Contains("Raise Lambda", error.Message, StringComparison.Ordinal);
    }
}
