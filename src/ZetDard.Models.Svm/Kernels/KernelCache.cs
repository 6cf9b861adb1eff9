namespace ZetDard.Models.Svm;

/// <summary>
/// The kernel matrix of training rows, shared by many fits. A row is computed when it is first asked for, and kept. Safe for concurrent
/// use; what it returns never changes.
/// </summary>
/// <remarks>
/// <para>Give it to a fit by <c>new SvcProblem(cache.Rows, chosen, …) { Cache = cache }</c>: the fit then reads what it needs of the rows
/// of <c>chosen</c> here, each of which is below <see cref="TrainingCount"/>. Rows are computed outside of any lock, so that nobody waits
/// for another fit.</para>
/// <para>There is a cache only where the whole matrix fits its memory. Of more rows a listener's fit needs a small part: to keep whole
/// rows would cost it far more than to compute that part.</para>
/// </remarks>
internal sealed class KernelCache
{
    private const int BlockSize = 8;                // rows that are computed at once, which takes a quarter of the time

    private readonly KernelColumns _columns;
    private readonly float[]?[] _blocks;            // for each row the block of rows that holds it
    private readonly int[] _starts;                 // where in that block; written before it
    private readonly Lock _gate = new();

    private KernelCache(KernelRows rows, int trainingCount)
    {
        Rows = rows;
        _columns = rows.Columns([.. Enumerable.Range(0, trainingCount)]);
        (_blocks, _starts) = (new float[trainingCount][], new int[trainingCount]);
    }

    public KernelRows Rows { get; }

    public int TrainingCount => _blocks.Length;

    /// <summary>How many rows are held.</summary>
    public int HeldCount => _blocks.Count(block => block is not null);

    /// <summary>Makes a cache of nothing yet, or none where the matrix would not fit.</summary>
    /// <param name="rows">The rows; those that are trained on come first.</param>
    /// <param name="trainingCount">How many are trained on: the matrix has so many rows and columns.</param>
    /// <param name="memoryLimitBytes">The memory that the matrix may take.</param>
    public static KernelCache? TryCreate(KernelRows rows, int trainingCount, long memoryLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainingCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainingCount, rows.Count);
        return sizeof(float) * (long)trainingCount * trainingCount <= memoryLimitBytes ? new(rows, trainingCount) : null;
    }

    /// <summary>K(row, all training rows).</summary>
    public ReadOnlySpan<float> Row(int row)
    {
        if (Volatile.Read(ref _blocks[row]) is not { } block)
        {
            Prepare([row]);
            block = _blocks[row]!;
        }

        return block.AsSpan(_starts[row], TrainingCount);
    }

    /// <summary>Computes those of the rows that are not held.</summary>
    public void Prepare(ReadOnlySpan<int> rows, CancellationToken cancellationToken = default)
    {
        Span<int> missing = stackalloc int[BlockSize];
        var missingCount = 0;
        foreach (var row in rows)
        {
            if (Volatile.Read(ref _blocks[row]) is null && !missing[..missingCount].Contains(row))
            {
                missing[missingCount++] = row;
            }

            if (missingCount == BlockSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Compute(missing);
                missingCount = 0;
            }
        }

        if (missingCount > 0)
        {
            Compute(missing[..missingCount]);
        }
    }

    private void Compute(ReadOnlySpan<int> rows)
    {
        var block = GC.AllocateUninitializedArray<float>(checked(rows.Length * TrainingCount));
        _columns.Fill(Rows, rows, block);
        lock (_gate)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                // Another thread may have been faster, with the same bits.
                if (_blocks[rows[i]] is null)
                {
                    _starts[rows[i]] = i * TrainingCount;
                    Volatile.Write(ref _blocks[rows[i]], block);
                }
            }
        }
    }
}
