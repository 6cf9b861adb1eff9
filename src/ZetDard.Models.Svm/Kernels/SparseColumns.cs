using System.Buffers;
using System.Runtime.CompilerServices;

namespace ZetDard.Models.Svm;

/// <summary>
/// Columns of blocks under one kernel of sparse features: for each feature the columns that have it, so that a row costs what it shares
/// with them. Sums are in double precision.
/// </summary>
internal sealed unsafe class SparseColumns : KernelColumns
{
    private readonly LeafRows _owner;
    private readonly Dictionary<int, int> _places = [];     // of the features that a column has: there may be billions, nearly all unused
    private readonly int[] _offsets;            // of each place
    private readonly int[] _columns;
    private readonly float[] _values;
    private readonly double[] _norms;           // of each column: half the sum of squares, or the sum of magnitudes

    public SparseColumns(LeafRows owner, ReadOnlySpan<int> rows)
    {
        _owner = owner;
        _norms = new double[rows.Length];
        var (entries, counts) = (new List<(int Feature, float Value)>(), new List<int>());
        foreach (var row in rows)
        {
            Entries(owner, row, entries);
            foreach (var (feature, _) in entries)
            {
                if (_places.TryAdd(feature, counts.Count))
                {
                    counts.Add(0);
                }

                counts[_places[feature]]++;
            }
        }

        _offsets = new int[counts.Count + 1];
        for (var place = 0; place < counts.Count; place++)
        {
            _offsets[place + 1] = _offsets[place] + counts[place];
        }

        (_columns, _values) = (new int[_offsets[^1]], new float[_offsets[^1]]);
        var next = _offsets.AsSpan(0, counts.Count).ToArray();
        for (var column = 0; column < rows.Length; column++)
        {
            Entries(owner, rows[column], entries);
            _norms[column] = Norm(entries);
            foreach (var (feature, value) in entries)
            {
                var place = next[_places[feature]]++;
                (_columns[place], _values[place]) = (column, value);
            }
        }
    }

    public override int Count => _norms.Length;

    public override void Fill(KernelRows source, ReadOnlySpan<int> rows, Span<float> block, int stride)
    {
        var sums = ArrayPool<double>.Shared.Rent(Count);
        var entries = new List<(int Feature, float Value)>();
        for (var i = 0; i < rows.Length; i++)
        {
            Entries((LeafRows)source, rows[i], entries);
            Fill(entries, sums.AsSpan(0, Count), block.Slice(i * stride, Count));
            block[((i * stride) + Count)..((i + 1) * stride)].Clear();
        }

        ArrayPool<double>.Shared.Return(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(List<(int Feature, float Value)> row, Span<double> sums, Span<float> values)
    {
        var kind = _owner.Leaf.Kind;
        sums.Clear();
        if (kind == KernelKind.Laplacian)
        {
            // |x − y| = |x| + |y| − 2 min(|x|, |y|) where the signs agree; the sums of |x| and |y| are known.
            foreach (var (feature, value) in row)
            {
                if (!_places.TryGetValue(feature, out var place))
                {
                    continue;
                }

                for (var entry = _offsets[place]; entry < _offsets[place + 1]; entry++)
                {
                    if (value < 0 == _values[entry] < 0)
                    {
                        sums[_columns[entry]] += Math.Min(Math.Abs(value), Math.Abs(_values[entry]));
                    }
                }
            }
        }
        else
        {
            foreach (var (feature, value) in row)
            {
                if (!_places.TryGetValue(feature, out var place))
                {
                    continue;
                }

                for (var entry = _offsets[place]; entry < _offsets[place + 1]; entry++)
                {
                    sums[_columns[entry]] += (double)value * _values[entry];        // the product is exact
                }
            }
        }

        // Of a row and itself the exponent is exactly 0: the same additions in the same order make both sums.
        var (norm, scale) = (kind is KernelKind.Gaussian or KernelKind.Laplacian ? Norm(row) : 0, _owner.Scale);
        for (var column = 0; column < values.Length; column++)
        {
            var sum = kind switch
            {
                KernelKind.Gaussian => (norm + _norms[column] - sums[column]) * scale * scale,
                KernelKind.Laplacian => (norm + _norms[column] - (2 * sums[column])) * scale,
                _ => sums[column],
            };
            values[column] = (float)Math.Clamp(sum, -LaneMath.Largest, LaneMath.Largest);
        }

        switch (_owner.VectorBits)
        {
            case 512:
                Finish<Lanes512>(values);
                break;
            case 256:
                Finish<Lanes256>(values);
                break;
            default:
                Finish<Lanes128>(values);
                break;
        }
    }

    private void Finish<TLanes>(Span<float> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        var leaf = _owner.Leaf;
        var (gamma, offset) = ((float)leaf.Gamma, (float)leaf.Offset);
        fixed (float* start = sums)
        {
            switch (leaf.Kind)
            {
                case KernelKind.Gaussian or KernelKind.Laplacian:
                    KernelTile.Finish<TLanes, DistanceFinish>(start, sums.Length, new(1));
                    break;
                case KernelKind.Polynomial:
                    KernelTile.Finish<TLanes, PowerFinish>(start, sums.Length, new(gamma, offset, leaf.Degree));
                    break;
                case KernelKind.Sigmoid:
                    KernelTile.Finish<TLanes, SigmoidFinish>(start, sums.Length, new(gamma, offset));
                    break;
            }
        }
    }

    /// <summary>The features of a row that are not 0, ascending.</summary>
    private void Entries(LeafRows source, int row, List<(int Feature, float Value)> entries)
    {
        entries.Clear();
        var matrix = source.Matrix;
        if (matrix.Offsets is { } offsets)
        {
            for (var entry = offsets[row]; entry < offsets[row + 1]; entry++)
            {
                if (matrix.Values[entry] != 0 && source.Position(matrix.Columns![entry]) is var feature and >= 0)
                {
                    entries.Add((feature, matrix.Values[entry]));
                }
            }
        }
        else
        {
            for (var feature = 0; feature < _owner.Dimension; feature++)
            {
                var column = _owner.Leaf.Columns is { } columns ? columns[feature] : feature;
                if (matrix.Values[((long)row * matrix.ColumnCount) + column] is not 0 and var value)
                {
                    entries.Add((feature, value));
                }
            }
        }
    }

    private double Norm(List<(int Feature, float Value)> row)
    {
        var sum = 0.0;
        foreach (var (_, value) in row)
        {
            sum += _owner.Leaf.Kind == KernelKind.Gaussian ? (double)value * value : Math.Abs(value);
        }

        return _owner.Leaf.Kind == KernelKind.Gaussian ? sum / 2 : sum;
    }
}
