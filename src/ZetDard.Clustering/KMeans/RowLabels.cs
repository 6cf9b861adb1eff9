namespace ZetDard.Clustering;

/// <summary>The cluster of each row, and for each cluster how many rows it has and what they add up to.</summary>
internal abstract class RowLabels
{
    protected RowLabels(PlacedRows rows, int clusterCount)
    {
        (Rows, ClusterCount) = (rows, clusterCount);
        Labels = new int[rows.Count];
        Sizes = new int[clusterCount];
        Sums = new double[clusterCount * rows.Dimension];
        Labels.AsSpan().Fill(-1);
    }

    public PlacedRows Rows { get; }

    public int ClusterCount { get; }

    /// <summary>The cluster of each row; −1 before the first round.</summary>
    public int[] Labels { get; }

    public int[] Sizes { get; }

    /// <summary>(cluster, column): the sums of the rows, exact, without those that are far off.</summary>
    public double[] Sums { get; }

    /// <summary>Gives every row to its nearest centre, and brings sizes and sums up to date.</summary>
    /// <param name="centers">(cluster, column).</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many rows have another cluster than before.</returns>
    public abstract int Assign(double[] centers, CancellationToken cancellationToken);

    /// <summary>Gives one row to a cluster.</summary>
    public virtual void Move(int row, int cluster)
    {
        var old = Labels[row];
        Labels[row] = cluster;
        var isFar = Rows.IsFar(row);
        if (old >= 0)
        {
            Sizes[old]--;
            Centers.Subtract(isFar ? [] : Rows.Row(row), Sums.AsSpan(old * Rows.Dimension, Rows.Dimension));
        }

        Sizes[cluster]++;
        Centers.Add(isFar ? [] : Rows.Row(row), Sums.AsSpan(cluster * Rows.Dimension, Rows.Dimension));
    }
}
