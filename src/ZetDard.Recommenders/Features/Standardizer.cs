namespace ZetDard.Recommenders;

/// <summary>
/// Converts features to z-scores (mean 0, standard deviation 1) and limits outliers. Fitted on training items only. Immutable and safe for
/// concurrent use.
/// </summary>
public sealed class Standardizer
{
    private readonly string[] _names;
    private readonly float[] _means;
    private readonly float[] _scales;       // 1 / deviation; 0 where a column is constant
    private readonly float _limit;

    private Standardizer(string[] names, float[] means, float[] scales, float limit) =>
        (_names, _means, _scales, _limit) = (names, means, scales, limit);

    /// <summary>The names of the columns on which the standardizer was fitted.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The training mean of each column.</summary>
    internal ReadOnlySpan<float> Means => _means;

    /// <summary>Computes the means and standard deviations of a table.</summary>
    /// <param name="table">The features.</param>
    /// <param name="isTraining">
    /// Whether a row is one of a training item; only these rows are used. Default all rows, which is right only if there is no test set.
    /// </param>
    /// <param name="limit">
    /// The maximum absolute z-score; larger ones are set to it. Default 4, because outliers of audio features are more often faults of
    /// recordings than music.
    /// </param>
    /// <exception cref="ArgumentException">No row is a training row.</exception>
    public static Standardizer Fit<TKey>(FeatureTable<TKey> table, Func<TKey, bool>? isTraining = null, float limit = 4)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        return Fit([.. table.Rows.Where((_, row) => isTraining is null || isTraining(table.Keys[row]))], limit);
    }

    /// <summary>Computes the means and standard deviations of rows, all of which are training rows.</summary>
    /// <param name="rows">One row or more, all with the same names and finite values.</param>
    /// <param name="limit">The maximum absolute z-score; larger ones are set to it. Default 4.</param>
    /// <exception cref="ArgumentException">There is no row, or the rows have different names.</exception>
    public static Standardizer Fit(IReadOnlyList<FeatureRow> rows, float limit = 4)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (rows.Count == 0)
        {
            throw new ArgumentException("A standardizer needs at least one training row; there is none.", nameof(rows));
        }

        var names = rows[0].Names ?? [];       // a missing part has no names
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
            var isConstant = !(deviation > 1e-6 * Math.Max(1e-30, Math.Abs(mean)));     // below that, it is rounding
            scales[column] = isConstant ? 0 : (float)(1 / deviation);
        }

        return new([.. names], means, scales, limit);
    }

    /// <summary>Converts a table to z-scores; a column that was constant in training becomes 0.</summary>
    /// <exception cref="ArgumentException">The columns are not those on which the standardizer was fitted.</exception>
    public FeatureTable<TKey> Apply<TKey>(FeatureTable<TKey> table)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!table.Names.SequenceEqual(_names))
        {
            throw new ArgumentException(
                $"The standardizer was fitted on {_names.Length} columns ({string.Join(", ", _names.Take(5))}, …); "
                + $"the {table.Dimension} columns of the table are different ones.",
                nameof(table));
        }

        var values = new float[(long)table.Keys.Count * table.Dimension];
        for (var row = 0; row < table.Keys.Count; row++)
        {
            Apply(table.Row(row), values.AsSpan(row * table.Dimension, table.Dimension));
        }

        return new(table.Keys, table.Names, values);
    }

    /// <summary>Converts one row to z-scores.</summary>
    /// <param name="features">The features, in the order of <see cref="Names"/>.</param>
    /// <param name="standardized">Receives as many values; may be the same memory as <paramref name="features"/>.</param>
    public void Apply(ReadOnlySpan<float> features, Span<float> standardized)
    {
        if (features.Length != _means.Length || standardized.Length < features.Length)
        {
            throw new ArgumentException(
                $"The standardizer was fitted on {_means.Length} features; {features.Length} were given, with room for {standardized.Length}.",
                nameof(features));
        }

        for (var column = 0; column < _means.Length; column++)
        {
            standardized[column] = Math.Clamp((features[column] - _means[column]) * _scales[column], -_limit, _limit);
        }
    }

    /// <summary>Converts z-scores back to the units of the features; a column that was constant in training becomes its mean.</summary>
    /// <param name="standardized">The z-scores, in the order of <see cref="Names"/>.</param>
    /// <param name="features">Receives as many values; may be the same memory as <paramref name="standardized"/>.</param>
    public void Restore(ReadOnlySpan<float> standardized, Span<float> features)
    {
        if (standardized.Length != _means.Length || features.Length < standardized.Length)
        {
            throw new ArgumentException(
                $"The standardizer was fitted on {_means.Length} features; {standardized.Length} z-scores were given, with room for {features.Length}.",
                nameof(standardized));
        }

        for (var column = 0; column < _means.Length; column++)
        {
            features[column] = _means[column] + (_scales[column] == 0 ? 0 : standardized[column] / _scales[column]);
        }
    }

    /// <summary>Writes the standardizer as a part of a model.</summary>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_names);
        writer.Write<float>(_means);
        writer.Write<float>(_scales);
        writer.Write(_limit);
    }

    /// <summary>Reads a standardizer that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The parts do not fit together.</exception>
    public static Standardizer Read(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (names, means, scales) = (reader.ReadStrings(), reader.ReadArray<float>(), reader.ReadArray<float>());
        var limit = (float)reader.ReadDouble();
        var hasSizes = means.Length == names.Length && scales.Length == names.Length;
        return hasSizes && limit > 0 && Array.TrueForAll(means, float.IsFinite) && Array.TrueForAll(scales, float.IsFinite)
            ? new(names, means, scales, limit)
            : throw new InvalidDataException(
                $"The model file is damaged: {means.Length} means and {scales.Length} scales do not fit {names.Length} features.");
    }
}
