using System.Buffers;

namespace ZetDard.Models.Svm;

/// <summary>
/// The kernel matrix of training rows, shared by many fits: whole where the memory limit allows it, else the rows that were asked for
/// last. Safe for concurrent use; what it returns never changes.
/// </summary>
/// <remarks>
/// Give it to a fit by <c>new SvcProblem(cache.Rows, chosen, …) { Cache = cache }</c>: the fit then reads what it needs of the rows of
/// <c>chosen</c> here, each of which is below <see cref="TrainingCount"/>. A row is computed when it is first asked for, outside of any
/// lock, so that nobody waits for another fit; <see cref="Prepare"/> computes many at once, which takes a quarter of the time.
/// </remarks>
internal sealed class KernelCache
{
    private const int BlockSize = 8;
    private const int ArrayOverheadBytes = 24;

    private readonly KernelColumns _columns;
    private readonly float[]?[] _rows;
    private readonly bool[] _touched;               // since the hand of the clock last passed
    private readonly int[] _clock;                  // the rows held, in a ring
    private readonly Lock _gate = new();
    private int _hand;
    private int _count;

    /// <param name="rows">The rows; those that are trained on come first.</param>
    /// <param name="trainingCount">How many are trained on: the matrix has so many rows and columns.</param>
    /// <param name="memoryLimitBytes">The memory that the rows held may take; one row is held in any case.</param>
    public KernelCache(KernelRows rows, int trainingCount, long memoryLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainingCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainingCount, rows.Count);
        Rows = rows;
        _columns = rows.Columns([.. Enumerable.Range(0, trainingCount)]);
        _rows = new float[trainingCount][];
        _touched = new bool[trainingCount];
        _clock = new int[(int)Math.Clamp(memoryLimitBytes / ((sizeof(float) * (long)trainingCount) + ArrayOverheadBytes), 1, trainingCount)];
    }

    public KernelRows Rows { get; }

    public int TrainingCount => _rows.Length;

    /// <summary>How many rows are held at most: <see cref="TrainingCount"/> where the whole matrix fits.</summary>
    public int Capacity => _clock.Length;

    /// <summary>How many rows are held.</summary>
    public int HeldCount => Volatile.Read(ref _count);

    /// <summary>K(row, all training rows). It stays valid for whoever holds it.</summary>
    public float[] Row(int row)
    {
        if (Volatile.Read(ref _rows[row]) is not { } values)
        {
            values = new float[TrainingCount];
            _columns.Fill(Rows, [row], values);
            Hold(row, values);
        }

        _touched[row] = true;
        return values;
    }

    /// <summary>Computes those of the rows that are not held; as many as can be held, where they are more.</summary>
    public void Prepare(ReadOnlySpan<int> rows, CancellationToken cancellationToken = default)
    {
        var block = ArrayPool<float>.Shared.Rent(BlockSize * TrainingCount);
        Span<int> missing = stackalloc int[BlockSize];
        var missingCount = 0;
        for (var i = 0; i < Math.Min(rows.Length, Capacity); i++)
        {
            if (Volatile.Read(ref _rows[rows[i]]) is null)
            {
                missing[missingCount++] = rows[i];
            }

            if (missingCount == BlockSize)
            {
                Compute(missing, block);
                missingCount = 0;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        Compute(missing[..missingCount], block);
        ArrayPool<float>.Shared.Return(block);
    }

    private void Compute(ReadOnlySpan<int> rows, Span<float> block)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        block = block[..(rows.Length * TrainingCount)];
        _columns.Fill(Rows, rows, block);
        for (var i = 0; i < rows.Length; i++)
        {
            Hold(rows[i], block.Slice(i * TrainingCount, TrainingCount).ToArray());
        }
    }

    /// <summary>Holds a row instead of one that was not touched for long: the algorithm of the clock.</summary>
    private void Hold(int row, float[] values)
    {
        lock (_gate)
        {
            if (_rows[row] is not null)
            {
                return;             // another thread was faster, with the same bits
            }

            if (_count < Capacity)
            {
                _clock[_count++] = row;
            }
            else
            {
                while (_touched[_clock[_hand]])
                {
                    _touched[_clock[_hand]] = false;
                    _hand = (_hand + 1) % Capacity;
                }

                _rows[_clock[_hand]] = null;
                _clock[_hand] = row;
                _hand = (_hand + 1) % Capacity;
            }

            Volatile.Write(ref _rows[row], values);
        }
    }
}
