using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Bounds long rows of a matrix by samples that are evenly spaced over the row, and so the same each time.</summary>
internal static class EvenSample
{
    /// <summary>The matrix with a sample of <paramref name="maxLength"/> entries in the place of each longer row; the matrix
    /// itself where there is none. Values are left out.</summary>
    public static CsrMatrix Shorten(CsrMatrix matrix, int maxLength) =>
        Enumerable.Range(0, matrix.RowCount).All(row => matrix.Degree(row) <= maxLength)
            ? matrix
            : Sample(matrix, row => Math.Min(maxLength, matrix.Degree(row)));

    /// <summary>A sample of <paramref name="maxLength"/> entries of each longer row; the other rows are empty.</summary>
    public static CsrMatrix OfLongRows(CsrMatrix matrix, int maxLength) =>
        Sample(matrix, row => matrix.Degree(row) > maxLength ? maxLength : 0);

    private static CsrMatrix Sample(CsrMatrix matrix, Func<int, int> lengthOf)
    {
        var offsets = new int[matrix.RowCount + 1];
        for (var row = 0; row < matrix.RowCount; row++)
        {
            offsets[row + 1] = offsets[row] + lengthOf(row);
        }

        var columns = new int[offsets[^1]];
        for (var row = 0; row < matrix.RowCount; row++)
        {
            var sample = columns.AsSpan(offsets[row], offsets[row + 1] - offsets[row]);
            for (var i = 0; i < sample.Length; i++)
            {
                // The middle of the i-th of equal parts.
                sample[i] = matrix.Row(row)[(int)(((2L * i) + 1) * matrix.Degree(row) / (2L * sample.Length))];
            }
        }

        return new CsrMatrix(matrix.ColumnCount, offsets, columns);
    }
}
