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
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new NeighbourLists(3, offsets, columns, weights)).Message, StringComparison.Ordinal);
}
