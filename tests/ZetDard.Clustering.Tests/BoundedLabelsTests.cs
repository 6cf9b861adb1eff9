using CsCheck;
using ZetDard.Recommenders;

namespace ZetDard.Clustering.Tests;

/// <summary>Oracle: the definition, every row against every centre in double precision. Equal bit by bit.</summary>
public sealed class BoundedLabelsTests
{
    // Values of very different sizes, many of them equal; rows that are far off; rows that are the same.
    private static readonly Gen<float> Values = Gen.Frequency(
        (6, Gen.Float[-1, 1]), (2, Gen.Int[-2, 2].Select(value => (float)value)), (1, Gen.Float[-1e-6f, 1e-6f]), (1, Gen.Const(0f)));

    private static readonly Gen<(float[] Rows, int Dimension, int Count, int Seed)> Tables =
        from dimension in Gen.Int[1, 21]
        from rowCount in Gen.Int[1, 150]
        from values in Values.Array[dimension * rowCount]
        from scale in Gen.OneOf(Gen.Const(1f), Gen.Const(1e-12f), Gen.Const(3e5f), Gen.Const(1e18f))
        from far in Gen.OneOf(Gen.Const(1f), Gen.Const(1e3f), Gen.Const(1e15f))
        from farRow in Gen.Int[0, rowCount - 1]
        from count in Gen.Int[1, Math.Min(rowCount, 40)]
        from seed in Gen.Int
        select (
            values.Select((value, i) => value * scale * (i / dimension == farRow ? far : 1)).ToArray(), dimension, count, seed);

    [Theory]
    [InlineData(BoundedLabels.VectorWidth.Bits128, 1)]
    [InlineData(BoundedLabels.VectorWidth.Bits256, 2)]
    [InlineData(BoundedLabels.VectorWidth.Bits512, 0)]
    internal void Run_gives_the_bits_of_the_definition(BoundedLabels.VectorWidth width, int threadCount)
    {
        SkipWithout(width);
        Tables.Sample(
            table =>
            {
                var rows = Place(table.Rows, table.Dimension);
                var start = Seeding.Choose(
                    rows, table.Count, KMeansInitialization.RandomRows, new(table.Seed), 1, null, CancellationToken.None);
                AssertSame(rows, start, width, threadCount);
            },
            iter: 400);
    }

    [Theory]
    [InlineData(BoundedLabels.VectorWidth.Bits128, 7)]
    [InlineData(BoundedLabels.VectorWidth.Bits256, 60)]
    [InlineData(BoundedLabels.VectorWidth.Bits512, 60)]
    internal void Run_gives_the_bits_of_the_definition_on_thousands_of_rows(BoundedLabels.VectorWidth width, int dimension)
    {
        SkipWithout(width);
        foreach (var isMixture in (ReadOnlySpan<bool>)[false, true])
        {
            var rows = Place(Numbers.Gaussian(4_000, dimension, isMixture ? 30 : 0, seed: 3), dimension);
            var start = Seeding.Choose(rows, 30, KMeansInitialization.RandomRows, new(1), 1, null, CancellationToken.None);
            AssertSame(rows, start, width, 2);
        }
    }

    private static void AssertSame(PlacedRows rows, double[] start, BoundedLabels.VectorWidth width, int threadCount)
    {
        var count = start.Length / rows.Dimension;
        var fast = Lloyd.Run(
            new BoundedLabels(rows, new(rows, new()), count, threadCount, width), start, 40, 0, null, CancellationToken.None);
        var clear = Lloyd.Run(new RowLabelsReference(rows, count), start, 40, 0, null, CancellationToken.None);
        Assert.Equal(clear.Labels, fast.Labels);
        Assert.Equal(clear.Centers, fast.Centers);
        Assert.Equal((clear.Inertia, clear.Iterations, clear.HasConverged), (fast.Inertia, fast.Iterations, fast.HasConverged));
        Assert.Equal(clear.Sizes, fast.Sizes);
        Assert.DoesNotContain(0, clear.Sizes);
    }

    private static PlacedRows Place(float[] values, int dimension)
    {
        var (space, places) = ClusterSpace.Fit(
            Numbers.Rows(values, dimension), new() { Standardize = false }, values.Length / dimension, CancellationToken.None);
        return new(space, places);
    }

    private static void SkipWithout(BoundedLabels.VectorWidth width)
    {
        Assert.SkipWhen(width == BoundedLabels.VectorWidth.Bits512 && !PairLanes512.IsSupported, "This machine has no AVX-512.");
        Assert.SkipWhen(width == BoundedLabels.VectorWidth.Bits256 && !PairLanes256.IsSupported, "This machine has no AVX2.");
    }
}
