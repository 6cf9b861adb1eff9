namespace ZetDard.Recommenders;

/// <summary>
/// Intervals of confidence by the bootstrap: users are drawn again with replacement, as many as there are, and the metric is computed
/// anew.
/// </summary>
/// <remarks>The percentile interval of Efron and Tibshirani 1993, chapter 13.</remarks>
public static class Bootstrap
{
    /// <summary>The default number of resamples.</summary>
    public const int DefaultResampleCount = 1000;

    /// <summary>The 95 % interval of a mean over users.</summary>
    /// <param name="values">One finite value for each user; at least one user.</param>
    /// <param name="seed">Chooses the resamples.</param>
    /// <param name="resampleCount">How many, 1 or more.</param>
    /// <exception cref="ArgumentException">There is no user.</exception>
    public static Interval OfMean(ReadOnlySpan<double> values, int seed, int resampleCount = DefaultResampleCount) =>
        OfMeans([values.ToArray()], seed, resampleCount)[0];

    /// <summary>The 95 % interval of Σ sums / Σ counts, for users with several values each.</summary>
    /// <param name="sums">The sum of each user's values.</param>
    /// <param name="counts">How many values each user has, above 0.</param>
    /// <param name="seed">Chooses the resamples.</param>
    /// <param name="resampleCount">How many, 1 or more.</param>
    /// <exception cref="ArgumentException">There is no user, or the spans differ in length.</exception>
    public static Interval OfRatio(
        ReadOnlySpan<double> sums, ReadOnlySpan<double> counts, int seed, int resampleCount = DefaultResampleCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resampleCount, 1);
        if (sums.IsEmpty || sums.Length != counts.Length)
        {
            throw new ArgumentException(
                $"There must be at least one user, and a sum and a count for each; there are {sums.Length} sums and {counts.Length} counts.",
                nameof(sums));
        }

        var (allSums, allCounts) = (sums.ToArray(), counts.ToArray());
        var ratios = new double[resampleCount];
        Resample(
            allSums.Length, seed, resampleCount, (resample, drawn) => ratios[resample] = SumOf(allSums, drawn) / SumOf(allCounts, drawn));
        return Percentiles(ratios);
    }

    /// <summary>
    /// The 95 % intervals of the means of several metrics of the same users: the same as <see cref="OfMean"/> gives for each, but the
    /// resamples are drawn only once.
    /// </summary>
    /// <param name="values">For each metric, one finite value for each user.</param>
    /// <param name="seed">Chooses the resamples.</param>
    /// <param name="resampleCount">How many, 1 or more.</param>
    internal static Interval[] OfMeans(double[][] values, int seed, int resampleCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resampleCount, 1);
        var userCount = values[0].Length;
        if (userCount == 0)
        {
            throw new ArgumentException("There must be at least one user, with a value.", nameof(values));
        }

        var means = Array.ConvertAll(values, _ => new double[resampleCount]);
        Resample(userCount, seed, resampleCount, (resample, drawn) =>
        {
            for (var metric = 0; metric < values.Length; metric++)
            {
                means[metric][resample] = SumOf(values[metric], drawn) / userCount;
            }
        });
        return Array.ConvertAll(means, Percentiles);
    }

    private static void Resample(int userCount, int seed, int resampleCount, Action<int, int[]> use)
    {
        var random = new Random(seed);
        var drawn = new int[userCount];
        for (var resample = 0; resample < resampleCount; resample++)
        {
            for (var i = 0; i < drawn.Length; i++)
            {
                drawn[i] = random.Next(userCount);
            }

            use(resample, drawn);
        }
    }

    private static double SumOf(double[] values, int[] drawn)
    {
        var sum = 0.0;
        foreach (var user in drawn)
        {
            sum += values[user];
        }

        return sum;
    }

    private static Interval Percentiles(double[] resampled)
    {
        Array.Sort(resampled);
        return new(Quantile(resampled, .025), Quantile(resampled, .975));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
