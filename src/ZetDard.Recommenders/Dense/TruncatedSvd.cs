using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace ZetDard.Recommenders;

/// <summary>The strongest singular directions of a sparse matrix A ≈ U S Vᵀ, by randomised subspace iteration.</summary>
/// <remarks>
/// Source: Halko, Martinsson and Tropp, Finding Structure with Randomness (2011), algorithms 4.4 and 5.1; orthonormalisation by
/// the eigenvectors of the Gram matrix (Stathopoulos and Wu 2002), twice.
/// Takes 2 · (iterations + 1) passes over the entries, each of rank + 16 multiplications an entry; memory (rows + columns) ·
/// (rank + 16) · 4 bytes.
/// The same seed gives the same bits whatever the number of threads.
/// </remarks>
public sealed class TruncatedSvd
{
    private const int Oversampling = 16;

    private TruncatedSvd(int rank, float[] right, float[] singularValues)
    {
        Rank = rank;
        Right = right;
        SingularValues = singularValues;
    }

    /// <summary>Number of directions, at most the smaller side of the matrix.</summary>
    public int Rank { get; }

    /// <summary>V: columns of the matrix × <see cref="Rank"/>, row-major; orthonormal columns, strongest direction first, 0 in
    /// directions that the matrix does not have.</summary>
    public ReadOnlyMemory<float> Right { get; }

    /// <summary>The singular values, descending; 0 in directions that the matrix does not have.</summary>
    public ReadOnlyMemory<float> SingularValues { get; }

    /// <summary>Computes the decomposition.</summary>
    /// <param name="matrix">A; a pattern counts as ones.</param>
    /// <param name="rank">How many directions, 1 or more.</param>
    /// <param name="seed">Seed of the random start.</param>
    /// <param name="iterations">Rounds of subspace iteration, 0 or more. Default 4: enough where singular values fall slowly.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is below 1, or <paramref name="iterations"/> or
    /// <paramref name="threadCount"/> below 0.</exception>
    /// <exception cref="ArgumentException">The longer side of the matrix times (<paramref name="rank"/> + 16) is more than an
    /// array can hold, about 2.1 billion.</exception>
    public static TruncatedSvd Compute(
        CsrMatrix matrix, int rank, int seed, int iterations = 4, int threadCount = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        var smaller = Math.Min(matrix.RowCount, matrix.ColumnCount);
        rank = Math.Min(rank, smaller);
        if (rank == 0)
        {
            return new(0, [], []);
        }

        var width = (int)Math.Min((long)rank + Oversampling, smaller);
        var longer = Math.Max(matrix.RowCount, matrix.ColumnCount);
        if ((long)longer * width > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{rank} directions of a {matrix.RowCount} x {matrix.ColumnCount} matrix need arrays of {longer} x {width} numbers, " +
                $"but an array can hold {Array.MaxLength} at most; " +
                $"ask for {(Array.MaxLength / longer) - Oversampling} directions at most, or leave rows or columns out.", nameof(rank));
        }

        var transpose = matrix.Transpose();
        // (rows, width).
        var left = Multiply(matrix, Gaussian(matrix.ColumnCount * width, seed), width, threadCount, cancellationToken);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            Orthonormalise(left, width);
            // (columns, width).
            var across = Multiply(transpose, left, width, threadCount, cancellationToken);
            Orthonormalise(across, width);
            left = Multiply(matrix, across, width, threadCount, cancellationToken);
        }

        Orthonormalise(left, width);
        // Bᵀ with B = Qᵀ A.
        var right = Multiply(transpose, left, width, threadCount, cancellationToken);
        var (values, vectors) = GramEigen(right, width);
        return new(
            rank,
            Project(right, width, vectors, Array.ConvertAll(values, Inverse), rank),
            [.. values.Take(rank).Select(value => (float)value)]);
    }

    /// <summary>sparse · dense, rows in parallel, each summed in the order of its entries. Dense matrices are row-major with
    /// <paramref name="width"/> columns.</summary>
    private static float[] Multiply(CsrMatrix sparse, float[] dense, int width, int threadCount, CancellationToken cancellationToken)
    {
        var product = new float[(long)sparse.RowCount * width];
        Workers.Run<object?>(sparse.RowCount, 64, threadCount, "Decomposing", progress: null, () => null, (_, row) =>
        {
            var target = product.AsSpan(row * width, width);
            var columns = sparse.Row(row);
            var values = sparse.RowValues(row);
            for (var i = 0; i < columns.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(dense.AsSpan(columns[i] * width, width), values.IsEmpty ? 1 : values[i], target, target);
            }
        }, cancellationToken);
        return product;
    }

    // Twice: the first round leaves the columns orthogonal to about the square root of the precision.
    private static void Orthonormalise(float[] matrix, int width)
    {
        for (var round = 0; round < 2; round++)
        {
            var (values, vectors) = GramEigen(matrix, width);
            Project(matrix, width, vectors, Array.ConvertAll(values, Inverse), width).CopyTo(matrix.AsSpan());
        }
    }

    /// <summary>Square roots of the eigenvalues of MᵀM, descending, those that are only rounding as 0, and the eigenvectors
    /// (width × width).</summary>
    private static (double[] Values, Matrix<double> Vectors) GramEigen(float[] matrix, int width)
    {
        // Column-major as MathNet wants it, which for a symmetric matrix is the same as row-major.
        var gram = new double[width * width];
        var wide = new double[width];
        for (var row = 0; row < matrix.Length; row += width)
        {
            TensorPrimitives.ConvertTruncating<float, double>(matrix.AsSpan(row, width), wide);
            for (var i = 0; i < width; i++)
            {
                var target = gram.AsSpan(i * width, width);
                TensorPrimitives.MultiplyAdd(wide, wide[i], target, target);
            }
        }

        var eigen = Matrix<double>.Build.Dense(width, width, gram).Evd(Symmetricity.Symmetric);      // ascending
        var order = Enumerable.Range(0, width).Reverse().ToArray();
        var largest = Math.Max(0, eigen.EigenValues[width - 1].Real);
        var values = Array.ConvertAll(order, i => eigen.EigenValues[i].Real > 1e-12 * largest ? Math.Sqrt(eigen.EigenValues[i].Real) : 0);
        return (values, Matrix<double>.Build.DenseOfColumnVectors(order.Select(eigen.EigenVectors.Column)));
    }

    /// <summary>M · W · diag(scale), the first <paramref name="count"/> columns.</summary>
    private static float[] Project(float[] matrix, int width, Matrix<double> vectors, double[] scale, int count)
    {
        var scaled = new double[width * count];         // (width, count), row-major
        for (var i = 0; i < width; i++)
        {
            for (var column = 0; column < count; column++)
            {
                scaled[(i * count) + column] = vectors[i, column] * scale[column];
            }
        }

        var rows = matrix.Length / width;
        var projected = new float[(long)rows * count];
        var sums = new double[count];
        for (var row = 0; row < rows; row++)
        {
            sums.AsSpan().Clear();
            for (var i = 0; i < width; i++)
            {
                TensorPrimitives.MultiplyAdd(scaled.AsSpan(i * count, count), matrix[(row * width) + i], sums, sums);
            }

            TensorPrimitives.ConvertTruncating<double, float>(sums, projected.AsSpan(row * count, count));
        }

        return projected;
    }

    private static double Inverse(double value) => value > 0 ? 1 / value : 0;

    private static float[] Gaussian(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            // Box and Muller's transform; 1 − u keeps the logarithm away from 0.
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }
}
