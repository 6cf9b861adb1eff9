namespace ZetDard.Models.Svm;

/// <summary>Rows of features under one kernel, ready to fill blocks of its matrix. Immutable and safe for concurrent use.</summary>
internal abstract class KernelRows
{
    public abstract int Count { get; }

    /// <summary>Prepares rows; <paramref name="form"/> holds every number that depends on training rows.</summary>
    public static KernelRows Create(KernelForm form, RowMatrix rows) => new KernelRowsReference(form, rows);

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
    public abstract void Fill(KernelRows source, ReadOnlySpan<int> rows, Span<float> block);
}
