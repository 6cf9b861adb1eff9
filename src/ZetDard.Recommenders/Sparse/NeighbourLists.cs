namespace ZetDard.Recommenders;

/// <summary>For each row a list of columns with weights, best first: the neighbours of items, or the top-N items of users.
/// Immutable and safe for concurrent use.</summary>
/// <remarks>
/// Row r owns the entries <c>Offsets[r]</c> … <c>Offsets[r + 1]</c> − 1 of <see cref="Columns"/> and <see cref="Values"/>;
/// within a row weights descend, and equal weights are ordered by ascending column.
/// Memory: 4 bytes a row, 8 bytes an entry.
/// </remarks>
public sealed class NeighbourLists
{
    private readonly int[] _offsets;
    private readonly int[] _columns;        // may be longer than _offsets[^1]: see NeighbourListsBuilder
    private readonly float[] _weights;

    /// <summary>Makes lists over the given arrays, which it keeps: do not change them afterwards.</summary>
    /// <param name="columnCount">Number of columns; every entry of <paramref name="columns"/> is below it.</param>
    /// <param name="offsets">One more than there are rows, ascending from 0 to the number of entries.</param>
    /// <param name="columns">Column of each entry, distinct within a row.</param>
    /// <param name="weights">Weight of each entry, finite; within a row descending, equal ones by ascending column.</param>
    /// <exception cref="ArgumentException">The arrays do not describe such lists; the message names the place.</exception>
    public NeighbourLists(int columnCount, int[] offsets, int[] columns, float[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(weights);
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != columns.Length)
        {
            throw new ArgumentException($"Offsets must start at 0 and end at the number of entries, {columns.Length}.", nameof(offsets));
        }

        if (weights.Length != columns.Length)
        {
            throw new ArgumentException(
                $"There are {weights.Length} weights for {columns.Length} entries; give one each.", nameof(weights));
        }

        var lastRowWith = new int[columnCount];         // 1 + the last row that has a column
        for (var row = 0; row < offsets.Length - 1; row++)
        {
            var (start, end) = (offsets[row], offsets[row + 1]);
            if (end < start || end > columns.Length)
            {
                throw new ArgumentException(
                    $"Offsets must ascend and stay within 0 … {columns.Length}; row {row} runs from {start} to {end}.", nameof(offsets));
            }

            for (var entry = start; entry < end; entry++)
            {
                var column = columns[entry];
                if ((uint)column >= (uint)columnCount || lastRowWith[column] == row + 1)
                {
                    throw new ArgumentException(
                        $"Columns must be distinct within a row and in 0 … {columnCount - 1}; row {row} has {column}{((uint)column < (uint)columnCount ? " twice" : "")}.",
                        nameof(columns));
                }

                lastRowWith[column] = row + 1;
                if (!float.IsFinite(weights[entry]))
                {
                    throw new ArgumentException(
                        $"Weights must be finite; entry {entry} of row {row} is {weights[entry]}.", nameof(weights));
                }

                if (entry > start
                    && !(weights[entry - 1] > weights[entry] || (weights[entry - 1] == weights[entry] && columns[entry - 1] < column)))
                {
                    throw new ArgumentException(
                        $"Weights must descend within a row, and equal ones be ordered by ascending column; row {row} has column {column}, weight {weights[entry]}, " +
                        $"after column {columns[entry - 1]}, weight {weights[entry - 1]}.", nameof(weights));
                }
            }
        }

        (ColumnCount, _offsets, _columns, _weights) = (columnCount, offsets, columns, weights);
    }

    private NeighbourLists(int[] offsets, int[] columns, float[] weights, int columnCount) =>
        (ColumnCount, _offsets, _columns, _weights) = (columnCount, offsets, columns, weights);

    /// <summary>Number of rows.</summary>
    public int RowCount => _offsets.Length - 1;

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of entries of all rows.</summary>
    public int EntryCount => _offsets[^1];

    /// <summary>Where each row begins; of length <see cref="RowCount"/> + 1.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>The column of each entry, row by row.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, EntryCount);

    /// <summary>The weight of each entry, row by row.</summary>
    public ReadOnlySpan<float> Values => _weights.AsSpan(0, EntryCount);

    /// <summary>The columns of one row, best first.</summary>
    public ReadOnlySpan<int> Neighbours(int row) => _columns.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    /// <summary>The weights of one row, descending, beside <see cref="Neighbours"/>.</summary>
    public ReadOnlySpan<float> Weights(int row) => _weights.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    /// <summary>Makes lists of arrays that are right by construction and may have room behind the last entry.</summary>
    internal static NeighbourLists Trusted(int columnCount, int[] offsets, int[] columns, float[] weights) =>
        new(offsets, columns, weights, columnCount);
}
