using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Models.Svm;

/// <summary>Several decision functions Σ coefficient · K(x, support vector) − ρ over one union of support vectors.</summary>
/// <remarks>
/// A pair of classes looks at the vectors of two classes only, so that most coefficients are 0: of every 32 vectors those functions count
/// that have one. Order the vectors by class. Sums are in double precision in an order that does not depend on the batch.
/// </remarks>
internal sealed unsafe class DecisionFunctions
{
    private const int PanelSize = 32;
    private const int LaneCount = 8;                // sums of every eighth vector, added at the end
    private const int MaxBlockSize = 128;           // rows
    private const int MaxBlockLength = 1 << 17;     // or so many values of the kernel, which stay near the processor
    private const int ParallelChunkSize = 512;      // rows

    private readonly KernelColumns _vectors;
    private readonly double[] _rho;
    private readonly int[] _offsets;                // of each panel among its functions
    private readonly int[] _functions;              // those with a coefficient in a panel
    private readonly double[] _coefficients;        // 32 for each of them

    /// <param name="vectors">The support vectors as columns of blocks.</param>
    /// <param name="coefficients">Vectors × functions, row-major.</param>
    /// <param name="rho">ρ of each function.</param>
    public DecisionFunctions(KernelColumns vectors, double[] coefficients, double[] rho)
    {
        (_vectors, _rho) = (vectors, rho);
        _offsets = new int[((vectors.Count + PanelSize - 1) / PanelSize) + 1];
        var (functions, packed, part) = (new List<int>(), new List<double>(), new double[PanelSize]);
        for (var panel = 0; panel < _offsets.Length - 1; panel++)
        {
            for (var function = 0; function < rho.Length; function++)
            {
                for (var i = 0; i < PanelSize; i++)
                {
                    var vector = (panel * PanelSize) + i;
                    part[i] = vector < vectors.Count ? coefficients[(vector * rho.Length) + function] : 0;
                }

                if (part.AsSpan().ContainsAnyExcept(0.0))
                {
                    functions.Add(function);
                    packed.AddRange(part);
                }
            }

            _offsets[panel + 1] = functions.Count;
        }

        (_functions, _coefficients) = ([.. functions], [.. packed]);
    }

    public int Count => _rho.Length;

    /// <summary>Evaluates all functions at rows.</summary>
    /// <param name="source">Rows under the same kernel.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="values">Receives rows × functions values, row-major; the same bits for a row alone and among others.</param>
    public void Evaluate(KernelRows source, ReadOnlySpan<int> rows, Span<double> values)
    {
        var stride = Math.Max(1, _offsets.Length - 1) * PanelSize;
        var blockSize = Math.Min(Math.Clamp(MaxBlockLength / stride / 4 * 4, 4, MaxBlockSize), Math.Max(1, rows.Length));
        var block = ArrayPool<float>.Shared.Rent(blockSize * stride);
        var sums = ArrayPool<double>.Shared.Rent(Count * LaneCount);
        for (var start = 0; start < rows.Length; start += blockSize)
        {
            var part = rows.Slice(start, Math.Min(blockSize, rows.Length - start));
            if (_vectors.Count > 0)
            {
                _vectors.Fill(source, part, block.AsSpan(0, part.Length * stride), stride);
            }

            for (var i = 0; i < part.Length; i++)
            {
                AddUp(block.AsSpan(i * stride, stride), sums);
                for (var function = 0; function < Count; function++)
                {
                    var sum = -_rho[function];
                    for (var lane = 0; lane < LaneCount; lane++)
                    {
                        sum += sums[(function * LaneCount) + lane];
                    }

                    values[((start + i) * Count) + function] = sum;
                }
            }
        }

        ArrayPool<float>.Shared.Return(block);
        ArrayPool<double>.Shared.Return(sums);
    }

    /// <summary>The same on several threads.</summary>
    /// <param name="source">Rows under the same kernel.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="values">Receives rows × functions values, row-major.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="cancellationToken">Checked every few hundred rows.</param>
    public void Evaluate(KernelRows source, int[] rows, double[] values, int threadCount, CancellationToken cancellationToken = default) =>
        Parallel.For(
            0,
            (rows.Length + ParallelChunkSize - 1) / ParallelChunkSize,
            new()
            {
                MaxDegreeOfParallelism = threadCount == 0 ? Environment.ProcessorCount : threadCount,
                CancellationToken = cancellationToken,
            },
            chunk =>
            {
                var start = chunk * ParallelChunkSize;
                var count = Math.Min(ParallelChunkSize, rows.Length - start);
                Evaluate(source, rows.AsSpan(start, count), values.AsSpan(start * Count, count * Count));
            });

    /// <summary>Σ coefficient · value for every function, in eight parts each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddUp(ReadOnlySpan<float> values, double[] sums)
    {
        sums.AsSpan(0, Count * LaneCount).Clear();
        fixed (float* value = values)
        fixed (double* sum = sums, coefficients = _coefficients)
        {
            for (var panel = 0; panel < _offsets.Length - 1; panel++)
            {
                var (first, last) = (_offsets[panel], _offsets[panel + 1]);
                if (first == last)
                {
                    continue;
                }

                var (v0, v1) = Vector256.Widen(Vector256.Load(value + (panel * PanelSize)));
                var (v2, v3) = Vector256.Widen(Vector256.Load(value + (panel * PanelSize) + 8));
                var (v4, v5) = Vector256.Widen(Vector256.Load(value + (panel * PanelSize) + 16));
                var (v6, v7) = Vector256.Widen(Vector256.Load(value + (panel * PanelSize) + 24));
                for (var i = first; i < last; i++)
                {
                    var coefficient = coefficients + ((long)i * PanelSize);
                    var target = sum + (_functions[i] * LaneCount);
                    var (lower, upper) = (Vector256.Load(target), Vector256.Load(target + 4));
                    lower = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient), v0, lower);
                    upper = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient + 4), v1, upper);
                    lower = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient + 8), v2, lower);
                    upper = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient + 12), v3, upper);
                    lower = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient + 16), v4, lower);
                    upper = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient + 20), v5, upper);
                    lower = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient + 24), v6, lower);
                    upper = Vector256.FusedMultiplyAdd(Vector256.Load(coefficient + 28), v7, upper);
                    lower.Store(target);
                    upper.Store(target + 4);
                }
            }
        }
    }
}
