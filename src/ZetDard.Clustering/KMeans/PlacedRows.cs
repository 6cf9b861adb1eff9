namespace ZetDard.Clustering;

/// <summary>Rows in the space of the clusters: row-major, all finite.</summary>
internal sealed class PlacedRows(ClusterSpace space, float[] values)
{
    public ClusterSpace Space { get; } = space;

    public float[] Values { get; } = values;

    public int Dimension { get; } = space.Dimension;

    public int Count { get; } = values.Length / space.Dimension;

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Dimension, Dimension);

    /// <summary>The rows that are too far off to be added exactly, ascending.</summary>
    public int[] FarRows => field ??= [.. Enumerable.Range(0, Count).Where(IsFar)];

    public bool IsFar(int row) => !(Centers.SquaredLength(Row(row)) <= Space.Reach * Space.Reach);

    /// <summary>The mean of the variances of the columns, without rows that are far off: one broken value would be all of it.</summary>
    public double MeanVariance()
    {
        var (sums, squares, count) = (new double[Dimension], new double[Dimension], Math.Max(1, Count - FarRows.Length));
        for (var row = 0; row < Count; row++)
        {
            if (IsFar(row))
            {
                continue;
            }

            var place = Row(row);
            for (var column = 0; column < place.Length; column++)
            {
                double value = place[column];
                sums[column] += value;
                squares[column] += value * value;
            }
        }

        var variance = 0.0;
        for (var column = 0; column < Dimension; column++)
        {
            variance += Math.Max(0, (squares[column] / count) - (sums[column] / count * (sums[column] / count)));
        }

        return variance / Dimension;
    }
}
