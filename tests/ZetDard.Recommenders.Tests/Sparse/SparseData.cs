using CsCheck;

namespace ZetDard.Recommenders.Tests;

/// <summary>Random patterns and comparisons for the tests of the sparse kernels.</summary>
internal static class SparseData
{
    /// <summary>Small patterns: any share of entries, so that rows and columns are often empty or full, and one user or one item
    /// are common.</summary>
    public static readonly Gen<CsrMatrix> SmallPatterns =
        from userCount in Gen.Frequency((1, Gen.Const(1)), (8, Gen.Int[1, 40]))
        from itemCount in Gen.Frequency((1, Gen.Const(1)), (8, Gen.Int[1, 60]))
        from share in Gen.Double[0, 1]
        from seed in Gen.Int
        select Pattern(userCount, itemCount, _ => (int)(share * itemCount), seed);

    /// <summary>Each user has a number of items, drawn from all with a preference for a few.</summary>
    public static CsrMatrix Pattern(int userCount, int itemCount, Func<int, int> degreeOf, int seed)
    {
        var random = new Random(seed);
        var offsets = new int[userCount + 1];
        var columns = new List<int>();
        for (var user = 0; user < userCount; user++)
        {
            var items = new SortedSet<int>();
            for (var draw = degreeOf(user); draw > 0; draw--)
            {
                var x = random.NextDouble();
                // Cubed: a few items are drawn often; their labels lie all over.
                items.Add((int)(x * x * x * itemCount) * 7919 % itemCount);
            }

            columns.AddRange(items);
            offsets[user + 1] = columns.Count;
        }

        return new CsrMatrix(itemCount, offsets, [.. columns]);
    }

    /// <summary>The same pattern with a value for each entry: many small ones, a few great ones, and one in ten 0.</summary>
    public static CsrMatrix WithValues(CsrMatrix pattern, int seed)
    {
        var random = new Random(seed);
        var values = new float[pattern.EntryCount];
        for (var entry = 0; entry < values.Length; entry++)
        {
            values[entry] = random.Next(10) == 0 ? 0 : MathF.Round(MathF.Pow(10, 4 * random.NextSingle())) / 4;
        }

        return new CsrMatrix(pattern.ColumnCount, pattern.Offsets.ToArray(), pattern.Columns.ToArray(), values);
    }

    /// <summary>The neighbours of all items by the clear version.</summary>
    public static NeighbourLists Clear(CsrMatrix matrix, ItemSimilarity similarity, int k, int threadCount) =>
        CoOccurrenceReference.TopNeighbours(
        WeightedInteractions.Of(
            matrix, similarity), matrix.Transpose(), rows: null, k, threadCount, progress: null, TestContext.Current.CancellationToken);

    /// <summary>The neighbours of all items by the fast version, whatever the shape of the matrix.</summary>
    public static NeighbourLists Fast(CsrMatrix matrix, ItemSimilarity similarity, int k, int threadCount) =>
        CoOccurrenceKernel.TopNeighbours(
            WeightedInteractions.Of(matrix, similarity), k, threadCount, progress: null, TestContext.Current.CancellationToken);

    /// <summary>The same bits everywhere.</summary>
    public static void AssertSame(NeighbourLists expected, NeighbourLists actual)
    {
        Assert.Equal(expected.ColumnCount, actual.ColumnCount);
        Assert.True(expected.Offsets.SequenceEqual(actual.Offsets), "The rows have other lengths.");
        Assert.True(expected.Columns.SequenceEqual(actual.Columns), "The columns differ.");
        Assert.True(expected.Values.SequenceEqual(actual.Values), "The weights differ.");
    }

    /// <summary>Rows of (index, weight) given in any order, of which the best k are kept by a full sort.</summary>
    public static NeighbourLists Best(int columnCount, IEnumerable<IEnumerable<(int Column, float Weight)>> rows, int k)
    {
        var (offsets, columns, weights) = (new List<int> { 0 }, new List<int>(), new List<float>());
        foreach (var row in rows)
        {
            foreach (var (column, weight) in row.OrderByDescending(entry => entry.Weight).ThenBy(entry => entry.Column).Take(k))
            {
                columns.Add(column);
                weights.Add(weight);
            }

            offsets.Add(columns.Count);
        }

        return new NeighbourLists(columnCount, [.. offsets], [.. columns], [.. weights]);
    }
}
