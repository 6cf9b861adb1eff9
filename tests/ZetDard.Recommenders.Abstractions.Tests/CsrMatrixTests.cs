using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class CsrMatrixTests
{
    private static readonly Gen<(int Rows, int Columns, (int Row, int Column, int Value)[] Entries)> Entries =
        from rows in Gen.Int[1, 8]
        from columns in Gen.Int[1, 8]
        from entries in Gen.Select(Gen.Int[0, rows - 1], Gen.Int[0, columns - 1], Gen.Int[1, 9]).Array[0, 40]
        select (rows, columns, entries);

    // Oracle: a dense array into which every entry is added.
    [Fact]
    public void FromEntries_agrees_with_a_dense_array() => Entries.Sample(given =>
    {
        var dense = new float[given.Rows, given.Columns];
        foreach (var (row, column, value) in given.Entries)
        {
            dense[row, column] += value;
        }

        return Dense(Build(given)).Cast<float>().SequenceEqual(dense.Cast<float>());
    });

    [Fact]
    public void Transpose_twice_is_the_same_and_once_exchanges_rows_and_columns() => Entries.Sample(given =>
    {
        var matrix = Build(given);
        var transposed = Dense(matrix.Transpose());
        var dense = Dense(matrix);
        for (var row = 0; row < given.Rows; row++)
        {
            for (var column = 0; column < given.Columns; column++)
            {
                Assert.Equal(dense[row, column], transposed[column, row]);
            }
        }

        Assert.Equal(dense, Dense(matrix.Transpose().Transpose()));
    });

    [Theory]
    [InlineData(new[] { 0, 2 }, new[] { 1, 1 }, "ascend strictly")]
    [InlineData(new[] { 0, 1 }, new[] { 3 }, "below 3")]
    [InlineData(new[] { 0, 2, 1 }, new[] { 0 }, "stay within")]
    [InlineData(new[] { 1, 1 }, new[] { 0 }, "start at 0")]
    public void Constructor_names_what_is_wrong(int[] offsets, int[] columns, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<ArgumentException>(() => new CsrMatrix(3, offsets, columns)).Message, StringComparison.Ordinal);

    [Fact]
    public void FromEntries_refuses_a_column_outside() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CsrMatrix.FromEntries(2, 2, [0], [2]));

    [Fact]
    public void FromEntries_adds_up_to_the_largest_number_and_refuses_infinity()
    {
        Assert.Equal(
            [float.MaxValue], CsrMatrix.FromEntries(1, 1, [0, 0, 0], [0, 0, 0], [float.MaxValue, float.MaxValue, 1]).Values.ToArray());
        Assert.Equal([float.MinValue], CsrMatrix.FromEntries(1, 1, [0, 0], [0, 0], [float.MinValue, float.MinValue]).Values.ToArray());
        Assert.Throws<ArgumentException>(() => CsrMatrix.FromEntries(1, 1, [0, 0], [0, 0], [1, float.PositiveInfinity]));
    }

    private static CsrMatrix Build((int Rows, int Columns, (int Row, int Column, int Value)[] Entries) given) => CsrMatrix.FromEntries(
        given.Rows,
        given.Columns,
        Array.ConvertAll(given.Entries, entry => entry.Row),
        Array.ConvertAll(given.Entries, entry => entry.Column),
        Array.ConvertAll(given.Entries, entry => (float)entry.Value));

    private static float[,] Dense(CsrMatrix matrix)
    {
        var dense = new float[matrix.RowCount, matrix.ColumnCount];
        for (var row = 0; row < matrix.RowCount; row++)
        {
            for (var i = 0; i < matrix.Degree(row); i++)
            {
                dense[row, matrix.Row(row)[i]] = matrix.HasValues ? matrix.RowValues(row)[i] : 1;
            }
        }

        return dense;
    }
}
