using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>Makes of named rows what kernels see: z-scores, or the values as they are. Immutable.</summary>
internal sealed class RowScaling
{
    private readonly Standardizer? _standardizer;
    private readonly int[] _kept;                   // columns that are never scaled

    private RowScaling(IReadOnlyList<string> names, Standardizer? standardizer, int[] kept) =>
        (Names, _standardizer, _kept) = (names, standardizer, kept);

    public IReadOnlyList<string> Names { get; }

    public bool IsStandardized => _standardizer is not null;

    /// <param name="training">The rows that are learned from, one or more.</param>
    /// <param name="kernel">Columns of precomputed kernels are kept as they are.</param>
    /// <param name="standardize">Whether the others are made z-scores.</param>
    public static RowScaling Fit(IReadOnlyList<FeatureRow> training, Kernel kernel, bool standardize)
    {
        var names = training[0].Names ?? [];
        if (names.Count == 0)
        {
            throw new ArgumentException("The rows have no features; a kernel needs one or more.");
        }

        return new(
            names, standardize ? Standardizer.Fit(training) : null, [.. KernelForms.PrecomputedColumns(kernel, names).Distinct().Order()]);
    }

    public void Apply(FeatureRow row, Span<float> values)
    {
        var own = row.ValuesOf(Names);
        if (_standardizer is null)
        {
            own.CopyTo(values);
            return;
        }

        _standardizer.Apply(own, values);
        foreach (var column in _kept)
        {
            values[column] = own[column];
        }
    }

    public RowMatrix Apply(IReadOnlyList<FeatureRow> rows)
    {
        var values = new float[(long)rows.Count * Names.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            Apply(rows[row], values.AsSpan(row * Names.Count, Names.Count));
        }

        return RowMatrix.Dense(values, rows.Count, Names.Count);
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Names);
        writer.WriteOptional(_standardizer, standardizer => standardizer.Write(writer));
        writer.Write<int>(_kept);
    }

    public static RowScaling Read(ModelReader reader)
    {
        var (names, standardizer, kept) = (
            reader.ReadStrings(), reader.ReadOptional(() => Standardizer.Read(reader)), reader.ReadArray<int>());
        return (standardizer is null || standardizer.Names.SequenceEqual(names)) && names.Length > 0
            && Array.TrueForAll(kept, column => column >= 0 && column < names.Length)
            ? new(names, standardizer, kept)
            : throw new InvalidDataException("The model file is damaged: its scaling does not fit its columns.");
    }
}
