namespace ZetDard.Models.Svm;

/// <summary>Rows of features under one kernel, ready to fill blocks of its matrix. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// K is symmetric to the bit, and a value does not depend on the block in which it is filled, the number of threads or the width of
/// vectors. Finite features give finite values.
/// </remarks>
internal abstract class KernelRows
{
    public abstract int Count { get; }

    /// <summary>Prepares rows; <paramref name="form"/> holds every number that depends on training rows.</summary>
    /// <param name="form">The kernel.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="vectorBits">512, 256 or 128; 0 takes the best of the machine.</param>
    public static KernelRows Create(KernelForm form, RowMatrix rows, int vectorBits = 0) => form switch
    {
        KernelForm.Leaf { Kind: KernelKind.Precomputed } leaf => new PrecomputedRows(leaf, rows),
        KernelForm.Leaf leaf => new LeafRows(leaf, rows, vectorBits == 0 ? Lanes.BestBits : vectorBits),
        KernelForm.Sum sum => new CombinedRows(
            [.. sum.Parts.Select(part => Create(part.Part, rows, vectorBits))], [.. sum.Parts.Select(part => (float)part.Weight)]),
        KernelForm.Product product => new CombinedRows([.. product.Parts.Select(part => Create(part, rows, vectorBits))], weights: null),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    /// <summary>K(row, row).</summary>
    public abstract float Diagonal(int row);

    /// <summary>Packs some rows as the columns of blocks.</summary>
    public abstract KernelColumns Columns(ReadOnlySpan<int> rows);
}

/// <summary>Some rows as the columns of blocks of the kernel matrix. Immutable and safe for concurrent use.</summary>
internal abstract class KernelColumns
{
    public abstract int Count { get; }

    /// <summary>Fills a block: K(rows of <paramref name="source"/>, these columns).</summary>
    /// <param name="source">Rows under the same kernel: those that the columns were taken from, or others that are scored.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="block">Receives rows × <see cref="Count"/> values, row-major.</param>
    public void Fill(KernelRows source, ReadOnlySpan<int> rows, Span<float> block) => Fill(source, rows, block, Count);

    /// <summary>The same with rows of the block that are farther apart, which is faster for multiples of 32.</summary>
    /// <param name="source">Rows under the same kernel.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="block">Receives the values, and anything finite behind those of a row.</param>
    /// <param name="stride">From one row of the block to the next: <see cref="Count"/>, or that rounded up to a multiple of 32.</param>
    public abstract void Fill(KernelRows source, ReadOnlySpan<int> rows, Span<float> block, int stride);
}
