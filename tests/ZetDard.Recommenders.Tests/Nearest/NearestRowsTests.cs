using CsCheck;

namespace ZetDard.Recommenders.Tests.Nearest;

public sealed class NearestRowsTests
{
    private static readonly Similarity[] All = Enum.GetValues<Similarity>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Similarity> Similarities => [.. All];

    // By hand, from (1, 0): angles 0, 45, 90 and 180 degrees; the third and the fourth row tie.
    [Fact]
    public void Find_lists_the_nearest_first_and_ties_in_the_order_of_the_table()
    {
        var table = Table([[1, 0], [2, 2], [0, 3], [0, -1], [-1, 0]]);
        Assert.Equal([1, 2, 3, 4], Keys(Index(table, Similarity.Cosine).Find(0)));
        Assert.Equal([1, 2, 3, 4], Keys(Index(table, Similarity.InnerProduct).Find(0)));
        Assert.Equal([3, 4, 1], Keys(Index(table, Similarity.Euclidean).Find(0, 3)));
        Assert.Equal(
            [-Math.Sqrt(2), -2, -Math.Sqrt(5)], Index(table, Similarity.Euclidean).Find(0, 3).Select(neighbour => neighbour.Score));
        Assert.Equal([0, 1], Keys(Index(table, Similarity.Cosine).Find([1, 0], 2)));
    }

    // Oracle: every row scored by the definition, sorted in full. Sizes around those of panels and tiles, all kinds of values, all widths
    // of vectors, one query and many.
    [Fact]
    public void Every_way_to_search_finds_what_sorting_all_scores_finds() =>
        Gen.Select(
            Gen.Int[1, 700],
            Gen.Int[1, 20],
            Gen.Int[0, Shapes.Length - 1],
            Gen.Enum<Similarity>(),
            Gen.OneOf(Gen.Int[1, 12], Gen.Const(300), Gen.Const(1000)),
            Gen.Int)
            .Sample((rowCount, dimension, shape, similarity, n, seed) => AssertExact(
                Make(rowCount, dimension, Shapes[shape], seed), similarity, n, seed), iter: 200);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2000)]
    public void Every_dimension_is_searched(int dimension)
    {
        foreach (var similarity in All)
        {
            AssertExact(Make(300, dimension, Shapes[0], seed: dimension), similarity, 10, seed: 1);
        }
    }

    [Fact]
    public void Screen_leaves_few_rows_to_score()
    {
        foreach (var similarity in All)
        {
            // What is asked of `where` is what passed the screen.
            foreach (var shape in new[] { Shape.Normal, Shape.Offset, Shape.OneOutlier })
            {
                var (table, asked) = (Make(20_000, 32, shape, seed: 5), 0);
                var nearest = Index(table, similarity);
                nearest.Find(table.Row(17), 10, _ => ++asked > 0);
                Assert.InRange(asked, 10, 1000);
                asked = 0;
                nearest.FindMany(
                    [1, 2, 3, 4, 5, 6, 7], 10, _ => Interlocked.Increment(ref asked) > 0, threadCount: 1, cancellationToken: Token);
                Assert.InRange(asked, 70, 7000);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void FindMany_gives_the_same_bits_for_any_number_of_threads(int threadCount)
    {
        var table = Make(3000, 24, Shape.Normal, seed: 2);
        foreach (var similarity in All)
        {
            var nearest = Index(table, similarity, threadCount);
            var keys = Enumerable.Range(0, 500).ToArray();
            var many = nearest.FindMany(keys, 7, threadCount: threadCount, cancellationToken: Token);
            Assert.All(keys, key => Assert.Equal(table.Nearest(key, 7, similarity), many[key]));
        }
    }

    [Fact]
    public async Task Find_is_safe_for_concurrent_use()
    {
        var table = Make(2000, 16, Shape.Normal, seed: 3);
        var nearest = Index(table);
        var lists = await Task.WhenAll(Enumerable.Range(0, 64).Select(key => Task.Run(() => nearest.Find(key), Token)));
        Assert.All(Enumerable.Range(0, 64), key => Assert.Equal(table.Nearest(key), lists[key]));
    }

    [Fact]
    public void FindMany_takes_the_rows_of_another_table()
    {
        var (table, queries) = (Make(400, 3, Shape.Normal, seed: 1), Make(9, 3, Shape.Normal, seed: 2));
        var many = Index(table).FindMany(queries, 4, cancellationToken: Token);
        Assert.All(queries.Keys, key => Assert.Equal(Index(table).Find(queries.Row(key), 4), many[key]));
        Assert.Empty(Index(table).FindMany(Make(0, 3, Shape.Normal, seed: 1), cancellationToken: Token));
    }

    [Fact]
    public void Where_leaves_out_rows_before_the_count()
    {
        var table = Make(1000, 8, Shape.Normal, seed: 4);
        var expected = table.Nearest(3, 1000).Where(neighbour => neighbour.Key % 10 == 0).Take(5).ToArray();
        Assert.Equal(expected, Index(table).Find(3, 5, key => key % 10 == 0));
        Assert.Equal(expected, Index(table).FindMany([3, 4], 5, key => key % 10 == 0, cancellationToken: Token)[0]);
        Assert.Empty(Index(table).Find(3, 5, _ => false));
    }

    [Fact]
    public void Tables_without_rows_or_columns_have_defined_answers()
    {
        var empty = Table([], 2);
        Assert.Empty(Index(empty).Find([1, 2]));
        Assert.Empty(Index(empty).FindMany(empty.Keys, cancellationToken: Token));
        Assert.Empty(Table([[1, 2]]).Nearest(0));       // nothing but the row itself

        var columnless = new FeatureTable<int>(new([5, 6, 7]), [], []);
        Assert.Equal([5, 7], Keys(Index(columnless).Find(6)));
        Assert.Equal([5, 6, 7], Keys(Index(columnless, Similarity.Euclidean).Find([])));
    }

    [Fact]
    public void Errors_say_what_was_given_and_what_is_allowed()
    {
        var table = Table([[1, 2], [3, 4]]);
        var nearest = Index(table);
        Assert.Contains("no row 9", Assert.Throws<ArgumentException>(() => nearest.Find(9)).Message, StringComparison.Ordinal);
        Assert.Contains("no row 9", Assert.Throws<ArgumentException>(() => table.Nearest(9)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no row 9",
            Assert.Throws<ArgumentException>(() => nearest.FindMany([0, 9], cancellationToken: Token)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "3 values; the table has 2", Assert.Throws<ArgumentException>(() => nearest.Find([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'c1' is NaN", Assert.Throws<ArgumentException>(() => nearest.Find([1, float.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => nearest.Find([float.PositiveInfinity, 1]));
        Assert.Contains("a, b", Assert.Throws<ArgumentException>(() => nearest.FindMany(
            new FeatureTable<int>(new([1]), ["a", "b"], [1, 2]), cancellationToken: Token)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => nearest.Find(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => nearest.FindMany([], 0, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => nearest.FindMany([0], threadCount: -1, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Nearest(0, 0));
        Assert.Contains(
            "Cosine, InnerProduct, Euclidean",
            Assert.Throws<ArgumentOutOfRangeException>(() => Index(table, (Similarity)7)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Nearest(0, 1, (Similarity)7));
    }

    [Fact]
    public void Work_stops_when_it_is_cancelled()
    {
        var table = Make(1000, 4, Shape.Normal, seed: 1);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => table.Nearest(cancellationToken: cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => Index(table).FindMany(table.Keys, cancellationToken: cancelled.Token));
    }

    // What follows are faults of other programs, by their public reports.

    // scikit-learn #9354: |x|² − 2xy + |y|² loses all digits where rows are close together and far from 0.
    [Theory]
    [MemberData(nameof(Similarities))]
    public void Rows_far_from_zero_and_close_together_are_told_apart(Similarity similarity)
    {
        AssertExact(Make(600, 8, Shape.FarAway, seed: 6), similarity, 5, seed: 1);
        var line = Table([.. Enumerable.Range(0, 400).Select(i => new[] { 1e6f + i, 1e6f })]);
        Assert.Equal([200, 202, 199], Keys(Index(line, Similarity.Euclidean).Find(201, 3)));
        Assert.Equal(-1, Index(line, Similarity.Euclidean).Find(201, 1)[0].Score);
    }

    // scikit-learn #13905: squares of large floats overflow.
    [Theory]
    [MemberData(nameof(Similarities))]
    public void Values_near_the_largest_and_the_smallest_float_have_finite_scores(Similarity similarity)
    {
        foreach (var scale in new[] { float.MaxValue, 1e30f, 1e-30f, float.Epsilon * 50 })
        {
            var table = Table([.. Enumerable.Range(0, 300).Select(i => new[] { scale * MathF.Sin(i), scale * MathF.Cos(i * 7) })]);
            var list = Index(table, similarity).Find(0, 300);
            Assert.Equal(299, list.Count);
            Assert.All(list, neighbour => Assert.True(double.IsFinite(neighbour.Score)));
            Assert.True(list[0].Score > list[298].Score);
            AssertExact(table, similarity, 5, seed: 1);
        }
    }

    // scikit-learn #343: the distance of a row to an equal row was 2e-7.
    [Fact]
    public void Equal_rows_are_at_distance_zero_and_no_negative_zero()
    {
        var table = Make(500, 33, Shape.Normal, seed: 1);
        var score = Index(table, Similarity.Euclidean).Find(table.Row(1), 1)[0].Score;
        Assert.Equal(0, BitConverter.DoubleToInt64Bits(score));
    }

    // scikit-learn #16512, faiss #1301: the first of the list was taken for the row itself; among equal rows it is another.
    [Fact]
    public void Row_itself_is_left_out_by_its_key_also_among_equal_rows()
    {
        var table = Table([.. Enumerable.Repeat(new[] { 1f, 2f }, 300)]);
        foreach (var similarity in All)
        {
            Assert.Equal([0, 1, 3, 4], Keys(Index(table, similarity).Find(2, 4)));
            Assert.Equal([0, 1, 2], Keys(Index(table, similarity).FindMany([299], 3, cancellationToken: Token)[0]));
            Assert.Equal([0, 1, 2, 3], Keys(Index(table, similarity).Find([1, 2], 4)));
        }
    }

    // scipy #19029, faiss #808: which of equal scores are listed depended on the machine and on n.
    [Theory]
    [MemberData(nameof(Similarities))]
    public void Short_list_is_the_beginning_of_a_long_one(Similarity similarity)
    {
        var nearest = Index(Make(900, 2, Shape.FewDistinct, seed: 8), similarity);
        var all = nearest.Find(5, 900);
        Assert.All([1, 2, 10, 333], n => Assert.Equal(all.Take(n), nearest.Find(5, n)));
    }

    // faiss #563, #1808: distances changed with the number of queries.
    [Theory]
    [MemberData(nameof(Similarities))]
    public void Scores_do_not_depend_on_the_number_of_queries(Similarity similarity)
    {
        var nearest = Index(Make(800, 50, Shape.Normal, seed: 9), similarity);
        foreach (var count in new[] { 1, 2, 5, 6, 7, 200 })
        {
            Assert.Equal(nearest.Find(0), nearest.FindMany([.. Enumerable.Range(0, count)], cancellationToken: Token)[0]);
        }
    }

    // faiss #1731, #3830, hnswlib #244, #444: ids of −1 or an exception where fewer rows than n are there or pass the filter.
    [Fact]
    public void List_is_shorter_where_fewer_rows_are_there()
    {
        foreach (var rowCount in new[] { 3, 300 })
        {
            var nearest = Index(Make(rowCount, 2, Shape.Normal, seed: 1));
            Assert.Equal(rowCount - 1, nearest.Find(0, int.MaxValue).Count);
            Assert.Equal(rowCount, nearest.Find([1, 2], rowCount + 1).Count);
            Assert.Equal([2], Keys(nearest.Find(0, 10, key => key == 2)));
        }
    }

    // ann-benchmarks #73, annoy #113: zero vectors under the cosine were NaN, or hid the others.
    [Fact]
    public void Rows_of_zeros_have_cosine_zero_and_stand_between_acute_and_obtuse_angles()
    {
        var table = Table([.. Enumerable.Range(0, 300).Select(i => i == 7 ? new[] { 0f, 0f } : [i % 2 == 0 ? 1 : -1, .1f])]);
        var list = Index(table).Find(0, 300);
        Assert.Equal(7, list[149].Key);
        Assert.Equal(0, list[149].Score);
        Assert.Equal([0, 1, 2], Keys(Index(table).Find(7, 3)));
        Assert.Equal([0, 1, 2], Keys(Index(table).Find([0, 0], 3)));
    }

    // hnswlib #76, milvus #31987: cosines beyond 1, which an arc cosine turns into NaN.
    [Fact]
    public void Cosine_stays_within_one()
    {
        var table = Table([.. Enumerable.Range(1, 500).Select(i => new[] { .1f * i, .3f * i, .7f * i, -.2f * i, .9f * i })]);
        Assert.All(
            Index(table).FindMany(table.Keys, 500, cancellationToken: Token).SelectMany(list => list),
            neighbour => Assert.InRange(neighbour.Score, .999999, 1));
    }

    // pykdtree #138, faiss #4295: rows · columns overflowed 32 bits. A table that no screen can hold is searched without one.
    [Fact]
    public void Sizes_are_counted_in_64_bits()
    {
        Assert.True(RowScreen.Pays(1_000_000, 2_000));
        Assert.False(RowScreen.Pays(2_000_000, 1_074));
        Assert.False(RowScreen.Pays(1_000_000_000, 2));
        Assert.False(RowScreen.Pays(int.MaxValue, int.MaxValue));
    }

    // faiss #2986: NaN rows were listed first, last or not at all. Tables refuse them, and so do queries (above); here large values do not
    // make one.
    [Fact]
    public void Values_whose_difference_overflows_a_float_are_ordered()
    {
        var table = Table([.. Enumerable.Range(0, 300).Select(i => new[] { i % 2 == 0 ? float.MaxValue : -float.MaxValue, i })]);
        foreach (var similarity in All)
        {
            Assert.All(Index(table, similarity).Find(0, 149), neighbour => Assert.Equal(0, neighbour.Key % 2));
        }
    }

    private enum Shape
    {
        Normal,
        FewDistinct,
        Offset,
        FarAway,
        OneOutlier,
        HugeOutlier,
        AllScales,
        OneLargeColumn,
        Zeros,
        Signs,
    }

    private static readonly Shape[] Shapes = Enum.GetValues<Shape>();

    private static NearestRows<int> Index(FeatureTable<int> table, Similarity similarity = Similarity.Cosine, int threadCount = 0) =>
        table.Nearest(similarity, threadCount, Token);

    private static void AssertExact(FeatureTable<int> table, Similarity similarity, int n, int seed)
    {
        var random = new Random(seed);
        var rowCount = table.Keys.Count;
        var keys = Enumerable.Range(0, 8).Select(_ => random.Next(rowCount)).ToArray();
        var expected = keys.Select(key => Definition(table, similarity, table.Row(key).ToArray(), key, n)).ToArray();
        var nearest = Index(table, similarity);
        var many = nearest.FindMany(keys, n, threadCount: 2, cancellationToken: Token);
        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(expected[i], table.Nearest(keys[i], n, similarity));
            Assert.Equal(expected[i], nearest.Find(keys[i], n));
            Assert.Equal(expected[i], many[i]);
        }

        // A query that is no row, between two and beyond one.
        var other = table.Row(keys[0]).ToArray().Zip(table.Row(keys[1]).ToArray(), (a, b) => (a / 2) - (b / 4)).ToArray();
        Assert.Equal(Definition(table, similarity, other, -1, n), nearest.Find(other, n));

        var screen = RowScreen.Create(table, similarity, 1, Token);
        NearestSearch<int>[] Searches(int count) =>
            [.. keys.Take(count).Select(key => NearestSearch<int>.OfRow(table, similarity, key, n, null))];
        foreach (var count in new[] { 1, keys.Length })
        {
            var searches = Searches(count);
            screen.Run<int, Lanes128>(searches, Token);
            Assert.Equal(expected.Take(count), searches.Select(search => search.Take()));
            searches = Searches(count);
            screen.Run<int, Lanes256>(searches, Token);
            Assert.Equal(expected.Take(count), searches.Select(search => search.Take()));
        }
    }

    private static Neighbour<int>[] Definition(FeatureTable<int> table, Similarity similarity, float[] query, int excluded, int n)
    {
        double Score(float[] row)
        {
            double Norm(float[] values) => Math.Sqrt(RowScore.SumReference(values, values, ofDifferences: false));
            var (product, norms) = (RowScore.SumReference(query, row, ofDifferences: false), Norm(query) * Norm(row));
            return similarity switch
            {
                Similarity.InnerProduct => product,
                Similarity.Euclidean => -Math.Sqrt(RowScore.SumReference(query, row, ofDifferences: true)),
                _ => norms == 0 ? 0 : Math.Clamp(product / norms, -1, 1),
            };
        }

        return
        [
            .. Enumerable.Range(0, table.Keys.Count).Where(row => row != excluded).Select(row =>
                new Neighbour<int>(table.Keys[row], Score(table.Row(row).ToArray())))
                .OrderByDescending(neighbour => neighbour.Score).Take(n),     // stable: ties by row
        ];
    }

    private static FeatureTable<int> Make(int rowCount, int dimension, Shape shape, int seed)
    {
        var random = new Random(seed);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var rows = Enumerable.Range(0, rowCount).Select(row => Enumerable.Range(0, dimension).Select(column => shape switch
        {
            Shape.FewDistinct => random.Next(2),
            Shape.Offset => 3 + Normal(),
            Shape.FarAway => 1e6f + Normal(),
            Shape.OneOutlier => row == 5 ? 1000 : Normal(),
            Shape.HugeOutlier => row == 5 ? 1e30f : Normal(),
            Shape.AllScales => (float)(Normal() * Math.Pow(10, random.Next(-44, 37))),
            Shape.OneLargeColumn => column == 0 ? 1e5f * Normal() : Normal(),
            Shape.Zeros => random.Next(3) == 0 ? Normal() : 0,
            Shape.Signs => random.Next(2) == 0 ? 1 : -1,
            _ => Normal(),
        }).ToArray()).ToArray();
        return Table(rows, dimension);
    }

    private static FeatureTable<int> Table(float[][] rows, int? dimension = null) =>
        new(
            new(Enumerable.Range(0, rows.Length)),
            [.. Enumerable.Range(0, dimension ?? rows[0].Length).Select(column => $"c{column}")],
            [.. rows.SelectMany(row => row)]);

    private static IEnumerable<int> Keys(IReadOnlyList<Neighbour<int>> list) => list.Select(neighbour => neighbour.Key);
}
