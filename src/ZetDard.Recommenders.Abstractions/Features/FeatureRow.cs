using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>
/// The features of one thing with their names: what a classifier on features sees. The rows of a table share its names and its memory;
/// nothing is copied.
/// </summary>
/// <param name="Names">
/// The names of the columns; their families (<see cref="FeatureTable.FamilyOf"/>) serve kernels by family and reasons.
/// </param>
/// <param name="Values">One value for each name; those of a <see cref="FeatureTable{TKey}"/> are finite.</param>
public readonly record struct FeatureRow(IReadOnlyList<string> Names, ReadOnlyMemory<float> Values)
{
    /// <summary>Whether the row has no values, as the missing part of a record of several sources.</summary>
    public bool IsEmpty => Values.IsEmpty;

    /// <summary>The values, after a check that their names are those that a model learned from.</summary>
    /// <param name="learned">The names that the model learned, in their order.</param>
    /// <exception cref="ArgumentException">
    /// The row has other features, or one of them is not finite; the message names the first.
    /// </exception>
    public ReadOnlySpan<float> ValuesOf(IReadOnlyList<string> learned)
    {
        ArgumentNullException.ThrowIfNull(learned);
        var names = Names ?? [];
        if (!ReferenceEquals(names, learned) && !names.SequenceEqual(learned))
        {
            var place = names.Zip(learned).TakeWhile(pair => pair.First == pair.Second).Count();
            throw new ArgumentException(
                $"The model learned {learned.Count} features and was given {names.Count}; the first that differs is number {place + 1}: it learned {Quoted(learned, place)} and was given {Quoted(names, place)}. " +
                "Give it rows of a table with the same columns in the same order.");
        }

        var values = Values.Span;
        if (values.Length != learned.Count)
        {
            throw new ArgumentException($"The row has {learned.Count} names and {values.Length} values; give one value for each name.");
        }

        for (var column = 0; column < values.Length; column++)
        {
            if (!float.IsFinite(values[column]))
            {
                throw new ArgumentException(
                    $"Features must be finite; '{learned[column]}' is {values[column].ToString(CultureInfo.InvariantCulture)}.");
            }
        }

        return values;
    }

    private static string Quoted(IReadOnlyList<string> names, int place) => place < names.Count ? $"'{names[place]}'" : "none there";
}
