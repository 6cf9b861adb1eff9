using CsCheck;

namespace ZetDard.Recommenders.Tests.Nearest;

public sealed class RowScoreTests
{
    // Oracle: the definition, one term at a time in the same order: the same bits. Lengths around the width of vectors.
    [Fact]
    public void Sum_has_the_bits_of_its_definition() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int, Gen.Bool).Sample((length, seed, ofDifferences) =>
        {
            var random = new Random(seed);
            float[] Values() =>
                [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() - .5) * Math.Pow(10, random.Next(-40, 38))))];
            var (left, right) = (Values(), Values());
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(RowScore.SumReference(left, right, ofDifferences)),
                BitConverter.DoubleToInt64Bits(RowScore.Sum(left, right, ofDifferences)));
        });

    [Fact]
    public void Sum_refuses_a_shorter_row() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RowScore.Sum([1, 2], [1], ofDifferences: false));

    // By hand: (3, 4) and (4, 3).
    [Theory]
    [InlineData(Similarity.InnerProduct, 24)]
    [InlineData(Similarity.Cosine, .96)]
    [InlineData(Similarity.Euclidean, -1.4142135623730951)]
    public void Of_is_the_similarity(Similarity similarity, double expected) =>
        Assert.Equal(expected, RowScore.Of(similarity, [3, 4], 5, [4, 3]), 1e-15);

    [Fact]
    public void Of_is_zero_under_the_cosine_for_rows_of_zeros()
    {
        Assert.Equal(0, RowScore.Of(Similarity.Cosine, [0, 0], 0, [1, 2]));
        Assert.Equal(0, RowScore.Of(Similarity.Cosine, [3, 4], 5, [0, 0]));
    }
}
