namespace ZetDard.Recommenders;

/// <summary>A sparse matrix in compressed rows (CSR). Immutable and safe for concurrent use.</summary>
/// <remarks>
/// Row r owns the entries <c>Offsets[r]</c> … <c>Offsets[r + 1]</c> − 1 of <see cref="Columns"/> and, where there are values, of
/// <see cref="Values"/>; columns ascend strictly within a row. A matrix without values is a pattern: every stored entry counts as 1.
/// Memory: 4 bytes a row, 4 bytes an entry, 4 more with values.
/// </remarks>
public sealed class CsrMatrix
{
    private readonly int[] _offsets;
    private readonly int[] _columns;
    private readonly float[]? _values;

    /// <summary>Makes a matrix over the given arrays, which it keeps: do not change them afterwards.</summary>
    /// <param name="columnCount">Number of columns.</param>
    /// <param name="offsets">One more than there are rows, ascending from 0 to the number of entries.</param>
    /// <param name="columns">Column of each entry, strictly ascending within a row.</param>
    /// <param name="values">Value of each entry, finite; <see langword="null"/> makes a pattern.</param>
    /// <exception cref="ArgumentException">The arrays do not describe a matrix; the message names the place.</exception>
    public CsrMatrix(int columnCount, int[] offsets, int[] columns, float[]? values = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(columns);
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != columns.Length)
        {
            throw new ArgumentException($"Offsets must start at 0 and end at the number of entries, {columns.Length}.", nameof(offsets));
        }

        if (values is not null && values.Length != columns.Length)
        {
            throw new ArgumentException(
                $"There are {values.Length} values for {columns.Length} entries; give one each, or null.", nameof(values));
        }

        for (var row = 0; row < offsets.Length - 1; row++)
        {
            if (offsets[row + 1] < offsets[row] || offsets[row + 1] > columns.Length)
            {
                throw new ArgumentException(
                    $"Offsets must ascend and stay within 0 … {columns.Length}; row {row} runs from {offsets[row]} to {offsets[row + 1]}.",
                    nameof(offsets));
            }

            var last = -1;
            for (var entry = offsets[row]; entry < offsets[row + 1]; entry++)
            {
                var column = columns[entry];
                if (column <= last || column >= columnCount)
                {
                    throw new ArgumentException(
                        $"Columns must ascend strictly within a row and be below {columnCount}; row {row} has {column} after {last}.",
                        nameof(columns));
                }

                last = column;
            }
        }

        if (values is not null)
        {
            for (var entry = 0; entry < values.Length; entry++)
            {
                if (!float.IsFinite(values[entry]))
                {
                    throw new ArgumentException($"Values must be finite; entry {entry} is {values[entry]}.", nameof(values));
                }
            }
        }

        ColumnCount = columnCount;
        _offsets = offsets;
        _columns = columns;
        _values = values;
    }

    /// <summary>Number of rows.</summary>
    public int RowCount => _offsets.Length - 1;

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of stored entries.</summary>
    public int EntryCount => _columns.Length;

    /// <summary>Whether entries have values; without, each counts as 1.</summary>
    public bool HasValues => _values is not null;

    /// <summary>Where each row begins; of length <see cref="RowCount"/> + 1.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>The column of each entry, row by row.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>The value of each entry, row by row; empty for a pattern.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The columns of one row, ascending.</summary>
    public ReadOnlySpan<int> Row(int row) => _columns.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    /// <summary>The values of one row, beside <see cref="Row"/>; empty for a pattern.</summary>
    public ReadOnlySpan<float> RowValues(int row) =>
        _values is null ? [] : _values.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    /// <summary>Number of entries of one row.</summary>
    public int Degree(int row) => _offsets[row + 1] - _offsets[row];

    /// <summary>Whether a row has an entry in a column. Takes O(log degree).</summary>
    public bool Contains(int row, int column) => Row(row).BinarySearch(column) >= 0;

    /// <summary>The matrix with rows and columns exchanged, by a counting sort: O(rows + columns + entries).</summary>
    public CsrMatrix Transpose()
    {
        var offsets = new int[ColumnCount + 1];
        foreach (var column in _columns)
        {
            offsets[column + 1]++;
        }

        for (var column = 0; column < ColumnCount; column++)
        {
            offsets[column + 1] += offsets[column];
        }

        var next = offsets.AsSpan(0, ColumnCount).ToArray();
        var columns = new int[_columns.Length];
        var values = _values is null ? null : new float[_columns.Length];
        for (var row = 0; row < RowCount; row++)
        {
            for (var entry = _offsets[row]; entry < _offsets[row + 1]; entry++)
            {
                var place = next[_columns[entry]]++;
                columns[place] = row;
                if (values is not null)
                {
                    values[place] = _values![entry];
                }
            }
        }

        return new CsrMatrix(RowCount, offsets, columns, values);
    }

    /// <summary>
    /// Makes a matrix from entries in any order; entries of one place are added up, to <see cref="float.MaxValue"/> at most.
    /// </summary>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="columnCount">Number of columns.</param>
    /// <param name="rows">Row of each entry.</param>
    /// <param name="columns">Column of each entry.</param>
    /// <param name="values">Value of each entry; empty makes a pattern.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row or column is outside the matrix.</exception>
    public static CsrMatrix FromEntries(
        int rowCount, int columnCount, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values = default)
    {
        var order = SortedOrder(rowCount, columnCount, rows, columns);
        var offsets = new int[rowCount + 1];
        var outColumns = new int[order.Length];
        var outValues = values.IsEmpty ? null : new float[order.Length];
        if (!values.IsEmpty && values.Length != rows.Length)
        {
            throw new ArgumentException(
                $"There are {values.Length} values for {rows.Length} entries; give one each, or none.", nameof(values));
        }

        var count = 0;
        var lastRow = -1;
        foreach (var entry in order)
        {
            var isNew = count == 0 || rows[entry] != lastRow || columns[entry] != outColumns[count - 1];
            if (isNew)
            {
                lastRow = rows[entry];
                offsets[lastRow + 1]++;
                outColumns[count++] = columns[entry];
            }

            if (outValues is not null)
            {
                outValues[count - 1] = isNew ? values[entry] : SaturatedSum(outValues[count - 1], values[entry]);
            }
        }

        for (var row = 0; row < rowCount; row++)
        {
            offsets[row + 1] += offsets[row];
        }

        Array.Resize(ref outColumns, count);
        if (outValues is not null)
        {
            Array.Resize(ref outValues, count);
        }

        return new CsrMatrix(columnCount, offsets, outColumns, outValues);
    }

    // A sum of finite values stays finite; what was not finite before stays so, and is refused.
    private static float SaturatedSum(float left, float right)
    {
        var sum = left + right;
        return float.IsInfinity(sum) && float.IsFinite(left) && float.IsFinite(right) ? float.CopySign(float.MaxValue, sum) : sum;
    }

    /// <summary>The order of entries by row, then column, then place given: two counting sorts.</summary>
    internal static int[] SortedOrder(int rowCount, int columnCount, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns)
    {
        if (rows.Length != columns.Length)
        {
            throw new ArgumentException(
                $"There are {rows.Length} rows for {columns.Length} columns; give one of each an entry.", nameof(columns));
        }

        return IsSorted(rows, columns, rowCount, columnCount)
            ? [.. Enumerable.Range(0, rows.Length)]
            : CountingSort(rows, rowCount, CountingSort(columns, columnCount, previous: null));
    }

    // Stores and files are often in this order already.
    private static bool IsSorted(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, int rowCount, int columnCount)
    {
        var (lastRow, lastColumn) = (0, 0);
        for (var entry = 0; entry < rows.Length; entry++)
        {
            var (row, column) = (rows[entry], columns[entry]);
            if (row < lastRow || (row == lastRow && column < lastColumn) || row >= rowCount || (uint)column >= (uint)columnCount)
            {
                return false;
            }

            (lastRow, lastColumn) = (row, column);
        }

        return true;
    }

    private static int[] CountingSort(ReadOnlySpan<int> keys, int keyCount, int[]? previous)
    {
        var next = new int[keyCount + 1];
        foreach (var key in keys)
        {
            if ((uint)key >= (uint)keyCount)
            {
                throw new ArgumentOutOfRangeException(nameof(keys), key, $"A row or column must be in 0 … {keyCount - 1}.");
            }

            next[key + 1]++;
        }

        for (var key = 0; key < keyCount; key++)
        {
            next[key + 1] += next[key];
        }

        var order = new int[keys.Length];
        for (var place = 0; place < keys.Length; place++)
        {
            var entry = previous is null ? place : previous[place];
            order[next[keys[entry]]++] = entry;
        }

        return order;
    }
}
