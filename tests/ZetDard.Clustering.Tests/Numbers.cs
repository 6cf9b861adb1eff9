using ZetDard.Recommenders;

namespace ZetDard.Clustering.Tests;

/// <summary>Seeded numbers as rows of features.</summary>
internal static class Numbers
{
    public static IReadOnlyList<FeatureRow> Rows(float[] values, int dimension)
    {
        string[] names = [.. Enumerable.Range(0, dimension).Select(column => $"f{column}")];
        return [.. Enumerable.Range(0, values.Length / dimension)
            .Select(row => new FeatureRow(names, values.AsMemory(row * dimension, dimension)))];
    }

    /// <summary>Normal values, around 0 or around some centres that are ten times as far apart.</summary>
    public static float[] Gaussian(int rowCount, int dimension, int clusterCount, int seed)
    {
        var random = new Random(seed);
        double[] centers = [.. Enumerable.Range(0, clusterCount * dimension).Select(_ => 3 * Next())];
        return [.. Enumerable.Range(0, rowCount * dimension).Select(i =>
            (float)(Next() + (clusterCount == 0 ? 0 : centers[(i / dimension % clusterCount * dimension) + (i % dimension)])))];

        double Next() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
