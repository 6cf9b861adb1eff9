using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Recommenders;

/// <summary>
/// The factor L of a symmetric positive definite matrix A = L Lᵀ, by which A x = b is solved for any number of right sides. Immutable and
/// safe for concurrent use.
/// </summary>
/// <remarks>
/// Source: the right-looking blocked form (Golub and Van Loan, Matrix Computations, §4.2). Takes size³ / 3 multiplications and
/// additions, and no memory besides the matrix but 768 bytes for each row. The same bits for any number of threads.
/// </remarks>
/// <example>
/// <code>
/// double[] x = [1, 2];
/// Cholesky.Factor([4, 2, 2, 3], size: 2).Solve(x, columns: 1);        // 4 x₀ + 2 x₁ = 1, 2 x₀ + 3 x₁ = 2
/// </code>
/// </example>
public sealed unsafe class Cholesky
{
    private const int BlockSize = 96;       // columns of L that are computed before the rest of the matrix is updated with them
    private const int TileRows = 4;
    private const int TileColumns = 12;
    private const int ChunkSize = 8;        // tiles of rows that a thread takes at once

    private readonly double[] _lower;       // (size, size), L below and on the diagonal; above it are remains

    private Cholesky(double[] lower, int size) => (_lower, Size) = (lower, size);

    /// <summary>Number of rows, and of columns.</summary>
    public int Size { get; }

    /// <summary>Factors a matrix.</summary>
    /// <param name="matrix">
    /// A, size × size, row-major; only its lower triangle is read. The factor keeps the array and overwrites it.
    /// </param>
    /// <param name="size">Number of rows, 0 or more.</param>
    /// <param name="threadCount">The greatest number of threads to use; 0 for as many as there are processors.</param>
    /// <param name="cancellationToken">Stops the work; what is in the array then is of no use.</param>
    /// <exception cref="ArgumentException">
    /// The array has another length, or the matrix is not positive definite; the message names the row where this shows.
    /// </exception>
    public static Cholesky Factor(double[] matrix, int size, int threadCount = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (matrix.LongLength != (long)size * size)
        {
            throw new ArgumentException(
                $"A matrix of {size} rows has {(long)size * size} values; {matrix.LongLength} were given.", nameof(matrix));
        }

        // The columns of a block that lie below it, for each tile of 12 rows transposed: (tiles, BlockSize, 12).
        var panel = new double[((long)size + TileColumns) * BlockSize];
        fixed (double* a = matrix, columns = panel)
        {
            var (lower, packed) = ((nint)a, (nint)columns);
            for (var start = 0; start < size; start += BlockSize)
            {
                var width = Math.Min(BlockSize, size - start);
                var first = start + width;
                if (FactorDiagonal(a, size, start, width) is { } bad)
                {
                    throw new ArgumentException(
                        FormattableString.Invariant($"The matrix is not positive definite: but for {bad.Pivot:G3}, row {bad.Row} is a combination of the rows before it. ") +
                        "Add a positive number to the diagonal, such as a larger regularization.",
                        nameof(matrix));
                }

                var below = size - first;
                Workers.Run<object?>(below, TileRows * ChunkSize, threadCount, "", progress: null, () => null, (_, row) =>
                    SolveRow((double*)lower, size, start, width, first + row, Place((double*)packed, row)), cancellationToken);
                var tiles = (below + TileRows - 1) / TileRows;
                Workers.Run<object?>(tiles, ChunkSize, threadCount, "", progress: null, () => null, (_, tile) =>
                    UpdateRows((double*)lower, size, start, width, first, tile * TileRows, (double*)packed), cancellationToken);
            }
        }

        return new(matrix, size);
    }

    /// <summary>Solves A X = B.</summary>
    /// <param name="rightSides">B, <see cref="Size"/> × columns, row-major; receives X.</param>
    /// <param name="columns">Number of right sides.</param>
    /// <exception cref="ArgumentException"><paramref name="rightSides"/> has another length.</exception>
    public void Solve(Span<double> rightSides, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (rightSides.Length != (long)Size * columns)
        {
            throw new ArgumentException(
                $"{columns} right sides of {Size} rows have {(long)Size * columns} values; {rightSides.Length} were given.", nameof(rightSides));
        }

        var x = new double[Size];
        for (var column = 0; column < columns; column++)
        {
            for (var row = 0; row < Size; row++)
            {
                var before = Row(row)[..row];
                x[row] = (rightSides[(row * columns) + column] - TensorPrimitives.Dot(before, x.AsSpan(0, row))) / Row(row)[row];
            }

            for (var row = Size - 1; row >= 0; row--)
            {
                x[row] /= Row(row)[row];
                TensorPrimitives.MultiplyAdd(Row(row)[..row], -x[row], x.AsSpan(0, row), x.AsSpan(0, row));
            }

            for (var row = 0; row < Size; row++)
            {
                rightSides[(row * columns) + column] = x[row];
            }
        }
    }

    private ReadOnlySpan<double> Row(int row) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_lower), (nint)row * Size), Size);

    private static double* Place(double* packed, int row) =>
        packed + ((long)(row / TileColumns) * (TileColumns * BlockSize)) + (row % TileColumns);

    // The definition, on the few columns of a block; the row that shows that it cannot be done.
    private static (int Row, double Pivot)? FactorDiagonal(double* a, int size, int start, int width)
    {
        for (var column = start; column < start + width; column++)
        {
            var own = a + ((long)column * size);
            var pivot = own[column];
            for (var k = start; k < column; k++)
            {
                pivot -= own[k] * own[k];
            }

            if (!(pivot > 0) || !double.IsFinite(pivot))
            {
                return (column, pivot);
            }

            own[column] = Math.Sqrt(pivot);
            for (var row = column + 1; row < start + width; row++)
            {
                var other = a + ((long)row * size);
                var sum = other[column];
                for (var k = start; k < column; k++)
                {
                    sum -= other[k] * own[k];
                }

                other[column] = sum / own[column];
            }
        }

        return null;
    }

    // The block's columns of one row below it, in place and transposed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SolveRow(double* a, int size, int start, int width, int row, double* packed)
    {
        var own = a + ((long)row * size) + start;
        for (var column = 0; column < width; column++)
        {
            var pivots = a + ((long)(start + column) * size) + start;
            var (sum, odd) = (Vector256<double>.Zero, 0.0);
            var k = 0;
            for (; k <= column - Vector256<double>.Count; k += Vector256<double>.Count)
            {
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(own + k), Vector256.Load(pivots + k), sum);
            }

            for (; k < column; k++)
            {
                odd += own[k] * pivots[k];
            }

            own[column] = (own[column] - (Vector256.Sum(sum) + odd)) / pivots[column];
            packed[column * TileColumns] = own[column];
        }
    }

    // Takes the products of the block's columns off four rows, up to their diagonal.
    private static void UpdateRows(double* a, int size, int start, int width, int first, int offset, double* packed)
    {
        var rows = Math.Min(TileRows, size - first - offset);
        var atOnce = rows == TileRows ? TileRows : 1;       // at the end of the matrix row by row
        var end = offset + rows;
        var tile = stackalloc double[TileRows * TileColumns];
        for (var column = 0; column < end; column += TileColumns)
        {
            var columns = Math.Min(TileColumns, end - column);
            for (var row = 0; row < rows; row += atOnce)
            {
                var left = a + ((long)(first + offset + row) * size);
                Products(left + start, atOnce == 1 ? 0 : size, width, Place(packed, column), tile);
                for (var i = 0; i < atOnce * columns; i++)
                {
                    var (tileRow, tileColumn) = (i / columns, i % columns);
                    left[((long)tileRow * size) + first + column + tileColumn] -= tile[(tileRow * TileColumns) + tileColumn];
                }
            }
        }
    }

    // Sums over k of left(row, k) * right(k, column) for 4 rows and 12 columns, each sum in the order of k.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products(double* left, long stride, int width, double* right, double* tile)
    {
        Vector256<double> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector256<double> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        double* a = left, b = left + stride, c = left + (2 * stride), d = left + (3 * stride);
        for (var k = 0; k < width; k++, right += TileColumns)
        {
            var (r0, r1, r2) = (Vector256.Load(right), Vector256.Load(right + 4), Vector256.Load(right + 8));
            var value = Vector256.Create(a[k]);
            a0 = Vector256.FusedMultiplyAdd(value, r0, a0);
            a1 = Vector256.FusedMultiplyAdd(value, r1, a1);
            a2 = Vector256.FusedMultiplyAdd(value, r2, a2);
            value = Vector256.Create(b[k]);
            b0 = Vector256.FusedMultiplyAdd(value, r0, b0);
            b1 = Vector256.FusedMultiplyAdd(value, r1, b1);
            b2 = Vector256.FusedMultiplyAdd(value, r2, b2);
            value = Vector256.Create(c[k]);
            c0 = Vector256.FusedMultiplyAdd(value, r0, c0);
            c1 = Vector256.FusedMultiplyAdd(value, r1, c1);
            c2 = Vector256.FusedMultiplyAdd(value, r2, c2);
            value = Vector256.Create(d[k]);
            d0 = Vector256.FusedMultiplyAdd(value, r0, d0);
            d1 = Vector256.FusedMultiplyAdd(value, r1, d1);
            d2 = Vector256.FusedMultiplyAdd(value, r2, d2);
        }

        a0.Store(tile);
        a1.Store(tile + 4);
        a2.Store(tile + 8);
        b0.Store(tile + 12);
        b1.Store(tile + 16);
        b2.Store(tile + 20);
        c0.Store(tile + 24);
        c1.Store(tile + 28);
        c2.Store(tile + 32);
        d0.Store(tile + 36);
        d1.Store(tile + 40);
        d2.Store(tile + 44);
    }
}
