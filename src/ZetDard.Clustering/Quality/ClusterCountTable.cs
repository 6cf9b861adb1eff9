using System.Globalization;
using System.Text;

namespace ZetDard.Clustering;

/// <summary>What numbers of clusters give, and which of them two rules would choose. It prints itself.</summary>
/// <param name="Rows">By number of clusters, ascending.</param>
public sealed record ClusterCountTable(IReadOnlyList<ClusterCountRow> Rows)
{
    /// <summary>
    /// The number at the elbow of the inertia: where the curve, brought to 0 … 1 on both axes, is farthest below the line from its first to
    /// its last point (Satopää and others 2011, 'Kneedle', without smoothing); <see langword="null"/> for fewer than three numbers and for a
    /// curve that is nowhere below that line. It depends on the range of numbers: the largest should be well beyond what is expected.
    /// </summary>
    public int? Elbow
    {
        get
        {
            if (Rows.Count < 3)
            {
                return null;
            }

            var (first, last) = (Rows[0], Rows[^1]);
            var (best, farthest) = (default(int?), 1e-9);
            foreach (var row in Rows)
            {
                var x = (double)(row.ClusterCount - first.ClusterCount) / (last.ClusterCount - first.ClusterCount);
                var below = 1 - x - ((row.Inertia - last.Inertia) / (first.Inertia - last.Inertia));
                if (below > farthest)
                {
                    (best, farthest) = (row.ClusterCount, below);
                }
            }

            return best;
        }
    }

    /// <summary>The number with the largest silhouette, of equal ones the smallest; <see langword="null"/> where none is defined.</summary>
    public int? BestSilhouette => Rows.Where(row => row.Silhouette is not null).MaxBy(row => row.Silhouette)?.ClusterCount;

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("clusters      inertia  silhouette");
        foreach (var row in Rows)
        {
            var marks = (row.ClusterCount == Elbow ? "  elbow" : "") + (row.ClusterCount == BestSilhouette ? "  best silhouette" : "");
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{row.ClusterCount,8} {row.Inertia,12:G6} {row.Silhouette,11:F3}{marks}");
        }

        return text.ToString();
    }
}
