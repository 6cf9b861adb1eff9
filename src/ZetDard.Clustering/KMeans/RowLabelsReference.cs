namespace ZetDard.Clustering;

/// <summary>
/// The definition: every row against every centre in every round, and sums made anew. The oracle of <see cref="BoundedLabels"/>.
/// </summary>
internal sealed class RowLabelsReference(PlacedRows rows, int clusterCount) : RowLabels(rows, clusterCount)
{
    public override int Assign(double[] centers, CancellationToken cancellationToken)
    {
        Sums.AsSpan().Clear();
        Sizes.AsSpan().Clear();
        var changed = 0;
        for (var row = 0; row < Rows.Count; row++)
        {
            if (row % 1_024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var nearest = Centers.Nearest(Rows.Row(row), centers).Center;
            changed += nearest == Labels[row] ? 0 : 1;
            Labels[row] = -1;
            Move(row, nearest);
        }

        return changed;
    }
}
