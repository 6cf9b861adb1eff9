using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZetDard.Models.Svm;

/// <summary>
/// Rows of one problem's kernel matrix, those used last, in one piece of memory that problem after problem reuses and that is given back
/// when it is disposed. Not for concurrent use.
/// </summary>
/// <param name="memoryLimitBytes">What the rows may take; a working set's are held in any case.</param>
internal sealed unsafe class RowStore(long memoryLimitBytes) : IDisposable
{
    private const int StageSize = 32;               // rows that are computed at once
    private const int ParallelLength = 1 << 16;     // values of a block from which on threads pay

    private float* _slab;                   // rows × stride
    private long _slabLength;
    private float[] _stage = [];
    private KernelRows _rows = null!;
    private KernelColumns? _columns;
    private KernelCache? _cache;
    private int[] _chosen = [];
    private int[] _slots = [];              // of each row, or −1
    private int[] _holding = [];            // the row of each slot
    private int[] _newer = [];              // a ring of slots by last use; the slot at Capacity stands between the newest and the oldest
    private int[] _older = [];
    private int _count;

    /// <summary>How many rows are held at most.</summary>
    public int Capacity { get; private set; }

    /// <summary>From one row to the next: the number of chosen rows, rounded up to whole panels.</summary>
    public int Stride { get; private set; }

    public static int StrideOf(int count) => (count + KernelTile.PanelSize - 1) / KernelTile.PanelSize * KernelTile.PanelSize;

    /// <summary>How many rows of a problem fit the limit.</summary>
    public int Fitting(int count) => (int)Math.Min(count, memoryLimitBytes / (sizeof(float) * (long)StrideOf(count)));

    /// <summary>Begins with a problem: nothing is held.</summary>
    public void Begin(SvcProblem problem, int minCapacity)
    {
        var count = problem.Chosen.Length;
        (_rows, _chosen, _cache) = (problem.Rows, problem.Chosen, problem.Cache);
        _columns = _cache is null ? _rows.Columns(_chosen) : null;
        (Stride, Capacity, _count) = (StrideOf(count), Math.Min(count, Math.Max(minCapacity, Fitting(count))), 0);
        var (needed, limit) = ((long)Capacity * Stride, memoryLimitBytes / sizeof(float));
        if (_slabLength < needed)
        {
            // Near the limit all of it at once, so that a problem that is a little larger fits too.
            Dispose();
            _slabLength = needed < limit / 2 ? needed : Math.Max(needed, limit);
            _slab = (float*)NativeMemory.AlignedAlloc((nuint)_slabLength * sizeof(float), 64);
        }

        if (_slots.Length < count)
        {
            _slots = new int[count];
        }

        _slots.AsSpan(0, count).Fill(-1);
        if (_holding.Length < Capacity)
        {
            (_holding, _newer, _older) = (new int[Capacity], new int[Capacity + 1], new int[Capacity + 1]);
        }

        _newer[Capacity] = _older[Capacity] = Capacity;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_slab);
        _slab = null;
        _slabLength = 0;
    }

    /// <summary>A row that was fetched.</summary>
    public float* Row(int row) => _slab + ((long)_slots[row] * Stride);

    /// <summary>Makes sure that rows are held, at most <see cref="Capacity"/>; others may go.</summary>
    public void Fetch(ReadOnlySpan<int> rows, int threadCount)
    {
        var missing = stackalloc int[StageSize];
        var missingCount = 0;
        foreach (var row in rows)
        {
            if (_slots[row] is var slot and >= 0)
            {
                Unlink(slot);
                LinkNewest(slot);
            }
        }

        foreach (var row in rows)
        {
            if (_slots[row] < 0)
            {
                missing[missingCount++] = row;
            }

            if (missingCount == StageSize)
            {
                Compute(new(missing, missingCount), threadCount);
                missingCount = 0;
            }
        }

        Compute(new(missing, missingCount), threadCount);
    }

    private void Compute(ReadOnlySpan<int> rows, int threadCount)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        // Free slots lie together and are filled in place; into those of rows that go the values are copied.
        var inPlace = _count + rows.Length <= Capacity;
        if (_columns is not null)
        {
            var length = checked(rows.Length * Stride);
            if (!inPlace && _stage.Length < length)
            {
                _stage = new float[checked(StageSize * Stride)];
            }

            fixed (float* stage = _stage)
            {
                Fill(rows, inPlace ? _slab + ((long)_count * Stride) : stage, threadCount);
            }
        }
        else
        {
            _cache!.Prepare(NumbersOf(rows));
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var slot = _count;
            if (_count < Capacity)
            {
                _count++;
            }
            else
            {
                slot = _newer[Capacity];        // the oldest
                Unlink(slot);
                _slots[_holding[slot]] = -1;
            }

            (_slots[rows[i]], _holding[slot]) = (slot, rows[i]);
            LinkNewest(slot);
            var values = new Span<float>(Row(rows[i]), Stride);
            if (_cache is not null)
            {
                Gather(_cache.Row(_chosen[rows[i]]), values);
            }
            else if (!inPlace)
            {
                _stage.AsSpan(i * Stride, Stride).CopyTo(values);
            }
        }
    }

    private void Fill(ReadOnlySpan<int> rows, float* target, int threadCount)
    {
        var numbers = NumbersOf(rows);
        var length = (long)rows.Length * Stride;
        if (threadCount == 1 || length < ParallelLength)
        {
            _columns!.Fill(_rows, numbers, new(target, checked((int)length)), Stride);
            return;
        }

        const int PartSize = 2 * KernelTile.GroupSize;
        Parallel.For(
            0,
            (numbers.Length + PartSize - 1) / PartSize,
            new() { MaxDegreeOfParallelism = threadCount },
            part =>
            {
                var mine = numbers.AsSpan(part * PartSize, Math.Min(PartSize, numbers.Length - (part * PartSize)));
                _columns!.Fill(
                    _rows, mine, new(target + ((long)part * PartSize * Stride), checked(mine.Length * Stride)), Stride);
            });
    }

    private int[] NumbersOf(ReadOnlySpan<int> rows)
    {
        var numbers = new int[rows.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = _chosen[rows[i]];
        }

        return numbers;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(ReadOnlySpan<float> row, Span<float> values)
    {
        for (var i = 0; i < _chosen.Length; i++)
        {
            values[i] = row[_chosen[i]];
        }

        values[_chosen.Length..].Clear();
    }

    private void Unlink(int slot) => (_older[_newer[slot]], _newer[_older[slot]]) = (_older[slot], _newer[slot]);

    // _newer leads from the sentinel over the oldest to the newest, _older back.
    private void LinkNewest(int slot)
    {
        var newest = _older[Capacity];
        (_newer[newest], _older[slot], _newer[slot], _older[Capacity]) = (slot, newest, Capacity, slot);
    }
}
