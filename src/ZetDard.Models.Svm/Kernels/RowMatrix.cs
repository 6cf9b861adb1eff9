namespace ZetDard.Models.Svm;

/// <summary>Rows of numbers, dense (row-major) or sparse (CSR, columns ascending within a row). Its arrays are not changed.</summary>
internal sealed class RowMatrix
{
    private RowMatrix(int rowCount, int columnCount, float[] values, int[]? offsets, int[]? columns) =>
        (RowCount, ColumnCount, Values, Offsets, Columns) = (rowCount, columnCount, values, offsets, columns);

    public int RowCount { get; }

    public int ColumnCount { get; }

    public bool IsSparse => Offsets is not null;

    /// <summary>Dense: rows × columns; sparse: the stored entries.</summary>
    public float[] Values { get; }

    /// <summary>Sparse only: where each row begins, and the end.</summary>
    public int[]? Offsets { get; }

    /// <summary>Sparse only: the column of each entry.</summary>
    public int[]? Columns { get; }

    /// <summary>One value; 0 where a sparse row has none.</summary>
    public float this[int row, int column]
    {
        get
        {
            if (Offsets is null)
            {
                return Values[((long)row * ColumnCount) + column];
            }

            var entry = Array.BinarySearch(Columns!, Offsets[row], Offsets[row + 1] - Offsets[row], column);
            return entry < 0 ? 0 : Values[entry];
        }
    }

    public static RowMatrix Dense(float[] values, int rowCount, int columnCount) => new(rowCount, columnCount, values, null, null);

    public static RowMatrix Sparse(float[] values, int[] offsets, int[] columns, int columnCount) =>
        new(offsets.Length - 1, columnCount, values, offsets, columns);
}
