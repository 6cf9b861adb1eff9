namespace ZetDard.Recommenders;

/// <summary>Brings features to mean 0 and deviation 1, and limits outliers. Fitted on training items only. Immutable and safe for concurrent use.</summary>
public sealed class Standardizer
{
    private readonly string[] _names;
    private readonly float[] _means;
    private readonly float[] _scales;       // 1 / deviation; 0 where a column is constant
    private readonly float _limit;

    private Standardizer(string[] names, float[] means, float[] scales, float limit) => (_names, _means, _scales, _limit) = (names, means, scales, limit);

    /// <summary>Takes means and deviations of a table.</summary>
    /// <param name="table">The features.</param>
    /// <param name="isTraining">The rows to look at: those of training items. All by default, which is right only where there is no test.</param>
    /// <param name="limit">Values beyond ±<paramref name="limit"/> deviations are set there. Default 4: outliers of audio features are faults of recordings more often than music.</param>
    /// <exception cref="ArgumentException">No row is a training row.</exception>
    public static Standardizer Fit<TKey>(FeatureTable<TKey> table, Func<TKey, bool>? isTraining = null, float limit = 4)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var rows = Enumerable.Range(0, table.Keys.Count).Where(row => isTraining is null || isTraining(table.Keys[row])).ToArray();
        if (rows.Length == 0)
        {
            throw new ArgumentException("A standardizer needs one training row or more; the table has none.", nameof(table));
        }

        var (means, scales) = (new float[table.Dimension], new float[table.Dimension]);
        for (var column = 0; column < table.Dimension; column++)
        {
            var mean = rows.Average(row => (double)table.Row(row)[column]);
            var deviation = Math.Sqrt(rows.Average(row => Math.Pow(table.Row(row)[column] - mean, 2)));
            means[column] = (float)mean;
            scales[column] = deviation > 1e-6 * Math.Max(1e-30, Math.Abs(mean)) ? (float)(1 / deviation) : 0;     // below that it is rounding
        }

        return new([.. table.Names], means, scales, limit);
    }

    /// <summary>The table in deviations from the training mean; a column that was constant in training is 0.</summary>
    /// <exception cref="ArgumentException">The columns are not those of the fit.</exception>
    public FeatureTable<TKey> Apply<TKey>(FeatureTable<TKey> table)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!table.Names.SequenceEqual(_names))
        {
            throw new ArgumentException($"The standardizer was fitted on {_names.Length} columns, {string.Join(", ", _names.Take(5))}, …; the table has {table.Dimension} others.", nameof(table));
        }

        var values = new float[(long)table.Keys.Count * table.Dimension];
        for (var row = 0; row < table.Keys.Count; row++)
        {
            Apply(table.Row(row), values.AsSpan(row * table.Dimension, table.Dimension));
        }

        return new(table.Keys, table.Names, values);
    }

    /// <summary>One row in deviations from the training mean.</summary>
    /// <param name="features">The features, in the order of the fit.</param>
    /// <param name="standardized">Receives as many values; may be the same memory.</param>
    public void Apply(ReadOnlySpan<float> features, Span<float> standardized)
    {
        if (features.Length != _means.Length || standardized.Length < features.Length)
        {
            throw new ArgumentException($"The standardizer was fitted on {_means.Length} features; {features.Length} were given, with room for {standardized.Length}.", nameof(features));
        }

        for (var column = 0; column < _means.Length; column++)
        {
            standardized[column] = Math.Clamp((features[column] - _means[column]) * _scales[column], -_limit, _limit);
        }
    }
}
