using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// The features of one thing that are not 0: words of a text, a line of a LIBSVM file. Memory is shared, nothing is copied.
/// </summary>
/// <param name="Columns">The numbers of the columns from 0, ascending.</param>
/// <param name="Values">The value of each, finite.</param>
public readonly record struct SparseRow(ReadOnlyMemory<int> Columns, ReadOnlyMemory<float> Values)
{
    /// <summary>The entries of a dense row that are not 0.</summary>
    public static SparseRow From(ReadOnlySpan<float> dense)
    {
        var (columns, values) = (new List<int>(), new List<float>());
        for (var column = 0; column < dense.Length; column++)
        {
            if (dense[column] != 0)
            {
                columns.Add(column);
                values.Add(dense[column]);
            }
        }

        return new(columns.ToArray(), values.ToArray());
    }

    /// <summary>The row with all its columns, for kernels by family and other classifiers.</summary>
    /// <param name="names">The names of all columns.</param>
    /// <exception cref="ArgumentException">The row has a column behind the last name.</exception>
    public FeatureRow ToFeatureRow(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Require();
        if (!Columns.IsEmpty && Columns.Span[^1] >= names.Count)
        {
            throw new ArgumentException(
                $"The row has a column {Columns.Span[^1]}, but there are {names.Count} names, of the columns 0 … {names.Count - 1}.", nameof(names));
        }

        var dense = new float[names.Count];
        for (var entry = 0; entry < Columns.Length; entry++)
        {
            dense[Columns.Span[entry]] = Values.Span[entry];
        }

        return new(names, dense);
    }

    /// <summary>Checks that the row can be learned from.</summary>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    internal void Require()
    {
        var columns = Columns.Span;
        var values = Values.Span;
        if (columns.Length != values.Length)
        {
            throw new ArgumentException($"A sparse row has {columns.Length} columns and {values.Length} values; give one value for each column.");
        }

        for (var entry = 0; entry < columns.Length; entry++)
        {
            if (columns[entry] < (entry == 0 ? 0 : columns[entry - 1] + 1))
            {
                throw new ArgumentException(entry == 0
                    ? $"A sparse row has a column {columns[entry]}; columns are numbered from 0."
                    : $"The columns of a sparse row must ascend; behind {columns[entry - 1]} stands {columns[entry]}.");
            }

            if (!float.IsFinite(values[entry]))
            {
                throw new ArgumentException(
                    $"Features must be finite; column {columns[entry]} is {values[entry].ToString(CultureInfo.InvariantCulture)}.");
            }
        }
    }
}
