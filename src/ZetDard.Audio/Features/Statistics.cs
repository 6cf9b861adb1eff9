namespace ZetDard.Audio;

/// <summary>Statistics of a series.</summary>
internal static class Statistics
{
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / values.Length));
    }

    /// <summary>The value below which a share of the sorted values lies, interpolated between neighbours; 0 for an empty series.</summary>
    public static double Percentile(ReadOnlySpan<float> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return 0;
        }

        var place = share * (sorted.Length - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((place - low) * ((double)sorted[high] - sorted[low]));
    }

    /// <summary>The mean absolute difference of consecutive values; 0 for fewer than two values.</summary>
    public static double MeanChange(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        for (var i = 1; i < values.Length; i++)
        {
            sum += Math.Abs((double)values[i] - values[i - 1]);
        }

        return values.Length < 2 ? 0 : sum / (values.Length - 1);
    }

    /// <summary>The third standardised moment; 0 for a constant series.</summary>
    public static double Skewness(ReadOnlySpan<float> values)
    {
        var (mean, deviation) = Moments(values);
        if (deviation < 1e-9)
        {
            return 0;
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += Math.Pow((value - mean) / deviation, 3);
        }

        return sum / values.Length;
    }
}
