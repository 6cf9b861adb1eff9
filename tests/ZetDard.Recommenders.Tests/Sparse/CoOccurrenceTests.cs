using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class CoOccurrenceTests
{
    private static readonly ItemSimilarity[] Similarities =
    [
        ItemSimilarity.Directed,
        ItemSimilarity.Cosine,
        new()
        {
            RowExponent = 0.3,
            ColumnExponent = 0.9,
            Shrinkage = 7.5,
        },
    ];

    private static readonly Gen<ItemSimilarity> AnySimilarity = Gen.Int[0, Similarities.Length - 1].Select(index => Similarities[index]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // By hand: users {0,1}, {0,1,2}, {0,3}; U0 = 3, U1 = 2, U2 = 1, U3 = 1.
    [Fact]
    public void TopNeighbours_matches_the_hand_computed_example()
    {
        var matrix = new CsrMatrix(5, [0, 2, 5, 7], [0, 1, 0, 1, 2, 0, 3]);

        var directed = CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Directed, 2, cancellationToken: Token);
        Assert.Equal([1, 2], directed.Neighbours(0).ToArray()); // 2/3, then 1/3 by index before item 3
        Assert.Equal([(float)(2 * (1 / 3.0)), (float)(1 / 3.0)], directed.Weights(0).ToArray());
        Assert.Equal([0, 2], directed.Neighbours(1).ToArray());
        Assert.Equal([1f, 0.5f], directed.Weights(1).ToArray());
        Assert.Equal([0, 1], directed.Neighbours(2).ToArray());
        Assert.Equal([0], directed.Neighbours(3).ToArray());
        Assert.Empty(directed.Neighbours(4).ToArray());

        var cosine = CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Cosine, 2, cancellationToken: Token);
        Assert.Equal([1, 2], cosine.Neighbours(0).ToArray());
        Assert.Equal((float)(2 / Math.Sqrt(6)), cosine.Weights(0)[0], 1e-7f);
        Assert.Equal([0, 2], cosine.Neighbours(1).ToArray());
        Assert.Equal((float)(1 / Math.Sqrt(2)), cosine.Weights(1)[1], 1e-7f);
    }

    // Oracle: the definition over sets, every pair, sorted.
    [Fact]
    public void Both_versions_agree_with_the_definition_for_any_pattern() =>
        Gen.Select(SparseData.SmallPatterns, AnySimilarity, Gen.Int[1, 70], Gen.Int[1, 3])
            .Sample(
                (matrix, similarity, k, threadCount) =>
                {
                    var users = Enumerable.Range(0, matrix.ColumnCount).Select(item => matrix.Transpose().Row(item).ToArray()).ToArray();
                    var expected = SparseData.Best(
                        matrix.ColumnCount,
                        Enumerable.Range(0, matrix.ColumnCount).Select(item => Definition(users, similarity, item)),
                        k
                    );
                    SparseData.AssertSame(expected, SparseData.Clear(matrix, similarity, k, threadCount));
                    SparseData.AssertSame(expected, SparseData.Fast(matrix, similarity, k, threadCount));
                    SparseData.AssertSame(expected, CoOccurrence.TopNeighbours(matrix, similarity, k, threadCount));
                },
                iter: 300
            );

    // Oracle: the clear version. Sizes that make rows of every kind: noted and scanned, bytes and ushorts, more candidates than
    // the buffer holds, guesses that fail.
    [Fact]
    public void Fast_version_gives_the_bits_of_the_clear_one_for_larger_patterns() =>
        Gen.Select(
                Gen.Int[1, 1500],
                Gen.Int[500, 3000],
                Gen.Int[1, 40],
                Gen.Int,
                AnySimilarity,
                Gen.OneOf(Gen.Const(1), Gen.Const(10), Gen.Const(100), Gen.Const(2000))
            )
            .Sample(
                (userCount, itemCount, degree, seed, similarity, k) =>
                {
                    var matrix = SparseData.Pattern(userCount, itemCount, user => user % degree, seed);
                    SparseData.AssertSame(SparseData.Clear(matrix, similarity, k, 2), SparseData.Fast(matrix, similarity, k, 2));
                },
                iter: 12
            );

    // Oracle: the clear version. A segment holds 65,536 columns. Pairs of listeners give most items two users each; two heavy
    // users add items that have no others,
    // which therefore rank last, and some that have. The rows of light items are noted, those of the heavy users' items scanned
    // up to the last segment.
    [Theory]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(70_000)]
    [InlineData(140_000)]
    public void Fast_version_gives_the_bits_of_the_clear_one_over_several_segments(int itemCount)
    {
        var lightCount = itemCount - 1000;
        var columns = new List<int>();
        var offsets = new List<int> { 0 };
        for (var item = 0; item < lightCount; item += 2)
        {
            for (var listener = 0; listener < 2; listener++)
            {
                columns.AddRange(item + 1 < lightCount ? [item, item + 1] : [item]);
                offsets.Add(columns.Count);
            }
        }

        foreach (var step in new[] { 300, 200 })
        {
            for (var item = 0; item < itemCount; item += item < lightCount ? step : step / 100)
            {
                columns.Add(item);
            }

            offsets.Add(columns.Count);
        }

        var matrix = new CsrMatrix(itemCount, [.. offsets], [.. columns]);
        foreach (var similarity in Similarities)
        {
            SparseData.AssertSame(SparseData.Clear(matrix, similarity, 20, 2), SparseData.Fast(matrix, similarity, 20, 2));
        }
    }

    // Oracle: the clear version. Degrees just below, at and above what a byte and a ushort count: an overflow would lose the
    // strongest neighbours.
    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(66_000)]
    public void Fast_version_counts_right_where_degrees_pass_the_width_of_a_count(int userCount)
    {
        // Items 0 and 1 belong to every user; of 700 others a few to each.
        var columns = new List<int>();
        var offsets = new int[userCount + 1];
        for (var user = 0; user < userCount; user++)
        {
            columns.AddRange([0, 1, 2 + (user % 350), 352 + (user % 349)]);
            offsets[user + 1] = columns.Count;
        }

        var matrix = new CsrMatrix(701, offsets, [.. columns]);
        foreach (var similarity in Similarities)
        {
            var actual = SparseData.Fast(matrix, similarity, 50, 2);
            Assert.Equal(1, actual.Neighbours(0)[0]);
            Assert.Equal(
                (float)(userCount / (Math.Pow(userCount, similarity.RowExponent + similarity.ColumnExponent) + similarity.Shrinkage)),
                actual.Weights(0)[0],
                1e-6f
            );
            SparseData.AssertSame(SparseData.Clear(matrix, similarity, 50, 2), actual);
        }
    }

    // Oracle: the clear version. Users far apart: steps from one to the next of 65,534 to 65,536 and of several times that.
    [Fact]
    public void Fast_version_finds_users_that_are_far_apart()
    {
        const int UserCount = 600_000;
        var columns = new List<int>();
        var offsets = new int[UserCount + 1];
        for (var user = 0; user < UserCount; user++)
        {
            columns.AddRange(
                user switch
                {
                    0 or 65_534 or 65_535 or 131_070 or 131_071 or 196_607 => [0, 1, 2],
                    70_000 or 598_000 => [1, 3],
                    UserCount - 1 => [0, 2, 3],
                    _ => (int[])[],
                }
            );
            offsets[user + 1] = columns.Count;
        }

        var matrix = new CsrMatrix(4, offsets, [.. columns]);
        SparseData.AssertSame(SparseData.Clear(matrix, ItemSimilarity.Cosine, 3, 1), SparseData.Fast(matrix, ItemSimilarity.Cosine, 3, 1));
    }

    [Fact]
    public void TopNeighbours_is_the_same_bits_for_any_number_of_threads()
    {
        var matrix = SparseData.Pattern(1000, 2000, user => user % 40, seed: 1);
        var expected = CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Cosine, 30, threadCount: 1, cancellationToken: Token);
        foreach (var threadCount in new[] { 0, 2, 3, 16, 1000 })
        {
            SparseData.AssertSame(
                expected,
                CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Cosine, 30, threadCount, cancellationToken: Token)
            );
        }
    }

    [Fact]
    public void TopNeighbours_of_some_items_are_the_rows_of_all() =>
        Gen.Select(SparseData.SmallPatterns, AnySimilarity, Gen.Int[1, 20], Gen.Int.Array[0, 10])
            .Sample(
                (matrix, similarity, k, draws) =>
                {
                    var all = CoOccurrence.TopNeighbours(matrix, similarity, k);
                    var items = Array.ConvertAll(draws, draw => (int)((uint)draw % (uint)matrix.ColumnCount));
                    var some = CoOccurrence.TopNeighbours(matrix, matrix.Transpose(), items, similarity, k);
                    Assert.Equal(items.Length, some.RowCount);
                    for (var row = 0; row < items.Length; row++)
                    {
                        Assert.Equal(all.Neighbours(items[row]), some.Neighbours(row));
                        Assert.Equal(all.Weights(items[row]), some.Weights(row));
                    }
                },
                iter: 200
            );

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 4)]
    [InlineData(3, 0)]
    [InlineData(3, 4)]
    public void TopNeighbours_of_an_empty_matrix_are_empty_rows(int userCount, int itemCount)
    {
        var matrix = new CsrMatrix(itemCount, new int[userCount + 1], []);
        foreach (var similarity in Similarities.Concat(WeightedCoOccurrenceTests.Similarities))
        {
            Assert.Equal((itemCount, 0), Counts(CoOccurrence.TopNeighbours(matrix, similarity, 5, cancellationToken: Token)));
            Assert.Equal((itemCount, 0), Counts(SparseData.Clear(matrix, similarity, 5, 1)));
        }

        static (int, int) Counts(NeighbourLists lists) => (lists.RowCount, lists.EntryCount);
    }

    [Fact]
    public void TopNeighbours_reports_progress_up_to_the_last_row()
    {
        var reports = new Reports();
        CoOccurrence.TopNeighbours(SparseData.Pattern(50, 1000, _ => 20, seed: 2), ItemSimilarity.Directed, 5, 2, reports, Token);
        Assert.Contains(reports.All, report => report is { Completed: 1000, Total: 1000 });
        Assert.InRange(reports.All.Count, 2, 101);
    }

    [Fact]
    public void TopNeighbours_stops_when_cancelled()
    {
        using var source = new CancellationTokenSource();
        var cancel = new Reports(_ => source.Cancel());
        var matrix = SparseData.Pattern(50, 5000, _ => 20, seed: 2);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Directed, 5, 1, cancel, source.Token)
        );
        Assert.ThrowsAny<OperationCanceledException>(() =>
            CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Directed, 5, 2, cancel, source.Token)
        );
    }

    [Fact]
    public void TopNeighbours_passes_on_what_a_progress_callback_throws() =>
        Assert.Throws<InvalidOperationException>(() =>
            CoOccurrence.TopNeighbours(
                SparseData.Pattern(50, 1000, _ => 20, seed: 2),
                ItemSimilarity.Directed,
                5,
                2,
                new Reports(_ => throw new InvalidOperationException()),
                Token
            )
        );

    [Fact]
    public void TopNeighbours_refuses_misuse()
    {
        var matrix = new CsrMatrix(2, [0, 2, 3], [0, 1, 0]);
        Assert.Throws<ArgumentNullException>(() => CoOccurrence.TopNeighbours(null!, ItemSimilarity.Cosine, 1, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Cosine, 0, cancellationToken: Token)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CoOccurrence.TopNeighbours(matrix, ItemSimilarity.Cosine, 1, -1, cancellationToken: Token)
        );
        Assert.Throws<ArgumentNullException>(() => CoOccurrence.TopNeighbours(matrix, null!, 1, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CoOccurrence.TopNeighbours(matrix, matrix.Transpose(), [2], ItemSimilarity.Cosine, 1, cancellationToken: Token)
        );
        var other = new CsrMatrix(3, [0, 1], [0]);
        Assert.Contains(
            "interactions.Transpose()",
            Assert
                .Throws<ArgumentException>(() =>
                    CoOccurrence.TopNeighbours(matrix, other, [0], ItemSimilarity.Cosine, 1, cancellationToken: Token)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<(int Column, float Weight)> Definition(int[][] users, ItemSimilarity similarity, int item)
    {
        for (var other = 0; other < users.Length; other++)
        {
            var shared = users[item].Intersect(users[other]).Count();
            if (other != item && shared > 0)
            {
                var (row, column) = (
                    Power(users[item].Length, similarity.RowExponent),
                    Power(users[other].Length, similarity.ColumnExponent)
                );
                yield return (
                    other,
                    (float)(
                        similarity.Shrinkage == 0 ? shared * (1 / row * (1 / column)) : shared / ((row * column) + similarity.Shrinkage)
                    )
                );
            }
        }

        // Math.Pow(x, 0.5) may differ from the square root by a rounding.
        static double Power(int value, double exponent) => exponent == 0.5 ? Math.Sqrt(value) : Math.Pow(value, exponent);
    }

    private sealed class Reports(Action<TrainingProgress>? also = null) : IProgress<TrainingProgress>
    {
        public System.Collections.Concurrent.ConcurrentBag<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value)
        {
            All.Add(value);
            also?.Invoke(value);
        }
    }
}
