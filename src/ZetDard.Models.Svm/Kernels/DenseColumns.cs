using System.Buffers;
using System.Runtime.CompilerServices;

namespace ZetDard.Models.Svm;

/// <summary>Columns of blocks under one kernel of features, in panels of 32, so that neighbouring lanes are columns of the block.</summary>
internal sealed unsafe class DenseColumns : KernelColumns
{
    private const int MaxChunkSize = 64;            // rows that are packed at once
    private const int MaxChunkLength = 16_384;      // or so many floats

    private readonly LeafRows _owner;
    private readonly int[] _rows;
    private readonly AlignedFloats _panels;         // (panel, dimension, column)
    private readonly AlignedFloats _norms;          // (column)
    private readonly bool _isFar;                   // whether one of the columns has a norm above the limit

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public DenseColumns(LeafRows owner, ReadOnlySpan<int> rows)
    {
        (_owner, _rows) = (owner, rows.ToArray());
        var padded = (rows.Length + KernelTile.PanelSize - 1) / KernelTile.PanelSize * KernelTile.PanelSize;
        _panels = new((long)padded * owner.Dimension);
        _norms = new(padded);
        var z = ArrayPool<float>.Shared.Rent(owner.Dimension);
        fixed (float* packed = z)
        {
            for (var column = 0; column < padded; column++)
            {
                if (column < rows.Length)
                {
                    owner.Pack(owner, rows[column], packed);
                    _norms.Start[column] = owner.StoredNorm(rows[column]);
                    _isFar |= _norms.Start[column] > owner.NormLimit;
                }
                else
                {
                    new Span<float>(packed, owner.Dimension).Clear();
                    _norms.Start[column] = 0;
                }

                var panel = _panels.Start
                    + ((long)(column / KernelTile.PanelSize) * KernelTile.PanelSize * owner.Dimension) + (column % KernelTile.PanelSize);
                for (var k = 0; k < owner.Dimension; k++)
                {
                    panel[k * KernelTile.PanelSize] = packed[k];
                }
            }
        }

        ArrayPool<float>.Shared.Return(z);
    }

    public override int Count => _rows.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(KernelRows source, ReadOnlySpan<int> rows, Span<float> block, int stride)
    {
        var from = (LeafRows)source;
        var dimension = _owner.Dimension;
        var chunkSize = Math.Clamp(
            MaxChunkLength / Math.Max(1, dimension) / KernelTile.GroupSize * KernelTile.GroupSize, KernelTile.GroupSize, MaxChunkSize);
        // The tile reads groups of rows, also from the last row on; what it computes of those that are none is not written.
        var scratch = ArrayPool<float>.Shared.Rent(((chunkSize + KernelTile.GroupSize) * dimension) + 1);
        var norms = stackalloc float[MaxChunkSize + KernelTile.GroupSize];
        fixed (float* packed = scratch, target = block)
        {
            for (var start = 0; start < rows.Length; start += chunkSize)
            {
                var count = Math.Min(chunkSize, rows.Length - start);
                var isAnyFar = _isFar;
                for (var i = 0; i < count; i++)
                {
                    var row = rows[start + i];
                    _owner.Pack(from, row, packed + (i * dimension));
                    norms[i] = from == _owner ? _owner.StoredNorm(row) : _owner.Norm(packed + (i * dimension));
                    isAnyFar |= norms[i] > _owner.NormLimit;
                }

                new Span<float>(packed + (count * dimension), KernelTile.GroupSize * dimension).Clear();
                new Span<float>(norms + count, KernelTile.GroupSize).Clear();
                var part = target + ((long)start * stride);
                if (!isAnyFar)
                {
                    Fill(packed, norms, count, part, stride, byDifferences: false);
                }
                else if (_isFar && _owner.Leaf.Kind == KernelKind.Gaussian)
                {
                    Fill(packed, norms, count, part, stride, byDifferences: true);
                }
                else
                {
                    for (var i = 0; i < count; i++)
                    {
                        var isFar = _isFar || norms[i] > _owner.NormLimit;
                        if (isFar && _owner.Leaf.Kind != KernelKind.Gaussian)
                        {
                            FillByDefinition(from, rows[start + i], block.Slice((start + i) * stride, Count));
                            block[(((start + i) * stride) + Count)..((start + i + 1) * stride)].Clear();
                        }
                        else
                        {
                            Fill(packed + (i * dimension), norms + i, 1, part + ((long)i * stride), stride, byDifferences: isFar);
                        }
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
        GC.KeepAlive(this);
    }

    private void Fill(float* rows, float* norms, int rowCount, float* target, int stride, bool byDifferences)
    {
        switch (_owner.VectorBits)
        {
            case 512:
                Fill<Lanes512>(rows, norms, rowCount, target, stride, byDifferences);
                break;
            case 256:
                Fill<Lanes256>(rows, norms, rowCount, target, stride, byDifferences);
                break;
            default:
                Fill<Lanes128>(rows, norms, rowCount, target, stride, byDifferences);
                break;
        }
    }

    private void Fill<TLanes>(float* rows, float* norms, int rowCount, float* target, int stride, bool byDifferences)
        where TLanes : struct, ILanes<TLanes>
    {
        var leaf = _owner.Leaf;
        var (gamma, offset) = ((float)leaf.Gamma, (float)leaf.Offset);
        switch (leaf.Kind)
        {
            case KernelKind.Gaussian when byDifferences:
                Fill<TLanes, SquareStep, DistanceFinish>(rows, norms, rowCount, target, stride, new(.5f));
                break;
            case KernelKind.Gaussian:
                Fill<TLanes, ProductStep, GaussianFinish>(rows, norms, rowCount, target, stride, default);
                break;
            case KernelKind.Laplacian:
                Fill<TLanes, AbsoluteStep, DistanceFinish>(rows, norms, rowCount, target, stride, new(1));
                break;
            case KernelKind.Polynomial:
                Fill<TLanes, ProductStep, PowerFinish>(rows, norms, rowCount, target, stride, new(gamma, offset, leaf.Degree));
                break;
            case KernelKind.Sigmoid:
                Fill<TLanes, ProductStep, SigmoidFinish>(rows, norms, rowCount, target, stride, new(gamma, offset));
                break;
            default:
                Fill<TLanes, ProductStep, PlainFinish>(rows, norms, rowCount, target, stride, default);
                break;
        }
    }

    private void Fill<TLanes, TStep, TFinish>(float* rows, float* norms, int rowCount, float* target, int stride, TFinish finish)
        where TLanes : struct, ILanes<TLanes>
        where TStep : struct, IStep
        where TFinish : struct, IFinish =>
        KernelTile.Fill<TLanes, TStep, TFinish>(
            rows, norms, rowCount, _panels.Start, _norms.Start, Count, _owner.Dimension, finish, target, stride);

    /// <summary>In double precision, slowly: of features so large that a product of two rows could exceed a float.</summary>
    private void FillByDefinition(LeafRows source, int row, Span<float> values)
    {
        for (var column = 0; column < values.Length; column++)
        {
            var value = KernelRowsReference.Value(_owner.Leaf, source.Matrix, row, _owner.Matrix, _rows[column]);
            values[column] = (float)Math.Clamp(value, -LaneMath.Largest, LaneMath.Largest);
        }
    }
}
