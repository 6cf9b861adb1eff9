using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>Rows that were looked at and standardized, ready for ML.NET.</summary>
internal sealed class LearnedRows
{
    private readonly Func<int, ReadOnlyMemory<float>> _row;

    private LearnedRows(IReadOnlyList<string> names, Standardizer? scaling, Func<int, ReadOnlyMemory<float>> row) =>
        (Names, Scaling, _row) = (names, scaling, row);

    public IReadOnlyList<string> Names { get; }

    public Standardizer? Scaling { get; }

    /// <summary>Looks at the rows; without standardizing, they are not copied.</summary>
    /// <exception cref="ArgumentException">
    /// There are no rows or no features, the rows have different names, or a value is not finite; the message names it.
    /// </exception>
    public static LearnedRows Of(IReadOnlyList<FeatureRow> rows, bool standardize)
    {
        var names = rows.Count > 0 ? rows[0].Names ?? [] : throw new ArgumentException("There are no rows to learn from.", nameof(rows));
        if (names.Count == 0)
        {
            throw new ArgumentException("The rows have no features: there is nothing to learn from.", nameof(rows));
        }

        foreach (var row in rows)
        {
            row.ValuesOf(names);
        }

        if (!standardize)
        {
            return new(names, scaling: null, row => rows[row].Values);
        }

        var scaling = Standardizer.Fit(rows);
        var width = names.Count;
        var values = new float[(long)rows.Count * width];
        for (var row = 0; row < rows.Count; row++)
        {
            scaling.Apply(rows[row].Values.Span, values.AsSpan(row * width, width));
        }

        return new(scaling.Names, scaling, row => values.AsMemory(row * width, width));
    }

    public ReadOnlyMemory<float> Row(int row) => _row(row);
}
