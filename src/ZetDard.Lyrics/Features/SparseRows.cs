using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Builds matrices from rows.</summary>
internal static class SparseRows
{
    /// <param name="columnCount">The number of columns of the matrix.</param>
    /// <param name="rows">The columns (ascending) and values of each row.</param>
    public static CsrMatrix Matrix(int columnCount, IReadOnlyList<(int[] Columns, float[] Values)> rows)
    {
        var offsets = new int[rows.Count + 1];
        for (var row = 0; row < rows.Count; row++)
        {
            offsets[row + 1] = checked(offsets[row] + rows[row].Columns.Length);
        }

        var columns = new int[offsets[^1]];
        var values = new float[offsets[^1]];
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].Columns.CopyTo(columns, offsets[row]);
            rows[row].Values.CopyTo(values, offsets[row]);
        }

        return new(columnCount, offsets, columns, values);
    }

    /// <summary>Builds a matrix that stores all values, zeros included.</summary>
    /// <param name="columnCount">The number of columns of the matrix.</param>
    /// <param name="rows">Rows of <paramref name="columnCount"/> values.</param>
    public static CsrMatrix Dense(int columnCount, IReadOnlyList<float[]> rows)
    {
        var all = Enumerable.Range(0, columnCount).ToArray();
        return Matrix(columnCount, [.. rows.Select(row => (all, row))]);
    }
}
