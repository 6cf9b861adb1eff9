using System.Globalization;
using CsCheck;

namespace ZetDard.Recommenders.Tests;

/// <summary>The sparse product where entries or users have weights.</summary>
public sealed class WeightedCoOccurrenceTests
{
    internal static readonly ItemSimilarity[] Similarities =
    [
        ItemSimilarity.RP3Beta(),
        ItemSimilarity.RP3Beta(0.7, 1.4) with
        {
            Shrinkage = 0.5,
        },
        ItemSimilarity.Cosine with
        {
            Entries = EntryWeight.Value,
        },
        ItemSimilarity.Directed with
        {
            Entries = EntryWeight.Log,
            UserExponent = 0.5,
            Shrinkage = 3,
        },
        new()
        {
            Entries = EntryWeight.Value,
            RowExponent = 0.2,
            ColumnExponent = 1.1,
            UserExponent = 2,
            Shrinkage = 20,
        },
        ItemSimilarity.TfIdf,
        ItemSimilarity.Bm25(),
    ];

    private static readonly Gen<ItemSimilarity> AnySimilarity = Gen.Int[0, Similarities.Length - 1].Select(index => Similarities[index]);

    private static readonly Gen<CsrMatrix> SmallMatrices = Gen.Select(SparseData.SmallPatterns, Gen.Int, SparseData.WithValues);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Oracle: other programs, see Golden/similarities.py. Ours are the same up to single precision.
    [Theory]
    [InlineData("cosine")]
    [InlineData("cosine_plays")]
    [InlineData("tfidf")]
    [InlineData("bm25")]
    [InlineData("rp3beta")]
    [InlineData("rp3beta_0.7_0.3")]
    public void TopNeighbours_are_those_of_other_programs(string name)
    {
        var similarity = name switch
        {
            "cosine" => ItemSimilarity.Cosine,
            "cosine_plays" => ItemSimilarity.Cosine with { Entries = EntryWeight.Value },
            "tfidf" => ItemSimilarity.TfIdf,
            "bm25" => ItemSimilarity.Bm25(),
            "rp3beta" => ItemSimilarity.RP3Beta(1, 0.6),
            _ => ItemSimilarity.RP3Beta(0.7, 0.3),
        };
        using var reader = new StreamReader(typeof(WeightedCoOccurrenceTests).Assembly.GetManifestResourceStream("similarities.tsv")!);
        var rows = reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Split('\t'))
            .ToLookup(
                fields => fields[0],
                fields =>
                    (
                        Row: int.Parse(fields[1], CultureInfo.InvariantCulture),
                        Column: int.Parse(fields[2], CultureInfo.InvariantCulture),
                        Value: double.Parse(fields[3], CultureInfo.InvariantCulture)
                    )
            );
        var plays = rows["plays"].ToArray();
        var matrix = CsrMatrix.FromEntries(
            40,
            12,
            [.. plays.Select(play => play.Row)],
            [.. plays.Select(play => play.Column)],
            [.. plays.Select(play => (float)play.Value)]
        );

        var lists = CoOccurrence.TopNeighbours(matrix, similarity, 12, cancellationToken: Token);
        var actual = Entries(lists);
        var expected = rows[name].ToDictionary(entry => (entry.Row, entry.Column), entry => entry.Value);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, entry => Assert.Equal(entry.Value, actual[entry.Key], 1e-6 * entry.Value));
    }

    // Oracle: the definition, pair by pair, in double precision. Bound: the value, the factor and their product are rounded, then
    // every addition: (users + 4) · 2^-24 of a sum of what is not negative.
    [Fact]
    public void All_versions_agree_with_the_definition_for_any_matrix() =>
        Gen.Select(SmallMatrices, AnySimilarity, Gen.Int[1, 3])
            .Sample(
                (matrix, similarity, threadCount) =>
                {
                    var all = Math.Max(1, matrix.ColumnCount);
                    var expected = Definition(matrix, similarity);
                    var fast = CoOccurrence.TopNeighbours(matrix, similarity, all, threadCount);
                    AssertClose(expected, Entries(fast), (matrix.RowCount + 8) * 1.2e-7);
                    SparseData.AssertSame(SparseData.Clear(matrix, similarity, all, 2), fast);
                    var exact = CoOccurrenceReference.TopNeighbours<double>(
                        WeightedInteractions.Of(matrix, similarity),
                        matrix.Transpose(),
                        null,
                        all,
                        1,
                        null,
                        Token
                    );
                    AssertClose(expected, Entries(exact), 6e-7);
                },
                iter: 300
            );

    // Oracle: the clear version. Rows of every kind: noted and scanned, more candidates than the buffer holds, guesses that fail,
    // blocks that are out of reach.
    [Fact]
    public void Fast_version_gives_the_bits_of_the_clear_one_for_larger_matrices() =>
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
                    var matrix = SparseData.WithValues(SparseData.Pattern(userCount, itemCount, user => user % degree, seed), seed);
                    SparseData.AssertSame(SparseData.Clear(matrix, similarity, k, 2), SparseData.Fast(matrix, similarity, k, 2));
                },
                iter: 20
            );

    // Oracle: the clear version. Two segments of columns, and users further apart than a 16-bit step.
    [Fact]
    public void Fast_version_gives_the_bits_of_the_clear_one_over_segments_and_far_users()
    {
        var random = new Random(5);
        var rows = Enumerable
            .Range(0, 140_000)
            .Select(user =>
                user % 35_000 < 60 ? Enumerable.Range(0, 300).Select(_ => random.Next(70_000)).Append(7).Distinct().Order().ToArray() : []
            )
            .ToArray();
        var offsets = new int[rows.Length + 1];
        for (var user = 0; user < rows.Length; user++)
        {
            offsets[user + 1] = offsets[user] + rows[user].Length;
        }

        var matrix = SparseData.WithValues(new CsrMatrix(70_000, offsets, [.. rows.SelectMany(row => row)]), seed: 6);
        foreach (var similarity in Similarities)
        {
            SparseData.AssertSame(SparseData.Clear(matrix, similarity, 20, 2), SparseData.Fast(matrix, similarity, 20, 2));
        }
    }

    // More users than 16 bits count, all of them of both items.
    [Fact]
    public void TopNeighbours_add_up_any_number_of_users()
    {
        const int UserCount = 70_000;
        var matrix = new CsrMatrix(
            3,
            [.. Enumerable.Range(0, UserCount + 1).Select(user => 2 * user)],
            [.. Enumerable.Range(0, UserCount).SelectMany(_ => (int[])[0, 2])]
        );
        var walk = CoOccurrence.TopNeighbours(matrix, ItemSimilarity.RP3Beta(1, 0), 2, cancellationToken: Token);
        Assert.Equal(0.5f, walk.Weights(0)[0], 1e-6f * UserCount / 16); // half of the steps go back to where they came from
        Assert.Empty(walk.Neighbours(1).ToArray());
    }

    [Fact]
    public void TopNeighbours_is_the_same_bits_for_any_number_of_threads_and_for_some_items()
    {
        var matrix = SparseData.WithValues(SparseData.Pattern(1000, 2000, user => user % 40, seed: 1), seed: 2);
        foreach (var similarity in Similarities)
        {
            var expected = CoOccurrence.TopNeighbours(matrix, similarity, 30, threadCount: 1, cancellationToken: Token);
            SparseData.AssertSame(expected, CoOccurrence.TopNeighbours(matrix, similarity, 30, threadCount: 3, cancellationToken: Token));
            var some = CoOccurrence.TopNeighbours(matrix, matrix.Transpose(), [7, 1999, 7, 0], similarity, 30, cancellationToken: Token);
            foreach (var (row, item) in new[] { 7, 1999, 7, 0 }.Index())
            {
                Assert.Equal(expected.Neighbours(item), some.Neighbours(row));
                Assert.Equal(expected.Weights(item), some.Weights(row));
            }
        }
    }

    // Values that are all 1, and any values where entries count 1, are counts: the bits of the pattern.
    [Fact]
    public void Entries_that_count_alike_are_counted_in_integers()
    {
        var pattern = SparseData.Pattern(100, 60, user => user % 20, seed: 3);
        var plays = SparseData.WithValues(pattern, seed: 4);
        var ones = new CsrMatrix(60, pattern.Offsets.ToArray(), pattern.Columns.ToArray(), [.. Enumerable.Repeat(1f, pattern.EntryCount)]);
        var expected = CoOccurrence.TopNeighbours(pattern, ItemSimilarity.Cosine, 10, cancellationToken: Token);
        foreach (var (matrix, entries) in new[] { (plays, EntryWeight.One), (ones, EntryWeight.Value), (pattern, EntryWeight.Value) })
        {
            var similarity = ItemSimilarity.Cosine with { Entries = entries };
            Assert.True(WeightedInteractions.Of(matrix, similarity).AreCounts);
            SparseData.AssertSame(expected, CoOccurrence.TopNeighbours(matrix, similarity, 10, cancellationToken: Token));
        }
    }

    // Cosines do not change when all values are multiplied, however far.
    [Theory]
    [InlineData(1e-40f)]
    [InlineData(1e-20f)]
    [InlineData(1e20f)]
    [InlineData(1e34f)]
    public void Values_of_any_size_neither_overflow_nor_vanish(float scale)
    {
        var plays = SparseData.WithValues(SparseData.Pattern(60, 30, user => user % 20, seed: 5), seed: 6);
        var scaled = new CsrMatrix(
            30,
            plays.Offsets.ToArray(),
            plays.Columns.ToArray(),
            [.. plays.Values.ToArray().Select(value => value * scale)]
        );
        var similarity = ItemSimilarity.Cosine with { Entries = EntryWeight.Value };
        var expected = Entries(CoOccurrence.TopNeighbours(plays, similarity, 30, cancellationToken: Token));
        var actual = Entries(CoOccurrence.TopNeighbours(scaled, similarity, 30, cancellationToken: Token));
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        // Below 1e-38 values have fewer bits.
        Assert.All(expected, entry => Assert.Equal(entry.Value, actual[entry.Key], scale < 1e-38f ? 1e-2 : 1e-5));
    }

    [Fact]
    public void Weights_beyond_the_greatest_number_are_that_and_those_that_vanish_are_none()
    {
        var matrix = new CsrMatrix(3, [0, 3, 5], [0, 1, 2, 0, 1], [3e38f, 3e38f, 1, 1, 1]);
        var products = CoOccurrence.TopNeighbours(
            matrix,
            new()
            {
                Entries = EntryWeight.Value,
                RowExponent = 0,
                ColumnExponent = 0,
            },
            2,
            cancellationToken: Token
        );
        Assert.Equal([float.MaxValue, 3e38f], products.Weights(0).ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f * b);
        var held = CoOccurrence.TopNeighbours(
            matrix,
            new()
            {
                Entries = EntryWeight.Value,
                RowExponent = 2,
                ColumnExponent = 2,
            },
            2,
            cancellationToken: Token
        );
        Assert.Empty(held.Neighbours(0).ToArray());
    }

    [Fact]
    public void TopNeighbours_takes_values_of_0_for_absent_and_refuses_negative_ones()
    {
        var similarity = ItemSimilarity.Cosine with { Entries = EntryWeight.Value };
        var zeros = new CsrMatrix(3, [0, 3, 5, 6], [0, 1, 2, 0, 1, 2], [0, 2, 2, 0, 1, 0]);
        Assert.Equal([(1, 2), (2, 1)], Entries(CoOccurrence.TopNeighbours(zeros, similarity, 3, cancellationToken: Token)).Keys.Order());
        Assert.Equal(
            [2],
            CoOccurrence.TopNeighbours(zeros, zeros.Transpose(), [1], similarity, 3, cancellationToken: Token).Columns.ToArray()
        );
        var negative = new CsrMatrix(3, [0, 1, 3], [0, 1, 2], [1, -2.5f, 1]);
        Assert.Contains(
            "row 1, column 1 is -2.5",
            Assert.Throws<ArgumentException>(() => CoOccurrence.TopNeighbours(negative, similarity, 1, cancellationToken: Token)).Message,
            StringComparison.Ordinal
        );
        CoOccurrence.TopNeighbours(negative, ItemSimilarity.Cosine, 1, cancellationToken: Token);
    }

    [Fact]
    public void TopNeighbours_names_each_property_of_a_similarity_that_is_out_of_range()
    {
        var matrix = new CsrMatrix(1, [0], []);
        var wrong = new ItemSimilarity
        {
            Entries = (EntryWeight)9,
            RowExponent = -0.1,
            ColumnExponent = 2.1,
            UserExponent = double.NaN,
            Shrinkage = -1,
            Bm25K1 = -1,
            Bm25B = 1.1,
        };
        var message = Assert
            .Throws<ArgumentException>(() => CoOccurrence.TopNeighbours(matrix, wrong, 1, cancellationToken: Token))
            .Message;
        Assert.All(typeof(ItemSimilarity).GetProperties().Where(property => property.CanWrite), property =>
            Assert.Contains(property.Name, message, StringComparison.Ordinal)
        );
    }

    private static Dictionary<(int Row, int Column), double> Definition(CsrMatrix matrix, ItemSimilarity similarity)
    {
        var w = new double[matrix.RowCount, matrix.ColumnCount];
        var x = new double[matrix.RowCount, matrix.ColumnCount];
        for (var user = 0; user < matrix.RowCount; user++)
        {
            for (var i = 0; i < matrix.Degree(user); i++)
            {
                x[user, matrix.Row(user)[i]] = similarity.Entries == EntryWeight.One ? 1 : matrix.RowValues(user)[i];
            }
        }

        var (users, items) = (Enumerable.Range(0, matrix.RowCount).ToArray(), Enumerable.Range(0, matrix.ColumnCount).ToArray());
        var sums = items.Select(item => users.Sum(user => x[user, item])).ToArray();
        foreach (var user in users)
        {
            var idf = Math.Log(items.Length / (1.0 + items.Count(item => x[user, item] > 0)));
            foreach (var item in items.Where(item => x[user, item] > 0))
            {
                w[user, item] = similarity.Entries switch
                {
                    EntryWeight.Log => Math.Log(1 + x[user, item]),
                    EntryWeight.TfIdf => Math.Sqrt(x[user, item]) * idf,
                    EntryWeight.Bm25 => x[user, item]
                        * (similarity.Bm25K1 + 1)
                        / (x[user, item] + (similarity.Bm25K1 * (1 - similarity.Bm25B + (similarity.Bm25B * sums[item] / sums.Average()))))
                        * idf,
                    _ => x[user, item],
                };
            }
        }

        var itemSquares = items.Select(item => users.Sum(user => w[user, item] * w[user, item])).ToArray();
        var userSquares = users.Select(user => items.Sum(item => w[user, item] * w[user, item])).ToArray();
        return (
            from i in items
            from j in items
            let sum = users
                .Where(user => userSquares[user] > 0)
                .Sum(user => Math.Pow(userSquares[user], -similarity.UserExponent) * w[user, i] * w[user, j])
            where i != j && sum > 0
            select (
                (i, j),
                sum
                    / (
                        (Math.Pow(itemSquares[i], similarity.RowExponent) * Math.Pow(itemSquares[j], similarity.ColumnExponent))
                        + similarity.Shrinkage
                    )
            )
        ).ToDictionary();
    }

    private static Dictionary<(int Row, int Column), double> Entries(NeighbourLists lists) =>
        Enumerable
            .Range(0, lists.RowCount)
            .SelectMany(row =>
                lists
                    .Neighbours(row)
                    .ToArray()
                    .Zip(lists.Weights(row).ToArray(), (column, weight) => (Key: (row, column), Weight: (double)weight))
            )
            .ToDictionary(entry => entry.Key, entry => entry.Weight);

    private static void AssertClose(
        Dictionary<(int Row, int Column), double> expected,
        Dictionary<(int Row, int Column), double> actual,
        double relative
    )
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, entry => Assert.Equal(entry.Value, actual[entry.Key], relative * entry.Value));
    }
}
