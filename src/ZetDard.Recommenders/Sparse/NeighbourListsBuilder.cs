namespace ZetDard.Recommenders;

/// <summary>Takes rows in any order, from several threads (each row once), into one pair of arrays with room for an upper bound
/// of each row.</summary>
internal sealed class NeighbourListsBuilder
{
    private readonly int _columnCount;
    private readonly int[] _starts;
    private readonly int[] _counts;
    private int[] _columns;
    private float[] _weights;

    /// <param name="columnCount">Number of columns.</param>
    /// <param name="bounds">The most entries that each row can have. Kept and overwritten.</param>
    /// <exception cref="ArgumentException">The bounds add up to more than an array can hold.</exception>
    public NeighbourListsBuilder(int columnCount, int[] bounds)
    {
        _columnCount = columnCount;
        _starts = new int[bounds.Length + 1];
        var total = 0L;
        for (var row = 0; row < bounds.Length; row++)
        {
            total += bounds[row];
            if (total > Array.MaxLength)
            {
                throw new ArgumentException($"The lists of {bounds.Length} rows may need more than {Array.MaxLength} entries, the most that an array can hold; ask for shorter lists or fewer rows.");
            }

            _starts[row + 1] = (int)total;
        }

        _counts = bounds;
        Array.Clear(_counts);
        _columns = GC.AllocateUninitializedArray<int>((int)total);
        _weights = GC.AllocateUninitializedArray<float>((int)total);
    }

    /// <summary>Sets a row from keys (see <see cref="TopKey"/>) in ascending order: the last is the best.</summary>
    public void Set(int row, ReadOnlySpan<ulong> ascendingKeys)
    {
        var place = _starts[row];
        var columns = _columns.AsSpan(place, ascendingKeys.Length);
        var weights = _weights.AsSpan(place, ascendingKeys.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            var key = ascendingKeys[ascendingKeys.Length - 1 - i];
            columns[i] = TopKey.Index(key);
            weights[i] = TopKey.Score(key);
        }

        _counts[row] = columns.Length;
    }

    /// <summary>Closes the gaps behind rows that stayed below their bound. The arrays are cut to size only where that saves a
    /// good part of them: the cut is a copy.</summary>
    public NeighbourLists Build()
    {
        var end = 0;
        for (var row = 0; row < _counts.Length; row++)
        {
            var (start, count) = (_starts[row], _counts[row]);
            if (start != end)
            {
                _columns.AsSpan(start, count).CopyTo(_columns.AsSpan(end));
                _weights.AsSpan(start, count).CopyTo(_weights.AsSpan(end));
                _starts[row] = end;
            }

            end += count;
        }

        _starts[^1] = end;
        if (end < _columns.Length - (_columns.Length / 8))
        {
            Array.Resize(ref _columns, end);
            Array.Resize(ref _weights, end);
        }

        return NeighbourLists.Trusted(_columnCount, _starts, _columns, _weights);
    }
}
