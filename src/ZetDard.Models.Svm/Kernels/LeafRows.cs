using System.Runtime.CompilerServices;

namespace ZetDard.Models.Svm;

/// <summary>Rows under one kernel of features.</summary>
/// <remarks>
/// <para>A Gaussian looks at z = (x − mean) · √(2 γ log₂ e): then K(x, y) = 2^(z · z′ − |z|²/2 − |z′|²/2), a product and a power of two.
/// Where |z|² is large that difference would cancel, and (z − z′)² is summed instead, which takes twice the time. A Laplacian looks at
/// x · γ log₂ e, the others at x itself.</para>
/// <para>The mean and the scale are those of the rows from which the columns of a block were taken; rows that are scored are brought to
/// them when a block is filled.</para>
/// </remarks>
internal sealed unsafe class LeafRows : KernelRows
{
    private const double Log2E = 1.4426950408889634;
    // Rounding then changes a Gaussian by 2e-5 at most, in practice by a tenth of it.
    private const float GaussianLimit = 64;
    // No product of two rows can then be too large for a float.
    private const float ProductLimit = 1e30f;
    private const float ValueLimit = float.MaxValue / 4;
    // A sparse pair of rows takes as long as a dense one at about this density.
    private const double SparseDensity = .125;

    private readonly float[]? _mean;
    private readonly int[]? _positions;             // of each column of a sparse matrix among those looked at, or −1
    private readonly float[] _norms;

    public LeafRows(KernelForm.Leaf leaf, RowMatrix matrix, int vectorBits)
    {
        (Leaf, Matrix, VectorBits) = (leaf, matrix, vectorBits);
        Dimension = leaf.Columns?.Length ?? matrix.ColumnCount;
        IsSparse = matrix.IsSparse && matrix.Values.Length < SparseDensity * matrix.RowCount * matrix.ColumnCount;
        if (matrix.IsSparse && leaf.Columns is { } columns)
        {
            _positions = new int[matrix.ColumnCount];
            Array.Fill(_positions, -1);
            for (var i = 0; i < columns.Length; i++)
            {
                _positions[columns[i]] = i;
            }
        }

        Scale = leaf.Kind switch
        {
            KernelKind.Gaussian => Math.Sqrt(2 * leaf.Gamma * Log2E),
            KernelKind.Laplacian => leaf.Gamma * Log2E,
            _ => 1,
        };
        _norms = new float[matrix.RowCount];
        if (IsSparse)
        {
            for (var row = 0; row < _norms.Length; row++)
            {
                _norms[row] = SparseNorm(row);
            }
        }
        else
        {
            _mean = leaf.Kind == KernelKind.Gaussian ? Mean() : null;
            var z = new float[Dimension];
            fixed (float* start = z)
            {
                for (var row = 0; row < _norms.Length; row++)
                {
                    Pack(this, row, start);
                    _norms[row] = Norm(start);
                    IsFar |= _norms[row] > NormLimit;
                }
            }
        }
    }

    public override int Count => Matrix.RowCount;

    public KernelForm.Leaf Leaf { get; }

    public RowMatrix Matrix { get; }

    public int VectorBits { get; }

    /// <summary>How many columns of the matrix the kernel looks at.</summary>
    public int Dimension { get; }

    /// <summary>By what features are multiplied.</summary>
    public double Scale { get; }

    /// <summary>Whether columns are kept sparse; a sparse matrix with few zeros is not.</summary>
    public bool IsSparse { get; }

    /// <summary>Whether there is a row with a norm above <see cref="NormLimit"/>.</summary>
    public bool IsFar { get; }

    /// <summary>Up to this norm a value is computed the fast way.</summary>
    public float NormLimit => Leaf.Kind switch
    {
        KernelKind.Gaussian => GaussianLimit,
        KernelKind.Laplacian => float.PositiveInfinity,
        _ => ProductLimit,
    };

    public override float Diagonal(int row)
    {
        if (Leaf.Kind is KernelKind.Gaussian or KernelKind.Laplacian)
        {
            return 1;
        }

        if (IsFar)
        {
            return (float)Math.Clamp(KernelRowsReference.Value(Leaf, Matrix, row, Matrix, row), -float.MaxValue, float.MaxValue);
        }

        // The norm is the sum over the columns of the row and itself; the finish makes the same of it as in a block.
        var value = stackalloc float[Lanes128.Count];
        value[0] = _norms[row];
        switch (Leaf.Kind)
        {
            case KernelKind.Polynomial:
                KernelTile.Finish<Lanes128, PowerFinish>(value, 1, new((float)Leaf.Gamma, (float)Leaf.Offset, Leaf.Degree));
                break;
            case KernelKind.Sigmoid:
                KernelTile.Finish<Lanes128, SigmoidFinish>(value, 1, new((float)Leaf.Gamma, (float)Leaf.Offset));
                break;
        }

        return value[0];
    }

    public override KernelColumns Columns(ReadOnlySpan<int> rows) => IsSparse ? new SparseColumns(this, rows) : new DenseColumns(this, rows);

    /// <summary>The norm of an own row, for dense columns as <see cref="Norm"/> gives it.</summary>
    public float StoredNorm(int row) => _norms[row];

    /// <summary>Half the sum of squares of a packed row for a Gaussian, else the sum of squares; infinite where it is too large.</summary>
    public float Norm(float* z)
    {
        var sum = 0f;
        for (var k = 0; k < Dimension; k++)
        {
            sum = MathF.FusedMultiplyAdd(z[k], z[k], sum);
        }

        return Leaf.Kind == KernelKind.Gaussian ? sum / 2 : sum;
    }

    /// <summary>Writes a row of <paramref name="source"/> as this kernel looks at it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(LeafRows source, int row, float* z)
    {
        var matrix = source.Matrix;
        if (matrix.Offsets is { } offsets)
        {
            new Span<float>(z, Dimension).Clear();
            for (var entry = offsets[row]; entry < offsets[row + 1]; entry++)
            {
                if (source.Position(matrix.Columns![entry]) is var position and >= 0)
                {
                    z[position] = matrix.Values[entry];
                }
            }
        }
        else
        {
            var values = matrix.Values.AsSpan((int)((long)row * matrix.ColumnCount), matrix.ColumnCount);
            if (Leaf.Columns is { } columns)
            {
                for (var k = 0; k < columns.Length; k++)
                {
                    z[k] = values[columns[k]];
                }
            }
            else
            {
                values.CopyTo(new(z, Dimension));
            }
        }

        if (_mean is not null || Scale != 1)
        {
            switch (VectorBits)
            {
                case 512:
                    Transform<Lanes512>(z);
                    break;
                case 256:
                    Transform<Lanes256>(z);
                    break;
                default:
                    Transform<Lanes128>(z);
                    break;
            }
        }
    }

    /// <summary>Where a column of a sparse matrix stands among those looked at, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Position(int column) => _positions is null ? column : _positions[column];

    private void Transform<TLanes>(float* z)
        where TLanes : struct, ILanes<TLanes>
    {
        var (least, most, scale) = (TLanes.Create(-ValueLimit), TLanes.Create(ValueLimit), TLanes.Create((float)Math.Min(Scale, ValueLimit)));
        var k = 0;
        fixed (float* mean = _mean)
        {
            for (; k <= Dimension - TLanes.Count; k += TLanes.Count)
            {
                var value = mean is null ? TLanes.Load(z + k) : TLanes.Load(z + k) - TLanes.Load(mean + k);
                value = TLanes.Min(TLanes.Max(value, least), most) * scale;
                TLanes.Min(TLanes.Max(value, least), most).Store(z + k);
            }

            for (; k < Dimension; k++)
            {
                var value = mean is null ? z[k] : z[k] - mean[k];
                value = Math.Clamp(value, -ValueLimit, ValueLimit) * (float)Math.Min(Scale, ValueLimit);
                z[k] = Math.Clamp(value, -ValueLimit, ValueLimit);
            }
        }
    }

    private float SparseNorm(int row)
    {
        var sum = 0.0;
        for (var entry = Matrix.Offsets![row]; entry < Matrix.Offsets[row + 1]; entry++)
        {
            if (Position(Matrix.Columns![entry]) >= 0)
            {
                sum += (double)Matrix.Values[entry] * Matrix.Values[entry];
            }
        }

        return (float)Math.Min(sum, float.MaxValue);
    }

    private float[] Mean()
    {
        var sums = new double[Dimension];
        for (var row = 0; row < Count; row++)
        {
            if (Matrix.Offsets is { } offsets)
            {
                for (var entry = offsets[row]; entry < offsets[row + 1]; entry++)
                {
                    if (Position(Matrix.Columns![entry]) is var position and >= 0)
                    {
                        sums[position] += Matrix.Values[entry];
                    }
                }
            }
            else
            {
                var values = Matrix.Values.AsSpan((int)((long)row * Matrix.ColumnCount), Matrix.ColumnCount);
                for (var k = 0; k < sums.Length; k++)
                {
                    sums[k] += values[Leaf.Columns is { } columns ? columns[k] : k];
                }
            }
        }

        return Array.ConvertAll(sums, sum => (float)(sum / Math.Max(1, Count)));
    }
}
