using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>Scaled rows under a settled kernel: what all fits on them share. Immutable and safe for concurrent use.</summary>
internal sealed class PreparedKernel
{
    private PreparedKernel(RowScaling? scaling, RowMatrix matrix, KernelForm form, int trainingCount, int cacheMegabytes)
    {
        (Scaling, Matrix, Form, TrainingCount) = (scaling, matrix, form, trainingCount);
        RequireNumbers(form);
        Rows = KernelRows.Create(form, matrix);
        for (var row = 0; row < trainingCount; row++)
        {
            // Kernels stop at the largest value: what has reached it says nothing any more.
            if (!(Rows.Diagonal(row) < LaneMath.Largest))
            {
                throw new ArgumentException(
                    $"The kernel of row {row} with itself is too large for single precision. Standardize the columns, or take a smaller γ or degree.");
            }
        }

        IsForManyFits = cacheMegabytes > 0;
        Cache = KernelCache.TryCreate(Rows, trainingCount, (long)cacheMegabytes << 20);
    }

    /// <summary>How rows were scaled; <see langword="null"/> for sparse ones.</summary>
    public RowScaling? Scaling { get; }

    public RowMatrix Matrix { get; }

    public KernelRows Rows { get; }

    public KernelForm Form { get; }

    public int TrainingCount { get; }

    public bool IsForManyFits { get; }

    /// <summary>
    /// The kernel matrix that fits share; <see langword="null"/> where there is one fit only, or the matrix would not fit its memory.
    /// </summary>
    public KernelCache? Cache { get; }

    public static PreparedKernel Create(
        IReadOnlyList<FeatureRow> rows, int trainingCount, Kernel kernel, bool standardize, int cacheMegabytes = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(trainingCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainingCount, rows.Count);
        var scaling = RowScaling.Fit([.. rows.Take(trainingCount)], kernel, standardize);
        var matrix = scaling.Apply(rows);
        return new(scaling, matrix, KernelForms.Settle(kernel, scaling.Names, matrix, trainingCount), trainingCount, cacheMegabytes);
    }

    public static PreparedKernel Create(IReadOnlyList<SparseRow> rows, Kernel kernel)
    {
        var matrix = SparseRows.ToMatrix(rows, columnCount: null);
        return new(scaling: null, matrix, KernelForms.Settle(kernel, [], matrix, matrix.RowCount), matrix.RowCount, cacheMegabytes: 0);
    }

    // Of a precomputed kernel, a training row without its number would be compared with whatever stands there.
    private void RequireNumbers(KernelForm form)
    {
        switch (form)
        {
            case KernelForm.Sum sum:
                Array.ForEach(sum.Parts, part => RequireNumbers(part.Part));
                break;
            case KernelForm.Product product:
                Array.ForEach(product.Parts, RequireNumbers);
                break;
            case KernelForm.Leaf { Kind: KernelKind.Precomputed } leaf:
                var (first, count) = (leaf.Columns?[0] ?? 0, leaf.Columns?.Length ?? Matrix.ColumnCount);
                for (var row = 0; row < TrainingCount; row++)
                {
                    var number = Matrix[row, first];
                    if (number != MathF.Floor(number) || number < 1 || number >= count)
                    {
                        throw new ArgumentException(
                            $"The first column of a precomputed kernel holds the number of the row, 1 … {count - 1}; that of row {row} is {number}.");
                    }
                }

                break;
        }
    }
}
