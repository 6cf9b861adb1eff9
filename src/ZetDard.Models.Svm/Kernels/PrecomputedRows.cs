using System.Globalization;

namespace ZetDard.Models.Svm;

/// <summary>Rows that hold the values of the kernel themselves: the first column is the number of a row's own column.</summary>
internal sealed class PrecomputedRows(KernelForm.Leaf leaf, RowMatrix matrix) : KernelRows
{
    public override int Count => matrix.RowCount;

    public override float Diagonal(int row) => Value(row, OwnColumn(row));

    public override KernelColumns Columns(ReadOnlySpan<int> rows)
    {
        var numbers = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            numbers[i] = OwnColumn(rows[i]);
        }

        return new Chosen(numbers);
    }

    private int OwnColumn(int row)
    {
        var (number, count) = (Value(row, 0), leaf.Columns?.Length ?? matrix.ColumnCount);
        return number > 0 && number < count && number == MathF.Floor(number)
            ? (int)number
            : throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Row {row} of a precomputed kernel says in its first column that its own column is {number}; that must be a whole number from 1 to {count - 1}. Write the row's number, from 1 on, in front of its kernel values."));
    }

    private float Value(int row, int number) => matrix[row, leaf.Columns?[number] ?? number];

    private sealed class Chosen(int[] numbers) : KernelColumns
    {
        public override int Count => numbers.Length;

        public override void Fill(KernelRows source, ReadOnlySpan<int> rows, Span<float> block, int stride)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var row = block.Slice(i * stride, stride);
                for (var j = 0; j < numbers.Length; j++)
                {
                    row[j] = ((PrecomputedRows)source).Value(rows[i], numbers[j]);
                }

                row[numbers.Length..].Clear();
            }
        }
    }
}
