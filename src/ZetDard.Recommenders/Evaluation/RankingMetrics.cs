namespace ZetDard.Recommenders;

/// <summary>Metrics of one top-N list against the items that should be found.</summary>
/// <remarks>
/// Conventions, the same for all: an item that is repeated in the list counts at its first place only (the repetition takes up a place);
/// places that the list does not fill are misses; without relevant items there is nothing to measure, so that the caller leaves the user
/// out.
/// </remarks>
public static class RankingMetrics
{
    /// <summary>Hits among the first <paramref name="k"/> / number of relevant items; 0 … 1.</summary>
    /// <exception cref="ArgumentException">There are no relevant items.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    public static double Recall<T>(IReadOnlyList<T> list, IReadOnlySet<T> relevant, int k) =>
        (double)Hits(list, relevant, k).Count() / relevant.Count;

    /// <summary>Hits among the first <paramref name="k"/> / k, also where the list is shorter; 0 … 1.</summary>
    /// <inheritdoc cref="Recall{T}"/>
    public static double Precision<T>(IReadOnlyList<T> list, IReadOnlySet<T> relevant, int k) =>
        (double)Hits(list, relevant, k).Count() / k;

    /// <summary>1 where there is a hit among the first <paramref name="k"/>, else 0.</summary>
    /// <inheritdoc cref="Recall{T}"/>
    public static double Hit<T>(IReadOnlyList<T> list, IReadOnlySet<T> relevant, int k) => Hits(list, relevant, k).Any() ? 1 : 0;

    /// <summary>1 / place of the first hit among the first <paramref name="k"/>, places from 1; 0 where there is none.</summary>
    /// <inheritdoc cref="Recall{T}"/>
    public static double ReciprocalRank<T>(IReadOnlyList<T> list, IReadOnlySet<T> relevant, int k) =>
        Hits(list, relevant, k).Select(place => 1.0 / place).FirstOrDefault();

    /// <summary>
    /// Normalised discounted cumulative gain with binary gains: Σ 1 / log2(place + 1) over the hits, divided by the same sum over the
    /// first min(k, number of relevant items) places; 0 … 1.
    /// </summary>
    /// <remarks>Järvelin and Kekäläinen 2002, with the discount that all peers use.</remarks>
    /// <inheritdoc cref="Recall{T}"/>
    public static double Ndcg<T>(IReadOnlyList<T> list, IReadOnlySet<T> relevant, int k)
    {
        var gained = Hits(list, relevant, k).Sum(Discount);
        var ideal = 0.0;
        for (var place = 1; place <= Math.Min(k, relevant.Count); place++)
        {
            ideal += Discount(place);
        }

        return gained / ideal;
    }

    /// <summary>Area under the ROC curve: the chance that a positive scores above a negative, a tie counting half; 0 … 1.</summary>
    /// <returns>One value for each positive, the share of negatives below it: their mean is the area.</returns>
    /// <exception cref="ArgumentException">There are no negatives, or a score is not a number.</exception>
    public static double[] AucByPositive(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        if (negatives.IsEmpty)
        {
            throw new ArgumentException("The area under the curve needs at least one negative.", nameof(negatives));
        }

        var sorted = negatives.ToArray();
        Array.Sort(sorted);
        var areas = new double[positives.Length];
        for (var i = 0; i < areas.Length; i++)
        {
            if (double.IsNaN(positives[i]) || double.IsNaN(sorted[0]))      // NaN sorts first
            {
                throw new ArgumentException("A score is not a number (NaN); scores must be comparable.", nameof(positives));
            }

            areas[i] = (Below(sorted, positives[i], orEqual: false) + Below(sorted, positives[i], orEqual: true)) / (2.0 * sorted.Length);
        }

        return areas;
    }

    /// <summary>Area under the ROC curve: the mean of <see cref="AucByPositive"/>.</summary>
    /// <exception cref="ArgumentException">There are no positives or no negatives, or a score is not a number.</exception>
    public static double Auc(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives) =>
        positives.IsEmpty
            ? throw new ArgumentException("The area under the curve needs at least one positive.", nameof(positives))
            : AucByPositive(positives, negatives).Average();

    private static double Discount(int place) => 1 / Math.Log2(place + 1);

    // The places, from 1, at which a relevant item stands for the first time.
    private static IEnumerable<int> Hits<T>(IReadOnlyList<T> list, IReadOnlySet<T> relevant, int k)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(relevant);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return relevant.Count > 0
            ? Places(list, relevant, k)
            : throw new ArgumentException(
                "There are no relevant items, so there is nothing to measure; leave this user out.", nameof(relevant));
    }

    private static IEnumerable<int> Places<T>(IReadOnlyList<T> list, IReadOnlySet<T> relevant, int k)
    {
        var found = new HashSet<T>();
        for (var i = 0; i < Math.Min(k, list.Count); i++)
        {
            if (relevant.Contains(list[i]) && found.Add(list[i]))
            {
                yield return i + 1;
            }
        }
    }

    private static int Below(double[] sorted, double score, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle] < score || (orEqual && sorted[middle] == score))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
