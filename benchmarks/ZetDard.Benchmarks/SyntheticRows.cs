using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Seeded tables of rows in every direction, normally distributed.</summary>
internal static class SyntheticRows
{
    public static FeatureTable<int> Create(RowSet set, int seed = 1)
    {
        var (rowCount, dimension) = set switch
        {
            RowSet.Tiny => (2_000, 16),
            RowSet.Small => (100_000, 64),
            _ => (1_000_000, 64),
        };
        return Create(rowCount, dimension, seed);
    }

    public static FeatureTable<int> Create(int rowCount, int dimension, int seed = 1)
    {
        var random = new Random(seed);
        var values = new float[(long)rowCount * dimension];
        for (var i = 0; i < values.Length; i++)
        {
            // Box and Muller's transform; 1 − u keeps the logarithm away from 0.
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return new(
            new(Enumerable.Range(0, rowCount)),
            [.. Enumerable.Range(0, dimension).Select(column => string.Create(CultureInfo.InvariantCulture, $"c{column}"))],
            values
        );
    }
}
