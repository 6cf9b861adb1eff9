using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace ZetDard.Recommenders.Tests.Dense;

public sealed class TruncatedSvdTests
{
    private static readonly Gen<CsrMatrix> Matrices =
        from rows in Gen.Int[1, 12]
        from columns in Gen.Int[1, 12]
        from entries in Gen.Select(Gen.Int[0, rows - 1], Gen.Int[0, columns - 1], Gen.Float[0.5f, 2]).Array[1, 60]
        select CsrMatrix.FromEntries(
            rows, columns, Array.ConvertAll(entries, e => e.Item1), Array.ConvertAll(entries, e => e.Item2),
            Array.ConvertAll(entries, e => e.Item3));

    // Oracle: MathNet's full decomposition. Single-precision storage: about 1e-5 of the largest singular value.
    [Fact]
    public void SingularValues_agree_with_the_full_decomposition() => Gen.Select(Matrices, Gen.Int[1, 12]).Sample((matrix, rank) =>
    {
        var expected = Dense(matrix).Svd().S;
        var actual = TruncatedSvd.Compute(matrix, rank, seed: 1);
        Assert.Equal(Math.Min(rank, Math.Min(matrix.RowCount, matrix.ColumnCount)), actual.Rank);
        for (var i = 0; i < actual.Rank; i++)
        {
            Assert.Equal(expected[i], actual.SingularValues.Span[i], 1e-4 * (1 + expected[0]));
        }
    }, iter: 500);

    [Fact]
    public void Right_vectors_are_orthonormal_and_reproduce_the_matrix() => Matrices.Sample(matrix =>
    {
        var full = TruncatedSvd.Compute(matrix, 12, seed: 1);
        var v = Matrix<float>.Build.DenseOfRowMajor(matrix.ColumnCount, full.Rank, full.Right.ToArray()).ToDouble();
        var a = Dense(matrix);
        Assert.Equal(0, (a - (a * v * v.Transpose())).FrobeniusNorm(), 1e-3 * (1 + a.FrobeniusNorm()));
        var gram = v.Transpose() * v;
        for (var i = 0; i < full.Rank; i++)
        {
            Assert.Equal(full.SingularValues.Span[i] > 0 ? 1 : 0, gram[i, i], 1e-3);
        }
    }, iter: 500);

    [Fact]
    public void Compute_gives_the_same_bits_for_any_number_of_threads()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 3000).Select(_ => random.Next(400)).ToArray();
        var columns = Enumerable.Range(0, 3000).Select(_ => random.Next(300)).ToArray();
        var matrix = CsrMatrix.FromEntries(400, 300, rows, columns);
        Assert.Equal(Right(seed: 5, threadCount: 1), Right(seed: 5, threadCount: 2));
        Assert.NotEqual(Right(seed: 5, threadCount: 1), Right(seed: 6, threadCount: 1));

        float[] Right(int seed, int threadCount) =>
            TruncatedSvd.Compute(
                matrix, 8, seed, threadCount: threadCount, cancellationToken: TestContext.Current.CancellationToken).Right.ToArray();
    }

    [Fact]
    public void Compute_refuses_a_matrix_too_wide_for_its_arrays_before_it_allocates_any()
    {
        var wide = new CsrMatrix(1_500_000_000, [0, 1, 2, 3], [0, 1, 1_499_999_999]);
        var error = Assert.Throws<ArgumentException>(
            () => TruncatedSvd.Compute(wide, rank: 2, seed: 1, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("1500000000 x 3", error.Message, StringComparison.Ordinal);
    }

    private static Matrix<double> Dense(CsrMatrix matrix)
    {
        var dense = Matrix<double>.Build.Dense(matrix.RowCount, matrix.ColumnCount);
        for (var row = 0; row < matrix.RowCount; row++)
        {
            for (var i = 0; i < matrix.Degree(row); i++)
            {
                dense[row, matrix.Row(row)[i]] = matrix.HasValues ? matrix.RowValues(row)[i] : 1;
            }
        }

        return dense;
    }
}
