using CsCheck;
using ZetDard.Models.Svm;

namespace ZetDard.Tests;

public class KernelRowsTests
{
    /// <summary>Rows with zeros, equal rows and, in some, features far apart; the same as dense and as sparse rows.</summary>
    private static readonly Gen<(float[] Values, int Rows, int Columns)> Tables =
        from rows in Gen.Int[1, 70]
        from columns in Gen.Int[1, 40]
        from scale in Gen.OneOf(1f, 1f, 1f, 30f, 1e4f)
        from density in Gen.OneOf(.04, .5, 1.0)
        from seed in Gen.Int[0, int.MaxValue]
        select (Values(rows, columns, scale, density, seed), rows, columns);

    private static readonly Gen<KernelForm> Leaves =
        from kind in Gen.OneOf(KernelKind.Linear, KernelKind.Polynomial, KernelKind.Gaussian, KernelKind.Laplacian, KernelKind.Sigmoid)
        from gamma in Gen.OneOf(.02, .5, 3.0)
        from degree in Gen.Int[1, 5]
        from offset in Gen.OneOf(0.0, 1.0, -.5)
        from subset in Gen.Int[0, 2]
        select (KernelForm)new KernelForm.Leaf(kind, gamma, degree, offset, subset == 0 ? [0] : null);

    private static readonly Gen<KernelForm> Forms = Gen.Frequency(
        (3, Leaves),
        (1, from parts in Leaves.Array[1, 4] select (KernelForm)new KernelForm.Product(parts)),
        (1, from parts in Leaves.Array[1, 4] select (KernelForm)new KernelForm.Sum([.. parts.Select((part, i) => (.3 + i, part))])),
        (1, from a in Leaves from b in Leaves from c in Leaves
            select (KernelForm)new KernelForm.Sum([(.7, new KernelForm.Product([a, b])), (2, new KernelForm.Sum([(.5, c), (1.5, a)]))])));

    [Fact]
    public void Fill_gives_the_values_of_the_definition_for_any_kernel_and_rows() =>
        Gen.Select(Tables, Forms, Gen.Bool, Gen.OneOf(512, 256, 128)).Sample(
            (table, form, sparse, bits) =>
            {
                var matrix = Matrix(table, sparse);
                var rows = KernelRows.Create(form, matrix, bits);
                int[] all = [.. Enumerable.Range(0, rows.Count)];
                int[] odd = [.. all.Where(i => i % 3 != 1)];
                var block = new float[all.Length * odd.Length];
                rows.Columns(odd).Fill(rows, all, block);
                var largest = Largest(table.Values);
                for (var i = 0; i < all.Length; i++)
                {
                    for (var j = 0; j < odd.Length; j++)
                    {
                        AssertClose(form, matrix, matrix, odd[j], i, largest, block[(i * odd.Length) + j]);
                    }

                    AssertClose(form, matrix, matrix, i, i, largest, rows.Diagonal(i));
                }
            },
            iter: 300);

    [Fact]
    public void Fill_gives_the_same_bits_for_any_block_width_and_order() =>
        Gen.Select(Tables, Forms, Gen.Bool, Gen.Int[0, 1000]).Sample(
            (table, form, sparse, seed) =>
            {
                var matrix = Matrix(table, sparse);
                int[] all = [.. Enumerable.Range(0, matrix.RowCount)];
                var expected = new float[all.Length * all.Length];
                var rows = KernelRows.Create(form, matrix, 256);
                rows.Columns(all).Fill(rows, all, expected);
                foreach (var bits in (int[])[128, 256, 512])
                {
                    rows = KernelRows.Create(form, matrix, bits);
                    var random = new Random(seed);
                    int[] some = [.. all.OrderBy(_ => random.Next()).Take(1 + random.Next(all.Length))];
                    int[] others = [.. all.OrderBy(_ => random.Next()).Take(1 + random.Next(5))];
                    var stride = random.Next(2) == 0 ? some.Length : (some.Length + 31) / 32 * 32;
                    var block = Enumerable.Repeat(float.NaN, others.Length * stride).ToArray();
                    rows.Columns(some).Fill(rows, others, block, stride);
                    Assert.DoesNotContain(block, float.IsNaN);          // memory is used again: what lies behind a row counts 0 times
                    for (var i = 0; i < others.Length; i++)
                    {
                        Assert.Equal(rows.Diagonal(others[i]), expected[others[i] * (all.Length + 1)]);
                        for (var j = 0; j < some.Length; j++)
                        {
                            Assert.Equal(expected[(others[i] * all.Length) + some[j]], block[(i * stride) + j]);
                            Assert.Equal(expected[(some[j] * all.Length) + others[i]], block[(i * stride) + j]);
                        }
                    }
                }
            },
            iter: 200);

    [Fact]
    public void Fill_of_other_rows_is_the_same_for_one_row_and_for_many() =>
        Gen.Select(Tables, Tables, Forms, Gen.Bool, Gen.Bool).Sample(
            (table, other, form, sparse, otherSparse) =>
            {
                var matrix = Matrix(table, sparse);
                var rows = KernelRows.Create(form, matrix);
                var largest = Math.Max(Largest(table.Values), Largest(other.Values));
                var scored = Resize(other, table.Columns);
                var scoredMatrix = Matrix(scored, otherSparse);
                var source = KernelRows.Create(form, scoredMatrix);
                var columns = rows.Columns([.. Enumerable.Range(0, rows.Count)]);
                var block = new float[source.Count * rows.Count];
                columns.Fill(source, [.. Enumerable.Range(0, source.Count)], block);
                var one = new float[rows.Count];
                for (var i = 0; i < source.Count; i++)
                {
                    columns.Fill(source, [i], one);
                    Assert.Equal(one, block.AsSpan(i * rows.Count, rows.Count));
                    AssertClose(form, matrix, scoredMatrix, 0, i, largest, block[i * rows.Count]);
                }
            },
            iter: 200);

    [Fact]
    public void Fill_never_makes_no_number_of_finite_features() =>
        Gen.Select(Tables, Forms, Gen.Bool, Gen.Int[0, 1_000_000], Gen.OneOf(1e30f, 3e38f, 1e19f)).Sample(
            (table, form, sparse, seed, extreme) =>
            {
                var random = new Random(seed);
                for (var i = 0; i < table.Values.Length; i++)
                {
                    table.Values[i] = random.Next(4) switch
                    {
                        0 => extreme,
                        1 => -extreme,
                        2 => 1e-30f,
                        _ => table.Values[i],
                    };
                }

                var rows = KernelRows.Create(form, Matrix(table, sparse));
                int[] all = [.. Enumerable.Range(0, rows.Count)];
                var block = new float[all.Length * all.Length];
                rows.Columns(all).Fill(rows, all, block);
                Assert.All(block, value => Assert.True(float.IsFinite(value), $"{value} of {form}"));
                for (var i = 0; i < all.Length; i++)
                {
                    for (var j = 0; j < i; j++)
                    {
                        Assert.Equal(block[(i * all.Length) + j], block[(j * all.Length) + i]);
                    }
                }
            },
            iter: 60);

    [Theory]
    [InlineData(KernelKind.Gaussian, 0.1)]
    [InlineData(KernelKind.Gaussian, 1e9)]
    [InlineData(KernelKind.Gaussian, 1e300)]
    [InlineData(KernelKind.Laplacian, 0.1)]
    [InlineData(KernelKind.Laplacian, 1e30)]
    public void A_distance_kernel_of_equal_rows_is_exactly_1(KernelKind kind, double gamma)
    {
        foreach (var sparse in (bool[])[false, true])
        {
            var values = Values(40, 33, 100, sparse ? .1 : 1, 5);
            values.AsSpan(33, 33).CopyTo(values.AsSpan(20 * 33));
            var rows = KernelRows.Create(new KernelForm.Leaf(kind, gamma), Matrix((values, 40, 33), sparse));
            var block = new float[40 * 40];
            rows.Columns([.. Enumerable.Range(0, 40)]).Fill(rows, [.. Enumerable.Range(0, 40)], block);
            Assert.Equal(1, block[(20 * 40) + 1]);
            Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(1, block[i * 41]));
            Assert.All(block, value => Assert.InRange(value, 0, 1));
        }
    }

    [Fact]
    public void Precomputed_rows_give_the_values_that_they_hold()
    {
        var matrix = RowMatrix.Dense([1, 5, 6, 7, 2, 8, 9, 10, 3, 11, 12, 13], 3, 4);
        var rows = KernelRows.Create(new KernelForm.Leaf(KernelKind.Precomputed), matrix);
        var block = new float[6];
        rows.Columns([2, 0]).Fill(rows, [0, 1, 2], block);
        Assert.Equal([7, 5, 10, 8, 13, 11], block);
        Assert.Equal(9, rows.Diagonal(1));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(3f)]
    [InlineData(1.5f)]
    [InlineData(-1f)]
    public void Precomputed_rows_with_a_wrong_number_are_refused(float number)
    {
        var rows = KernelRows.Create(new KernelForm.Leaf(KernelKind.Precomputed), RowMatrix.Dense([number, 5, 6], 1, 3));
        var error = Assert.Throws<ArgumentException>(() => rows.Columns([0]));
        Assert.Contains("a whole number from 1 to 2", error.Message, StringComparison.Ordinal);
    }

    internal static RowMatrix Matrix((float[] Values, int Rows, int Columns) table, bool sparse)
    {
        if (!sparse)
        {
            return RowMatrix.Dense(table.Values, table.Rows, table.Columns);
        }

        var (values, offsets, columns) = (new List<float>(), new List<int> { 0 }, new List<int>());
        for (var row = 0; row < table.Rows; row++)
        {
            for (var column = 0; column < table.Columns; column++)
            {
                if (table.Values[(row * table.Columns) + column] is not 0 and var value)
                {
                    values.Add(value);
                    columns.Add(column);
                }
            }

            offsets.Add(values.Count);
        }

        return RowMatrix.Sparse([.. values], [.. offsets], [.. columns], table.Columns);
    }

    private static (float[] Values, int Rows, int Columns) Resize((float[] Values, int Rows, int Columns) table, int columns) =>
        ([.. Enumerable.Range(0, table.Rows * columns).Select(i => table.Values[i % table.Values.Length])], table.Rows, columns);

    private static float[] Values(int rows, int columns, float scale, double density, int seed)
    {
        var random = new Random(seed);
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() < density ? scale * ((2 * random.NextSingle()) - 1) : 0;
        }

        for (var row = 3; row < rows; row += 5)
        {
            values.AsSpan((row - 2) * columns, columns).CopyTo(values.AsSpan(row * columns));
        }

        return values;
    }

    private static float Largest(float[] values) => values.Max(Math.Abs);

    private static void AssertClose(KernelForm form, RowMatrix matrix, RowMatrix other, int column, int row, float largest, float actual)
    {
        if (!(Magnitude(form, other, row, matrix, column) < 1e19))
        {
            return;         // may exceed the largest value
        }

        var expected = KernelRowsReference.Value(form, other, row, matrix, column);
        var error = Error(form, other, row, matrix, column, largest);
        Assert.True(Math.Abs(expected - actual) <= error, $"{actual}, not {expected} within {error}, of {form}");
    }

    private static double Magnitude(KernelForm form, RowMatrix left, int row, RowMatrix right, int other) => form switch
    {
        KernelForm.Sum sum => sum.Parts.Max(part => Magnitude(part.Part, left, row, right, other)),
        KernelForm.Product product => product.Parts.Aggregate(1.0, (value, part) => value * Math.Max(1, Magnitude(part, left, row, right, other))),
        _ => Math.Abs(KernelRowsReference.Value(form, left, row, right, other)),
    };

    /// <summary>What rounding may change, from the operations: a bound that is derived, with a factor of 4 for what it leaves out.</summary>
    private static double Error(KernelForm form, RowMatrix left, int row, RowMatrix right, int other, float largest)
    {
        const double Epsilon = 1.2e-7;
        switch (form)
        {
            case KernelForm.Sum sum:
                return sum.Parts.Sum(
                    part => part.Weight
                        * (Error(part.Part, left, row, right, other, largest)
                            + (4 * Epsilon * Math.Abs(KernelRowsReference.Value(part.Part, left, row, right, other)))));
            case KernelForm.Product product:
                var (value, error) = (1.0, 0.0);
                foreach (var part in product.Parts)
                {
                    var (v, e) = (Math.Abs(KernelRowsReference.Value(part, left, row, right, other)), Error(part, left, row, right, other, largest));
                    (value, error) = (value * v, 1e-37 + (error * (v + e)) + (value * (e + (4 * Epsilon * v))));
                }

                return error;
            case KernelForm.Leaf leaf:
                var count = leaf.Columns?.Length ?? left.ColumnCount;
                var linear = leaf with { Kind = KernelKind.Linear };
                var (xx, yy, xy) = (
                    KernelRowsReference.Value(linear, left, row, left, row),
                    KernelRowsReference.Value(linear, right, other, right, other),
                    KernelRowsReference.Value(linear, left, row, right, other));
                var dotError = 4 * Epsilon * count * Math.Sqrt(xx * yy);
                var input = (leaf.Gamma * xy) + leaf.Offset;
                var inputError = (leaf.Gamma * dotError) + (4 * Epsilon * (Math.Abs(leaf.Gamma * xy) + Math.Abs(leaf.Offset)));
                var distance = 1 - Math.Log(Math.Max(KernelRowsReference.Value(leaf with { Kind = KernelKind.Gaussian }, left, row, right, other), 1e-38));
                var exact = KernelRowsReference.Value(leaf, left, row, right, other);
                return 1e-30 + leaf.Kind switch
                {
                    KernelKind.Linear => dotError,
                    KernelKind.Polynomial => Math.Pow(Math.Abs(input) + inputError, leaf.Degree) - Math.Pow(Math.Abs(input), leaf.Degree)
                        + (4 * Epsilon * leaf.Degree * Math.Abs(exact)),
                    KernelKind.Sigmoid => inputError + 1e-6,
                    // Where the products cancel too much differences are summed; the exponent's error is that of numbers up to 128.
                    KernelKind.Gaussian => 1e-38
                        + (exact * 4 * Epsilon * count * Math.Min(128, 2 * leaf.Gamma * (xx + yy + 1)))
                        // that of the exponent itself, and that of subtracting the mean
                        + (exact * Epsilon * 40 * distance)
                        + (exact * Epsilon * 16 * Math.Sqrt(leaf.Gamma * distance * count) * largest),
                    _ => 1e-38 + (exact * Epsilon * (8 + count) * (1 - Math.Log(Math.Max(exact, 1e-38))))
                        + (exact * 4 * Epsilon * leaf.Gamma * 2 * Math.Sqrt(count) * (Math.Sqrt(xx) + Math.Sqrt(yy))),
                };
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }
}
