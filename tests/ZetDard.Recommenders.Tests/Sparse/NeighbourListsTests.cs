namespace ZetDard.Recommenders.Tests;

public sealed class NeighbourListsTests
{
    [Fact]
    public void Rows_are_views_of_the_arrays()
    {
        var lists = new NeighbourLists(3, [0, 2, 2, 3], [2, 0, 1], [1f, 0.5f, 0.5f]);
        Assert.Equal((3, 3, 3), (lists.RowCount, lists.ColumnCount, lists.EntryCount));
        Assert.Equal([2, 0], lists.Neighbours(0).ToArray());
        Assert.Equal([1f, 0.5f], lists.Weights(0).ToArray());
        Assert.Empty(lists.Neighbours(1).ToArray());
        Assert.Equal([0, 2, 2, 3], lists.Offsets.ToArray());
        Assert.Equal([2, 0, 1], lists.Columns.ToArray());
        Assert.Equal([1f, 0.5f, 0.5f], lists.Values.ToArray());
    }

    [Theory]
    [InlineData(new[] { 1, 2 }, new[] { 0, 1 }, new[] { 1f, 0.5f }, "start at 0")]
    [InlineData(new[] { 0, 1 }, new[] { 0, 1 }, new[] { 1f, 0.5f }, "end at the number of entries")]
    [InlineData(new int[0], new[] { 0, 1 }, new[] { 1f, 0.5f }, "start at 0")]
    [InlineData(new[] { 0, 3, 2 }, new[] { 0, 1 }, new[] { 1f, 0.5f }, "stay within")]
    [InlineData(new[] { 0, 2, 1, 2 }, new[] { 0, 1 }, new[] { 1f, 0.5f }, "ascend")]
    [InlineData(new[] { 0, 2 }, new[] { 0, 1 }, new[] { 1f }, "1 weights for 2 entries")]
    [InlineData(new[] { 0, 2 }, new[] { 0, 3 }, new[] { 1f, 0.5f }, "in 0 … 2")]
    [InlineData(new[] { 0, 2 }, new[] { 0, -1 }, new[] { 1f, 0.5f }, "in 0 … 2")]
    [InlineData(new[] { 0, 2 }, new[] { 1, 1 }, new[] { 1f, 0.5f }, "1 twice")]
    [InlineData(new[] { 0, 2 }, new[] { 0, 1 }, new[] { 0.5f, 1f }, "descend")]
    [InlineData(new[] { 0, 2 }, new[] { 1, 0 }, new[] { 1f, 1f }, "ascending column")]
    [InlineData(new[] { 0, 2 }, new[] { 0, 1 }, new[] { 1f, float.NaN }, "finite")]
    [InlineData(new[] { 0, 2 }, new[] { 0, 1 }, new[] { float.PositiveInfinity, 1f }, "finite")]
    public void Constructor_names_what_is_wrong(int[] offsets, int[] columns, float[] weights, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<ArgumentException>(() => new NeighbourLists(3, offsets, columns, weights)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Lists_are_written_to_a_model_file_and_read_back()
    {
        var lists = new NeighbourLists(3, [0, 2, 2, 3], [2, 0, 1], [1f, 0.5f, -0.5f]);
        SparseData.AssertSame(lists, SavedAndLoaded(lists, rowCount: 3, columnCount: 3));
        SparseData.AssertSame(new NeighbourLists(0, [0], [], []), SavedAndLoaded(new NeighbourLists(0, [0], [], []), 0, 0));
    }

    [Theory]
    [InlineData(3, 3, new[] { 0, 2, 2 }, new[] { 2, 0 }, new[] { 1f, 0.5f }, "2 rows where 3 belong")]
    [InlineData(2, 2, new[] { 0, 2, 2 }, new[] { 2, 0 }, new[] { 1f, 0.5f }, "in 0 … 1")]
    [InlineData(2, 3, new[] { 0, 2, 3 }, new[] { 2, 0 }, new[] { 1f, 0.5f }, "end at the number of entries")]
    [InlineData(2, 3, new[] { 0, 9, 2 }, new[] { 2, 0 }, new[] { 1f, 0.5f }, "stay within")]
    [InlineData(2, 3, new[] { 0, 2, 2 }, new[] { 2, -1 }, new[] { 1f, 0.5f }, "in 0 … 2")]
    [InlineData(2, 3, new[] { 0, 2, 2 }, new[] { 2, 0 }, new[] { 1f, float.NaN }, "finite")]
    [InlineData(2, 3, new[] { 0, 2, 2 }, new[] { 2, 0 }, new[] { 1f }, "1 weights for 2 entries")]
    [InlineData(0, 3, new int[0], new int[0], new float[0], "-1 rows where 0 belong")]
    public void Lists_that_are_damaged_are_not_read(
        int rowCount, int columnCount, int[] offsets, int[] columns, float[] weights, string expected)
    {
        using var file = new MemoryStream();
        var writer = new ModelWriter(file);
        writer.Write<int>(offsets);
        writer.Write<int>(columns);
        writer.Write<float>(weights);
        file.Position = 0;
        var error = Assert.Throws<InvalidDataException>(
            () => new ModelReader(file, file.Length, []).ReadNeighbourLists(rowCount, columnCount));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static NeighbourLists SavedAndLoaded(NeighbourLists lists, int rowCount, int columnCount)
    {
        using var file = new MemoryStream();
        new ModelWriter(file).Write(lists);
        file.Position = 0;
        return new ModelReader(file, file.Length, []).ReadNeighbourLists(rowCount, columnCount);
    }
}
