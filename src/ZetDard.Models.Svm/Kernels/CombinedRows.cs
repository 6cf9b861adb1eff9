using System.Buffers;
using System.Numerics;

namespace ZetDard.Models.Svm;

/// <summary>Rows under a weighted sum of kernels, or under a product of them.</summary>
/// <param name="parts">The rows under each kernel.</param>
/// <param name="weights">Those of a sum; <see langword="null"/> for a product.</param>
internal sealed class CombinedRows(KernelRows[] parts, float[]? weights) : KernelRows
{
    private const int ChunkSize = 8;        // rows

    private readonly KernelRows[] _parts = parts;
    private readonly float[]? _weights = weights;

    public override int Count => _parts[0].Count;

    public override float Diagonal(int row)
    {
        var value = _weights is null ? _parts[0].Diagonal(row) : Finite(_weights[0] * _parts[0].Diagonal(row));
        for (var part = 1; part < _parts.Length; part++)
        {
            value = Add(_parts[part].Diagonal(row), part, value);
        }

        return value;
    }

    public override KernelColumns Columns(ReadOnlySpan<int> rows)
    {
        var columns = new KernelColumns[_parts.Length];
        for (var part = 0; part < _parts.Length; part++)
        {
            columns[part] = _parts[part].Columns(rows);
        }

        return new Chosen(this, columns);
    }

    private static float Finite(float value) => Math.Clamp(value, -float.MaxValue, float.MaxValue);

    // The parts are taken in their order, whichever way a block is filled: the same bits.
    private float Add(float value, int part, float sum) =>
        Finite(_weights is null ? value * sum : MathF.FusedMultiplyAdd(_weights[part], value, sum));

    private void Add(ReadOnlySpan<float> values, int part, Span<float> sums)
    {
        var weight = _weights is null ? default : new Vector<float>(_weights[part]);
        var i = 0;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (value, sum) = (new Vector<float>(values[i..]), new Vector<float>(sums[i..]));
            Finite(_weights is null ? value * sum : Vector.FusedMultiplyAdd(weight, value, sum)).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] = Add(values[i], part, sums[i]);
        }
    }

    private void Weigh(Span<float> values)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Finite(new Vector<float>(values[i..]) * _weights![0]).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = Finite(_weights![0] * values[i]);
        }
    }

    private static Vector<float> Finite(Vector<float> value) =>
        Vector.Min(Vector.Max(value, new(-float.MaxValue)), new(float.MaxValue));

    private sealed class Chosen(CombinedRows owner, KernelColumns[] columns) : KernelColumns
    {
        public override int Count => columns[0].Count;

        public override void Fill(KernelRows source, ReadOnlySpan<int> rows, Span<float> block, int stride)
        {
            var from = ((CombinedRows)source)._parts;
            var buffer = ArrayPool<float>.Shared.Rent(ChunkSize * stride);
            for (var start = 0; start < rows.Length; start += ChunkSize)
            {
                var chunk = rows.Slice(start, Math.Min(ChunkSize, rows.Length - start));
                var target = block.Slice(start * stride, ((chunk.Length - 1) * stride) + Count);
                columns[0].Fill(from[0], chunk, block.Slice(start * stride, chunk.Length * stride), stride);
                if (owner._weights is not null)
                {
                    owner.Weigh(target);
                }

                for (var part = 1; part < columns.Length; part++)
                {
                    columns[part].Fill(from[part], chunk, buffer, stride);
                    owner.Add(buffer.AsSpan(0, target.Length), part, target);
                }
            }

            ArrayPool<float>.Shared.Return(buffer);
        }
    }
}
