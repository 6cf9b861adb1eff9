namespace ZetDard.Models.Svm;

/// <summary>Puts sparse rows together.</summary>
internal static class SparseRows
{
    /// <param name="rows">The rows.</param>
    /// <param name="columnCount">
    /// How many columns a model has learned; columns behind them, which no training row had, are left out. All where
    /// <see langword="null"/>.
    /// </param>
    public static RowMatrix ToMatrix(IReadOnlyList<SparseRow> rows, int? columnCount)
    {
        var (values, columns, offsets) = (new List<float>(), new List<int>(), new int[rows.Count + 1]);
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].Require();
            var own = rows[row].Columns.Span;
            var count = own.Length;
            while (count > 0 && own[count - 1] >= (columnCount ?? int.MaxValue))
            {
                count--;
            }

            columns.AddRange(own[..count]);
            values.AddRange(rows[row].Values.Span[..count]);
            offsets[row + 1] = values.Count;
        }

        var last = columns.Count == 0 ? 0 : columns.Max();
        return last == int.MaxValue
            ? throw new ArgumentException($"A sparse row has a column {last}; the last that can be learned is {int.MaxValue - 1}.")
            : RowMatrix.Sparse([.. values], offsets, [.. columns], columnCount ?? last + 1);
    }
}
