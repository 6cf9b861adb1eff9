using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace ZetDard.Recommenders.Tests.Dense;

public sealed class CholeskyTests
{
    // Oracle: MathNet.
    [Fact]
    public void Solve_gives_what_MathNet_gives() =>
        Gen.Select(Gen.Int[1, 330], Gen.Int[1, 6], Gen.Int).Sample(
            (size, columns, seed) =>
            {
                var matrix = PositiveDefinite(size, seed);
                var sides = Numbers(size * columns, seed + 1);
                var expected = Matrix<double>.Build.DenseOfRowMajor(size, size, matrix).Cholesky()
                    .Solve(Matrix<double>.Build.DenseOfRowMajor(size, columns, sides));
                Factor(matrix, size).Solve(sides, columns);
                for (var i = 0; i < sides.Length; i++)
                {
                    Assert.Equal(expected[i / columns, i % columns], sides[i], 1e-9);
                }
            },
            iter: 40);

    [Fact]
    public void Factor_gives_the_same_bits_for_any_number_of_threads()
    {
        const int Size = 611;
        Assert.Equal(Lower(1), Lower(2));
        Assert.Equal(Lower(1), Lower(0));

        static double[] Lower(int threadCount)
        {
            var identity = new double[Size * Size];
            for (var i = 0; i < Size; i++)
            {
                identity[i * (Size + 1)] = 1;
            }

            Cholesky.Factor(PositiveDefinite(Size, seed: 1), Size, threadCount, TestContext.Current.CancellationToken).Solve(identity, Size);
            return identity;
        }
    }

    [Fact]
    public void Factor_reads_only_the_lower_triangle()
    {
        double[] x = [1, 2];
        Factor([4, double.NaN, 2, 3], size: 2).Solve(x, columns: 1);
        Assert.Equal(-.125, x[0], 1e-12);
        Assert.Equal(.75, x[1], 1e-12);
    }

    [Theory]
    [InlineData(0.0, "row 120")]
    [InlineData(double.NaN, "row 120")]
    [InlineData(double.PositiveInfinity, "row 120")]
    public void Factor_names_the_row_of_a_matrix_that_is_not_positive_definite(double pivot, string place)
    {
        var matrix = new double[150 * 150];
        for (var i = 0; i < 150; i++)
        {
            matrix[i * 151] = i == 120 ? pivot : 1;
        }

        Assert.Contains(place, Assert.Throws<ArgumentException>(() => Factor(matrix, 150)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_of_other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Factor(new double[5], 2));
        Assert.Throws<ArgumentException>(() => Factor([1], 1).Solve(new double[3], 2));
        Factor([], 0).Solve([], 3);
    }

    [Fact]
    public void Factor_stops_when_it_is_cancelled() =>
        Assert.Throws<OperationCanceledException>(() => Cholesky.Factor(PositiveDefinite(200, 1), 200, cancellationToken: new(canceled: true)));

    private static Cholesky Factor(double[] matrix, int size) =>
        Cholesky.Factor(matrix, size, cancellationToken: TestContext.Current.CancellationToken);

    private static double[] PositiveDefinite(int size, int seed)
    {
        var factor = Matrix<double>.Build.DenseOfRowMajor(size, size, Numbers(size * size, seed));
        return ((factor * factor.Transpose()) + Matrix<double>.Build.DenseDiagonal(size, 1 + size)).ToRowMajorArray();
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
    }
}
