namespace ZetDard.Recommenders;

/// <summary>Brings features to mean 0 and deviation 1, and limits outliers. Fitted on training items only. Immutable and safe for concurrent use.</summary>
public sealed class Standardizer
{
    private readonly string[] _names;
    private readonly float[] _means;
    private readonly float[] _scales;       // 1 / deviation; 0 where a column is constant
    private readonly float _limit;

    private Standardizer(string[] names, float[] means, float[] scales, float limit) => (_names, _means, _scales, _limit) = (names, means, scales, limit);

    /// <summary>The columns of the fit.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The training mean of each column.</summary>
    internal ReadOnlySpan<float> Means => _means;

    /// <summary>Takes means and deviations of a table.</summary>
    /// <param name="table">The features.</param>
    /// <param name="isTraining">The rows to look at: those of training items. All by default, which is right only where there is no test.</param>
    /// <param name="limit">Values beyond ±<paramref name="limit"/> deviations are set there. Default 4: outliers of audio features are faults of recordings more often than music.</param>
    /// <exception cref="ArgumentException">No row is a training row.</exception>
    public static Standardizer Fit<TKey>(FeatureTable<TKey> table, Func<TKey, bool>? isTraining = null, float limit = 4)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        return Fit([.. table.Rows.Where((_, row) => isTraining is null || isTraining(table.Keys[row]))], limit);
    }

    /// <summary>Takes means and deviations of rows, all of which are training rows.</summary>
    /// <param name="rows">One row or more, all with the same names and finite values.</param>
    /// <param name="limit">Values beyond ±<paramref name="limit"/> deviations are set there. Default 4.</param>
    /// <exception cref="ArgumentException">There is no row, or the rows are not alike.</exception>
    public static Standardizer Fit(IReadOnlyList<FeatureRow> rows, float limit = 4)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (rows.Count == 0)
        {
            throw new ArgumentException("A standardizer needs one training row or more; there is none.", nameof(rows));
        }

        var names = rows[0].Names ?? [];       // a missing part has none
        var (sums, squares) = (new double[names.Count], new double[names.Count]);
        foreach (var row in rows)
        {
            var values = row.ValuesOf(names);
            for (var column = 0; column < sums.Length; column++)
            {
                sums[column] += values[column];
            }
        }

        foreach (var row in rows)
        {
            var values = row.Values.Span;
            for (var column = 0; column < sums.Length; column++)
            {
                var difference = values[column] - (sums[column] / rows.Count);
                squares[column] += difference * difference;
            }
        }

        var (means, scales) = (new float[names.Count], new float[names.Count]);
        for (var column = 0; column < means.Length; column++)
        {
            var (mean, deviation) = (sums[column] / rows.Count, Math.Sqrt(squares[column] / rows.Count));
            means[column] = (float)mean;
            scales[column] = deviation > 1e-6 * Math.Max(1e-30, Math.Abs(mean)) ? (float)(1 / deviation) : 0;     // below that it is rounding
        }

        return new([.. names], means, scales, limit);
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

    internal void Write(ModelWriter writer)
    {
        writer.Write(_names);
        writer.Write<float>(_means);
        writer.Write<float>(_scales);
        writer.Write(_limit);
    }

    internal static Standardizer Read(ModelReader reader)
    {
        var (names, means, scales, limit) = (reader.ReadStrings(), reader.ReadArray<float>(), reader.ReadArray<float>(), (float)reader.ReadDouble());
        return means.Length == names.Length && scales.Length == names.Length && limit > 0 && Array.TrueForAll(means, float.IsFinite) && Array.TrueForAll(scales, float.IsFinite)
            ? new(names, means, scales, limit)
            : throw new InvalidDataException($"The model file is damaged: {means.Length} means and {scales.Length} scales do not fit {names.Length} features.");
    }
}
