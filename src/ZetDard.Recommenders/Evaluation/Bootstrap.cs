namespace ZetDard.Recommenders;

/// <summary>Intervals of confidence by the bootstrap: users are drawn again with replacement, as many as there are, and the metric is computed anew.</summary>
/// <remarks>The percentile interval of Efron and Tibshirani 1993, chapter 13.</remarks>
public static class Bootstrap
{
    /// <summary>The default number of resamples.</summary>
    public const int DefaultResampleCount = 1000;

    /// <summary>The 95 % interval of the mean of one value a user.</summary>
    /// <param name="values">One finite value a user, at least one.</param>
    /// <param name="seed">Chooses the resamples.</param>
    /// <param name="resampleCount">How many, 1 or more.</param>
    public static Interval OfMean(ReadOnlySpan<double> values, int seed, int resampleCount = DefaultResampleCount)
    {
        var ones = new double[values.Length];
        Array.Fill(ones, 1);
        return OfRatio(values, ones, seed, resampleCount);
    }

    /// <summary>The 95 % interval of Σ sums / Σ counts, for users who bring several values each.</summary>
    /// <param name="sums">The sum of each user's values.</param>
    /// <param name="counts">How many values each user brings, above 0.</param>
    /// <param name="seed">Chooses the resamples.</param>
    /// <param name="resampleCount">How many, 1 or more.</param>
    /// <exception cref="ArgumentException">There is no user, or the spans differ in length.</exception>
    public static Interval OfRatio(ReadOnlySpan<double> sums, ReadOnlySpan<double> counts, int seed, int resampleCount = DefaultResampleCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resampleCount, 1);
        if (sums.IsEmpty || sums.Length != counts.Length)
        {
            throw new ArgumentException($"There must be at least one user, and a sum and a count for each; there are {sums.Length} sums and {counts.Length} counts.", nameof(sums));
        }

        var random = new Random(seed);
        var means = new double[resampleCount];
        for (var resample = 0; resample < resampleCount; resample++)
        {
            var sum = 0.0;
            var count = 0.0;
            for (var i = 0; i < sums.Length; i++)
            {
                var user = random.Next(sums.Length);
                sum += sums[user];
                count += counts[user];
            }

            means[resample] = sum / count;
        }

        Array.Sort(means);
        return new(Quantile(means, .025), Quantile(means, .975));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
